"""The donor engine at the size of the world's registries: ingest, scan, probabilities, memory, and how they grow."""

import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from benchmarks.donors_ambiguous import ambiguous_sections
from benchmarks.donors_timing import PATIENTS, ROUNDS, SHARED, patients_of, timed_searches
from benchmarks.processes import fresh
from benchmarks.report import progress, table
from hemograft.donors.frequencies.made_up import made_up_haplotypes
from hemograft.donors.frequencies.populations import Populations
from hemograft.donors.frequencies.read import read_frequencies
from hemograft.donors.registry.importing import ImportChoices, import_donors
from hemograft.donors.registry.known_typings import known_typings
from hemograft.donors.registry.likelihoods import Likelihoods
from hemograft.donors.registry.registry import open_registry
from hemograft.donors.registry.synthetic import synthetic_donors
from hemograft.donors.search.criteria import Criteria
from hemograft.donors.search.search import search
from hemograft.donors.typing.plain_names import PLAIN_NAMES

BYTES_ON_DISK = 100  # of a donor, with room to spare
SIZES = (1_000_000, 10_000_000, 40_000_000)
HAPLOTYPES = 3380


def donor_sections(sizes: Sequence[int] = SIZES) -> list[str]:
    """The report, section by section: growth of a fully typed registry, then an ambiguous one.

    The registry lies in the temporary folder until the end; sizes that do not fit there are left out.
    """
    likelihoods, source = _frequencies()
    with tempfile.TemporaryDirectory(prefix="hemograft-donors-") as folder:
        _warm_up(Path(folder) / "small", likelihoods)
        free = shutil.disk_usage(folder).free
        growth = _growth(Path(folder), [size for size in sizes if size * BYTES_ON_DISK < free], likelihoods)
        ambiguous = list(ambiguous_sections(Path(folder), likelihoods))
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
        exact, near = timed_searches(registry, 0), timed_searches(registry, 1)
        with_probabilities = timed_searches(registry, 1, likelihoods)
        (memory,) = fresh((resident_growth, (str(place / "small"), str(folder))))
        rows.append(
            [
                f"{size / 1e6:g} M",
                f"{rate:,.0f}",
                exact.text,
                near.text,
                with_probabilities.text,
                near.found,
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
        for sick in patients_of(registry):
            search(registry, sick, Criteria(mismatches=1), typings, PLAIN_NAMES)
        resident.append(int(Path("/proc/self/statm").read_text().split()[1]) * page)
    return float(resident[1] - resident[0])


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
    timed_searches(open_registry(folder), 1, likelihoods)


if __name__ == "__main__":
    print("\n\n".join(donor_sections()))
