"""What a donor is beside the patient: directions of mismatches, DPB1, the HLA-B leader, age, cytomegalovirus, sex and
blood group."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hemograft.donors.matching.epitope import Epitope, match_epitopes, overridden_groups
from hemograft.donors.matching.leader import LeaderMatch, match_leaders
from hemograft.donors.matching.locus_match import match_locus
from hemograft.donors.registry.typing_dictionary import read_typing
from hemograft.donors.registry.vocabulary import months
from hemograft.donors.search.candidates import Candidates
from hemograft.donors.search.criteria import Criteria
from hemograft.donors.search.patient import Patient
from hemograft.donors.typing.genotype import UNTYPED, LocusGenotype, TypingError
from hemograft.donors.typing.reading import TypingReader

Array = NDArray[Any]

EPITOPES = (
    Epitope.MATCH,
    Epitope.PERMISSIVE,
    Epitope.POTENTIAL,
    Epitope.UNKNOWN,
    Epitope.HOST_VERSUS_GRAFT,
    Epitope.NON_PERMISSIVE,
    Epitope.GRAFT_VERSUS_HOST,
)
"""From best to worst: a mismatch that donor cells attack is worse than one that the patient's cells attack."""

BLOOD_GROUP_RELATIONS = ("identical", "minor mismatch", "major mismatch", "bidirectional mismatch", "unknown")
SAME, UNKNOWN, DIFFERENT = 0, 1, 2
NO_LEADER = -1
"""The leader matters at exactly one HLA-B mismatch."""


@dataclass(frozen=True)
class Comparison:
    """Every candidate beside the patient, (donors,) each.

    ``epitope`` indexes ``EPITOPES``, ``blood_group`` ``BLOOD_GROUP_RELATIONS``; ``leader`` indexes ``leaders`` or is
    ``NO_LEADER``; ``age`` is in years, not a number where unknown; ``cmv`` is ``SAME``, ``UNKNOWN`` or ``DIFFERENT``;
    ``female_to_male`` is ``DIFFERENT`` where it is so. ``graft_versus_host`` and ``host_versus_graft`` (donors, 2) are
    the fewest and the most mismatches, over all compared loci and by allele, that the donor's and the patient's T
    cells may see. ``epitope_groups`` are those that replaced the release's.
    """

    epitope: Array
    leader: Array
    leaders: tuple[LeaderMatch, ...]
    age: Array
    cmv: Array
    female_to_male: Array
    blood_group: Array
    graft_versus_host: Array
    host_versus_graft: Array
    epitope_groups: Mapping[str, int]


def compare(
    candidates: Candidates, patient: Patient, reader: TypingReader, criteria: Criteria, today: date
) -> Comparison:
    """Compares; each distinct typing of the candidates is judged once.

    Raises:
        ValueError: an epitope group of the criteria is none, or of no DPB1 allele.
    """
    everybody = np.ones(len(candidates), np.bool_)
    mine, groups = patient.genotype.at("DPB1"), criteria.epitope_groups
    overridden_groups(reader, groups)  # what is wrong with them is said although nobody may be found

    def rank(donor: LocusGenotype) -> int:
        return EPITOPES.index(match_epitopes(mine, donor, reader, groups).category)

    epitope = _by_typing(candidates, "DPB1", everybody, reader, rank)
    directions = sum((_directions(candidates, locus, patient, reader) for locus in candidates.loci), np.zeros(4, int))
    leaders: list[LeaderMatch] = []
    leader = np.full(len(candidates), NO_LEADER, np.int64)
    if "B" in candidates.loci:
        column = candidates.loci.index("B")
        single = (candidates.fewest[:, column] == 1) | (candidates.most[:, column] == 1)

        def number(donor: LocusGenotype) -> int:
            found = match_leaders(patient.genotype.at("B"), donor, reader)
            if found is None:
                return NO_LEADER
            if found not in leaders:
                leaders.append(found)
            return leaders.index(found)

        leader[single] = _by_typing(candidates, "B", single, reader, number)
    born = candidates.column("birth_month").astype(np.float64)
    sex, cmv = candidates.column("sex"), candidates.column("cmv")
    either = (sex == 0) | (patient.sex == 0)
    return Comparison(
        epitope,
        leader,
        tuple(leaders),
        np.where(born > 0, (months(today) - born) / 12.0, np.nan),
        np.where((cmv == 0) | (patient.cmv == 0), UNKNOWN, np.where(cmv == patient.cmv, SAME, DIFFERENT)),
        np.where(either, UNKNOWN, np.where((patient.sex == 2) & (sex == 1), DIFFERENT, SAME)),
        blood_group_relation(patient.blood_group, candidates.column("blood_group").astype(np.int64)),
        directions[..., :2],
        directions[..., 2:],
        groups,
    )


def leader_rank(leaders: Sequence[LeaderMatch]) -> Array:
    """Best to worst: matched leaders with threonine on the shared allele, then with methionine, open, mismatched."""
    ranks = [
        2 if "X" in each.status else 3 if not each.matched else 0 if each.status.endswith("T") else 1
        for each in leaders
    ]
    return np.array(ranks, np.int64)


def blood_group_relation(patient: int, donors: Array) -> Array:
    """Indices into ``BLOOD_GROUP_RELATIONS``. Major: the patient has antibodies against the donor's red cells; minor:
    the donor against the patient's. Code minus one is a set of bits: 1 for A, 2 for B."""
    mine, theirs = patient - 1, donors - 1
    relation = 2 * ((theirs & ~mine) > 0) + ((mine & ~theirs) > 0)
    return np.where((patient == 0) | (donors == 0), 4, relation)


def _directions(candidates: Candidates, locus: str, patient: Patient, reader: TypingReader) -> Array:
    """Fewest and most mismatches of a locus in the graft-versus-host and in the other direction, (donors, 4)."""

    def judge(donor: LocusGenotype) -> tuple[int, ...]:
        match = match_locus(patient.genotype.at(locus), donor)
        return *match.graft_versus_host, *match.host_versus_graft

    found = _by_typing(candidates, locus, np.ones(len(candidates), np.bool_), reader, judge)
    return found.reshape(-1, 4)


def _by_typing(
    candidates: Candidates,
    locus: str,
    chosen: Array,
    reader: TypingReader,
    judge: Callable[[LocusGenotype], int | tuple[int, ...]],
) -> Array:
    """The judgment of each chosen candidate, made once for each distinct typing."""
    distinct, inverse = np.unique(candidates.column(locus)[chosen], return_inverse=True)
    texts = candidates.registry.dictionary.texts[locus]
    judged = [judge(_read(reader, locus, texts[int(code)])) for code in distinct]
    return np.array(judged, np.int64)[inverse]


def _read(reader: TypingReader, locus: str, text: str) -> LocusGenotype:
    try:
        return read_typing(reader, locus, text)
    except TypingError:
        return UNTYPED
