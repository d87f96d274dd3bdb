"""One found donor as a row: every value by name, with the reasons in words where they are asked for."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hemograft.donors.matching.epitope import match_epitopes
from hemograft.donors.matching.explanation import explain_epitopes, explain_leaders, explain_locus
from hemograft.donors.probability.category import Category, category, combined
from hemograft.donors.registry.registry import Registry
from hemograft.donors.registry.typing_dictionary import read_typing
from hemograft.donors.registry.vocabulary import ANSWERS, BLOOD_GROUPS, CMV_SEROLOGIES, SEXES
from hemograft.donors.search.candidates import Candidates
from hemograft.donors.search.comparison import BLOOD_GROUP_RELATIONS, DIFFERENT, EPITOPES, NO_LEADER, Comparison
from hemograft.donors.search.cord import ADEQUACIES, RankedUnits
from hemograft.donors.search.patient import Patient
from hemograft.donors.search.probabilities import MatchProbabilities, probabilities_at_each_locus, why_none
from hemograft.donors.search.ranking import RankedDonors
from hemograft.donors.typing.genotype import LOCI, UNTYPED, Genotype, TypingError
from hemograft.donors.typing.reading import TypingReader

Array = NDArray[Any]
Row = Mapping[str, Any]


def result_rows(ranked: RankedDonors | RankedUnits, start: int, stop: int) -> Iterator[Row]:
    """The rows of ranks ``start`` (from 0) to ``stop``, best first.

    ``match`` is how many may match, ``certain`` how many do for sure; ``p0``, ``p1``, ... are the probabilities of
    exactly so many mismatches, ``p0_A``, ``p1_A``, ``p2_A``, ... those at one locus. They are None where the
    frequencies explain the patient or the donor by no pair of haplotypes; ``without_probability`` then says why, and
    ``category`` rests on the typings alone.
    """
    candidates, comparison = ranked.candidates, ranked.comparison
    chosen = ranked.order[start:stop]
    probabilities, categories = _probability_fields(ranked, chosen), _categories(ranked, chosen)
    identifiers = candidates.identifiers(chosen)
    held = _held(candidates, chosen)
    copies = 2 * len(candidates.loci)
    for place, each in enumerate(chosen.tolist()):
        row: dict[str, Any] = {
            "rank": start + place + 1,
            "id": identifiers[place],
            "match": f"{copies - int(candidates.fewest[each].sum())}/{copies}",
            "certain": f"{copies - int(candidates.most[each].sum())}/{copies}",
            "category": categories[place].value,
            **{
                f"mismatches_{locus}": _range(*pair)
                for locus, pair in zip(
                    candidates.loci, zip(candidates.fewest[each], candidates.most[each], strict=True), strict=True
                )
            },
        }
        if isinstance(ranked, RankedUnits):
            row |= _unit_fields(ranked, each)
        row |= probabilities[place] | {name: values[place] for name, values in held.items()}
        yield row | _comparison_fields(candidates, comparison, each)


def explanation(
    ranked: RankedDonors | RankedUnits, place: int, patient: Patient, reader: TypingReader
) -> tuple[str, ...]:
    """Why the donor at this rank (from 0) stands there: a sentence a locus, then one for each thing that counts."""
    candidates, comparison = ranked.candidates, ranked.comparison
    each = int(ranked.order[place])
    donor = genotype_of(candidates, each, reader)
    said = [explain_locus(locus, patient.genotype.at(locus), donor.at(locus), reader) for locus in candidates.loci]
    if ranked.probabilities is not None:
        said.extend(_probability_sentences(ranked, ranked.probabilities, each))
    if patient.genotype.at("DPB1").typed or donor.at("DPB1").typed:
        mine, other = patient.genotype.at("DPB1"), donor.at("DPB1")
        said.append(explain_epitopes(match_epitopes(mine, other, reader, comparison.epitope_groups)))
    if comparison.leader[each] != NO_LEADER:
        said.append(explain_leaders(comparison.leaders[int(comparison.leader[each])]))
    if isinstance(ranked, RankedUnits):
        said.append(_dose_sentence(ranked, each))
    elif not np.isnan(comparison.age[each]):
        said.append(f"The donor is {comparison.age[each]:.0f} years old.")
    if comparison.cmv[each] == DIFFERENT:
        said.append("Cytomegalovirus serology differs from the patient's.")
    if comparison.female_to_male[each] == DIFFERENT:
        said.append("A female donor for a male patient.")
    relation = BLOOD_GROUP_RELATIONS[int(comparison.blood_group[each])]
    said.append(f"Blood group: {relation}.")
    if candidates.antibodies[each]:
        said.append("The donor may carry an antigen that the patient has antibodies against; type it before use.")
    return tuple(said)


def genotype_of(candidates: Candidates, each: int, reader: TypingReader) -> Genotype:
    """A candidate's typings, read."""
    registry = candidates.registry
    texts = registry.typings(registry.segments[int(candidates.segment[each])], int(candidates.row[each]))
    found = {}
    for locus, text in texts.items():
        try:
            found[locus] = read_typing(reader, locus, text)
        except TypingError:
            found[locus] = UNTYPED
    return Genotype(found)


def _held(candidates: Candidates, chosen: Any) -> dict[str, Sequence[Any]]:
    """What the registry tells of the chosen donors, as words; typings as they were written."""
    registry: Registry = candidates.registry
    where = [(registry.segments[int(candidates.segment[each])], int(candidates.row[each])) for each in chosen]

    def words(column: str, names: Sequence[str]) -> list[str]:
        return [names[int(segment.columns[column][row])] for segment, row in where]

    typings = [registry.typings(segment, row) for segment, row in where]
    # The same columns in every block of rows, whoever is typed in it.
    segments = [registry.segments[place] for place in np.unique(candidates.segment)]
    loci = [locus for locus in LOCI if any(locus in segment.columns for segment in segments)]
    found: dict[str, Sequence[Any]] = {
        "sex": words("sex", SEXES),
        "abo": words("blood_group", BLOOD_GROUPS),
        "cmv": words("cmv", CMV_SEROLOGIES),
        "population": words("population", registry.manifest.populations),
        "registry": words("registry", registry.manifest.registries),
    }
    if where and "accredited" in where[0][0].columns:
        found["bank_accredited"] = words("accredited", ANSWERS)
        found["attached_segment"] = words("attached_segment", ANSWERS)
        found["volume_ml"] = [_number(segment.columns["volume"][row]) for segment, row in where]
    return found | {locus: [each.get(locus, "") for each in typings] for locus in loci}


def _comparison_fields(candidates: Candidates, comparison: Comparison, each: int) -> dict[str, Any]:
    leader = int(comparison.leader[each])
    return {
        "graft_versus_host": _range(*comparison.graft_versus_host[each]),
        "host_versus_graft": _range(*comparison.host_versus_graft[each]),
        "age": _number(comparison.age[each]),
        "dpb1": EPITOPES[int(comparison.epitope[each])].value,
        "leader": "" if leader == NO_LEADER else comparison.leaders[leader].status,
        "abo_relation": BLOOD_GROUP_RELATIONS[int(comparison.blood_group[each])],
        "possible_antibody_targets": int(candidates.antibodies[each]),
    }


def _probability_fields(ranked: RankedDonors | RankedUnits, chosen: Array) -> list[dict[str, Any]]:
    found = ranked.probabilities
    if found is None:
        return [{} for _ in chosen]
    at_locus = probabilities_at_each_locus(found, ranked.candidates, chosen)
    return [
        {f"p{count}": _number(value, 6) for count, value in enumerate(found.exactly[each])}
        | {
            f"p{count}_{locus}": _number(value, 6)
            for locus, values in zip(found.loci, here, strict=True)
            for count, value in enumerate(values)
        }
        | {"without_probability": why}
        for each, here, why in zip(chosen, at_locus, why_none(found, ranked.candidates, chosen), strict=True)
    ]


def _categories(ranked: RankedDonors | RankedUnits, chosen: Array) -> list[Category]:
    """Over all compared loci: by probability where the frequencies have the locus, by the typings elsewhere."""
    candidates, found = ranked.candidates, ranked.probabilities
    covered = np.isin(candidates.loci, () if found is None else found.loci)
    no_mismatch = np.full(len(chosen), np.nan) if found is None else found.exactly[chosen, 0]
    ends = (candidates.fewest[chosen], candidates.most[chosen])
    here, elsewhere = (np.stack([end[:, part].sum(axis=1) for end in ends], axis=1) for part in (covered, ~covered))
    return [
        combined(category(probability, *known), category(np.nan, *other))
        for probability, known, other in zip(no_mismatch.tolist(), here.tolist(), elsewhere.tolist(), strict=True)
    ]


def _unit_fields(ranked: RankedUnits, each: int) -> dict[str, Any]:
    return {
        "nucleated_cells_per_kg": _number(ranked.nucleated_cells[each], 0),
        "cd34_per_kg": _number(ranked.cd34[each], 0),
        "dose": ADEQUACIES[int(ranked.adequacy[each])],
    }


def _probability_sentences(ranked: RankedDonors | RankedUnits, found: MatchProbabilities, each: int) -> Iterator[str]:
    chosen = np.array([each])
    if (why := why_none(found, ranked.candidates, chosen)[0]) != "":
        yield f"Probability: none ({why}); by the typings alone: {_categories(ranked, chosen)[0]}."
        return
    copies = 2 * len(found.loci)
    told = ", ".join(
        f"{copies - count}/{copies} {100 * value:.3g} %" for count, value in enumerate(found.exactly[each])
    )
    yield f"Probability of a match: {told} (over {', '.join(found.loci)})."
    at_locus = probabilities_at_each_locus(found, ranked.candidates, chosen)[0]
    shares = (f"{locus} {100 * values[0]:.3g} %" for locus, values in zip(found.loci, at_locus, strict=True))
    yield f"Probability of no mismatch at each locus: {', '.join(shares)}."


def _dose_sentence(ranked: RankedUnits, each: int) -> str:
    nucleated, cd34 = (
        "unknown" if np.isnan(value) else f"{value:.2g}/kg"
        for value in (ranked.nucleated_cells[each], ranked.cd34[each])
    )
    adequacy = ADEQUACIES[int(ranked.adequacy[each])]
    return f"Dose: nucleated cells {nucleated}, CD34 {cd34}; {adequacy} by profile {ranked.profile.name}."


def _range(fewest: Any, most: Any) -> str:
    return str(int(fewest)) if fewest == most else f"{int(fewest)}-{int(most)}"


def _number(value: Any, digits: int = 1) -> float | None:
    return None if np.isnan(value) else round(float(value), digits)
