"""The probabilities of a search equal adding up every pair of haplotypes of the patient and of the donor."""

from itertools import combinations_with_replacement

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hemograft.donors.frequencies.haplotype_set import HaplotypeSet, haplotype_set
from hemograft.donors.frequencies.populations import populations
from hemograft.donors.registry.known_typings import known_typings
from hemograft.donors.registry.likelihoods import Likelihoods
from hemograft.donors.registry.registry import open_registry
from hemograft.donors.search.criteria import Criteria
from hemograft.donors.search.find import find_donors
from hemograft.donors.search.patient import patient
from hemograft.donors.search.probabilities import match_probability, probabilities_at_each_locus
from hemograft.donors.search.report_rows import explanation, result_rows
from hemograft.donors.search.search import search
from hemograft.donors.typing.plain_names import PLAIN_NAMES
from tests.donors.donor_files import fill

LOCI = ("A", "B", "DRB1")
NAMES = ("01:01", "02:01", "03:01")
one = st.sets(st.sampled_from(NAMES), min_size=1, max_size=2).map(lambda names: "/".join(sorted(names)))
typing = st.tuples(one, one).map("+".join)
people = st.fixed_dictionaries({"A": typing, "B": typing, "DRB1": typing})
donors_typed = st.fixed_dictionaries({"A": typing, "B": typing, "DRB1": st.one_of(st.just(""), typing)})


def population(name: str, seed: int) -> HaplotypeSet:
    random = np.random.default_rng(seed)
    haplotypes = [[NAMES[place] for place in random.integers(0, 3, 3)] for _ in range(9)]
    distinct = sorted({tuple(each) for each in haplotypes})
    return haplotype_set(name, LOCI, distinct, random.dirichlet(np.ones(len(distinct))) * 0.9)


SETS = (population("one", 3), population("other", 8))


def posteriors(person: dict[str, str], haplotypes: HaplotypeSet) -> list[tuple[tuple[tuple[str, str], ...], float]]:
    """Every pair of haplotypes that explains a person, as unphased genotype, with its share."""
    found: list[tuple[tuple[tuple[str, str], ...], float]] = []
    for first, second in combinations_with_replacement(range(haplotypes.size), 2):
        alleles = [
            (names[haplotypes.codes[first, place]], names[haplotypes.codes[second, place]])
            for place, names in enumerate(haplotypes.alleles)
        ]
        if all(explains(person[locus], *pair) for locus, pair in zip(LOCI, alleles, strict=True)):
            prior = haplotypes.frequency[first] * haplotypes.frequency[second] * (2 - (first == second))
            found.append((tuple(alleles), float(prior)))
    total = sum(prior for _alleles, prior in found)
    return [(alleles, prior / total) for alleles, prior in found]


def explains(text: str, one: str, other: str) -> bool:
    if not text:
        return True
    first, second = (set(each.split("/")) for each in text.split("+"))
    return (one in first and other in second) or (one in second and other in first)


def mismatches(one, other, loci=LOCI) -> int:
    return sum(
        2 - max((a == c) + (b == d), (a == d) + (b == c))
        for locus, (a, b), (c, d) in zip(LOCI, one, other, strict=True)
        if locus in loci
    )


def added_up(sick: dict[str, str], donor: dict[str, str], loci=LOCI) -> list[float]:
    """P(0), P(1), P(2) over some loci: each person by the first population that explains them."""
    mine, theirs = (
        next((found for each in SETS if (found := posteriors(person, each))), []) for person in (sick, donor)
    )
    if not mine or not theirs:
        return [float("nan")] * 3
    shares = [0.0] * 7
    for alleles, share in mine:
        for others, weight in theirs:
            shares[mismatches(alleles, others, loci)] += share * weight
    return shares[:3]


@settings(max_examples=60)
@given(
    sick=people,
    donors=st.lists(donors_typed, min_size=1, max_size=5),
    stored=st.booleans(),
    counted=st.sampled_from([LOCI, ("A", "B"), ("B",)]),
)
def test_the_probabilities_of_a_search_are_those_of_all_pairs_of_haplotypes(
    tmp_path_factory, sick, donors, stored, counted
):
    folder = tmp_path_factory.mktemp("probabilities") / "registry"
    frequencies = Likelihoods(populations(SETS), PLAIN_NAMES)
    rows = [{"id": f"D{place}", **each} for place, each in enumerate(donors)]
    fill(folder, rows, frequencies if stored else None)
    registry = open_registry(folder)
    asked = patient({"typing": sick}, PLAIN_NAMES)
    candidates = search(
        registry, asked, Criteria(counted, 2 * len(counted)), known_typings(registry, PLAIN_NAMES), PLAIN_NAMES
    )
    found = match_probability(asked, candidates, frequencies, most=2)
    expected = np.array([added_up(sick, each, counted) for each in donors])
    assert found.exactly == pytest.approx(expected, abs=1e-12, nan_ok=True)
    at_locus = probabilities_at_each_locus(found, candidates, np.arange(len(donors))[::-1])
    for place, locus in enumerate(counted):
        expected = np.array([added_up(sick, each, (locus,)) for each in donors[::-1]])
        assert at_locus[:, place] == pytest.approx(expected, abs=1e-12, nan_ok=True)


def test_a_donors_own_population_comes_first(tmp_path):
    frequencies = Likelihoods(populations(SETS), PLAIN_NAMES)
    person = {"A": "01:01/02:01/03:01+01:01/02:01/03:01", "B": "01:01/02:01/03:01+03:01/02:01/01:01"}
    person["DRB1"] = person["A"]
    fill(tmp_path / "registry", [{"id": name, "population": name, **person} for name in ("one", "other")], frequencies)
    (segment,) = open_registry(tmp_path / "registry").segments
    assert segment.columns["likelihood_set"].tolist() == [0, 1]
    assert segment.columns["likelihood"] == pytest.approx([0.81, 0.81])


def test_a_typing_that_no_haplotypes_explain_is_told_and_never_called_zero(tmp_path):
    frequencies = Likelihoods(populations(SETS), PLAIN_NAMES)
    known = posteriors(dict.fromkeys(LOCI, "01:01/02:01/03:01+01:01/02:01/03:01"), SETS[0])[0][0]
    good = {locus: "+".join(pair) for locus, pair in zip(LOCI, known, strict=True)}
    fill(tmp_path / "registry", [{"id": "known", **good}, {"id": "strange", **good, "B": "55:01+55:01"}], frequencies)
    registry = open_registry(tmp_path / "registry")
    person = patient({"typing": good}, PLAIN_NAMES)
    found = find_donors(registry, person, Criteria(LOCI, 2), PLAIN_NAMES, frequencies)
    assert found.ranked.probabilities is not None
    values = found.ranked.probabilities.exactly
    names = found.candidates.identifiers(np.arange(2))
    assert np.isnan(values[names.index("strange")]).all() and values[names.index("known")][0] > 0
    assert any(note.endswith("explain their typing: 1.") for note in found.notes)
    rows = {row["id"]: row for row in result_rows(found.ranked, 0, 2)}
    assert rows["strange"]["without_probability"] == "donor: an allele that the frequencies do not have (B)"
    assert (rows["strange"]["category"], rows["strange"]["p0"], rows["strange"]["p0_A"]) == ("mismatch", None, None)
    assert (rows["known"]["without_probability"], rows["known"]["p0_A"], rows["known"]["p2_B"]) == ("", 1.0, 0.0)
    why = explanation(found.ranked, [row["id"] for row in rows.values()].index("strange"), person, PLAIN_NAMES)
    assert any("(B)); by the typings alone: mismatch." in sentence for sentence in why)
    odd = patient({"typing": {**good, "B": "55:01+55:01"}}, PLAIN_NAMES)
    found = find_donors(registry, odd, Criteria(LOCI, 2), PLAIN_NAMES, frequencies)
    assert "No probabilities: no two known haplotypes explain the patient's typing." in found.notes
    whys = {row["without_probability"] for row in result_rows(found.ranked, 0, 2)}
    assert whys == {"patient: an allele that the frequencies do not have (B)"}


def test_frequencies_of_no_compared_locus_give_no_probabilities(tmp_path):
    fill(tmp_path / "registry", [{"id": "D", **dict.fromkeys(LOCI, "01:01")}])
    only = populations([haplotype_set("other", ("DPB1",), [("04:01",)], (1.0,))])
    registry, sick = (
        open_registry(tmp_path / "registry"),
        patient({"typing": dict.fromkeys(LOCI, "01:01")}, PLAIN_NAMES),
    )
    found = find_donors(registry, sick, Criteria(LOCI), PLAIN_NAMES, Likelihoods(only, PLAIN_NAMES))
    assert "No probabilities: the frequencies have none of A, B, DRB1." in found.notes
    (row,) = result_rows(found.ranked, 0, 1)
    assert (row["p0"], row["category"], row["without_probability"]) == (
        None,
        "match",
        "frequencies: none of the loci compared",
    )
