"""Reads of vector integration sites in sorted blood samples: tab-separated tables as barcodetrackR takes them.

The reads table has the sites as rows and the samples as columns; the metadata table names each sample's month after
gene therapy and cell type.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

COLUMNS = ("SAMPLENAME", "months", "celltype")


class IntegrationSiteError(ValueError):
    """A table of integration sites cannot be read."""


@dataclass(frozen=True)
class IntegrationSites:
    """Reads of shape (sites, samples); ``months`` after gene therapy and ``cell_types`` by sample."""

    sites: tuple[str, ...]
    samples: tuple[str, ...]
    months: tuple[float, ...]
    cell_types: tuple[str, ...]
    reads: NDArray[np.int64]

    def sample(self, month: float, cell_type: str) -> NDArray[np.int64]:
        """Reads of every site in one sample, shape (sites,).

        Raises:
            KeyError: there is no such sample.
        """
        for index, key in enumerate(zip(self.months, self.cell_types, strict=True)):
            if key == (month, cell_type):
                return self.reads[:, index]
        raise KeyError(f"no sample of {cell_type} at month {month:g}")


def read_integration_sites(reads_file: Path, metadata_file: Path) -> IntegrationSites:
    """Both tables of one patient.

    Raises:
        IntegrationSiteError: a column is missing, a sample has no metadata, or a count is not a whole number from 0.
        OSError: a file cannot be read.
    """
    described = {row["SAMPLENAME"]: row for row in _described(metadata_file)}
    with reads_file.open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream, delimiter="\t")
        samples = tuple(next(rows, ()))
        if missing := [sample for sample in samples if sample not in described]:
            raise IntegrationSiteError(f"{reads_file.name}: sample {missing[0]} is not in {metadata_file.name}: add it")
        sites: list[str] = []
        reads: list[list[int]] = []
        for line, row in enumerate(rows, start=2):
            if len(row) != len(samples) + 1 or not all(value.isdecimal() for value in row[1:]):
                raise IntegrationSiteError(
                    f"{reads_file.name}: line {line} is not a site with {len(samples)} whole numbers: correct it"
                )
            sites.append(row[0])
            reads.append([int(value) for value in row[1:]])
    return IntegrationSites(
        sites=tuple(sites),
        samples=samples,
        months=tuple(_month(described[sample], metadata_file) for sample in samples),
        cell_types=tuple(described[sample]["celltype"] for sample in samples),
        reads=np.array(reads, dtype=np.int64).reshape(len(sites), len(samples)),
    )


def _described(metadata_file: Path) -> list[dict[str, str]]:
    with metadata_file.open(encoding="utf-8", newline="") as stream:
        table = csv.DictReader(stream, delimiter="\t")
        if missing := [name for name in COLUMNS if name not in (table.fieldnames or ())]:
            raise IntegrationSiteError(f"{metadata_file.name}: column {missing[0]} is missing: add it")
        return list(table)


def _month(row: dict[str, str], metadata_file: Path) -> float:
    try:
        return float(row["months"])
    except ValueError:
        raise IntegrationSiteError(
            f"{metadata_file.name}: months of {row['SAMPLENAME']} is {row['months']!r}: give a number"
        ) from None
