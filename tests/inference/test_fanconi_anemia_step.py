"""The step that fits death after transplantation for Fanconi anemia: whom it reads, and what it moves."""

import pytest

from hemograft.evidence import number, record
from hemograft.inference.fanconi_anemia import NAME, fanconi_anemia
from hemograft.inference.transplant_outcomes import outcome_readings
from hemograft.inference.transplant_scenarios import TRANSPLANT_OUTCOMES, scenarios, scenarios_of

RATIO = "outcomes.nonrelapse_mortality.fanconi_anemia_hazard_ratio"
TARGET = "transplant_targets.fanconi_alternative_donor_survival_5_years"
PATIENTS = 256


def survival(ratio: float) -> float:
    readings = outcome_readings(
        NAME, lambda identifier: ratio if identifier == RATIO else number(identifier), 1, PATIENTS
    )
    return readings[TARGET]


def test_the_higher_the_ratio_the_fewer_survive_and_the_fitted_one_meets_the_center():
    """256 patients have a standard error of 3 %."""
    fitted = survival(number(RATIO))
    assert survival(1.0) > fitted > survival(30.0)
    assert fitted == pytest.approx(record(TARGET).value, abs=0.1)


def test_the_step_moves_one_record_and_judges_one_that_no_other_step_reads():
    step = fanconi_anemia()
    assert [free.record for free in step.free] == [RATIO]
    assert step.targets == (TARGET,)
    assert record(TARGET).use.value == "calibrate"


def test_every_scenario_is_of_one_step():
    known = scenarios_of(TRANSPLANT_OUTCOMES), scenarios_of(NAME)
    assert sum(map(len, known)) == len(scenarios())
    reads = [target for part in known for scenario in part for target in scenario.reads]
    assert len(reads) == len(set(reads))
