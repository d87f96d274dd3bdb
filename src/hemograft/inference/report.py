"""The written report of a calibration: what was free, what moved, what fits and what does not."""

from collections.abc import Mapping

import numpy as np

from hemograft import NOTICE
from hemograft.inference.free_parameters import FREE_PARAMETERS
from hemograft.inference.targets import calibration_targets, deviation


def target_table(results: Mapping[str, float]) -> str:
    """Markdown table of every calibration target with its tolerance, the result and the verdict."""
    lines = [
        "| target | aim | tolerance | result | verdict | kind | source |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, target in calibration_targets().items():
        value = results[name]
        verdict = "inside" if abs(deviation(target, value)) <= 1.0 else "**MISS**"
        unit = "" if target.unit == "dimensionless" else f" {target.unit}"
        lines.append(
            f"| {target.meaning} | {target.number:g}{unit} | {target.low:g} to {target.high:g} | {value:.4g} |"
            f" {verdict} | {target.endpoint} | {target.source} |"
        )
    return "\n".join(lines)


def calibration_report(
    values: Mapping[str, float], results: Mapping[str, float], *, loss: float, generations: int, seed: int
) -> str:
    """The report in Markdown."""
    targets = calibration_targets()
    kinds = {
        kind: [name for name, target in targets.items() if target.endpoint == kind]
        for kind in ("clinical", "model output")
    }
    inside = {
        kind: sum(abs(deviation(targets[name], results[name])) <= 1.0 for name in names)
        for kind, names in kinds.items()
    }
    return f"""# Calibration of the centre

{NOTICE} Written by `make calibrate`; do not edit.

{len(FREE_PARAMETERS)} free parameters, {len(targets)} targets, CMA-ES, seed {seed}, {generations} generations from the
values that the records held before, final loss {loss:.3f}.
Inside the tolerance: {inside["clinical"]} of {len(kinds["clinical"])} clinical numbers and {inside["model output"]} of
{len(kinds["model output"])} outputs of other models (agreement with that model, not with patients). Nothing here is
validation: the targets are what the parameters were fitted to, and there are about as many of the one as of the other.

## Targets

{target_table(results)}

## What was free, and how far it moved

The shift is in prior standard deviations; a value near zero was not moved by the data, because nothing sees it or
because the prior was right.

| record | prior centre | log sd | value | shift |
|---|---|---|---|---|
{_moves(values)}
"""


def _moves(values: Mapping[str, float]) -> str:
    lines: list[str] = []
    for free in FREE_PARAMETERS:
        offset = 1.0 if free.low > 1.0 else 0.0
        shift = float(np.log((values[free.record] - offset) / (free.centre - offset))) / free.log_sd
        lines.append(
            f"| {free.record} | {free.centre:.4g} | {free.log_sd:g} | {values[free.record]:.4g} | {shift:+.2f} |"
        )
    return "\n".join(lines)
