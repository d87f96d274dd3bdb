"""Registries of old: allele strings, antigens and XX codes, often at A, B and DRB1 alone."""

import csv
import gzip
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from time import perf_counter

from benchmarks.donors_timing import SHARED, timed_searches
from benchmarks.report import progress, table
from hemograft.donors.frequencies.made_up import made_up_haplotypes
from hemograft.donors.frequencies.populations import Populations
from hemograft.donors.nomenclature.release import Release
from hemograft.donors.nomenclature.release_files import checksum, read_release_files
from hemograft.donors.nomenclature.release_tables import read_tables
from hemograft.donors.registry.importing import ImportChoices, import_donors
from hemograft.donors.registry.likelihoods import Likelihoods
from hemograft.donors.registry.registry import open_registry
from hemograft.donors.registry.rows import Rows, loci_of_genotype_list, rows_of_records
from hemograft.donors.typing.plain_names import PLAIN_NAMES

MANY_HAPLOTYPES = 50_000
COPIES = 100
People = Sequence[tuple[str, Mapping[str, str]]]
EXERCISE = SHARED / "data" / "wmda-exercise3" / "don.gl.txt.gz"
ANTIGENS = SHARED / "data" / "portuguese-registry" / "hla.csv"
RELEASE = SHARED / "data" / "imgthla-3580"


def ambiguous_sections(folder: Path, likelihoods: Likelihoods) -> Iterator[str]:
    """The donors of WMDA exercise 3, once to import and many times to search; then antigens, read by a release."""
    if EXERCISE.is_file():
        yield from _allele_strings(folder, likelihoods)
    else:
        yield "Allele strings were not measured: the donors of WMDA exercise 3 are not here."
    if ANTIGENS.is_file() and RELEASE.is_dir():
        yield from _antigens(folder, likelihoods)
    else:
        yield "Antigens were not measured: the Portuguese registry or IPD-IMGT/HLA 3.58.0 is not here."


def _allele_strings(folder: Path, likelihoods: Likelihoods) -> Iterator[str]:
    progress("donors as allele strings")
    lines = gzip.decompress(EXERCISE.read_bytes()).decode().splitlines()
    people = [(line.partition("%")[0], loci_of_genotype_list(line.partition("%")[2])) for line in lines]
    rows: list[list[str]] = []
    many = Likelihoods(Populations((made_up_haplotypes(1, MANY_HAPLOTYPES),)), PLAIN_NAMES)
    for used in (likelihoods, many):
        (haplotypes,) = used.populations.sets
        started = perf_counter()
        import_donors(folder / str(haplotypes.size), [_copy(people, 0)], PLAIN_NAMES, ImportChoices(), used)
        name = f"{haplotypes.size:,} ({haplotypes.population})"
        rows.append([name, f"{len(people) / (perf_counter() - started):,.0f}"])
    copies = (_copy(people, number) for number in range(1, COPIES + 1))
    started = perf_counter()
    import_donors(folder / "ambiguous", copies, PLAIN_NAMES, ImportChoices(), likelihoods)
    rows.append([f"the first, donors {COPIES} times", f"{COPIES * len(people) / (perf_counter() - started):,.0f}"])
    registry = open_registry(folder / "ambiguous")
    searched: list[list[str]] = []
    for mismatches in (0, 1):
        plain = timed_searches(registry, mismatches, level="6/6")
        exact = timed_searches(registry, mismatches, likelihoods, level="6/6")
        searched.append([f"{6 - mismatches}/6", plain.text, exact.text, plain.found])
    yield (
        f"The {len(people):,} donors of WMDA exercise 3 (A, B and mostly DRB1, allele strings), no typing ever seen "
        "before, likelihoods included:"
    )
    yield table(["haplotypes", "ingest / s"], rows)
    yield f"Each {COPIES} times, {registry.donors:,} donors, patients as ambiguous:"
    yield table(["match", "scan, ms", "scan and probabilities, ms", "donors found"], searched)


def _antigens(folder: Path, likelihoods: Likelihoods) -> Iterator[str]:
    progress("donors as antigens and XX codes")
    files = read_release_files(RELEASE)
    release = Release(read_tables(files), checksum(files))
    used = Likelihoods(likelihoods.populations, release)
    with ANTIGENS.open(encoding="utf-8", newline="") as file:
        donors = list(csv.DictReader(file))
    rows: list[list[str]] = []
    for form in ("antigens", "XX codes"):
        people = [(each["ID"], _typings(each, coded=form != "antigens")) for each in donors]
        started = perf_counter()
        choices = ImportChoices(keep_rest=True)
        report = import_donors(folder / form, [_copy(people, 0)], release, choices, used)
        rate = len(people) / (perf_counter() - started)
        exact = timed_searches(open_registry(folder / form), 1, used, level="8/8", reader=release)
        rows.append([form, f"{report.added:,}", f"{report.refused:,}", f"{rate:,.0f}", exact.text, exact.found])
    yield f"{len(donors):,} donors of the Portuguese registry, read by IPD-IMGT/HLA {release.name}:"
    yield table(["typed by", "added", "refused", "ingest / s", "7/8 with probabilities, ms", "donors found"], rows)


def _typings(donor: Mapping[str, str], coded: bool) -> dict[str, str]:
    found: dict[str, str] = {}
    for locus, column in (("A", "A"), ("B", "B"), ("C", "C"), ("DRB1", "DRB1")):
        numbers = [donor[f"{column}{copy}"].removesuffix(".0") for copy in (1, 2)]
        names = [f"{int(number):02d}:XX" if coded else number for number in numbers if number]
        found[locus] = "+".join(names)
    return found


def _copy(people: People, number: int) -> Rows:
    records = [(place, {"id": f"{name}-{number}", **loci}) for place, (name, loci) in enumerate(people, 1)]
    return rows_of_records(list(records), [], set())
