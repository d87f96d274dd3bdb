"""The usual ways to count matches: 6/6 to 12/12."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hemograft.donors.matching.locus_match import LocusMatch, match_locus
from hemograft.donors.typing.genotype import Genotype

SCHEMES: Mapping[str, tuple[str, ...]] = {
    "6/6": ("A", "B", "DRB1"),
    "8/8": ("A", "B", "C", "DRB1"),
    "10/10": ("A", "B", "C", "DRB1", "DQB1"),
    "12/12": ("A", "B", "C", "DRB1", "DQB1", "DPB1"),
}


@dataclass(frozen=True)
class GenotypeMatch:
    """A patient and a donor, locus by locus, in the order of the scheme."""

    loci: Mapping[str, LocusMatch]
    nomenclature: str  # the release, or "names as written"

    @property
    def count(self) -> int:
        """Matches that are possible, of two a locus."""
        return sum(match.count for match in self.loci.values())

    @property
    def certain(self) -> int:
        """Matches that there are whatever the typings turn out to be."""
        return sum(match.certain for match in self.loci.values())

    @property
    def graft_versus_host(self) -> tuple[int, int]:
        """Fewest and most mismatches in the graft-versus-host direction, over all loci."""
        return _sums(match.graft_versus_host for match in self.loci.values())

    @property
    def host_versus_graft(self) -> tuple[int, int]:
        """Fewest and most mismatches in the host-versus-graft direction, over all loci."""
        return _sums(match.host_versus_graft for match in self.loci.values())


def match_genotypes(patient: Genotype, donor: Genotype, scheme: str, nomenclature: str) -> GenotypeMatch:
    """Compares two people by a scheme; ``nomenclature`` names the one both were read by.

    Raises:
        ValueError: no such scheme.
    """
    if scheme not in SCHEMES:
        raise ValueError(f'match scheme "{scheme}" is not known; choose from {", ".join(SCHEMES)}')
    return GenotypeMatch({at: match_locus(patient.at(at), donor.at(at)) for at in SCHEMES[scheme]}, nomenclature)


def _sums(ranges: Iterable[tuple[int, int]]) -> tuple[int, int]:
    fewest, most = zip(*ranges, strict=True)
    return sum(fewest), sum(most)
