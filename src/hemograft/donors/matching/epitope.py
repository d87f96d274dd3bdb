"""DPB1: permissive or not, by T-cell epitope groups (TCE3; Arrieta-Bolaños et al. 2018, Blood Adv 2:1773).

A person is classed by the most immunogenic of the two expressed DPB1 proteins, which has the lowest group number. Equal
classes are permissive. The person with the lower number bears what the other's T cells attack.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from hemograft.donors.matching.locus_match import match_locus
from hemograft.donors.typing.genotype import LocusGenotype, Position, TypingError
from hemograft.donors.typing.reading import TypingReader

_GROUPS = (1, 2, 3)
# A person who expresses no DPB1 at all ranks below everything, as in the NMDP's table of 100 pairs. That no T cell
# could find a target there speaks against it; the sentence about such a match says that nothing is expressed.
_NONE_EXPRESSED = 0


class Epitope(StrEnum):
    MATCH = "match"
    PERMISSIVE = "permissive"
    GRAFT_VERSUS_HOST = "non-permissive, graft-versus-host"
    HOST_VERSUS_GRAFT = "non-permissive, host-versus-graft"
    NON_PERMISSIVE = "non-permissive, direction open"
    POTENTIAL = "permissive or not: open"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class EpitopeMatch:
    """``possible`` holds the first four categories only; ``category`` sums them up.

    ``patient`` and ``donor`` are the lowest groups that the typings allow. ``undefined`` names match groups, and new
    alleles, without an epitope group, taken as 1, 2 or 3; ``predicted`` says that a group used was assigned by
    functional distance scores, not by T-cell assays.
    """

    category: Epitope
    possible: frozenset[Epitope]
    patient: frozenset[int]
    donor: frozenset[int]
    undefined: frozenset[str]
    predicted: bool


def classify(patient: int, donor: int) -> Epitope:
    """Compares the lowest groups of two people who differ at DPB1."""
    if patient == donor:
        return Epitope.PERMISSIVE
    return Epitope.GRAFT_VERSUS_HOST if patient < donor else Epitope.HOST_VERSUS_GRAFT


def match_epitopes(
    patient: LocusGenotype, donor: LocusGenotype, reader: TypingReader, overrides: Mapping[str, int] | None = None
) -> EpitopeMatch:
    """Compares two DPB1 genotypes over all that their typings allow.

    ``overrides`` gives names of any kind (``DPB1*04:01``) another epitope group, for releases that assign one wrongly.
    The groups of patient and donor are combined freely, so that ``possible`` never lacks an outcome.

    Raises:
        TypingError: an override names no DPB1 allele.
        ValueError: an override is no group.
    """
    if not (patient.typed and donor.typed):
        return EpitopeMatch(Epitope.UNKNOWN, frozenset(), frozenset(), frozenset(), frozenset(), predicted=False)
    assigned = _Assigned(reader, overridden_groups(reader, overrides or {}))
    mine, other = assigned.lowest(patient), assigned.lowest(donor)
    match = match_locus(patient, donor)
    possible = (
        frozenset(classify(*pair) for pair in product(mine, other)) if match.certain < 2 else frozenset[Epitope]()
    )
    if match.count == 2:
        possible |= {Epitope.MATCH}
    groups = assigned.groups_of(patient, donor)
    undefined = frozenset(group for group in groups if not assigned.group(group)) | assigned.new_alleles(patient, donor)
    return EpitopeMatch(
        category=_sum(possible, any_undefined=bool(undefined)),
        possible=possible,
        patient=mine,
        donor=other,
        undefined=undefined,
        predicted=any("$" in reader.epitope_group(group) for group in groups if group not in assigned.overrides),
    )


@dataclass(frozen=True)
class _Assigned:
    reader: TypingReader
    overrides: Mapping[str, int]

    def group(self, name: str) -> int:
        """The epitope group of a match group, marks and all left off; 0 if it has none."""
        digits = self.reader.epitope_group(name).rstrip("a$")
        return self.overrides.get(name, int(digits) if digits in ("1", "2", "3") else 0)

    def lowest(self, genotype: LocusGenotype) -> frozenset[int]:
        found: set[int] = set()
        for pair in genotype.alternatives:
            expressed = [self._choices(position) for position in pair if not position.null]
            found.update(min(chosen, default=_NONE_EXPRESSED) for chosen in product(*expressed))
        return frozenset(found)

    def groups_of(self, *genotypes: LocusGenotype) -> frozenset[str]:
        pairs = (pair for genotype in genotypes for pair in genotype.alternatives)
        return frozenset(group for pair in pairs for position in pair for group in position.groups)

    def new_alleles(self, *genotypes: LocusGenotype) -> frozenset[str]:
        pairs = (pair for genotype in genotypes for pair in genotype.alternatives)
        new = (position for pair in pairs for position in pair if not (position.null or position.groups))
        return frozenset(position.written for position in new)

    def _choices(self, position: Position) -> frozenset[int]:
        # A new allele may be of any group, as one that has none yet.
        found = {self.group(name) for name in position.groups} or {0}
        return frozenset(found - {0}).union(_GROUPS if 0 in found else ())


def overridden_groups(reader: TypingReader, overrides: Mapping[str, int]) -> Mapping[str, int]:
    """Epitope groups that replace a release's, by match group, from names of any kind.

    Raises:
        TypingError: an override names no DPB1 allele.
        ValueError: an override is no group.
    """
    found: dict[str, int] = {}
    for name, group in overrides.items():
        if group not in _GROUPS:
            raise ValueError(f"the epitope group of {name} is {group}: it must be 1, 2 or 3")
        groups = reader.group_of("DPB1", name)
        if not groups:
            raise TypingError("DPB1", name, "a null allele has no epitope group; leave it out")
        found.update(dict.fromkeys(groups, group))
    return found


def _sum(possible: Iterable[Epitope], any_undefined: bool) -> Epitope:
    found = set(possible)
    if len(found) == 1:
        return next(iter(found))
    if found <= {Epitope.MATCH, Epitope.PERMISSIVE}:
        return Epitope.PERMISSIVE
    if found <= {Epitope.GRAFT_VERSUS_HOST, Epitope.HOST_VERSUS_GRAFT}:
        return Epitope.NON_PERMISSIVE
    return Epitope.UNKNOWN if any_undefined else Epitope.POTENTIAL
