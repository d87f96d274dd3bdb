"""From texts to codes: each distinct text of a column is read once, however many donors share it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import compute

from hemograft.donors.registry.names import Names
from hemograft.donors.registry.rows import RowError, Rows
from hemograft.donors.registry.segment import ATTRIBUTES, CORD_ATTRIBUTES
from hemograft.donors.registry.typing_dictionary import TypingDictionary, read_typing
from hemograft.donors.registry.vocabulary import (
    KINDS,
    answer_code,
    birth_month_of_age,
    blood_group_code,
    cmv_code,
    month_code,
    positive_number,
    sex_code,
)
from hemograft.donors.typing.genotype import LOCI, Nomenclature

arrow: Any = compute  # its functions are made at import, so that no type checker sees them

Array = NDArray[Any]

REQUIRED_LOCI = ("A", "B")
"""What a donor is typed at, at the least; long-standing donors often at nothing else."""

LONGEST_IDENTIFIER = 64
MOST_POPULATIONS, MOST_REGISTRIES = 255, 65_535
LARGEST_CORD = (1e11, 1e10, 1000.0)
"""Nucleated cells, CD34 cells and mL of a cord unit beyond which the unit of the column must be wrong."""


@dataclass(frozen=True)
class Encoded:
    """Donors as columns of the store, with their row numbers in the file; ``kind`` indexes ``KINDS``."""

    numbers: Array
    identifiers: Any
    kind: Array
    columns: dict[str, Array]

    def __len__(self) -> int:
        return len(self.numbers)

    def where(self, kept: Array) -> "Encoded":
        """The rows of a mask."""
        columns = {name: column[kept] for name, column in self.columns.items()}
        return Encoded(self.numbers[kept], self.identifiers.filter(pa.array(kept)), self.kind[kept], columns)


@final
class Encoder:
    """Reads the batches of one file; what it learned of a text serves the batches that follow."""

    def __init__(
        self,
        nomenclature: Nomenclature,
        dictionary: TypingDictionary,
        populations: Names,
        registries: Names,
        *,
        kind: str,
        registry: str,
        today: date,
    ) -> None:
        self._nomenclature, self._dictionary = nomenclature, dictionary
        self._default_kind, self._default_registry = KINDS.index(kind), registries.code(registry)
        self._typing_faults: dict[tuple[str, str], str] = {}
        self._readers: dict[str, Callable[[str], float]] = {
            "sex": sex_code,
            "birth": month_code,
            "age": lambda text: birth_month_of_age(text, today),
            "abo": blood_group_code,
            "cmv": cmv_code,
            "population": populations.code,
            "registry": registries.code,
            "nucleated_cells": positive_number("nucleated_cells", 0.0, LARGEST_CORD[0]),
            "cd34_cells": positive_number("cd34_cells", 0.0, LARGEST_CORD[1]),
            "volume": positive_number("volume", 0.0, LARGEST_CORD[2]),
            "accredited": answer_code,
            "attached_segment": answer_code,
            "kind": self._kind,
        }

    def encode(self, rows: Rows) -> tuple[Encoded, tuple[RowError, ...]]:
        """The good rows as codes, and why the others are not.

        A row is refused where its identifier is empty or longer than ``LONGEST_IDENTIFIER``, a text is not readable,
        or a locus of ``REQUIRED_LOCI`` is not typed. Rows without any text are left out silently.
        """
        count = len(rows.numbers)
        faults: dict[int, str] = {}
        identifiers = rows.columns.get("id", pa.array([""] * count, pa.string()))
        self._check_identifiers(identifiers, rows, faults)
        codes: dict[str, Array] = {}
        for locus in LOCI:
            if locus in rows.columns:
                codes[locus] = self._decoded(rows.columns[locus], lambda text, at=locus: self._typing(at, text), faults)
        for locus in REQUIRED_LOCI:
            for row in np.flatnonzero(codes[locus] == 0) if locus in codes else range(count):
                faults.setdefault(int(row), f"locus {locus} is not typed: a donor needs {', '.join(REQUIRED_LOCI)}")
        read = {
            name: self._decoded(rows.columns[name], reader, faults)
            for name, reader in self._readers.items()
            if name in rows.columns
        }
        kind = read.get("kind", np.full(count, self._default_kind)).astype(np.int64)
        good = np.ones(count, np.bool_)
        good[list(faults)] = False
        encoded = Encoded(rows.numbers, identifiers, kind, {**codes, **self._attributes(read, count)}).where(good)
        errors = (RowError(int(rows.numbers[row]), faults[row]) for row in sorted(faults) if faults[row])
        return encoded, (*rows.broken, *errors)

    def _attributes(self, read: Mapping[str, Array], count: int) -> dict[str, Array]:
        birth = read.get("birth", np.zeros(count))
        given = {
            **read,
            "birth_month": np.where(birth > 0, birth, read.get("age", np.zeros(count))),
            "blood_group": read.get("abo", np.zeros(count)),
        }
        registry = given.get("registry", np.zeros(count))
        given["registry"] = np.where(registry > 0, registry, self._default_registry)
        found = {name: given.get(name, np.zeros(count)).astype(dtype) for name, dtype in ATTRIBUTES.items()}
        for name, dtype in CORD_ATTRIBUTES.items():
            missing = np.full(count, np.nan if np.issubdtype(dtype, np.floating) else 0.0)
            found[name] = given.get(name, missing).astype(dtype)
        return found

    def _decoded(self, texts: Any, reader: Callable[[str], float], faults: dict[int, str]) -> Array:
        encoded = texts.dictionary_encode()
        places = encoded.indices.to_numpy(zero_copy_only=False)
        values = np.zeros(len(encoded.dictionary))
        wrong: dict[int, str] = {}
        for place, text in enumerate(encoded.dictionary.to_pylist()):
            try:
                values[place] = reader(text)
            except ValueError as error:
                wrong[place] = str(error)
        if wrong:
            for row in np.flatnonzero(np.isin(places, list(wrong))):
                faults.setdefault(int(row), wrong[int(places[row])])
        return values[places] if len(places) else np.zeros(0)

    def _typing(self, locus: str, text: str) -> int:
        known = self._dictionary.codes[locus].get(text)
        if known is not None:
            return known
        if fault := self._typing_faults.get((locus, text)):
            raise ValueError(fault)
        try:
            genotype = read_typing(self._nomenclature, locus, text)
        except ValueError as error:
            self._typing_faults[locus, text] = str(error)
            raise
        if not genotype.typed:
            return 0
        return self._dictionary.code(locus, text)

    def _kind(self, text: str) -> int:
        word = text.strip().lower()
        if word not in ("", *KINDS, "donor", "cbu"):
            raise ValueError(f"kind {text!r} is not known: write adult or cord")
        return self._default_kind if word == "" else int(word in ("cord", "cbu"))

    def _check_identifiers(self, identifiers: Any, rows: Rows, faults: dict[int, str]) -> None:
        lengths = arrow.utf8_length(identifiers).to_numpy(zero_copy_only=False)
        for row in np.flatnonzero(lengths == 0):
            empty = not any(column[int(row)].as_py() for column in rows.columns.values())
            faults[int(row)] = "" if empty else "id is empty: every donor needs one"
        for row in np.flatnonzero(lengths > LONGEST_IDENTIFIER):
            faults[int(row)] = f"id has {lengths[row]} characters: {LONGEST_IDENTIFIER} are the most, check the column"
