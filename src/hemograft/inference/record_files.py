"""The parameter file: every calibrated record, in one file that the calibration writes and nobody edits."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import yaml

from hemograft.evidence import Provenance, Record, Use
from hemograft.inference.search import Fit
from hemograft.inference.step import Step
from hemograft.whole_file import write_whole

FILE = "calibrated.yaml"
VERSION = 5
"""Of the set of steps; 1 had the centre and one drug, 2 no survival of aplastic anemia, 3 no Fanconi anemia and no poor
graft function, 4 immunoglobulin fitted to its first days alone."""
DIGITS = 5
"""Significant digits kept: more than the calibration determines."""
HEADER = f"""# Written by `hemograft calibrate` (version {VERSION} of its steps); do not edit.
# The report is docs/calibration.md; low and high are the ends of the values that fitted nearly as well.
"""
NEAR = "values that fit nearly as well"


def rounded(value: float) -> float:
    """The value as it is written."""
    return float(f"{value:.{DIGITS}g}")


def calibrated_records(
    known: Mapping[str, Record], steps: Iterable[Step], fits: Mapping[str, Fit], seed: int
) -> list[Record]:
    """Every calibrated record: those of the fitted steps with their new values, then each step, the others unchanged.

    Raises:
        ValueError: a step moves a record that does not exist.
    """
    new: dict[str, Record] = {}
    for step in steps:
        if step.name not in fits:
            continue
        fit = fits[step.name]
        for free in step.free:
            if free.record not in known:
                raise ValueError(f"step {step.name} moves {free.record}, and there is no such evidence record")
            low, high = fit.near[free.record]
            new[free.record] = known[free.record].model_copy(
                update={
                    "value": rounded(fit.values[free.record]),
                    "low": rounded(low),
                    "high": rounded(high),
                    "interval": NEAR,
                    "source": f"Calibration, step {step.name} (record calibration.{step.name} lists its targets)",
                    "provenance": Provenance.CALIBRATED,
                }
            )
        new[f"calibration.{step.name}"] = Record(
            id=f"calibration.{step.name}",
            value=rounded(fit.loss),
            unit="dimensionless",
            meaning=f"Least loss of the calibration step that fits: {step.title.lower()}.",
            population="virtual patients",
            source=f"{fit.trials} sets tried from the prior centres, {fit.near_sets} fit nearly as well; seed {seed}",
            provenance=Provenance.CALIBRATED,
            use=Use.CONTEXT,
            targets=step.targets,
        )
    new["calibration.version"] = Record(
        id="calibration.version",
        value=VERSION,
        unit="dimensionless",
        meaning="Version of the set of calibration steps that this file was made by.",
        population="virtual patients",
        source="Raised by hand when steps are added, or changed in what they fit",
        provenance=Provenance.ASSUMED,
        use=Use.CONTEXT,
    )
    old = {identifier: item for identifier, item in known.items() if item.provenance is Provenance.CALIBRATED}
    return sorted({**old, **new}.values(), key=lambda item: item.id)


def write_calibrated(folder: Path, calibrated: Iterable[Record]) -> None:
    """Writes the parameter file whole, and takes its records out of the other files of ``folder``.

    Raises:
        ValueError: another file cannot do without them; nothing is written then.
    """
    calibrated = list(calibrated)
    moved = {item.id for item in calibrated}
    others = {path: path.read_text("utf-8") for path in sorted(folder.glob("*.yaml")) if path.name != FILE}
    kept = {path: _without(text, moved) for path, text in others.items()}
    for path, text in kept.items():
        if text != others[path]:
            _check(path, text, others[path], moved)
    write_whole(folder / FILE, HEADER + "".join(f"\n{_entry(item)}" for item in calibrated))
    for path, text in kept.items():
        if text != others[path]:
            write_whole(path, text)


def _entry(item: Record) -> str:
    """One record as YAML, fields in the order of the schema, defaults left out."""
    fields = item.model_dump(mode="json", exclude_defaults=True)
    return yaml.safe_dump([fields], sort_keys=False, allow_unicode=True, width=116)


def _without(text: str, identifiers: set[str]) -> str:
    """The text of a record file less these records; comments stay."""
    parts = re.split(r"^(?=- id: )", text, flags=re.MULTILINE)
    return "".join(_comments_after(part) if _is_one_of(part, identifiers) else part for part in parts)


def _is_one_of(part: str, identifiers: set[str]) -> bool:
    first = part.partition("\n")[0]
    return first.startswith("- id: ") and first.removeprefix("- id: ").strip() in identifiers


def _comments_after(part: str) -> str:
    """Comments at the end of one record's text head the next record."""
    found = re.search(r"(?:^#[^\n]*\n)+\Z", part, flags=re.MULTILINE)
    return found.group() if found else ""


def _check(path: Path, text: str, before: str, moved: set[str]) -> None:
    try:
        left = {entry["id"]: entry for entry in yaml.safe_load(text) or []}
    except yaml.YAMLError as error:
        raise ValueError(
            f"{path.name} leans on a calibrated record (an anchor?): write it out there: {error}"
        ) from error
    stayed = {entry["id"]: entry for entry in yaml.safe_load(before) if entry["id"] not in moved}
    if left != stayed:
        raise ValueError(f"{path.name} would change by more than its calibrated records")
