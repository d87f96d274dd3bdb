"""A second course of immunosuppression: who gets it, when, and what it leaves of the attack."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import ndtr

from hemograft.evidence import number
from hemograft.therapies.second_immunosuppression import SecondCourse, second_course
from tests.therapies.ward import morning, settings

REVIEW = int(number("immunosuppression.response_day"))
DELAY = number("immunosuppression.relapse_treatment_delay")
SEVERE = {"platelets": 9.0, "neutrophils": 0.3, "hemoglobin": 7.5}
RECOVERED = {"platelets": 60.0, "neutrophils": 1.2, "hemoglobin": 10.0}
ALWAYS, NEVER = np.array([True]), np.array([False])


def treated(relapse: float, counts: dict[str, float], works: NDArray[np.bool_] = ALWAYS) -> list[tuple[int, float]]:
    """Day and what is left of the attack, of one patient whose counts stay as they are."""
    course = SecondCourse(np.array([relapse]), works, 0.1)
    memory, found = course.begin(1), list[tuple[int, float]]()
    for day in range(1000):
        orders = course.decide(morning(day, **counts), memory)
        memory = orders.memory
        found += [(day, float(item.value)) for item in settings(orders.interventions) if np.any(item.patients)]
    return found


def test_a_relapse_is_treated_after_its_delay_where_the_first_course_had_worked():
    assert treated(500.0, RECOVERED) == [(int(500 + DELAY), 0.1)]
    assert treated(500.0, RECOVERED, works=NEVER) == []
    assert treated(5000.0, RECOVERED) == []


@pytest.mark.parametrize("lineage", SEVERE)
def test_who_never_answered_has_no_relapse_and_one_lineage_that_stays_severe_is_no_answer(lineage):
    assert treated(500.0, SEVERE) == []
    assert treated(500.0, RECOVERED | {lineage: SEVERE[lineage]}) == []


def test_a_return_of_the_attack_before_the_response_is_judged_is_no_relapse():
    assert treated(REVIEW - DELAY - 1.0, RECOVERED) == []


def test_the_published_share_answers():
    luck = np.exp(number("population.second_course") * np.random.default_rng(1).standard_normal(20_000))
    share = number("immunosuppression.second_course_response_relapsed")
    found = second_course(luck, np.full(20_000, 500.0)).succeeds.mean()
    assert found == pytest.approx(share, abs=4.0 * (share * (1.0 - share) / 20_000) ** 0.5)


def test_it_leaves_what_the_first_course_leaves_in_the_middle_of_its_responders():
    """As many patients of a first course have less of the attack left as half of the responders."""
    left = second_course(np.ones(1), np.ones(1)).left
    odds = (1.0 / left - 1.0) / number("immunosuppression.odds")
    better = 1.0 - ndtr(np.log(odds) / number("population.immunosuppression_response"))
    assert better == pytest.approx(number("severe_aplastic_anemia.immunosuppression_response_6_months") / 2.0)
