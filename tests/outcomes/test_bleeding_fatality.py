"""Fatal bleeds: the published rates at home by age, hardly any in hospital."""

from dataclasses import replace

import numpy as np
import pytest

from hemograft.evidence import number, numbers_of
from hemograft.outcomes.bleeding_fatality import fatality_of_bleeds
from hemograft.outcomes.history import CauseOfDeath
from hemograft.outcomes.mortality import Transplanted, clinical_history
from hemograft.thrombocytopenia.bleeding import outpatient_bleeding_hazard
from tests.outcomes.recipients_at_hand import (
    REFERENCE,
    SIBLING,
    changed,
    people_at_hand,
    quiet_timeline,
    standard_error,
    steady_counts,
)


def test_at_low_counts_the_fatal_bleeds_are_those_published():
    yearly = 365.25 * outpatient_bleeding_hazard(15.0) * fatality_of_bleeds(np.array([30.0, 50.0, 70.0]), False)
    assert yearly == pytest.approx(np.array(numbers_of("outcomes.bleeding.fatal_hemorrhage_by_age")), rel=0.02)


def test_in_hospital_age_does_not_matter():
    assert np.all(fatality_of_bleeds(np.array([5.0, 50.0, 90.0]), True) == number("outcomes.bleeding.fatality"))


def test_more_are_fatal_the_older_a_patient_is_and_no_birthday_is_a_danger():
    fatal = fatality_of_bleeds(np.arange(10.0, 90.0, 0.25), False)
    assert (np.diff(fatal) >= 0.0).all()
    assert (fatal[1:] / fatal[:-1]).max() < 1.05


def test_in_the_aplasia_of_a_transplantation_bleeds_kill_as_in_hospital():
    """With and without neutrophils, at a rate of bleeds that nobody at home would survive."""
    patients, days, rate = 2000, 100, 0.5
    old, line = replace(REFERENCE, age=70.0), Transplanted(SIBLING, quiet_timeline(patients))

    def dead(neutrophils: float) -> float:
        counts = steady_counts(patients, days, bleeding=rate, neutrophils=neutrophils)
        numbers = changed(infection__fatality=0.0)
        found = clinical_history(people_at_hand(patients), old, counts, line, numbers=numbers)
        return float(np.mean(found.cause == CauseOfDeath.BLEEDING))

    ward = -np.expm1(-days * rate * number("outcomes.bleeding.fatality"))
    home = -np.expm1(-days * rate * numbers_of("outcomes.bleeding.fatality_at_home")[-1])
    assert dead(0.1) == pytest.approx(ward, abs=4.0 * standard_error(ward, patients))
    assert dead(3.0) == pytest.approx(home, abs=4.0 * standard_error(home, patients) + 0.01)


def test_shapes_broadcast():
    age, ward = np.full((3, 1), 50.0), np.array([[True, False]])
    assert fatality_of_bleeds(age, ward).shape == (3, 2)
