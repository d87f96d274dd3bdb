"""What is kept of every virtual patient under every arm: days of events, burdens, and counts once a week."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hemograft.outcomes.history import EVENTS

Kept = NDArray[np.float32]

ENGRAFTMENT = ("neutrophil_engraftment", "platelet_engraftment_20", "platelet_engraftment_50")
"""Days since the infusion of cells; events of a clinical history are days since the start of treatment."""
BURDENS = ("cause", "counted", "followed", "platelet_units", "quality_adjusted_life_years")
"""``counted`` days have blood counts, ``followed`` days outcomes."""
COLUMNS = (*EVENTS, *ENGRAFTMENT, *BURDENS)
WEEKLY = ("platelets", "own_platelets", "neutrophils", "hemoglobin")


@dataclass(frozen=True)
class PatientTable:
    """Virtual patients and what became of them; single precision keeps a large pool small.

    ``covariates``: by name, (patients,), numbers or names. ``excluded``: people screened in vain for each patient,
    by criterion, (criteria, patients). ``columns``: by name of `COLUMNS`, (arms, patients), days are infinite where
    the event never came. ``weekly``: by name of `WEEKLY`, (arms, weeks + 1, patients).
    """

    covariates: Mapping[str, NDArray[Any]]
    excluded: NDArray[np.int32]
    columns: Mapping[str, Kept]
    weekly: Mapping[str, Kept]

    @property
    def patients(self) -> int:
        """How many."""
        return self.columns["followed"].shape[1]

    def to_bytes(self) -> bytes:
        """The content of a chunk file (NumPy .npz); the same table always gives the same bytes."""
        file = io.BytesIO()
        np.savez(
            file,
            allow_pickle=False,
            excluded=self.excluded,
            **{f"covariate.{name}": values for name, values in self.covariates.items()},
            **{f"column.{name}": values for name, values in self.columns.items()},
            **{f"weekly.{name}": values for name, values in self.weekly.items()},
        )
        return file.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> "PatientTable":
        """The table of a chunk file.

        Raises:
            ValueError, KeyError, zipfile.BadZipFile: the content is not that of a chunk file.
        """
        with np.load(io.BytesIO(content), allow_pickle=False) as held:
            parts = {name: held[name] for name in held.files}

        def those(kind: str) -> dict[str, NDArray[Any]]:
            return {name.partition(".")[2]: values for name, values in parts.items() if name.startswith(f"{kind}.")}

        return cls(those("covariate"), parts["excluded"], those("column"), those("weekly"))


def joined(tables: Sequence[PatientTable]) -> PatientTable:
    """All patients in one table, in the order of the tables."""

    def stacked(name: str) -> dict[str, NDArray[Any]]:
        first = getattr(tables[0], name)
        return {key: np.concatenate([getattr(table, name)[key] for table in tables], axis=-1) for key in first}

    return PatientTable(
        covariates=stacked("covariates"),
        excluded=np.concatenate([table.excluded for table in tables], axis=1),
        columns=stacked("columns"),
        weekly=stacked("weekly"),
    )
