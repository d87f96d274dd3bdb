"""Reads the individual rows of the UCI data set "Bone marrow transplant: children" (relabelled CSV).

Sikora, Wrobel, Gudys 2020, doi 10.24432/C5NP6Z (CC BY 4.0): 187 unrelated-donor transplants of one center, with doses
and days of recovery. The data stay outside the project; the reader is given a file.
"""

import csv
from pathlib import Path

import numpy as np

from hemograft.inference.engraftment import Engraftment
from hemograft.population.recipients import Recipients
from hemograft.simulation.integrator import Array
from hemograft.therapies.transplantation import GraftSource

NEVER = 1e6
"""How the file writes a day that did not come."""
MILLION = 1e6
SOURCES = {"peripheral_blood": GraftSource.MOBILIZED_BLOOD, "bone_marrow": GraftSource.BONE_MARROW}
COLUMNS = {
    "recipient_age",
    "recipient_body_mass",
    "recipient_gender",
    "stem_cell_source",
    "CD34_x1e6_per_kg",
    "ANC_recovery",
    "PLT_recovery",
    "survival_time",
}


def read_children(path: Path) -> Engraftment:
    """The rows as observed engraftment, without those whose platelets are said to recover after death.

    ``end`` is the day of death or of the last visit.

    Raises:
        ValueError: a column is missing or a value cannot be read; the message names it.
        OSError: the file cannot be read.
    """
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if missing := COLUMNS - set(reader.fieldnames or ()):
            raise ValueError(f"{path} lacks the column {min(missing)}: give the relabelled CSV of UCI data set 565")
        rows = list(reader)
    platelets, end = _days(path, rows, "PLT_recovery"), _days(path, rows, "survival_time")
    possible = np.flatnonzero(~(np.isfinite(platelets) & (platelets > end)))
    recipients = Recipients(
        age=_numbers(path, rows, "recipient_age"),
        weight=_numbers(path, rows, "recipient_body_mass"),
        male=np.array([row["recipient_gender"] == "male" for row in rows]),
        source=np.array([_source(path, line, row["stem_cell_source"]) for line, row in enumerate(rows, start=2)]),
        cd34_per_kg=MILLION * _numbers(path, rows, "CD34_x1e6_per_kg"),
        nucleated_cells_per_kg=np.full(len(rows), np.nan),
    )
    return Engraftment(
        recipients=recipients.those(possible),
        neutrophils=_days(path, rows, "ANC_recovery")[possible],
        platelets=platelets[possible],
        end=end[possible],
    )


def _numbers(path: Path, rows: list[dict[str, str]], column: str) -> Array:
    """One number a row; NaN where the file is silent."""
    values: list[float] = []
    for line, row in enumerate(rows, start=2):
        try:
            values.append(float(row[column] or "nan"))
        except ValueError:
            raise ValueError(f"{path}, line {line}: {column} is {row[column]!r}; it must be a number") from None
    return np.array(values)


def _days(path: Path, rows: list[dict[str, str]], column: str) -> Array:
    days = _numbers(path, rows, column)
    return np.where(days >= NEVER, np.inf, days)


def _source(path: Path, line: int, name: str) -> str:
    if name not in SOURCES:
        raise ValueError(f"{path}, line {line}: stem_cell_source is {name!r}; it must be one of {', '.join(SOURCES)}")
    return str(SOURCES[name])
