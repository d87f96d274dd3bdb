"""What a donor must fulfil to be found."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hemograft.donors.matching.scheme import SCHEMES
from hemograft.donors.typing.genotype import LOCI


@dataclass(frozen=True)
class Criteria:
    """Which donors a search finds.

    ``loci`` are compared, those of ``antigen_loci`` by antigen; ``mismatches`` may be found over all of them, at one
    locus at most what ``per_locus`` says (2 where it says nothing). Ambiguity counts for the donor: a donor is found
    who may fulfil this. The other fields are filters; empty or None filters nothing, and a donor of whom the filtered
    field is unknown does not pass.
    ``antibody_threshold`` is the mean fluorescence intensity from which an antibody of the patient excludes the donors
    who certainly carry its antigen; None is the assumed one of the evidence. ``epitope_groups`` gives DPB1 alleles
    another T-cell epitope group than the release does.
    """

    loci: tuple[str, ...] = SCHEMES["10/10"]
    mismatches: int = 0
    per_locus: Mapping[str, int] = field(default_factory=dict[str, int])
    antigen_loci: frozenset[str] = frozenset()
    kind: str = "adult"
    youngest: float | None = None
    oldest: float | None = None
    sexes: frozenset[int] = frozenset()
    blood_groups: frozenset[int] = frozenset()
    cmv: frozenset[int] = frozenset()
    populations: frozenset[str] = frozenset()
    registries: frozenset[str] = frozenset()
    antibody_threshold: float | None = None
    epitope_groups: Mapping[str, int] = field(default_factory=dict[str, int])

    def __post_init__(self) -> None:
        """
        Raises:
            ValueError: an unknown locus, a locus of ``per_locus`` that is not compared, or counts out of range.
        """
        for locus in self.loci:
            if locus not in LOCI:
                raise ValueError(f"locus {locus!r} is not known: choose from {', '.join(LOCI)}")
        if not 0 <= self.mismatches <= 2 * len(self.loci):
            raise ValueError(
                f"mismatches {self.mismatches} is outside 0 to {2 * len(self.loci)} at {len(self.loci)} loci"
            )
        for locus, most in self.per_locus.items():
            if locus not in self.loci:
                raise ValueError(f"locus {locus} may have {most} mismatches, but is not among {', '.join(self.loci)}")
            if not 0 <= most <= 2:
                raise ValueError(f"locus {locus} may have 0, 1 or 2 mismatches, not {most}")
