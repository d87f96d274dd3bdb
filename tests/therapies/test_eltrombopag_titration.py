"""Eltrombopag by the label: counts (10^9/L) on the mornings of review in, tablets (mg) out."""

from dataclasses import replace

import numpy as np
import pytest

from hemograft.therapies.eltrombopag import (
    EltrombopagTitration,
    aplastic_anemia_first_line,
    aplastic_anemia_titration,
    chronic_liver_disease_titration,
    eltrombopag,
    immune_thrombocytopenia_titration,
    mean_absorption_time,
)
from tests.therapies.ward import doses

ITP, LIVER = (
    immune_thrombocytopenia_titration(),
    chronic_liver_disease_titration(),
)
FORTNIGHT = 14

REVIEWS = {
    "immune: 50, then 75, given up after four weeks of it": (ITP, [20, 20, 20, 20, 90], [50, 75, 75, 0, 0]),
    "immune: no success is 29": (ITP, [29] * 4, [50, 75, 75, 0]),
    "immune: a success keeps the drug through later low counts": (ITP, [20, 20, 30, *[20] * 6], [50, *[75] * 8]),
    "immune: so does one on the way up": (ITP, [20, 30, *[20] * 6], [50, *[75] * 7]),
    "immune: what was given up stays so": (ITP, [20, 20, 20, 20, 60], [50, 75, 75, 0, 0]),
    "immune: a count before the first tablet is no success": (ITP, [35, 20, 20, 20, 20], [50, 75, 75, 0, 0]),
    "immune: stays between 50 and 200": (ITP, [20, 50, 120, 200], [50, 50, 50, 50]),
    "immune: down by 25 above 200, to 12.5 at last": (ITP, [20, 210, 210, 210], [50, 25, 12.5, 12.5]),
    "immune: from 12.5 to 25 before whole steps": (ITP, [60, 210, 210, 20, 20], [50, 25, 12.5, 25, 50]),
    "liver: from 25 by 25 to 100, for as long as it takes": (LIVER, [30] * 8, [25, 50, 75, *[100] * 5]),
    "aplasia: from 50 by 50 to 150": (aplastic_anemia_titration(), [20] * 8, [50, 100, *[150] * 6]),
    "aplasia, first line: 150, lowered above 200 only": (
        aplastic_anemia_first_line(),
        [20, 20, 210, 210, 20, 20],
        [150, 150, 125, 100, 125, 150],
    ),
}


@pytest.mark.parametrize("name", REVIEWS)
def test_reviews_every_two_weeks(name):
    titration, counts, expected = REVIEWS[name]
    assert doses(titration, counts, every=FORTNIGHT) == expected


def daily(counts: list[float], titration: EltrombopagTitration = ITP) -> list[float]:
    return doses(titration, counts)


def test_a_dose_lasts_two_weeks():
    assert daily([20.0] * 30) == [50.0] * 14 + [75.0] * 16


def test_stopped_above_400_on_any_morning_and_resumed_below_150_one_step_lower():
    counts = [20.0] * 16 + [401.0, 300.0, 200.0, 150.0, 149.0, 120.0]
    assert daily(counts) == [50.0] * 14 + [75.0] * 2 + [0.0] * 4 + [50.0] * 2


def test_a_stop_on_the_morning_of_a_review_lowers_the_dose_once():
    assert daily([20.0] * 14 + [401.0, 120.0]) == [50.0] * 14 + [0.0, 25.0]


def test_not_stopped_at_400():
    assert daily([20.0, 400.0, 20.0]) == [50.0] * 3


def test_resumed_at_the_smallest_dose_at_least():
    """Liver disease starts at 25 mg; one step lower would be none."""
    assert daily([30.0, 500.0, 100.0], LIVER) == [25.0, 0.0, 12.5]


def test_a_review_during_a_stop_changes_nothing():
    counts = [20.0] * 13 + [500.0] * 10 + [100.0]
    assert daily(counts) == [50.0] * 13 + [0.0] * 10 + [25.0]


def test_patients_are_titrated_apart_from_the_first_day_on():
    counts = np.array([[20.0] * 40, [120.0] * 40, [20.0] * 20 + [450.0] * 20])
    titration = replace(immune_thrombocytopenia_titration(), first_day=2)
    together = np.array(doses(titration, counts.T.tolist()))
    assert np.all(together[:2] == 0.0)
    alone = [doses(titration, list(row)) for row in counts]
    assert np.array_equal(together.T, alone)


def test_liver_disease_slows_clearance_as_published():
    """Farrell 2014: 0.953 L/h, times 0.536 in liver disease, less 11.3 % for each Child-Pugh point above 5."""
    drug = eltrombopag(chronic_liver_disease=True)
    value = dict(zip(drug.parameters, drug.standard, strict=True))
    assert value["elimination"] * value["volume"] / 24.0 == pytest.approx(0.953 * 0.536 * (1.0 - 0.113))


def test_potency_lowers_the_concentration_that_counts_as_one_thrombopoietin():
    place = eltrombopag().parameters.index("equivalent")
    assert eltrombopag(4.0).standard[place] == pytest.approx(eltrombopag().standard[place] / 4.0)


def test_absorption_takes_hours():
    """Farrell 2014: lag, slow, then fast absorption; the mean lies between the lag and a day."""
    assert 1.0 / 24.0 < mean_absorption_time() < 0.5
