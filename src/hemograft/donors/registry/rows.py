"""Donors as a file tells them, a batch at a time: texts by field, with the number of each row in the file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hemograft.donors.typing.genotype import LOCI
from hemograft.donors.typing.genotype_list import split_genotype_list

IDENTIFIER_FIELD, KIND_FIELD = "id", "kind"
ATTRIBUTE_FIELDS = ("sex", "birth", "age", "abo", "cmv", "population", "registry")
CORD_FIELDS = ("nucleated_cells", "cd34_cells", "volume", "accredited", "attached_segment")
FIELDS = (IDENTIFIER_FIELD, KIND_FIELD, *ATTRIBUTE_FIELDS, *CORD_FIELDS)
BATCH = 1 << 17


@dataclass(frozen=True)
class RowError:
    """A row that cannot be used: its number in the file, and why with the remedy."""

    number: int
    why: str


@dataclass(frozen=True)
class Rows:
    """A batch of rows.

    ``columns`` holds an Arrow string array for each field of ``FIELDS`` and each locus that the file tells; a typing
    is two names with ``+`` between, once per alternative with ``|`` between. ``broken`` are the rows that could not
    be taken apart, which stand in no column. ``ignored`` names what the file tells beyond that.
    """

    numbers: NDArray[np.int64]
    columns: Mapping[str, Any]
    broken: tuple[RowError, ...] = ()
    ignored: tuple[str, ...] = ()


def rows_of_records(records: list[tuple[int, Mapping[str, str]]], broken: list[RowError], ignored: set[str]) -> Rows:
    """A batch from one mapping a row, field to text."""
    columns = {
        name: pa.array([record.get(name, "") for _number, record in records], pa.string())
        for name in (*FIELDS, *LOCI)
        if any(name in record for _number, record in records)
    }
    numbers = np.array([number for number, _record in records], np.int64)
    return Rows(numbers, columns, tuple(broken), tuple(sorted(ignored)))


def loci_of_genotype_list(text: str) -> dict[str, str]:
    """The typing text of each locus in a GL String, without the prefix ``HLA-``.

    Raises:
        TypingError: the string is malformed.
    """
    found = split_genotype_list(text.replace("HLA-", "")) if text else {}
    return {locus: "|".join(map("+".join, alternatives)) for locus, alternatives in found.items()}
