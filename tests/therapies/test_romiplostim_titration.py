"""Romiplostim by the label: weekly counts (10^9/L) in, weekly doses (ug/kg) out."""

import numpy as np
import pytest

from hemograft.therapies.romiplostim import RomiplostimTitration
from tests.therapies.ward import added, doses, morning

TABLE = {
    "starts at 1 and rises by 1 a week below 50": ([10, 20, 30, 49], [1, 2, 3, 4]),
    "stays between 50 and 200": ([10, 50, 120, 200], [1, 1, 1, 1]),
    "never exceeds 10, and is given up after four weeks of it": ([5] * 15, [*range(1, 11), 10, 10, 10, 0, 0]),
    "no success is 29": ([*[29] * 14], [*range(1, 11), 10, 10, 10, 0]),
    "a success on the maximum dose keeps the drug through later low counts": (
        [*[5] * 12, 30, *[5] * 12],
        [*range(1, 11), *[10] * 15],
    ),
    "so does one on the way up": ([5, 5, 30, *[5] * 17], [*range(1, 11), *[10] * 10]),
    "what was given up stays so": ([*[5] * 14, 60, 60], [*range(1, 11), 10, 10, 10, 0, 0, 0]),
    "a count before the first dose is no success": ([35, *[5] * 14], [*range(1, 11), 10, 10, 10, 0, 0]),
    "one high week changes nothing": ([10, 20, 30, 201, 150, 201, 150], [1, 2, 3, 3, 3, 3, 3]),
    "two high weeks take one step": ([10, 20, 30, 201, 201, 150], [1, 2, 3, 3, 2, 2]),
    "then two more weeks are needed": ([10, 20, 30, 40, 210, 210, 210, 210], [1, 2, 3, 4, 4, 3, 3, 2]),
    "never below the first step": ([250] * 6, [1, 1, 1, 1, 1, 1]),
    "held above 400": ([10, 20, 30, 401], [1, 2, 3, 0]),
    "not at 400": ([10, 20, 30, 400], [1, 2, 3, 3]),
    "stays held until below 200": ([10, 20, 30, 401, 390, 250, 200, 199], [1, 2, 3, 0, 0, 0, 0, 2]),
    "resumes one step lower even when very low": ([10, 20, 30, 401, 300, 20, 20], [1, 2, 3, 0, 0, 2, 3]),
    "held at the first step resumes at it": ([450, 420, 100], [1, 0, 1]),
    "weeks on hold are no high weeks": ([10, 20, 30, 40, 450, 300, 300, 190, 201, 150], [1, 2, 3, 4, 0, 0, 0, 3, 3, 3]),
}


@pytest.mark.parametrize("name", TABLE)
def test_label(name):
    counts, expected = TABLE[name]
    given = np.array(doses(RomiplostimTitration(), counts, every=7)) / 1000.0  # ng to ug
    assert given.tolist() == expected


def test_trials_go_further_and_never_give_up():
    given = np.array(doses(RomiplostimTitration(maximum=15.0, gives_up=False), [5] * 25, every=7)) / 1000.0
    assert given.tolist() == [*range(1, 16), *[15] * 10]


def test_one_dose_a_week_from_the_first_day():
    given = np.array(doses(RomiplostimTitration(first_day=3), [30.0] * 25))
    assert np.flatnonzero(given).tolist() == [3, 10, 17, 24]
    assert given[given > 0].tolist() == [1000.0, 2000.0, 3000.0, 4000.0]


def test_patients_are_titrated_apart():
    courses = [counts for counts, _ in TABLE.values()]
    weeks = min(len(counts) for counts in courses)
    together = np.array(
        doses(RomiplostimTitration(), np.array([counts[:weeks] for counts in courses]).T.tolist(), every=7)
    )
    alone = [doses(RomiplostimTitration(), counts[:weeks], every=7) for counts in courses]
    assert np.array_equal(together.T, alone)


def test_a_dose_goes_under_the_skin_on_its_day():
    policy = RomiplostimTitration()
    (dose,) = added(policy.decide(morning(0, platelets=20.0), policy.begin(1)).interventions)
    assert (dose.day, dose.state) == (0, "romiplostim.depot")
