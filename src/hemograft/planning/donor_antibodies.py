"""Antibodies of the patient against the HLA of a donor: whether the donor carries what they are against.

Alleles are compared by name, as in a search without a release; serology and codes say too little for that and leave it
open.
"""

from dataclasses import dataclass

from hemograft.donors.matching.scheme import SCHEMES
from hemograft.donors.registry.group_table import group_table
from hemograft.donors.search.antibodies import ABSENT, CERTAIN, POSSIBLE, carriage
from hemograft.donors.search.antibodies import Antibody as ReadAntibody
from hemograft.donors.typing.genotype import TypingError
from hemograft.donors.typing.plain_names import PLAIN_NAMES
from hemograft.donors.typing.term import read_term
from hemograft.evidence import number
from hemograft.planning.case import Case
from hemograft.planning.case_parts import Antibody, Donor, DonorMatch


@dataclass(frozen=True)
class AntibodyTargets:
    """``carriage`` is ``ABSENT``, ``POSSIBLE`` or ``CERTAIN``; ``against`` names the antibodies of which that is so."""

    carriage: int
    against: tuple[str, ...] = ()

    @property
    def carried(self) -> bool:
        """Whether the donor certainly carries a target."""
        return self.carriage == CERTAIN

    @property
    def open(self) -> bool:
        """Whether the donor may carry a target."""
        return self.carriage == POSSIBLE


def antibody_targets(case: Case, donor: Donor) -> AntibodyTargets:
    """What the donor, or of two cord units the one that is safer, carries of what strong antibodies are against."""
    units = [donor.details or DonorMatch()]
    if donor.second_unit_cd34_per_kg is not None:
        units.append(donor.second_unit_details or DonorMatch())
    return min((_of_unit(case, donor, unit) for unit in units), key=lambda found: found.carriage)


def _of_unit(case: Case, donor: Donor, unit: DonorMatch) -> AntibodyTargets:
    strong = [each for each in case.antibodies if each.mfi >= number("donor_search.antibody_threshold")]
    if unit.antibody_target is not None:
        return AntibodyTargets(CERTAIN if unit.antibody_target else ABSENT)
    found = {each.against: _carriage(each, donor, unit) for each in strong}
    worst = max(found.values(), default=ABSENT)
    return AntibodyTargets(worst, tuple(name for name, level in found.items() if level == worst))


def _carriage(antibody: Antibody, donor: Donor, unit: DonorMatch) -> int:
    try:
        locus = read_term(antibody.against).locus
        written = next((names for name, names in unit.hla.items() if name == locus), None)
        if written is None:
            return ABSENT if _is_matched(locus, donor, unit) else POSSIBLE
        groups = PLAIN_NAMES.group_of(locus, antibody.against)
        typed = group_table([PLAIN_NAMES.read_locus(locus, written)])
    except TypingError:
        return POSSIBLE
    return int(carriage(ReadAntibody(antibody.against, locus, groups, antibody.mfi), typed)[0])


def _is_matched(locus: str, donor: Donor, unit: DonorMatch) -> bool:
    """Whether the donor has nothing at a locus that the patient lacks: antibodies spare what is one's own."""
    full_match = donor.relation == "matched_sibling" or locus in SCHEMES.get(donor.match or "", ())
    return full_match or any(name == locus and count == 0 for name, count in unit.mismatches.items())
