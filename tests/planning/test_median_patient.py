"""The median patient: every order written out, so that a replay without any policy gives the same course."""

from collections.abc import Sequence
from dataclasses import fields, replace

import numpy as np
import pytest

from hemograft.hematopoiesis.interventions import AddToState
from hemograft.planning.case import Case
from hemograft.planning.median_patient import median_patient
from hemograft.planning.plan import make_plan
from hemograft.planning.strategies import StrategyError
from hemograft.population.severity import UnexplainedCountError
from hemograft.simulation.integrator import integrator
from hemograft.simulation.run import Patients, simulate
from hemograft.therapies.bedside import Course
from tests.planning.cases_at_hand import case_of, donor, example


def column(values: Sequence[float]) -> np.ndarray:
    """One patient, as the engine takes patients."""
    return np.array(values, dtype=float)[:, None]


@pytest.mark.parametrize(
    ("case", "strategy", "days"),
    [
        (example("severe_aplastic_anemia"), "transplant_sister", 60),
        (example("severe_aplastic_anemia"), "transplant_cord", 60),
        (example("severe_aplastic_anemia"), "platelet_transfusion", 40),
        (example("immune_thrombocytopenia"), "romiplostim", 40),
        (example("immune_thrombocytopenia"), "eltrombopag", 40),
        (example("cirrhosis_with_hypersplenism"), "lusutrombopag", 30),
        (case_of("drug_induced_marrow_suppression"), "remove_drug", 30),
        (case_of("congenital_amegakaryocytic_thrombocytopenia"), "observation", 30),
    ],
    ids=lambda value: value.diagnosis if isinstance(value, Case) else str(value),
)
def test_its_schedule_alone_repeats_its_course(case: Case, strategy: str, days: int) -> None:
    patient = median_patient(case, strategy, days)
    alone = Patients(patient.system, column(patient.state), column(patient.parameters), range(1), seed=None)
    replayed = simulate(alone, Course(patient.schedule), days, integrator(patient.system)).observables
    for field in fields(replayed):
        np.testing.assert_allclose(
            getattr(replayed, field.name), getattr(patient.observables, field.name), rtol=1e-9, atol=1e-12
        )


def test_orders_are_plain_numbers_in_the_horizon() -> None:
    patient = median_patient(example("severe_aplastic_anemia"), "transplant_registry", 50)
    assert patient.name == "severe_aplastic_anemia_transplant_registry"
    assert len(patient.state) == len(patient.system.state_names)
    assert len(patient.parameters) == len(patient.system.parameter_names)
    for order in patient.schedule:
        assert isinstance(order.day, float)
        assert 0.0 <= order.day <= 50.0
        assert isinstance(order.amount if isinstance(order, AddToState) else order.value, float)
        assert not (isinstance(order, AddToState) and order.amount == 0.0)
    states = {order.state for order in patient.schedule if isinstance(order, AddToState)}
    assert {"donor.stem_cells"} <= states
    assert any(state.startswith("filgrastim") for state in states)


def test_it_stands_in_the_middle_of_the_virtual_patients() -> None:
    case = case_of("severe_aplastic_anemia", donors=[donor("sister", "bone_marrow", 3e6)])
    own = median_patient(case, "transplant_sister", 100).observables
    plan = make_plan(case, chosen=("transplant_sister",), patients=24, days=100, seed=1, workers=1)
    platelets = plan.result["platelets"].isel(strategy=0)
    assert own.platelets[0, 0] == pytest.approx(9.0, rel=1e-4)
    for day in (60, 100):
        low, high = platelets.sel(day=day).quantile([0.1, 0.9])
        assert float(low) < own.platelets[day, 0] < float(high)


def test_the_spleen_of_the_case_counts() -> None:
    intact, removed = (
        median_patient(case_of("immune_thrombocytopenia", spleen=spleen), "observation", 7)
        for spleen in ("intact", "removed")
    )
    place = intact.system.parameter_names.index("condition.splenic_fraction")
    assert intact.parameters[place] > 0.2
    assert removed.parameters[place] == 0.0
    assert removed.observables.platelets[7, 0] == pytest.approx(14.0, rel=1e-3)


def test_bad_requests_are_refused() -> None:
    with pytest.raises(StrategyError):
        median_patient(example("immune_thrombocytopenia"), "transplant_1", 7)
    with pytest.raises(UnexplainedCountError):
        median_patient(case_of("wiskott_aldrich_syndrome", 120.0), "observation", 7)


def test_a_changed_schedule_would_be_noticed() -> None:
    patient = median_patient(example("cirrhosis_with_hypersplenism"), "lusutrombopag", 20)
    alone = Patients(patient.system, column(patient.state), column(patient.parameters), range(1), seed=None)
    late = tuple(replace(order, day=order.day + 1.0) for order in patient.schedule)
    replayed = simulate(alone, Course(late), 20, integrator(patient.system)).observables
    assert np.abs(replayed.platelets - patient.observables.platelets).max() > 1.0
