"""What a search of the registry tells of one donor or cord unit, as a case holds it."""

from collections.abc import Mapping

import numpy as np

from hemograft.donors.matching.epitope import Epitope
from hemograft.donors.matching.locus_match import match_locus
from hemograft.donors.registry.vocabulary import BLOOD_GROUPS, CMV_SEROLOGIES, SEXES
from hemograft.donors.search.comparison import EPITOPES
from hemograft.donors.search.cord import RankedUnits
from hemograft.donors.search.patient import Patient
from hemograft.donors.search.ranking import RankedDonors
from hemograft.donors.search.report_rows import genotype_of
from hemograft.donors.typing.reading import TypingReader
from hemograft.planning.case_parts import DonorMatch

_DPB1: Mapping[Epitope, str] = {
    Epitope.MATCH: "match",
    Epitope.PERMISSIVE: "permissive",
    Epitope.GRAFT_VERSUS_HOST: "nonpermissive_graft_versus_host",
    Epitope.HOST_VERSUS_GRAFT: "nonpermissive_host_versus_graft",
    Epitope.NON_PERMISSIVE: "nonpermissive",
    Epitope.POTENTIAL: "unknown",
    Epitope.UNKNOWN: "unknown",
}


def donor_match(sick: Patient, reader: TypingReader, ranked: RankedDonors | RankedUnits, each: int) -> DonorMatch:
    """What a search found of the candidate at place ``each`` of ``ranked.candidates``.

    A cord unit has no age: what the registry holds is the age of the unit. Who certainly carries what antibodies of the
    patient are against is not among the candidates.
    """
    candidates, comparison = ranked.candidates, ranked.comparison
    donor = genotype_of(candidates, each, reader)
    matches = {locus: match_locus(sick.genotype.at(locus), donor.at(locus)) for locus in candidates.loci}
    segment, row = candidates.registry.segments[int(candidates.segment[each])], int(candidates.row[each])
    sex, cmv, blood = (int(segment.columns[name][row]) for name in ("sex", "cmv", "blood_group"))
    probability = np.nan if ranked.probabilities is None else float(ranked.probabilities.exactly[each, 0])
    adult = isinstance(ranked, RankedDonors) and not np.isnan(comparison.age[each])
    return DonorMatch.model_validate(
        {
            "identifier": candidates.identifiers([each])[0],
            "age": round(float(comparison.age[each]), 1) if adult else None,
            "sex": SEXES[sex] or "unknown",
            "cytomegalovirus_positive": {"positive": True, "negative": False}.get(CMV_SEROLOGIES[cmv]),
            "blood_group": BLOOD_GROUPS[blood] or None,
            "mismatches": {locus: 2 - match.count for locus, match in matches.items()},
            "graft_versus_host": {locus: match.graft_versus_host[0] for locus, match in matches.items()},
            "host_versus_graft": {locus: match.host_versus_graft[0] for locus, match in matches.items()},
            "dpb1": _DPB1[EPITOPES[int(comparison.epitope[each])]],
            "antibody_target": False if sick.antibodies and not candidates.antibodies[each] else None,
            "probability": None if np.isnan(probability) else min(1.0, round(probability, 6)),
        }
    )
