"""The written report of the calibration: what must hold, what was free, what moved, what fits and what does not."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from hemograft import NOTICE
from hemograft.evidence import Record, Use, record, records
from hemograft.inference.free_parameters import FreeParameter
from hemograft.inference.misses import reason
from hemograft.inference.must_hold import Line
from hemograft.inference.record_files import NEAR, VERSION
from hemograft.inference.step import Step
from hemograft.inference.targets import aim, is_inside

Results = Mapping[str, float]
"""By record id."""


def calibration_report(steps: Sequence[Step], lines: Iterable[Line], results: Results, *, seed: int) -> str:
    """The report in Markdown; a record without a result is said to be missing, never left out."""
    parts = [
        f"# Calibration\n\n{NOTICE} Written by `hemograft calibrate --report`; do not edit.",
        f"Version {VERSION} of the steps, seed {seed}. Every search starts at its prior centres, and each step sees the"
        " results of those before it, so that one command on one commit gives the same parameter file"
        " (`evidence/records/calibrated.yaml`). Nothing that is fitted here is validation; held-out records say so.",
        "Shift and width of a free parameter are in prior standard deviations. The width is half the range of the sets"
        " that the search tried and that fit nearly as well (loss within 3 of the least, which is what one target costs"
        " that lies outside by half of a half width): it is a lower bound, and none where few sets are near. A width"
        " near 1 or more means that the data hardly determine the value; where the shift is small as well they do not"
        " see it.",
        *_must_hold(tuple(lines), results),
        *(_step(step, results) for step in steps),
        *_held_out(results),
    ]
    return "\n\n".join(parts) + "\n"


def verdict(item: Record, results: Results) -> str:
    """Inside, outside or missing; a record without an interval is a bound from below."""
    if item.id not in results:
        return "not simulated"
    if item.low is None and item.high is None:
        return "inside" if results[item.id] >= aim(item) else "**outside**"
    return "inside" if is_inside(item, results[item.id]) else "**outside**"


def _must_hold(lines: Sequence[Line], results: Results) -> tuple[str, ...]:
    if not lines:
        return ()
    rows = [
        "| what | record | aim | interval | result | verdict | use | why not |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for line in lines:
        for identifier in line.records:
            item = record(identifier)
            found = verdict(item, results)
            because = reason(identifier) if "outside" in found else ""
            rows.append(
                f"| {line.claim} | {identifier} | {aim(item):g} | {_interval(item)} | {_result(item, results)} |"
                f" {found} | {_use(item)} | {because} |"
            )
    return ("## Must hold\n\n" + "\n".join(rows),)


def _held_out(results: Results) -> tuple[str, ...]:
    """Validation records that were simulated on the way."""
    items = [records()[identifier] for identifier in results if identifier in records()]
    held = [item for item in items if item.use is Use.VALIDATE]
    if not held:
        return ()
    return ("## Held out\n\nNothing was fitted to these.\n\n" + _targets(held, results),)


def _step(step: Step, results: Results) -> str:
    targets = step.target_records
    outside = [item for item in targets.values() if "outside" in verdict(item, results)]
    made = records().get(f"calibration.{step.name}")
    how = f"Least loss {made.number:g}; {made.source}." if made else "Not fitted by this version: values are as given."
    parts = [
        f"## {step.title} (`{step.name}`)",
        f"{len(step.free)} free, {len(targets)} targets, {len(targets) - len(outside)} inside. {how}"
        + (f" {step.note}" if step.note else ""),
        _targets(targets.values(), results),
        _moves(step.free),
    ]
    if outside:
        parts.append(
            "Not met:\n\n" + "\n".join(f"- {item.id}: {_result(item, results)}. {reason(item.id)}" for item in outside)
        )
    return "\n\n".join(parts)


def _targets(targets: Iterable[Record], results: Results) -> str:
    rows = ["| target | aim | interval | result | verdict | source |", "|---|---|---|---|---|---|"]
    rows += [
        f"| {item.meaning} | {aim(item):g}{_unit(item)} | {_interval(item)} | {_result(item, results)} |"
        f" {verdict(item, results)} | {item.source} |"
        for item in targets
    ]
    return "\n".join(rows)


def _moves(free: Iterable[FreeParameter]) -> str:
    """How far each value moved, and how far it could have gone for nearly the same loss."""
    rows = [
        "| free | prior centre | log sd | value | shift | nearly as good | width |",
        "|---|---|---|---|---|---|---|",
    ]
    for parameter in free:
        item = record(parameter.record)
        shift = parameter.coordinate(item.number) / parameter.log_sd
        known = item.interval == NEAR and item.low is not None and item.high is not None
        span = f"{item.low:.4g} to {item.high:.4g}" if known else "not known"
        width = _width(parameter, item) if known else ""
        rows.append(
            f"| {parameter.record} | {parameter.centre:.4g} | {parameter.log_sd:g} | {item.number:.4g} | {shift:+.2f} |"
            f" {span} | {width} |"
        )
    return "\n".join(rows)


def _width(parameter: FreeParameter, item: Record) -> str:
    assert item.low is not None and item.high is not None
    tiny = np.finfo(float).tiny
    low = parameter.coordinate(max(item.low, parameter.offset + tiny))
    return f"{(parameter.coordinate(item.high) - low) / (2.0 * parameter.log_sd):.2f}"


def _interval(item: Record) -> str:
    if item.low is None and item.high is None:
        return f"at least {aim(item):g}"
    if item.high is None:
        return f"from {item.low:g}"
    if item.low is None:
        return f"to {item.high:g}"
    return f"{item.low:g} to {item.high:g}"


def _result(item: Record, results: Results) -> str:
    return f"{results[item.id]:.4g}" if item.id in results else "-"


def _unit(item: Record) -> str:
    return "" if item.unit == "dimensionless" else f" {item.unit}"


def _use(item: Record) -> str:
    return {Use.CALIBRATE: "fitted", Use.VALIDATE: "held out"}.get(item.use, str(item.use))
