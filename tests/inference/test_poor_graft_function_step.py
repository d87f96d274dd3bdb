"""The step that fits how often and when the function of a graft becomes poor."""

import pytest

from hemograft.evidence import number, record
from hemograft.inference import poor_graft_function as room
from hemograft.inference.poor_graft_function import ID, RELATIONS, poor_function_readings

INCIDENCE, MEDIAN_DAY = (f"outcomes.poor_graft_function.{name}" for name in ("incidence", "median_day"))
AFTER_VIRUS = "outcomes.poor_graft_function.after_cytomegalovirus"
SHARES = [f"{ID}_{donor}" for donor in RELATIONS]
PATIENTS = 4000


@pytest.fixture(scope="module", autouse=True)
def few_patients():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "PATIENTS", PATIENTS)
        yield


def at(values: dict[str, float]) -> dict[str, float]:
    return dict(poor_function_readings(lambda identifier: values.get(identifier, number(identifier)), seed=1))


def test_the_fitted_values_reproduce_the_center_in_a_small_cohort_too():
    found = at({})
    for target in (*SHARES, f"{ID}_day"):
        low, high = record(target).low, record(target).high
        assert low is not None
        assert high is not None
        assert low < found[target] < high, target


def test_without_the_virus_haploidentical_grafts_have_it_by_their_published_ratio():
    """1 - (1 - p) ** ratio of what the matched have, followed to the end of the law."""
    found = at({AFTER_VIRUS: 1.0, INCIDENCE: 0.1, MEDIAN_DAY: 40.0})
    sibling, _, haploidentical = (found[share] for share in SHARES)
    ratio = number("outcomes.poor_graft_function.haploidentical_hazard_ratio")
    assert sibling == pytest.approx(0.1, abs=4.0 * (0.1 * 0.9 / PATIENTS) ** 0.5)
    assert haploidentical == pytest.approx(1.0 - 0.9**ratio, abs=4.0 * (0.25 / PATIENTS) ** 0.5)


def test_the_step_moves_two_records_and_judges_four():
    step = room.poor_graft_function()
    assert [free.record for free in step.free] == [INCIDENCE, MEDIAN_DAY]
    assert set(step.targets) == {*SHARES, f"{ID}_day"}
    assert all(record(target).use.value == "calibrate" for target in step.targets)
