"""Haplotype frequencies as tables: one haplotype a row.

Three layouts are told apart by their first row: ``haplotype,frequency`` or ``haplotype,count,frequency``, with or
without a header (a population column may be among them), and the NMDP tables of 2011 with one column a locus and
a ``_freq`` column for each population (Gragert et al., Hum Immunol 2013;74:1313).
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from hemograft.donors.frequencies.haplotype_set import FrequencyError, HaplotypeSet, haplotype_set
from hemograft.donors.typing.genotype import LOCI

_HAPLOTYPE = ("haplotype", "haplo", "hap", "haplotypes")
_FREQUENCY = ("frequency", "freq")
_POPULATION = ("population", "pop", "race")
_SEPARATORS = ",;\t"
_COMBINED_DRB = "DRB3-4-5"  # which gene stands beside DRB1; summed out, because it is not one locus


@dataclass
class _Rows:
    """The rows of one population as they are read."""

    loci: tuple[str, ...] = ()
    frequency: dict[tuple[str, ...], float] = field(default_factory=dict[tuple[str, ...], float])
    line: dict[tuple[str, ...], int] = field(default_factory=dict[tuple[str, ...], int])
    decimals: int = 0

    def add(
        self, where: str, line: int, loci: tuple[str, ...], names: tuple[str, ...], written: str, sums: bool
    ) -> None:
        self.loci = self.loci or loci
        if loci != self.loci:
            raise FrequencyError(
                f"{where}: loci {'~'.join(loci)} differ from {'~'.join(self.loci)} above; split the file"
            )
        if names in self.line and not sums:
            raise FrequencyError(f"{where}: the same haplotype stands in row {self.line[names]}; merge the two")
        value = _decimal(where, written)
        self.line[names] = line
        self.decimals = max(self.decimals, -int(value.as_tuple().exponent))
        self.frequency[names] = self.frequency.get(names, 0.0) + float(value)


def read_table(
    name: str,
    text: str,
    population: str,
    *,
    header: Mapping[str, str] | None = None,
    nomenclature: str = "not stated",
) -> tuple[HaplotypeSet, ...]:
    """Reads every population of a table; ``name`` is the file's, for messages.

    Args:
        population: the name to use where the table has none.
        header: what the columns ``haplotype`` and ``frequency`` are called here, if the file does not use a usual name.
        nomenclature: the database version that the source states.

    Raises:
        FrequencyError: a row is broken (named by its number), a haplotype stands twice, or a sum is above 1.
    """
    first = text.split("\n", 1)[0]
    separator = max(_SEPARATORS, key=first.count)
    rows = [row for row in enumerate(csv.reader(text.splitlines(), delimiter=separator), 1) if any(row[1])]
    if not rows:
        raise FrequencyError(f"{name} is empty; give one haplotype a row")
    heading = [cell.strip() for cell in rows[0][1]]
    wide = [cell for cell in heading if cell.endswith("_freq")]
    if "*" in heading[0]:
        found = _read_long(name, rows, 0, len(heading) - 1, None, population)
    elif wide:
        found = _read_wide(name, rows[1:], heading, wide)
    else:
        found = _read_long(name, rows[1:], *_columns(name, heading, header or {}), population)
    return tuple(
        haplotype_set(
            each,
            part.loci,
            tuple(part.frequency),
            part.frequency.values(),
            nomenclature=nomenclature,
            source=name,
            rounding=0.5 * 10.0**-part.decimals,
        )
        for each, part in found.items()
    )


def split_haplotype(where: str, written: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The loci and allele names of ``A*01:01~C*07:01~...``, in the order written.

    Raises:
        FrequencyError: a part is not ``LOCUS*name``, or a locus is unknown or there twice.
    """
    parts = [part.strip().removeprefix("HLA-").partition("*") for part in written.split("~")]
    for locus, _, name in parts:
        if locus not in LOCI or not name:
            raise FrequencyError(
                f"{where}: {written!r} is no haplotype; write it as A*01:01~C*07:01~B*08:01~DRB1*03:01"
            )
    loci = tuple(locus for locus, _, _ in parts)
    if len(set(loci)) < len(loci):
        raise FrequencyError(f"{where}: {written!r} names a locus twice; a haplotype has one allele a locus")
    return loci, tuple(name for _, _, name in parts)


def _columns(name: str, heading: list[str], header: Mapping[str, str]) -> tuple[int, int, int | None]:
    def column(wanted: str, usual: tuple[str, ...]) -> int | None:
        names = (header[wanted],) if wanted in header else usual
        return next((place for place, cell in enumerate(heading) if cell in names or cell.lower() in names), None)

    haplotype, frequency = column("haplotype", _HAPLOTYPE), column("frequency", _FREQUENCY)
    if haplotype is None or frequency is None:
        which = "haplotype" if haplotype is None else "frequency"
        raise FrequencyError(f"{name}: no {which} column among {', '.join(heading)}; call one '{which}'")
    return haplotype, frequency, column("population", _POPULATION)


def _read_long(
    name: str, rows: list[tuple[int, list[str]]], haplotype: int, frequency: int, group: int | None, population: str
) -> dict[str, _Rows]:
    found: dict[str, _Rows] = {}
    width = max(haplotype, frequency, group or 0) + 1
    for line, cells in rows:
        where = f"{name}, row {line}"
        if len(cells) < width:
            raise FrequencyError(f"{where} has {len(cells)} columns where {width} are needed; complete or remove it")
        loci, names = split_haplotype(where, cells[haplotype])
        part = found.setdefault(population if group is None else cells[group].strip(), _Rows())
        part.add(where, line, loci, names, cells[frequency], sums=False)
    return found


def _read_wide(name: str, rows: list[tuple[int, list[str]]], heading: list[str], wide: list[str]) -> dict[str, _Rows]:
    loci = tuple(cell for cell in heading if cell in LOCI)
    if not loci:
        raise FrequencyError(f"{name}: no column is named as a locus; the NMDP layout has A, C, B, DRB1, DQB1")
    place = {cell: heading.index(cell) for cell in (*loci, *wide)}
    found = {cell.removesuffix("_freq"): _Rows() for cell in wide}
    for line, cells in rows:
        where = f"{name}, row {line}"
        if len(cells) < len(heading):
            raise FrequencyError(
                f"{where} has {len(cells)} columns where {len(heading)} are needed; complete or remove it"
            )
        names = tuple(cells[place[locus]].strip().removeprefix(f"{locus}*") for locus in loci)
        for cell in wide:
            written = cells[place[cell]].strip()
            if written and written != "NA":
                part = found[cell.removesuffix("_freq")]
                part.add(where, line, loci, names, written, sums=_COMBINED_DRB in heading)
    return {population: part for population, part in found.items() if part.frequency}


def _decimal(where: str, written: str) -> Decimal:
    try:
        value = Decimal(written.strip())
    except InvalidOperation:
        value = Decimal("NaN")
    if not (value.is_finite() and value >= 0):
        raise FrequencyError(f"{where}: frequency {written!r} is not a number from 0 to 1; correct it")
    return value
