"""The table of ratios: which acts on whom, that the unknown changes nothing, and that each has its record."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemograft.evidence import number, record, records
from hemograft.outcomes.hazard_ratios import EFFECTS, MORTALITY, effect_records, hazard_ratio
from hemograft.outcomes.mortality import Transplanted, clinical_history
from hemograft.outcomes.transplant_risk import GraftRisk, Recipient
from hemograft.therapies.transplantation import Conditioning, GraftSource
from tests.outcomes.recipients_at_hand import (
    REFERENCE,
    SIBLING,
    people_at_hand,
    steady_counts,
    timeline_of,
)

EVENT_NAMES = sorted({effect.event for effect in EFFECTS})
UNRELATED = replace(SIBLING, relation="matched_unrelated")
HAPLOIDENTICAL = replace(SIBLING, relation="haploidentical", post_transplant_cyclophosphamide=True)
UNIT = GraftRisk(relation="cord_blood", source="cord_blood", intensity="myeloablative")

recipients = st.builds(
    Recipient,
    age=st.floats(0.0, 90.0),
    male=st.sampled_from([0.0, 1.0, np.nan]),
    disease=st.sampled_from(["malignant", "aplastic_anemia", "fanconi_anemia", "inherited"]),
    disease_risk=st.sampled_from(["", "low", "intermediate", "high", "very_high"]),
    comorbidity_index=st.sampled_from([np.nan, 0, 1, 2, 3, 9]),
    cytomegalovirus_positive=st.sampled_from([0.0, 1.0, np.nan]),
)
grafts = st.builds(
    GraftRisk,
    relation=st.sampled_from(
        ["matched_sibling", "matched_unrelated", "mismatched_unrelated", "haploidentical", "cord_blood"]
    ),
    source=st.sampled_from(list(GraftSource)),
    intensity=st.sampled_from([str(intensity) for intensity in Conditioning]),
    serotherapy=st.booleans(),
    post_transplant_cyclophosphamide=st.booleans(),
    abatacept=st.booleans(),
    cd34_selection=st.booleans(),
    t_cells_per_kg=st.sampled_from([np.nan, 1e4, 8e4, 1.5e5, 5e5, 2e8, 4e8]),
    mismatches=st.integers(0, 4),
    graft_versus_host_mismatches=st.sampled_from([np.nan, 0.0, 1.0, 2.0]),
    host_versus_graft_mismatches=st.sampled_from([np.nan, 0.0, 1.0, 2.0]),
    year=st.sampled_from([np.nan, 1995.0, 2010.0, 2060.0]),
    units=st.sampled_from([1, 2]),
    dpb1_nonpermissive=st.sampled_from([True, False, np.nan]),
    donor_age=st.sampled_from([np.nan, 20.0, 30.0, 55.0]),
    donor_male=st.sampled_from([0.0, 1.0, np.nan]),
    donor_cytomegalovirus_positive=st.sampled_from([0.0, 1.0, np.nan]),
    major_abo_mismatch=st.sampled_from([0.0, 1.0, np.nan]),
    bidirectional_abo_mismatch=st.sampled_from([0.0, 1.0, np.nan]),
)


def ratio(event: str, patient: Recipient = REFERENCE, graft: GraftRisk = SIBLING) -> float:
    return float(hazard_ratio(event, patient, graft, number))


def ratios(patient: Recipient, graft: GraftRisk) -> dict[str, float]:
    return {event: ratio(event, patient, graft) for event in EVENT_NAMES}


def acting(patient: Recipient = REFERENCE, graft: GraftRisk = SIBLING) -> set[tuple[str, str]]:
    """Event and record of every effect that this differs by from the reference."""
    found = effect_records(patient, graft)
    return {(effect.event, effect.record) for effect in EFFECTS if effect.record in found}


def test_the_reference_has_no_effect_at_all():
    assert effect_records(REFERENCE, SIBLING) == ()
    assert set(ratios(REFERENCE, SIBLING).values()) == {1.0}


def test_fanconi_anemia_is_an_inherited_disease_of_which_more_die():
    other, fanconi = (replace(REFERENCE, age=8.0, disease=disease) for disease in ("inherited", "fanconi_anemia"))
    of_its_own = number("outcomes.nonrelapse_mortality.fanconi_anemia_hazard_ratio")
    assert of_its_own > 1.0
    more = {event: ratio(event, fanconi) / ratio(event, other) for event in EVENT_NAMES}
    assert more.pop(MORTALITY) == pytest.approx(of_its_own)
    assert set(more.values()) == {1.0}


def test_no_birthday_is_a_danger_in_aplastic_anemia():
    """Between 15 and 25 years the hazard of death rises from month to month; the published step at 20 lies within."""
    ages = np.arange(14.0, 26.0, 1.0 / 12.0)
    hazards = np.asarray(
        hazard_ratio(MORTALITY, replace(REFERENCE, age=ages, disease="aplastic_anemia"), SIBLING, number)
    )
    assert (np.diff(hazards) >= 0.0).all()
    assert (hazards[1:] / hazards[:-1]).max() < 1.25
    assert hazards[-1] / hazards[0] > 2.0


def test_mobilized_blood_kills_more_than_marrow_in_aplastic_anemia():
    """Of siblings in the young, of unrelated donors at any age; in other diseases the source alone does not kill."""
    for disease, relation, age, record_of in (
        ("aplastic_anemia", "matched_sibling", 12.0, "aplastic_sibling_blood_relative_risk"),
        ("aplastic_anemia", "matched_sibling", 40.0, None),
        ("aplastic_anemia", "matched_unrelated", 40.0, "aplastic_unrelated_blood_hazard_ratio"),
        ("malignant", "matched_unrelated", 40.0, None),
    ):
        patient, blood = replace(REFERENCE, age=age, disease=disease), replace(SIBLING, relation=relation)
        marrow = replace(blood, source=GraftSource.BONE_MARROW)
        expected = number(f"outcomes.nonrelapse_mortality.{record_of}") if record_of else 1.0
        assert ratio(MORTALITY, patient, blood) / ratio(MORTALITY, patient, marrow) == pytest.approx(expected)


@pytest.mark.parametrize("effect", EFFECTS, ids=lambda effect: effect.record)
def test_every_effect_is_a_positive_number_of_a_record_that_the_model_may_use(effect):
    found = record(effect.record)
    assert isinstance(found.value, int | float)
    assert found.value > 0.0
    assert found.use != "validate", "a target that is held out must not act"


def test_no_effect_is_named_twice():
    assert len({(effect.event, effect.record) for effect in EFFECTS}) == len(EFFECTS)


def test_every_effect_reaches_the_events_of_a_transplantation():
    """An event name that nobody asks for would leave its ratios without effect."""
    people, asked = people_at_hand(2), set[str]()

    def spy(identifier: str) -> Any:
        asked.add(identifier)
        return number(identifier)

    line = timeline_of(people, numbers=spy)
    clinical_history(people, REFERENCE, steady_counts(2, 30), Transplanted(SIBLING, line), numbers=spy)
    assert {effect.record for effect in EFFECTS} <= asked


@given(recipients, grafts)
def test_only_acting_records_are_listed_and_they_alone_make_the_ratio(patient, graft):
    """Any value of a record that is not listed leaves every ratio as it is."""
    listed = effect_records(patient, graft)
    assert set(listed) <= set(records())
    for event in EVENT_NAMES:
        found = ratio(event, patient, graft)
        without_others = hazard_ratio(event, patient, graft, lambda name: number(name) if name in listed else 7.0)
        assert found == pytest.approx(float(without_others))
        assert 0.0 < found < np.inf


@given(recipients, grafts)
def test_what_is_not_known_counts_as_the_reference(patient, graft):
    """Unknown is the same as a value that has no effect."""
    unknown = Recipient(age=patient.age, disease=patient.disease)
    plain = Recipient(
        age=patient.age,
        male=0.0,
        disease=patient.disease,
        disease_risk="intermediate",
        comorbidity_index=0,
        cytomegalovirus_positive=1.0,
    )
    blind = replace(
        graft,
        graft_versus_host_mismatches=np.nan,
        host_versus_graft_mismatches=np.nan,
        t_cells_per_kg=np.nan,
        year=np.nan,
        dpb1_nonpermissive=np.nan,
        donor_age=np.nan,
        donor_male=np.nan,
        donor_cytomegalovirus_positive=np.nan,
        major_abo_mismatch=np.nan,
        bidirectional_abo_mismatch=np.nan,
    )
    seen = replace(
        graft,
        t_cells_per_kg=np.nan,  # of haploidentical blood no dose is the usual one
        graft_versus_host_mismatches=float(graft.mismatches),
        host_versus_graft_mismatches=float(graft.mismatches),
        year=number("outcomes.nonrelapse_mortality.reference_year"),
        dpb1_nonpermissive=False,
        donor_age=30.0,
        donor_male=1.0,
        donor_cytomegalovirus_positive=0.0,
        major_abo_mismatch=0.0,
        bidirectional_abo_mismatch=0.0,
    )
    expected = ratios(plain, seen)
    expected[MORTALITY] /= number("outcomes.nonrelapse_mortality.cytomegalovirus_hazard_ratio")  # plain is seropositive
    assert ratios(unknown, blind) == pytest.approx(expected)


@given(st.lists(st.tuples(recipients, grafts), min_size=2, max_size=5))
def test_one_value_a_patient_gives_each_his_own_ratio(pairs):
    def stacked(kind: type, parts: list[Any]) -> Any:
        names = list(vars(parts[0]))
        return kind(**{name: np.array([getattr(part, name) for part in parts]) for name in names})

    patient = stacked(Recipient, [patient for patient, _ in pairs])
    graft = stacked(GraftRisk, [graft for _, graft in pairs])
    for event in EVENT_NAMES:
        together = np.broadcast_to(hazard_ratio(event, patient, graft, number), (len(pairs),))
        assert together == pytest.approx([ratio(event, *pair) for pair in pairs])


def test_mismatches_of_unrelated_donors_count_one_by_one_and_those_of_relatives_do_not():
    one, two = (replace(UNRELATED, relation="mismatched_unrelated", mismatches=count) for count in (1, 2))
    odds = number("outcomes.severe_acute_gvhd.mismatch_odds_ratio")
    assert ratio("severe_acute_gvhd", graft=two) == pytest.approx(odds**2)
    assert ratio(MORTALITY, graft=two) / ratio(MORTALITY, graft=one) == pytest.approx(
        number("outcomes.nonrelapse_mortality.mismatch_hazard_ratio")
    )
    half = replace(HAPLOIDENTICAL, mismatches=4)
    assert ratios(REFERENCE, half) == ratios(REFERENCE, HAPLOIDENTICAL)


def test_a_mismatch_acts_in_the_direction_in_which_t_cells_see_it():
    """What the donor lacks of the patient brings severe disease, what the patient lacks of the donor rejection."""
    blind = replace(UNRELATED, relation="mismatched_unrelated", mismatches=1)
    forward = replace(blind, graft_versus_host_mismatches=1.0, host_versus_graft_mismatches=0.0)
    backward = replace(blind, graft_versus_host_mismatches=0.0, host_versus_graft_mismatches=1.0)
    for event, acts, spares in (("severe_acute_gvhd", forward, backward), ("rejection", backward, forward)):
        assert ratio(event, graft=acts) == ratio(event, graft=blind) > 1.0
        assert ratio(event, graft=spares) == ratio(event, graft=UNRELATED)


def test_transplants_grew_safer_by_five_year_periods_and_not_beyond_the_last_known():
    reference, last = (number(f"outcomes.nonrelapse_mortality.{name}_year") for name in ("reference", "last"))
    period = number("outcomes.nonrelapse_mortality.five_calendar_years_hazard_ratio")

    def in_year(year: float) -> float:
        return ratio(MORTALITY, graft=replace(SIBLING, year=year))

    assert in_year(reference) == 1.0
    assert in_year(reference - 5.0) == pytest.approx(1.0 / period)
    assert in_year(last - 5.0) == pytest.approx(in_year(last) / period)
    assert in_year(last + 20.0) == in_year(last)
    assert in_year(reference - 5.0) > in_year(reference)


def test_the_first_mismatch_of_a_cord_unit_counts_more_than_further_ones():
    """Eapen et al 2014: none 9 %, one or two 26 %, three 34 %, five 41 %."""
    none, one, two = (ratio(MORTALITY, graft=replace(UNIT, mismatches=count)) for count in (0, 1, 2))
    assert one / none == pytest.approx(number("outcomes.nonrelapse_mortality.cord_mismatch_hazard_ratio"))
    assert two / one == pytest.approx(number("outcomes.nonrelapse_mortality.further_cord_mismatch_hazard_ratio"))
    assert one / none > two / one > 1.0


@pytest.mark.parametrize(
    ("recipient_male", "donor_male", "acts"),
    [(1, 0, True), (1, 1, False), (0, 0, False), (0, 1, False), (np.nan, 0, False), (1, np.nan, False)],
)
def test_only_a_woman_who_gives_to_a_man_matters(recipient_male, donor_male, acts):
    patient, graft = replace(REFERENCE, male=recipient_male), replace(SIBLING, donor_male=donor_male)
    events = {event for event, _ in acting(patient, graft)}
    assert events == ({"chronic_gvhd", MORTALITY} if acts else set())


@pytest.mark.parametrize(
    ("recipient", "donor", "expected"),
    [
        (0, 0, {"cytomegalovirus"}),
        (0, 1, {"cytomegalovirus", MORTALITY}),
        (1, 0, {MORTALITY}),
        (1, 1, {MORTALITY}),
        (np.nan, 1, {MORTALITY}),
        (np.nan, np.nan, set()),
    ],
)
def test_serostatus_of_both_counts_for_mortality_and_of_the_recipient_for_the_infection(recipient, donor, expected):
    patient = replace(REFERENCE, cytomegalovirus_positive=recipient)
    graft = replace(SIBLING, donor_cytomegalovirus_positive=donor)
    assert {event for event, _ in acting(patient, graft)} == expected


@pytest.mark.parametrize("age", [19.0, 20.0, 39.9, 40.0, 50.0, 59.9, 60.0, 85.0])
def test_each_age_belongs_to_one_group_at_most_and_mortality_rises_with_it(age):
    patient = replace(REFERENCE, age=age)
    groups = [name for _, name in acting(patient) if ".age_" in name]
    assert len(groups) == (age >= 20.0)
    assert ratio(MORTALITY, patient) >= ratio(MORTALITY, replace(patient, age=age - 1.0))


@pytest.mark.parametrize(("index", "groups"), [(0, 0), (1, 1), (2, 1), (3, 1), (12, 1), (np.nan, 0)])
def test_each_comorbidity_index_belongs_to_one_group_at_most(index, groups):
    found = [name for _, name in acting(replace(REFERENCE, comorbidity_index=index))]
    assert len(found) == groups
    if groups:
        assert ("from_3" in found[0]) == (index >= 3)


@given(st.floats(18.0, 70.0))
def test_a_decade_of_an_unrelated_donor_has_one_ratio_and_thirty_years_none(age):
    per_decade = number("donor_selection.donor_age_hazard_ratio_per_decade")
    unrelated = ratio(MORTALITY, graft=UNRELATED)
    assert ratio(MORTALITY, graft=replace(UNRELATED, donor_age=age)) == pytest.approx(
        unrelated * per_decade ** ((age - 30.0) / 10.0)
    )
    assert ratio(MORTALITY, graft=replace(SIBLING, donor_age=age)) == 1.0


@pytest.mark.parametrize(
    ("group", "groups"),
    [("low", {"low"}), ("intermediate", set()), ("high", {"high"}), ("very_high", {"high", "very_high"})],
)
def test_disease_risk_acts_on_relapse_alone_and_very_high_risk_on_top_of_high(group, groups):
    patient = replace(REFERENCE, disease_risk=group)
    assert acting(patient) == {("relapse", f"outcomes.relapse.{name}_risk_hazard_ratio") for name in groups}


def test_prophylaxis_protects_from_the_disease_that_it_is_given_against():
    for graft in (
        replace(SIBLING, serotherapy=True),
        replace(SIBLING, post_transplant_cyclophosphamide=True),
    ):
        found = ratios(REFERENCE, graft)
        assert found["acute_gvhd"] < 1.0
        assert found["severe_acute_gvhd"] < 1.0
        assert found["chronic_gvhd"] < 1.0
    assert ratio("severe_acute_gvhd", graft=replace(SIBLING, abatacept=True)) < 1.0


def test_milder_conditioning_trades_toxicity_for_relapse():
    for intensity in (Conditioning.REDUCED_INTENSITY, Conditioning.NONMYELOABLATIVE):
        found = ratios(REFERENCE, replace(SIBLING, intensity=str(intensity)))
        toxicity = found["organ_toxicity"] * found[MORTALITY]
        assert found["relapse"] > 1.0 > toxicity


def test_a_bidirectional_mismatch_of_blood_groups_matters_in_haploidentical_grafts_alone():
    assert acting(graft=replace(SIBLING, bidirectional_abo_mismatch=1.0)) == set()
    gained = acting(graft=replace(HAPLOIDENTICAL, bidirectional_abo_mismatch=1.0)) - acting(graft=HAPLOIDENTICAL)
    assert gained == {("acute_gvhd", "donor_selection.bidirectional_abo_acute_disease_hazard_ratio")}
