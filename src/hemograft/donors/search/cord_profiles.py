"""Which cord blood units are enough: published thresholds under the names of those who set them."""

from collections.abc import Mapping
from dataclasses import dataclass

from hemograft.evidence import number

ALLELES, ANTIGENS = ("A", "C", "B", "DRB1"), ("A", "B", "DRB1")


@dataclass(frozen=True)
class CordProfile:
    """Thresholds, doses in cells per kg of the patient before freezing.

    ``loci`` are compared, A and B by antigen where ``by_antigen``; at least ``matched`` of two a locus must match. A
    single unit needs both single doses; of two, each needs both double doses and both together ``together`` nucleated
    cells. ``evidence`` names the records.
    """

    name: str
    loci: tuple[str, ...]
    by_antigen: bool
    matched: int
    single_nucleated_cells: float
    single_cd34: float
    double_nucleated_cells: float
    double_cd34: float
    together: float
    evidence: tuple[str, ...]

    @property
    def antigen_loci(self) -> frozenset[str]:
        return frozenset(("A", "B")) if self.by_antigen else frozenset()

    @property
    def mismatches(self) -> int:
        return 2 * len(self.loci) - self.matched


# What a profile does not state itself it takes from another, named here.
_SOURCES: Mapping[str, tuple[bool, str, str, str, str, str, str]] = {
    "nmdp_2019": (
        False,
        "nmdp_2019_matched_alleles",
        "nmdp_2019_single_nucleated_cells",
        "nmdp_2019_single_cd34",
        "nmdp_2019_double_nucleated_cells",
        "nmdp_2019_double_cd34",
        "",
    ),
    "classic": (
        True,
        "classic_matched_antigens",
        "classic_single_nucleated_cells",
        "classic_single_cd34",
        "classic_double_nucleated_cells",
        "classic_double_cd34",
        "",
    ),
    "nonmalignant": (
        True,
        "classic_matched_antigens",
        "nonmalignant_single_nucleated_cells",
        "classic_single_cd34",
        "classic_double_nucleated_cells",
        "classic_double_cd34",
        "nonmalignant_single_nucleated_cells",
    ),
    "eurocord_2020": (
        True,
        "classic_matched_antigens",
        "classic_single_nucleated_cells",
        "classic_single_cd34",
        "classic_double_nucleated_cells",
        "eurocord_2020_double_cd34",
        "eurocord_2020_double_nucleated_cells",
    ),
}

PROFILES = tuple(_SOURCES)


def cord_profile(name: str) -> CordProfile:
    """A profile by name.

    Raises:
        ValueError: there is none of that name.
    """
    if name not in _SOURCES:
        raise ValueError(f"cord profile {name!r} is not known: choose from {', '.join(PROFILES)}")
    by_antigen, *names = _SOURCES[name]
    evidence = tuple(f"donor_search.{each}" for each in names if each)
    matched, single, single_cd34, double, double_cd34 = (float(number(each)) for each in evidence[:5])
    together = float(number(evidence[5])) if len(evidence) > 5 else 2.0 * double
    return CordProfile(
        name,
        ANTIGENS if by_antigen else ALLELES,
        by_antigen,
        int(matched),
        single,
        single_cd34,
        double,
        double_cd34,
        together,
        tuple(dict.fromkeys(evidence)),
    )
