"""Death from counts and events: closed forms of constant hazards, competing causes, conservation, shared luck."""

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kstest

from hemograft.evidence import Numbers, number, numbers_of
from hemograft.outcomes.history import EVENTS, CauseOfDeath, ClinicalHistory
from hemograft.outcomes.mortality import CountsOverTime, Transplanted, clinical_history, first_crossing
from hemograft.outcomes.onset_law import NEVER
from hemograft.outcomes.transplant_risk import Recipient
from hemograft.outcomes.transplant_timeline import TransplantTimeline
from hemograft.simulation.integrator import Array
from tests.outcomes.recipients_at_hand import (
    INFUSION,
    REFERENCE,
    SIBLING,
    changed,
    people_at_hand,
    quiet_timeline,
    standard_error,
    steady_counts,
    timeline_of,
)

PATIENTS = 2000
PEOPLE = people_at_hand(PATIENTS)
YEAR = 364
"""Weeks fit into it."""
NO_OTHER_INFECTION = {"infection__rate": 0.0}
ALONE = replace(REFERENCE, age=-1000.0)
"""Nobody of that age dies of anything else."""
FATAL_AT_HOME = numbers_of("outcomes.bleeding.fatality_at_home")[0]


def history(
    timeline: TransplantTimeline | None = None,
    *,
    days: int = 5 * YEAR,
    step: float = 7.0,
    patient: Recipient = ALONE,
    disease_hazard: float = 0.0,
    numbers: Numbers = number,
    **counts: Any,
) -> ClinicalHistory:
    """What becomes of `PEOPLE` on steady counts."""
    transplanted = None if timeline is None else Transplanted(SIBLING, timeline)
    return clinical_history(
        PEOPLE, patient, steady_counts(PATIENTS, days, step=step, **counts), transplanted, disease_hazard, numbers
    )


def whole() -> ClinicalHistory:
    """Five years after a transplantation with everything that can happen, some weeks of neutropenia at first."""
    patient = replace(REFERENCE, age=60.0, disease_risk="high", comorbidity_index=3)
    counts = steady_counts(PATIENTS, 5 * YEAR, step=7.0, bleeding=0.05)
    counts.neutrophils[:4] = 0.05
    failed = np.arange(PATIENTS) < PATIENTS // 20
    counts.neutrophils[:, failed] = 0.05
    line = timeline_of(PEOPLE, patient, failed=failed)
    return clinical_history(PEOPLE, patient, counts, Transplanted(SIBLING, line))


@pytest.fixture(scope="module", name="whole")
def whole_history() -> ClinicalHistory:
    return whole()


def dead_of(found: ClinicalHistory, cause: CauseOfDeath) -> float:
    return float(np.mean(found.cause == cause))


@given(
    st.lists(st.floats(0.1, 30.0), min_size=1, max_size=20),
    st.lists(st.floats(0.0, 0.5), min_size=20, max_size=20),
    st.floats(0.01, 5.0),
)
def test_the_first_crossing_is_the_first_time_with_enough_hazard(widths, rates, threshold):
    width, hazard = np.array(widths), np.array(rates)[: len(widths), np.newaxis]
    day = np.cumsum(width)
    (found,) = first_crossing(day, width, hazard, np.array([threshold]))
    enough = [when for when, total in zip(day, np.cumsum(hazard[:, 0] * width), strict=True) if total >= threshold]
    assert found == (enough[0] if enough else NEVER)


def test_a_constant_hazard_gives_exponential_survival():
    """Bleeding: the hazard of a bleed times the share that is fatal."""
    rate = 0.002 / FATAL_AT_HOME
    found = history(bleeding=rate, numbers=changed(**NO_OTHER_INFECTION))
    assert set(found.cause) == {CauseOfDeath.ALIVE, CauseOfDeath.BLEEDING}
    for day in (98, 399, 1498):
        alive = float(np.exp(-0.002 * day))
        assert np.mean(found.death > day) == pytest.approx(alive, abs=4.0 * standard_error(alive, PATIENTS))


@pytest.mark.parametrize(
    ("neutrophils", "rate"),
    [(0.05, "rate_profound_neutropenia"), (0.1, "rate_neutropenia"), (0.49, "rate_neutropenia"), (0.5, "rate")],
)
def test_infections_come_at_the_rate_of_the_neutrophils(neutrophils, rate):
    """The first one, fatal or not, is exponential with the recorded rate."""
    numbers = changed(infection__rate=0.001, infection__prolonged_neutropenia_ratio=1.0)
    found = history(neutrophils=neutrophils, days=200, step=1.0, numbers=numbers)
    expected = {"rate": 0.001}.get(rate, number(f"outcomes.infection.{rate}"))
    days = np.where(np.isfinite(found.infection), found.infection, 200.0)
    assert np.isfinite(found.infection).sum() / days.sum() == pytest.approx(expected, rel=0.15)


def infected_by(day: int, counts: CountsOverTime, transplanted: Transplanted | None = None) -> float:
    """Share with an infection in neutropenia at a rate of .01 a day, ten times that where it is prolonged."""
    numbers = changed(infection__rate=0.0, infection__prolonged_neutropenia_ratio=10.0)
    return float(np.mean(clinical_history(PEOPLE, ALONE, counts, transplanted, numbers=numbers).infection <= day))


def test_infections_multiply_once_neutropenia_is_prolonged():
    """Days 1 to 21 at the usual rate, then ten times it."""
    counts = steady_counts(PATIENTS, 40, neutrophils=0.3)
    rate = number("outcomes.infection.rate_neutropenia")
    for day, exposure in ((21, 21.0), (26, 21.0 + 50.0), (40, 21.0 + 190.0)):
        expected = float(-np.expm1(-rate * exposure))
        assert infected_by(day, counts) == pytest.approx(expected, abs=4.0 * standard_error(expected, PATIENTS))


def test_neutropenia_that_is_broken_is_not_prolonged():
    counts = steady_counts(PATIENTS, 41, neutrophils=0.3)
    counts.neutrophils[20] = 0.6
    expected = float(-np.expm1(-number("outcomes.infection.rate_neutropenia") * 40.0))
    assert infected_by(41, counts) == pytest.approx(expected, abs=4.0 * standard_error(expected, PATIENTS))


def test_after_a_graft_long_neutropenia_is_no_worse_than_what_was_fitted():
    counts = steady_counts(PATIENTS, 41, neutrophils=0.3)
    expected = float(-np.expm1(-number("outcomes.infection.rate_neutropenia") * 41.0))
    quiet = Transplanted(SIBLING, quiet_timeline(PATIENTS))
    assert infected_by(41, counts, quiet) == pytest.approx(expected, abs=4.0 * standard_error(expected, PATIENTS))


def test_the_recorded_share_of_first_infections_is_fatal():
    numbers = changed(infection__fatality=0.3, infection__prolonged_neutropenia_ratio=1.0)
    found = history(neutrophils=0.05, numbers=numbers)
    infected = np.isfinite(found.infection)
    fatal = (found.cause == CauseOfDeath.INFECTION) & (found.death == found.infection)
    assert fatal[infected].mean() == pytest.approx(0.3, abs=4.0 * standard_error(0.3, int(infected.sum())))


def test_whoever_dies_of_an_infection_had_one(whole):
    of_infection = whole.cause == CauseOfDeath.INFECTION
    assert of_infection.any()
    assert (whole.infection[of_infection] <= whole.death[of_infection]).all()


def test_infections_multiply_in_the_first_year_after_a_graft_and_on_steroids():
    def rate(timeline: TransplantTimeline) -> float:
        found = history(timeline, days=YEAR, numbers=numbers)
        seen = np.where(np.isfinite(found.infection), found.infection, float(YEAR)) - INFUSION
        return float(np.isfinite(found.infection).sum() / seen.sum())

    numbers = changed(
        infection__fatality=0.0,
        infection__rate=1e-4,
        infection__before_immune_recovery=20.0,
        infection__on_steroids=2.0,
    )
    plain = 1e-4 * 20.0
    assert rate(quiet_timeline(PATIENTS)) == pytest.approx(plain, rel=0.1)
    acute = quiet_timeline(PATIENTS, acute_gvhd=INFUSION, acute_gvhd_end=NEVER)
    assert rate(acute) == pytest.approx(plain * 2.0, rel=0.1)
    mild = quiet_timeline(PATIENTS, chronic_gvhd=INFUSION, chronic_gvhd_end=NEVER)
    assert rate(mild) == pytest.approx(plain, rel=0.1), "mild chronic disease is treated where it is"
    severe = replace(mild, chronic_gvhd_severity=np.full(PATIENTS, 2))
    assert rate(severe) == pytest.approx(plain * 2.0, rel=0.1)


@pytest.mark.parametrize(("severe", "rate"), [(True, "severe_acute_rate"), (False, "acute_rate")])
def test_acute_disease_kills_at_its_rate_while_it_lasts(severe, rate):
    line = quiet_timeline(PATIENTS, acute_gvhd=10.0, acute_gvhd_end=310.0, severe_acute_gvhd=severe)
    found = history(line, numbers=changed(infection__rate=0.0))
    died = found.cause == CauseOfDeath.GRAFT_VERSUS_HOST_DISEASE
    expected = -np.expm1(-300.0 * number(f"outcomes.gvhd_death.{rate}"))
    assert died.mean() == pytest.approx(expected, abs=4.0 * standard_error(expected, PATIENTS))
    assert ((found.death[died] >= 10.0) & (found.death[died] < 310.0)).all()


def test_severer_chronic_disease_kills_more():
    shares: list[float] = []
    for severity, published in enumerate(numbers_of("outcomes.chronic_gvhd.death_rate_by_severity")):
        line = quiet_timeline(PATIENTS, chronic_gvhd=0.0, chronic_gvhd_end=NEVER, chronic_gvhd_severity=severity)
        found = history(line, days=5 * YEAR, numbers=changed(infection__rate=0.0))
        shares.append(dead_of(found, CauseOfDeath.GRAFT_VERSUS_HOST_DISEASE))
        rate = published * number("outcomes.gvhd_death.chronic_share")
        expected = -np.expm1(-5 * YEAR * rate)
        assert shares[-1] == pytest.approx(expected, abs=4.0 * standard_error(expected, PATIENTS))
    assert shares == sorted(shares)


def test_the_general_population_dies_by_its_law():
    """Thirty years from 60, against the integral of the hazard of Gompertz."""
    found = history(
        days=30 * YEAR, step=28.0, patient=Recipient(age=60.0, male=1.0), numbers=changed(infection__rate=0.0)
    )
    rate = numbers_of("outcomes.background_mortality.rate_at_50_by_sex")[0]
    slope = numbers_of("outcomes.background_mortality.slope_by_sex")[0]
    years = 30 * YEAR / 365.25
    total = rate * 365.25 * (np.exp(slope * (10.0 + years)) - np.exp(slope * 10.0)) / slope
    assert np.mean(found.cause == CauseOfDeath.BACKGROUND) == pytest.approx(
        -np.expm1(-total), abs=4.0 * standard_error(float(-np.expm1(-total)), PATIENTS)
    )


def test_late_death_comes_at_its_rate_and_not_before_its_day():
    found = history(
        quiet_timeline(PATIENTS), days=10 * YEAR, numbers=changed(infection__rate=0.0, late_death__rate=2e-4)
    )
    first = INFUSION + number("outcomes.late_death.from_day")
    late = found.death[np.isfinite(found.death)]
    assert set(found.cause) == {CauseOfDeath.ALIVE, CauseOfDeath.ORGAN_TOXICITY}
    assert late.min() >= first
    expected = float(-np.expm1(-2e-4 * (10 * YEAR - first)))
    assert len(late) / PATIENTS == pytest.approx(expected, abs=4.0 * standard_error(expected, PATIENTS))


def test_infections_multiply_once_a_graft_has_failed():
    numbers = changed(infection__fatality=0.0, infection__after_graft_failure=3.0)

    def rate(**events: Any) -> float:
        found = history(quiet_timeline(PATIENTS, **events), days=91, step=1.0, neutrophils=0.05, numbers=numbers)
        return float(
            np.isfinite(found.infection).sum() / np.where(np.isfinite(found.infection), found.infection, 91.0).sum()
        )

    assert rate(graft_failure=0.0) == pytest.approx(3.0 * rate(), rel=0.15)


def test_the_disease_kills_who_is_not_transplanted():
    found = history(disease_hazard=0.001, numbers=changed(infection__rate=0.0))
    expected = -np.expm1(-0.001 * 5 * YEAR)
    assert dead_of(found, CauseOfDeath.DISEASE) == pytest.approx(
        float(expected), abs=4.0 * standard_error(float(expected), PATIENTS)
    )
    assert dead_of(history(quiet_timeline(PATIENTS), disease_hazard=0.001), CauseOfDeath.DISEASE) == 0.0


def test_competing_causes_share_the_deaths_by_their_hazards():
    """With constant hazards a cause has the share of its hazard, at any time."""
    bleeding = 0.001 / FATAL_AT_HOME
    found = history(bleeding=bleeding, disease_hazard=0.003, numbers=changed(infection__rate=0.0))
    died = int(np.isfinite(found.death).sum())
    assert np.sum(found.cause == CauseOfDeath.DISEASE) / died == pytest.approx(
        0.75, abs=4.0 * standard_error(0.75, died)
    )
    assert died / PATIENTS == pytest.approx(
        -np.expm1(-0.004 * 5 * YEAR), abs=4.0 * standard_error(float(-np.expm1(-0.004 * 5 * YEAR)), PATIENTS)
    )


def test_every_cause_occurs_and_all_with_the_living_are_everybody(whole):
    counted = [int(np.sum(whole.cause == cause)) for cause in CauseOfDeath]
    assert sum(counted) == PATIENTS
    assert all(counted), dict(zip(CauseOfDeath, counted, strict=True))


def test_there_is_a_cause_just_where_there_is_a_death(whole):
    assert ((whole.cause != CauseOfDeath.ALIVE) == np.isfinite(whole.death)).all()
    assert (whole.death[np.isfinite(whole.death)] <= whole.followed).all()
    assert whole.followed == 5 * YEAR


def test_nothing_happens_after_death_or_the_end(whole):
    for event in EVENTS:
        days = getattr(whole, event)
        seen = np.isfinite(days)
        assert seen.any(), event
        assert (days[seen] <= np.minimum(whole.death, whole.followed)[seen]).all(), event
    assert (whole.death[whole.cause == CauseOfDeath.DISEASE] > whole.relapse[whole.cause == CauseOfDeath.DISEASE]).all()


def test_a_later_end_adds_events_and_takes_none_away():
    line = timeline_of(PEOPLE)
    early, late = (history(line, patient=REFERENCE, days=days) for days in (200, 800))
    for event in EVENTS:
        first, second = getattr(early, event), getattr(late, event)
        assert (second[np.isfinite(first)] == first[np.isfinite(first)]).all(), event
        assert (second[~np.isfinite(first)] > 200.0).all(), event


def test_systemic_and_severe_disease_are_parts_of_the_disease(whole):
    for part, disease in (("severe_acute_gvhd", "acute_gvhd"), ("systemic_chronic_gvhd", "chronic_gvhd")):
        some, all_of_them = getattr(whole, part), getattr(whole, disease)
        assert (some[np.isfinite(some)] == all_of_them[np.isfinite(some)]).all()
        assert 0 < np.isfinite(some).sum() < np.isfinite(all_of_them).sum()


def test_a_second_graft_is_on_the_morning_after_the_recorded_delay():
    def numbers(identifier: str) -> Any:
        return 20.0 if identifier == "second_transplantation.delay" else number(identifier)

    line = quiet_timeline(PATIENTS, graft_failure=40.3)
    again = history(line, numbers=numbers).second_transplantation
    assert set(again[np.isfinite(again)]) == {61.0}


def test_death_in_aplasia_after_failure_is_of_graft_failure_and_later_ones_are_not():
    failed_at = INFUSION + 30.0
    counts = steady_counts(PATIENTS, 600, neutrophils=0.05)
    counts.neutrophils[100:] = 4.0
    line = quiet_timeline(PATIENTS, graft_failure=failed_at)
    found = clinical_history(
        PEOPLE, ALONE, counts, Transplanted(SIBLING, line), numbers=changed(infection__rate=0.0005)
    )
    early, aplastic, late = (
        set(found.cause[(found.death > first) & (found.death <= last)])
        for first, last in ((0.0, failed_at - 1.0), (failed_at, 100.0), (100.0, 600.0))
    )
    assert early == {CauseOfDeath.INFECTION}
    assert aplastic == {CauseOfDeath.GRAFT_FAILURE}
    assert late == {CauseOfDeath.INFECTION}


def test_without_a_transplantation_its_events_never_come():
    found = history(patient=REFERENCE)
    for event in set(EVENTS) - {"death", "infection"}:
        assert not np.isfinite(getattr(found, event)).any()
    assert set(found.cause) <= {CauseOfDeath.ALIVE, CauseOfDeath.BACKGROUND, CauseOfDeath.INFECTION}


def test_a_treatment_that_changes_nothing_changes_nobodys_luck():
    """The same counts and hazards under another name: everybody dies on the same day of the same cause."""
    line = timeline_of(PEOPLE)
    one, two = (
        clinical_history(PEOPLE, REFERENCE, steady_counts(PATIENTS, YEAR, bleeding=0.01), Transplanted(graft, line))
        for graft in (SIBLING, replace(SIBLING, donor_age=60.0))
    )
    for field in fields(ClinicalHistory):
        assert np.array_equal(getattr(one, field.name), getattr(two, field.name)), field.name


@pytest.mark.parametrize("worse", [{"neutrophils": 0.3}, {"bleeding": 1.0}])
def test_worse_counts_never_let_anybody_live_longer(worse):
    better, other = history(days=YEAR, bleeding=0.01), history(days=YEAR, **({"bleeding": 0.01} | worse))
    assert (other.death <= better.death).all()
    assert (other.death < better.death).any()


def varying(patients: int, days: int) -> CountsOverTime:
    """Daily counts with a trend and a difference between patients."""
    counts = steady_counts(patients, days)
    trend = np.linspace(0.0, 1.0, days)[:, np.newaxis]
    counts.neutrophils[:] = 0.2 + trend + np.linspace(0.0, 2.0, patients)
    counts.bleeding[:] = 0.02 - 0.01 * trend
    return counts


@given(st.integers(1, 200), st.integers(0, 900), st.sampled_from([1.0, 3.5, 7.0, 30.0]), st.integers(1, 60))
def test_held_counts_reach_the_end_and_leave_the_simulated_days_alone(days, further, step, averaged):
    counts = varying(3, days)
    held = counts.held_until(float(days + further), step, averaged)
    assert held.day[-1] == days + further
    assert held.width.sum() == pytest.approx(days + further)
    assert (held.width > 0.0).all()
    assert held.width[days:] == pytest.approx(np.diff(held.day)[days - 1 :])
    for name in ("neutrophils", "bleeding"):
        before, after = getattr(counts, name), getattr(held, name)
        assert after.shape == (len(held.day), 3)
        assert (after[:days] == before).all()
        assert after[days:] == pytest.approx(
            np.broadcast_to(before[-averaged:].mean(axis=0), (len(held.day) - days, 3))
        )


def test_the_step_in_which_counts_are_held_changes_no_more_deaths_than_chance():
    """The same patients: another death for one in a hundred, and no other day beyond the step."""
    patient = replace(REFERENCE, age=50.0)
    line = timeline_of(PEOPLE, patient)

    def deaths(step: float) -> Array:
        counts = steady_counts(PATIENTS, 100, bleeding=0.05).held_until(2.0 * YEAR, step, 28)
        return clinical_history(PEOPLE, patient, counts, Transplanted(SIBLING, line)).death

    fine = deaths(1.0)
    share = float(np.isfinite(fine).mean())
    for step in (3.5, 7.0):
        coarse = deaths(step)
        assert abs(np.isfinite(coarse).mean() - share) < standard_error(share, PATIENTS)
        assert np.mean(np.isfinite(coarse) != np.isfinite(fine)) < 0.01
        both = np.isfinite(coarse) & np.isfinite(fine)
        assert np.median(np.abs(coarse[both] - fine[both])) <= step


def test_lives_end_at_the_end_of_an_interval_after_an_exponential_wait():
    """On a fine grid the wait for death is the threshold over the rate."""
    found = history(bleeding=0.04 / FATAL_AT_HOME, days=250, step=0.25, numbers=changed(infection__rate=0.0))
    died = np.isfinite(found.death)
    conditional = -np.expm1(-0.04 * (found.death[died] - 0.125)) / -np.expm1(-10.0)
    assert kstest(conditional, "uniform").pvalue > 0.01
