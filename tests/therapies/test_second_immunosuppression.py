"""A second course of immunosuppression: who gets it, when, and what it leaves of the attack."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import ndtr

from hemograft.evidence import number
from hemograft.therapies.second_immunosuppression import SecondCourse, second_course
from tests.therapies.ward import morning, settings

REVIEW = int(number("immunosuppression.second_course_day"))
DELAY = number("immunosuppression.relapse_treatment_delay")
SEVERE = {"platelets": 9.0, "neutrophils": 0.3, "hemoglobin": 7.5}
RECOVERED = {"platelets": 60.0, "neutrophils": 1.2, "hemoglobin": 10.0}
ALWAYS, NEVER = np.array([True]), np.array([False])


def treated(course: SecondCourse, counts: dict[str, float], days: int = 1000) -> list[tuple[int, float]]:
    """Day and what is left of the attack, of one patient whose counts stay as they are."""
    memory, found = course.begin(1), list[tuple[int, float]]()
    for day in range(days):
        orders = course.decide(morning(day, **counts), memory)
        memory = orders.memory
        found += [(day, float(item.value)) for item in settings(orders.interventions) if np.any(item.patients)]
    return found


def one(relapse: float, refractory: NDArray[np.bool_] = ALWAYS, relapsed: NDArray[np.bool_] = ALWAYS) -> SecondCourse:
    return SecondCourse(np.array([relapse]), refractory, relapsed, 0.1)


def test_severe_disease_is_treated_again_on_the_day_of_review_alone():
    assert treated(one(500.0), SEVERE) == [(REVIEW, 0.1)]
    assert treated(one(500.0, refractory=NEVER), SEVERE) == []


def test_a_relapse_is_treated_after_its_delay_where_the_first_course_had_worked():
    assert treated(one(500.0), RECOVERED) == [(int(500 + DELAY), 0.1)]
    assert treated(one(500.0, relapsed=NEVER), RECOVERED) == []
    assert treated(one(5000.0), RECOVERED) == []


@pytest.mark.parametrize("lineage", SEVERE)
def test_one_lineage_that_stays_severe_is_no_response(lineage):
    assert treated(one(5000.0), RECOVERED | {lineage: SEVERE[lineage]}) == [(REVIEW, 0.1)]


def test_the_published_shares_answer_and_the_lucky_are_the_same():
    luck = np.exp(number("population.second_course") * np.random.default_rng(1).standard_normal(20_000))
    found = second_course(luck, np.full(20_000, 500.0))
    for succeeds, kind in ((found.succeeds_in_refractory, "refractory"), (found.succeeds_in_relapsed, "relapsed")):
        share = number(f"immunosuppression.second_course_response_{kind}")
        assert succeeds.mean() == pytest.approx(share, abs=4.0 * (share * (1.0 - share) / 20_000) ** 0.5)
    assert (found.succeeds_in_relapsed | ~found.succeeds_in_refractory).all()


def test_it_leaves_what_the_first_course_leaves_in_the_middle_of_its_responders():
    """As many patients of a first course have less of the attack left as half of the responders."""
    left = second_course(np.ones(1), np.ones(1)).left
    odds = (1.0 / left - 1.0) / number("immunosuppression.odds")
    better = 1.0 - ndtr(np.log(odds) / number("population.immunosuppression_response"))
    assert better == pytest.approx(number("severe_aplastic_anemia.immunosuppression_response_6_months") / 2.0)
