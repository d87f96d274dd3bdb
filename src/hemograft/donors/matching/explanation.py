"""A match in words: one sentence a locus."""

from hemograft.donors.matching.epitope import Epitope, EpitopeMatch
from hemograft.donors.matching.grade import Confidence, Grade, PositionMatch, match_positions
from hemograft.donors.matching.leader import LeaderMatch
from hemograft.donors.matching.locus_match import LocusMatch, match_locus
from hemograft.donors.typing.genotype import LocusGenotype
from hemograft.donors.typing.reading import TypingReader

_AGREE_IN = {
    Grade.BROAD: "broad antigen",
    Grade.SPLIT: "antigen",
    Grade.ASSOCIATED: "associated antigen",
    Grade.P_GROUP: "P group",
    Grade.G_GROUP: "G group",
    Grade.PROTEIN: "protein",
    Grade.CODING: "coding sequence",
    Grade.GENOMIC: "whole sequence",
}


def explain_locus(locus: str, patient: LocusGenotype, donor: LocusGenotype, reader: TypingReader) -> str:
    """Says in one sentence how many match, which positions, how finely, and which way a mismatch points."""
    match = match_locus(patient, donor)
    positions = match_positions(locus, patient, donor, reader)
    if positions is None:
        who = [name for name, genotype in (("patient", patient), ("donor", donor)) if not genotype.typed]
        return f"HLA-{locus}: not typed in the {' and the '.join(who)}, so that up to 2 of 2 may match."
    parts = [_count(match), *dict.fromkeys(map(_position, positions))]
    if direction := _direction(match):
        parts.append(direction)
    return f"HLA-{locus}: {'; '.join(parts)}."


def explain_epitopes(match: EpitopeMatch) -> str:
    """Says in one sentence whether DPB1 is permissive, and why."""
    if not match.possible:
        return "DPB1 epitope groups: unknown, for DPB1 is not typed in both."
    notes = [f"lowest group {_numbers(match.patient)} in the patient and {_numbers(match.donor)} in the donor"]
    if 0 in match.patient | match.donor:
        notes.append("0 means that no DPB1 is expressed")
    if match.undefined:
        notes.append(f"{', '.join(sorted(match.undefined)[:3])} without a group")
    if match.predicted:
        notes.append("assigned in part by functional distance scores")
    text = f"{match.category} ({'; '.join(notes)})" if match.category is not Epitope.MATCH else "match"
    return f"DPB1 epitope groups: {text}."


def explain_leaders(match: LeaderMatch) -> str:
    """Says in one sentence what the HLA-B leaders at a single mismatch are."""
    residue = {"M": "methionine", "T": "threonine", "X": "an open residue"}
    mine, other, shared = (residue[letter] for letter in match.status)
    source = ", known by allele family" if match.by_family else ""
    return (
        f"HLA-B leader {match.status}: {mine} in the patient's mismatched allele, {other} in the donor's, "
        f"{shared} in the shared one{source}."
    )


def _count(match: LocusMatch) -> str:
    if match.certain == match.count:
        return f"{match.count} of 2 match{'es' if match.count == 1 else ''}"
    return f"{match.count} of 2 may match, {match.certain or 'none'} for certain"


def _position(position: PositionMatch) -> str:
    pair = f"{_written(position, patient=True)} and {_written(position, patient=False)}"
    if position.grade is Grade.EXPRESSED_AGAINST_NULL:
        return f"{pair} differ, one of them not expressed"
    if position.confidence is Confidence.MISMATCH:
        return f"{pair} differ{' within one antigen' if position.antigen else ''}"
    if position.patient.null and position.donor.null:
        return f"{pair} are both not expressed"
    if position.patient.null or position.donor.null:
        null = position.patient if position.patient.null else position.donor
        return f"{null.written} is not expressed, so that the other allele counts for both"
    agree = "may share" if position.confidence is Confidence.POTENTIAL else "share"
    return f"{pair} {agree} the {_AGREE_IN[position.grade]}"


def _written(position: PositionMatch, patient: bool) -> str:
    side = position.patient if patient else position.donor
    return side.written or "/".join(sorted(side.groups))


def _direction(match: LocusMatch) -> str:
    seen = (("graft-versus-host", match.graft_versus_host), ("host-versus-graft", match.host_versus_graft))
    named = [f"{_range(*mismatches)} {direction}" for direction, mismatches in seen if mismatches[1]]
    return f"mismatches seen: {', '.join(named)}" if named else ""


def _range(fewest: int, most: int) -> str:
    return f"{most}" if fewest == most else f"{fewest} to {most}"


def _numbers(groups: frozenset[int]) -> str:
    return " or ".join(map(str, sorted(groups)))
