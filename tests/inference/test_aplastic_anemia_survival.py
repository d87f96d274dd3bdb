"""The step that fits how dangerous lasting neutropenia is: its targets, and what it moves."""

import pytest

from hemograft.evidence import number, record
from hemograft.inference import aplastic_anemia_survival as room
from hemograft.inference.aplastic_anemia_survival import DEATH_6_MONTHS, SURVIVAL_5_YEARS, survival

RATIO = "outcomes.infection.prolonged_neutropenia_ratio"


@pytest.fixture(scope="module", autouse=True)
def few_patients():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "PATIENTS", 64)
        yield


def at(ratio: float) -> dict[str, float]:
    return dict(survival(lambda identifier: ratio if identifier == RATIO else number(identifier), seed=1))


def test_the_worse_lasting_neutropenia_is_the_more_die_at_both_times():
    mild, fitted, grave = (at(ratio) for ratio in (1.0, number(RATIO), 100.0))
    assert mild[DEATH_6_MONTHS] < grave[DEATH_6_MONTHS]
    assert mild[SURVIVAL_5_YEARS] > fitted[SURVIVAL_5_YEARS] > grave[SURVIVAL_5_YEARS]


def test_the_fitted_ratio_reproduces_survival_in_a_small_cohort_too():
    """64 patients have a standard error of 5 %."""
    found = at(number(RATIO))
    assert found[SURVIVAL_5_YEARS] == pytest.approx(record(SURVIVAL_5_YEARS).value, abs=0.15)
    assert found[DEATH_6_MONTHS] <= 0.15


def test_the_step_moves_one_record_and_judges_two():
    step = room.aplastic_anemia_survival()
    assert [free.record for free in step.free] == [RATIO]
    assert set(step.targets) == {DEATH_6_MONTHS, SURVIVAL_5_YEARS}
    assert all(record(target).use.value == "calibrate" for target in step.targets)
