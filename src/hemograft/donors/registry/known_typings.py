"""The registry's typings as one nomenclature reads them; read once and kept beside the registry."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from hemograft.donors.registry.group_table import GroupTable, group_table
from hemograft.donors.registry.registry import Registry
from hemograft.donors.registry.typing_dictionary import read_typing
from hemograft.donors.typing.genotype import LOCI, UNTYPED, LocusGenotype, Nomenclature, TypingError
from hemograft.whole_file import write_whole

_WORTH_KEEPING = 2000
"""Reading so many typings takes longer than loading them."""


@dataclass(frozen=True)
class KnownTypings:
    """A table of typings for each locus, by code. ``unknown`` counts those that the nomenclature cannot read, which are
    taken as untyped: a donor is not lost to a change of names."""

    tables: Mapping[str, GroupTable]
    unknown: int


def known_typings(registry: Registry, nomenclature: Nomenclature) -> KnownTypings:
    """The tables of all loci; loaded where an earlier search read the same typings by the same nomenclature."""
    names = [file.name for file in registry.manifest.typings]
    key = zlib.crc32(repr((nomenclature.name, nomenclature.digest, names)).encode())
    place = registry.folder / f"typings-{key:08x}.npz"
    if place.is_file() and (kept := _loaded(place)) is not None:
        return kept
    unknown = 0
    tables: dict[str, GroupTable] = {}
    for locus in LOCI:
        genotypes: list[LocusGenotype] = []
        for text in registry.dictionary.texts[locus]:
            try:
                genotypes.append(read_typing(nomenclature, locus, text))
            except TypingError:
                genotypes.append(UNTYPED)
                unknown += 1
        tables[locus] = group_table(genotypes)
    found = KnownTypings(tables, unknown)
    if sum(table.typings for table in tables.values()) > _WORTH_KEEPING:
        _keep(place, found)
    return found


def _keep(place: Path, found: KnownTypings) -> None:
    arrays = {"unknown": np.array(found.unknown)}
    for locus, table in found.tables.items():
        arrays |= {
            f"{locus}.groups": np.array(table.groups, np.str_),
            f"{locus}.starts": table.starts,
            f"{locus}.group_numbers": table.group_numbers,
            f"{locus}.null": table.null,
            f"{locus}.typing_starts": table.typing_starts,
            f"{locus}.pairs": table.pairs,
        }
    content = BytesIO()
    np.savez(content, **arrays)  # pyright: ignore[reportArgumentType]
    for older in place.parent.glob("typings-*.npz"):
        older.unlink(missing_ok=True)
    try:
        write_whole(place, content.getvalue())
    except OSError:
        return  # A registry that may only be read is searched all the same.


def _loaded(place: Path) -> KnownTypings | None:
    try:
        with np.load(BytesIO(place.read_bytes()), allow_pickle=False) as held:
            tables = {
                locus: GroupTable(
                    tuple(held[f"{locus}.groups"].tolist()),
                    held[f"{locus}.starts"],
                    held[f"{locus}.group_numbers"],
                    held[f"{locus}.null"],
                    held[f"{locus}.typing_starts"],
                    held[f"{locus}.pairs"],
                )
                for locus in LOCI
            }
            return KnownTypings(tables, int(held["unknown"]))
    except (OSError, ValueError, KeyError, BadZipFile):
        return None  # What is damaged is read anew.
