"""The donor engine at the size of the world's registries: ingest, scan, probabilities, memory, and how they grow."""

import gzip
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np

from benchmarks.processes import fresh
from benchmarks.report import progress, table
from hemograft.donors.frequencies.made_up import made_up_haplotypes
from hemograft.donors.frequencies.populations import Populations
from hemograft.donors.frequencies.read import read_frequencies
from hemograft.donors.matching.scheme import SCHEMES
from hemograft.donors.registry.importing import ImportChoices, import_donors
from hemograft.donors.registry.known_typings import known_typings
from hemograft.donors.registry.likelihoods import Likelihoods
from hemograft.donors.registry.registry import Registry, open_registry
from hemograft.donors.registry.rows import Rows, loci_of_genotype_list, rows_of_records
from hemograft.donors.registry.synthetic import synthetic_donors
from hemograft.donors.search.criteria import Criteria
from hemograft.donors.search.patient import Patient, patient
from hemograft.donors.search.probabilities import match_probability
from hemograft.donors.search.search import search
from hemograft.donors.typing.plain_names import PLAIN_NAMES

SIZES = (1_000_000, 10_000_000, 40_000_000)
PATIENTS = 20
ROUNDS = 3
HAPLOTYPES, MANY_HAPLOTYPES = 3380, 50_000
AMBIGUOUS_COPIES = 100
SHARED = Path(os.environ.get("HEMOGRAFT_SHARED", Path(__file__).resolve().parents[2] / "shared"))


@dataclass(frozen=True)
class Timing:
    """Seconds, the best of ``ROUNDS``, over patients; ``found`` donors of the patient in the middle and of the last."""

    median: float
    worst: float
    found_median: float
    found_most: int

    @property
    def text(self) -> str:
        return f"{1e3 * self.median:.0f} / {1e3 * self.worst:.0f}"


def donor_sections(sizes: Sequence[int] = SIZES) -> list[str]:
    """The report, section by section: growth of a fully typed registry, then an ambiguous one.

    A registry of the largest size takes some 60 bytes a donor on disk, in the temporary folder, until the end.
    """
    likelihoods, source = _frequencies()
    with tempfile.TemporaryDirectory(prefix="hemograft-donors-") as folder:
        _warm_up(Path(folder) / "small", likelihoods)
        growth = _growth(Path(folder), sizes, likelihoods)
        ambiguous = _ambiguous(Path(folder), likelihoods)
    head = (
        f"Made-up donors typed at A, C, B, DRB1 and DQB1 without ambiguity, drawn from {source}; {PATIENTS} patients "
        f"drawn alike, best of {ROUNDS} rounds, milliseconds of the median / the slowest patient, {os.cpu_count()} "
        "cores. Ingest is of the donors that a row adds, likelihoods, duplicates and the disk included. The scan is "
        "after load; memory is what a fresh process gains by opening the registry and searching it."
    )
    return ["## Donor search", head, growth, *ambiguous]


def _growth(place: Path, sizes: Sequence[int], likelihoods: Likelihoods) -> str:
    folder = place / "typed"
    rows: list[list[str]] = []
    held = 0
    for size in sizes:
        progress(f"{size:,} donors")
        started = perf_counter()
        drawn = synthetic_donors(likelihoods.populations.sets[0], size - held, seed=size)
        import_donors(folder, drawn, PLAIN_NAMES, ImportChoices(), likelihoods)
        rate, held = (size - held) / (perf_counter() - started), size
        registry = open_registry(folder)
        exact, near = _scan(registry, 0), _scan(registry, 1)
        with_probabilities = _scan(registry, 1, likelihoods)
        (memory,) = fresh((resident_growth, (str(place / "small"), str(folder))))
        rows.append(
            [
                f"{size / 1e6:g} M",
                f"{rate:,.0f}",
                exact.text,
                near.text,
                with_probabilities.text,
                f"{near.found_median:,.0f} / {near.found_most:,}",
                f"{registry.segments[0].resident_bytes}",
                f"{memory / size:.0f}",
                f"{sum(path.stat().st_size for path in folder.iterdir()) / size:.0f}",
            ]
        )
    header = ["donors", "ingest / s", "scan 10/10, ms", "scan 9/10, ms", "scan 9/10 with P(10/10) and P(9/10), ms"]
    header += ["donors found at 9/10", "bytes a donor, columns", "bytes a donor, process", "bytes a donor, disk"]
    return table(header, rows)


def resident_growth(small: str, large: str) -> float:
    """Bytes of memory that this process gains by opening and searching a large registry, after a small one."""
    page = os.sysconf("SC_PAGE_SIZE")
    resident: list[int] = []
    for folder in (small, large):
        registry = open_registry(Path(folder))
        typings = known_typings(registry, PLAIN_NAMES)
        for sick in _patients(registry):
            search(registry, sick, Criteria(mismatches=1), typings, PLAIN_NAMES)
        resident.append(int(Path("/proc/self/statm").read_text().split()[1]) * page)
    return float(resident[1] - resident[0])


def _scan(registry: Registry, mismatches: int, likelihoods: Likelihoods | None = None, level: str = "10/10") -> Timing:
    typings, criteria = known_typings(registry, PLAIN_NAMES), Criteria(SCHEMES[level], mismatches)
    seconds: list[float] = []
    found: list[int] = []
    for sick in _patients(registry):
        taken: list[float] = []
        counts: list[int] = []
        for _round in range(ROUNDS):
            started = perf_counter()
            candidates = search(registry, sick, criteria, typings, PLAIN_NAMES)
            if likelihoods is not None:
                match_probability(sick, candidates, likelihoods)
            taken.append(perf_counter() - started)
            counts.append(len(candidates))
        seconds.append(min(taken))
        found.append(counts[-1])
    return Timing(float(np.median(seconds)), max(seconds), float(np.median(found)), max(found))


def _patients(registry: Registry) -> Iterator[Patient]:
    """Donors of the registry, evenly spread over its first segment, taken as patients; each typed at A, B and DRB1."""
    segment = registry.segments[0]
    able = np.flatnonzero(segment.columns["DRB1"] > 0)
    for row in able[np.linspace(0, len(able) - 1, PATIENTS).astype(int)]:
        yield patient({"typing": registry.typings(segment, int(row))}, PLAIN_NAMES)


def _ambiguous(folder: Path, likelihoods: Likelihoods) -> list[str]:
    """The donors of WMDA exercise 3, as low-resolution typings, once to import and many times to search."""
    file = SHARED / "data" / "wmda-exercise3" / "don.gl.txt.gz"
    if not file.is_file():
        return ["Ambiguous donors were not measured: the donors of WMDA exercise 3 are not here."]
    progress("ambiguous donors")
    lines = gzip.decompress(file.read_bytes()).decode().splitlines()
    people = [(line.partition("%")[0], loci_of_genotype_list(line.partition("%")[2])) for line in lines]
    rows: list[list[str]] = []
    many = Likelihoods(Populations((made_up_haplotypes(1, MANY_HAPLOTYPES),)), PLAIN_NAMES)
    for name, used in ((f"{HAPLOTYPES:,}", likelihoods), (f"{MANY_HAPLOTYPES:,} made up", many)):
        started = perf_counter()
        import_donors(folder / name, [_copy(people, 0)], PLAIN_NAMES, ImportChoices(), used)
        rows.append([name, f"{len(people) / (perf_counter() - started):,.0f}"])
    copies = (_copy(people, number) for number in range(1, AMBIGUOUS_COPIES + 1))
    import_donors(folder / "ambiguous", copies, PLAIN_NAMES, ImportChoices(), likelihoods)
    registry = open_registry(folder / "ambiguous")
    searched: list[list[str]] = []
    for mismatches in (0, 1):
        plain = _scan(registry, mismatches, level="6/6")
        exact = _scan(registry, mismatches, likelihoods, level="6/6")
        found = f"{plain.found_median:,.0f} / {plain.found_most:,}"
        searched.append([f"{6 - mismatches}/6", plain.text, exact.text, found])
    return [
        f"The {len(people):,} donors of WMDA exercise 3 (A, B and mostly DRB1, allele strings), each imported once:",
        table(["haplotypes", "ingest / s"], rows),
        f"Each repeated {AMBIGUOUS_COPIES} times, {registry.donors:,} donors, patients as ambiguous:",
        table(["match", "scan, ms", "scan and probabilities, ms", "donors found"], searched),
    ]


def _copy(people: Sequence[tuple[str, dict[str, str]]], number: int) -> Rows:
    records = [(place, {"id": f"{name}-{number}", **loci}) for place, (name, loci) in enumerate(people, 1)]
    return rows_of_records(list(records), [], set())


def _frequencies() -> tuple[Likelihoods, str]:
    file = SHARED / "data" / "haplotypes" / "CAU.freqs.gz"
    if file.is_file():
        sets, source = read_frequencies(file), "the CAU set (3,380 haplotypes)"
    else:
        sets, source = (made_up_haplotypes(1, HAPLOTYPES),), f"a made-up set ({HAPLOTYPES:,} haplotypes)"
    return Likelihoods(Populations(tuple(sets)), PLAIN_NAMES), source


def _warm_up(folder: Path, likelihoods: Likelihoods) -> None:
    """Everything once, so that no compilation is timed."""
    drawn = synthetic_donors(likelihoods.populations.sets[0], 1000, seed=0)
    import_donors(folder, drawn, PLAIN_NAMES, ImportChoices(), likelihoods)
    _scan(open_registry(folder), 1, likelihoods)


if __name__ == "__main__":
    print("\n\n".join(donor_sections()))
