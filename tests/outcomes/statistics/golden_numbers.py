"""Cohorts and what R makes of them, as `goldens/make_goldens.R` wrote them."""

import csv
from functools import cache
from pathlib import Path

import numpy as np
import pytest

FOLDER = Path(__file__).parent / "goldens"
COHORTS = {"tied": 2, "untied": 2, "large": 3}
"""Each cohort and its number of causes."""


@cache
def cohort(name):
    """Columns of one cohort by name; status and the group columns are whole numbers."""
    with open(FOLDER / f"cohort_{name}.csv", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    columns = {column: np.array([float(row[column]) for row in rows]) for column in rows[0]}
    return columns | {column: columns[column].astype(int) for column in ("status", "group", "stratum", "dose")}


@cache
def _goldens():
    found = {}
    with open(FOLDER / "goldens.csv", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            found.setdefault((row["case"], row["quantity"], row["label"]), []).append(float(row["value"]))
    return {key: np.array(values) for key, values in found.items()}


def golden(name, quantity, label=""):
    """The numbers that R gave for a cohort, in order."""
    return _goldens()[name, quantity, label]


def near(values):
    """Equal to nine digits."""
    return pytest.approx(values, rel=1e-9, abs=1e-12)
