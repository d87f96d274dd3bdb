"""What befalls recipients beside their counts: incidences in closed form, order of events, shared luck."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from hemograft.evidence import number, numbers_of
from hemograft.outcomes.hazard_ratios import MORTALITY, hazard_ratio
from hemograft.outcomes.onset_law import onset_law
from hemograft.outcomes.transplant_risk import GraftRisk, Recipient
from hemograft.outcomes.transplant_timeline import TransplantTimeline
from hemograft.simulation.integrator import Array
from tests.outcomes.recipients_at_hand import (
    INFUSION,
    REFERENCE,
    SIBLING,
    changed,
    people_at_hand,
    standard_error,
    timeline_of,
)

COUNT = 5000
MANY = people_at_hand(COUNT)
FEW = people_at_hand(300, seed=4)
RISKY = replace(REFERENCE, age=55.0, disease_risk="high", comorbidity_index=4, male=1.0)
MISMATCHED = GraftRisk(
    relation="mismatched_unrelated",
    source="bone_marrow",
    intensity="reduced_intensity",
    mismatches=1,
    donor_age=50.0,
    donor_male=0.0,
)
APART = changed(
    rejection__incidence=0.0,
    chronic_gvhd__after_acute_gvhd=1.0,
    relapse__after_chronic_gvhd=1.0,
    cytomegalovirus__after_acute_gvhd=1.0,
    poor_graft_function__after_cytomegalovirus=1.0,
)
"""Numbers with which no event changes another."""
DAYS = ("acute_gvhd", "chronic_gvhd", "relapse", "cytomegalovirus", "poor_graft_function", "organ_toxicity")


@pytest.mark.parametrize("event", DAYS)
@pytest.mark.parametrize(("patient", "graft"), [(REFERENCE, SIBLING), (RISKY, MISMATCHED)], ids=["reference", "risky"])
def test_the_incidence_is_that_of_proportional_hazards(event, patient, graft):
    """1 - (1 - p) ** ratio, within four standard errors."""
    ratio = float(hazard_ratio(event, patient, graft, number))
    if event == "organ_toxicity":
        ratio *= float(hazard_ratio(MORTALITY, patient, graft, number))
    expected = 1.0 - (1.0 - number(f"outcomes.{event}.incidence")) ** ratio
    days = getattr(timeline_of(MANY, patient, graft, numbers=APART), event)
    assert np.isfinite(days).mean() == pytest.approx(expected, abs=4.0 * standard_error(expected, COUNT))


@pytest.mark.parametrize("event", DAYS)
def test_the_incidence_rises_along_the_law(event):
    """At the day when half of the hazard has come, as at the end."""
    middle = number(f"outcomes.{event}.median_day")
    expected = 1.0 - (1.0 - number(f"outcomes.{event}.incidence")) ** 0.5
    days = getattr(timeline_of(MANY, numbers=APART), event)
    assert np.mean(days <= INFUSION + middle) == pytest.approx(expected, abs=4.0 * standard_error(expected, COUNT))


def test_late_rejection_has_its_incidence_and_spares_who_failed_at_once():
    share = number("outcomes.rejection.incidence")
    failed = np.arange(COUNT) < COUNT // 10
    line = timeline_of(MANY, failed=failed)
    assert (line.graft_failure[failed] == INFUSION + number("transplantation.primary_graft_failure_day")).all()
    assert not line.rejected_late[failed].any()
    assert line.rejected_late[~failed].mean() == pytest.approx(
        share, abs=4.0 * standard_error(share, int((~failed).sum()))
    )
    assert (np.isfinite(line.graft_failure) == failed | line.rejected_late).all()


def test_failure_of_cord_blood_is_known_later():
    relation = np.array(["matched_sibling", "cord_blood", "haploidentical", "cord_blood"])
    line = timeline_of(people_at_hand(4), graft=replace(SIBLING, relation=relation), failed=True)
    early, late = (number(f"transplantation.primary_graft_failure_day{which}") for which in ("", "_cord"))
    assert line.graft_failure - INFUSION == pytest.approx([early, late, early, late])
    assert late > early


def test_severe_disease_has_its_share_by_odds():
    share, odds_ratio = (number(f"outcomes.severe_acute_gvhd.{name}") for name in ("share", "abatacept_odds_ratio"))
    odds = share / (1.0 - share)
    for graft, expected in ((SIBLING, odds), (replace(SIBLING, abatacept=True), odds * odds_ratio)):
        line = timeline_of(MANY, graft=graft)
        ill = np.isfinite(line.acute_gvhd)
        wanted = expected / (1.0 + expected)
        found = line.severe_acute_gvhd[ill].mean()
        assert found == pytest.approx(wanted, abs=4.0 * standard_error(wanted, int(ill.sum())))
        assert not line.severe_acute_gvhd[~ill].any()


def test_severity_of_chronic_disease_has_its_published_shares():
    counted = np.bincount(timeline_of(MANY).chronic_gvhd_severity, minlength=3) / COUNT
    for found, share in zip(counted, numbers_of("outcomes.chronic_gvhd.severity_shares"), strict=True):
        assert found == pytest.approx(share, abs=4.0 * standard_error(share, COUNT))


@pytest.mark.parametrize("event", ["acute_gvhd", "severe_acute_gvhd", "chronic_gvhd", "cytomegalovirus"])
def test_half_of_a_disease_is_over_by_its_median_duration(event):
    line = timeline_of(MANY, numbers=APART)
    name = event.removeprefix("severe_")
    first, last = getattr(line, name), getattr(line, f"{name}_end")
    counted = np.isfinite(first)
    if name == "acute_gvhd":
        counted &= line.severe_acute_gvhd == (event != name)
    shorter = last[counted] - first[counted] < number(f"outcomes.{event}.median_duration")
    assert shorter.mean() == pytest.approx(0.5, abs=4.0 * standard_error(0.5, int(counted.sum())))


def test_relapse_is_of_malignancies_alone_and_death_follows_it():
    disease = np.array(["malignant", "aplastic_anemia", "inherited"] * 100)
    line = timeline_of(FEW, replace(REFERENCE, disease=disease))
    assert np.isfinite(line.relapse[disease == "malignant"]).any()
    assert not np.isfinite(line.relapse[disease != "malignant"]).any()
    assert not np.isfinite(line.death_of_disease[disease != "malignant"]).any()
    relapsed = np.isfinite(line.relapse)
    assert (line.death_of_disease[relapsed] > line.relapse[relapsed]).all()


def test_death_after_a_relapse_comes_by_its_law():
    line = timeline_of(MANY)
    relapsed = np.isfinite(line.relapse)
    survived = line.death_of_disease[relapsed] - line.relapse[relapsed]
    law = onset_law("death_after_relapse", number)
    for day in (90.0, 365.0, 1825.0):
        alive = float(np.exp(-law.cumulative_hazard(day)))
        assert np.mean(survived > day) == pytest.approx(alive, abs=4.0 * standard_error(alive, len(survived)))


def test_the_virus_brings_poor_graft_function_and_a_failed_graft_has_none():
    """Nobody without the infection has it sooner for those who have it; with it the hazard is many times as high."""
    line, spared = timeline_of(MANY), timeline_of(MANY, numbers=APART)
    infected = line.cytomegalovirus < line.poor_graft_function
    assert (line.poor_graft_function[~infected] == spared.poor_graft_function[~infected]).all()
    often = np.isfinite(line.poor_graft_function[infected]).mean()
    assert often > 2.0 * np.isfinite(spared.poor_graft_function[infected]).mean()
    assert (line.poor_graft_function[infected] <= spared.poor_graft_function[infected]).all()
    assert np.isinf(timeline_of(MANY, failed=True).poor_graft_function).all()


def test_chronic_disease_protects_from_relapse():
    """The same patients with and without it: nobody relapses sooner for it, and fewer do."""
    with_it, without = (timeline_of(MANY, numbers=changed(chronic_gvhd__incidence=share)) for share in (0.9, 0.0))
    assert (with_it.relapse >= without.relapse).all()
    protected = np.isfinite(without.relapse) & (with_it.chronic_gvhd < without.relapse)
    assert (with_it.relapse > without.relapse)[protected].all()
    assert (with_it.relapse == without.relapse)[~protected].all()
    assert np.isfinite(with_it.relapse).sum() < np.isfinite(without.relapse).sum()


def test_acute_disease_hastens_chronic_disease_and_virus():
    with_it, without = (timeline_of(MANY, numbers=changed(acute_gvhd__incidence=share)) for share in (0.9, 0.0))
    for event in ("chronic_gvhd", "cytomegalovirus"):
        first, second = getattr(with_it, event), getattr(without, event)
        assert (first <= second).all()
        assert (first < second)[np.isfinite(second) & (with_it.acute_gvhd < second)].all()


def test_where_the_graft_fails_its_disease_does_not_begin_and_ends():
    line = timeline_of(MANY, numbers=changed(rejection__incidence=0.9, acute_gvhd__incidence=0.9))
    for name in ("acute_gvhd", "chronic_gvhd"):
        first, last = getattr(line, name), getattr(line, f"{name}_end")
        ill = np.isfinite(first)
        assert (first[ill] < line.graft_failure[ill]).all()
        assert (last[ill] <= line.graft_failure[ill]).all()
        assert (last[ill] > first[ill]).all()
        assert (last[~ill] == np.inf).all()
    assert np.isfinite(line.acute_gvhd[line.rejected_late]).any()


def test_a_changed_donor_changes_nobodys_luck():
    """Where a donor has the same ratio for an event, it comes on the same day."""
    older = timeline_of(FEW, graft=replace(SIBLING, relation="matched_unrelated", donor_age=60.0), numbers=APART)
    sibling = timeline_of(FEW, numbers=APART)
    for same in ("relapse", "death_of_disease", "chronic_gvhd_severity", "cytomegalovirus"):
        assert getattr(older, same) == pytest.approx(getattr(sibling, same), rel=1e-12)
    assert (older.acute_gvhd <= sibling.acute_gvhd).all()
    assert (older.organ_toxicity <= sibling.organ_toxicity).all()


def test_the_patients_of_one_chunk_are_those_of_another():
    people = people_at_hand(300, seed=4)
    whole = timeline_of(people)
    part = timeline_of(replace(people, identifiers=range(100, 200)))
    for field in fields(TransplantTimeline):
        if field.name != "infusion_day":
            assert (getattr(part, field.name) == getattr(whole, field.name)[100:200]).all()


def test_events_count_from_the_graft():
    """The same luck with conditioning that lasts longer moves everything by as much."""
    line = timeline_of(FEW)
    assert line.infusion_day == INFUSION
    for name in DAYS:
        days = getattr(line, name)
        assert (days[np.isfinite(days)] > INFUSION).all()


@hypothesis_settings(max_examples=30)
@given(
    event=st.sampled_from(DAYS),
    ratio=st.floats(1.0, 10.0),
)
def test_a_higher_ratio_never_brings_an_event_later(event, ratio):
    """Any of the event's own records that raises its hazard."""
    record = {
        "acute_gvhd": "acute_gvhd__unrelated_hazard_ratio",
        "chronic_gvhd": "chronic_gvhd__unrelated_hazard_ratio",
        "relapse": "relapse__high_risk_hazard_ratio",
        "cytomegalovirus": "cytomegalovirus__seronegative_hazard_ratio",
        "poor_graft_function": "poor_graft_function__haploidentical_hazard_ratio",
        "organ_toxicity": "nonrelapse_mortality__unrelated_hazard_ratio",
    }[event]
    patient = replace(REFERENCE, disease_risk="high", cytomegalovirus_positive=0.0)
    relation = "haploidentical" if event == "poor_graft_function" else "matched_unrelated"
    graft = replace(SIBLING, relation=relation)

    def days(value: float) -> Array:
        return getattr(timeline_of(FEW, patient, graft, numbers=changed(**{record: value})), event)

    same, more = days(1.0), days(ratio)
    assert (more <= same).all()
    if ratio == 1.0:
        assert (more == same).all()


def test_recipient_and_graft_may_differ_between_patients():
    ages = np.where(np.arange(300) % 2 == 0, 19.0, 65.0)
    mixed = timeline_of(FEW, Recipient(age=ages))
    young, old = (timeline_of(FEW, Recipient(age=age)) for age in (19.0, 65.0))
    assert (mixed.organ_toxicity == np.where(ages < 20.0, young.organ_toxicity, old.organ_toxicity)).all()
    assert (old.organ_toxicity <= young.organ_toxicity).all()


def test_second_grafts_take_by_luck_of_their_own_in_the_published_share():
    found = timeline_of(MANY, failed=True)
    share = number("second_transplantation.failure_share")
    assert 1.0 - found.second_graft_takes.mean() == pytest.approx(share, abs=4.0 * standard_error(share, COUNT))
    risky = timeline_of(MANY, RISKY, MISMATCHED)
    assert (risky.second_graft_takes == found.second_graft_takes).all()
