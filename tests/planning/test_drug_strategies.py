"""A drug behind the counts: known by name with the patient's own sensitivity, stopped, lowered or delayed."""

import numpy as np
import pytest
from pydantic import ValidationError

from hemograft.evidence import number, records
from hemograft.hematopoiesis.blood_system import BloodSystem, healthy_state, stack_parameters, stack_state
from hemograft.hematopoiesis.interventions import SetParameter
from hemograft.hematopoiesis.steady_state import steady_state
from hemograft.planning.drug_strategies import drug_strategies
from hemograft.planning.known_drugs import GIVEN_DAILY, GIVEN_IN_CYCLES
from hemograft.planning.plan import make_plan
from hemograft.planning.suppressing_drug import case_cause, drug_stopped, drugs_on_board, suppressing_drug
from hemograft.population.individuals import TRAITS, Individuals
from hemograft.population.severity import severity_for
from hemograft.simulation.integrator import integrator
from hemograft.simulation.run import Patients, simulate
from hemograft.therapies.cytotoxic import ChemotherapyCycles
from tests.planning.cases_at_hand import case_of

MEDIAN = Individuals(range(1), 0, {trait: np.ones(1) for trait in TRAITS})


def case_on(name, platelets=60.0, **fields):
    drug = {"name": name} | {key: fields.pop(key) for key in ("start", "stop", "dose") if key in fields}
    return case_of("drug_induced_marrow_suppression", platelets, suppressing_drug=drug, **fields)


def known_drug(case):
    known = suppressing_drug(case)
    assert known is not None
    return known


def courses(case, platelets=60.0, days=42):
    """Severity that explains the count, and daily counts by strategy, of the median patient."""
    system, cause = BloodSystem(drugs=drugs_on_board(case)), case_cause(case)
    well = system.healthy_parameters()
    healthy = steady_state(system, stack_parameters(well, 1), stack_state(healthy_state(system), 1))
    severity, state = severity_for(system, well, cause, np.array([platelets]), healthy)
    parameters = stack_parameters(cause.apply(well, severity), 1)
    patient = Patients(system, state, parameters, range(1), None)
    runs = {
        strategy.name: simulate(patient, strategy.course(MEDIAN), days, integrator(system)).observables
        for strategy in drug_strategies(case)
    }
    return float(severity[0]), runs


def test_drugs_are_known_by_their_names_in_any_case():
    assert known_drug(case_on(" Linezolid")).name == "linezolid"
    assert known_drug(case_on("Divalproex sodium")).name == "valproate"
    assert suppressing_drug(case_on("quinine")) is None
    assert drugs_on_board(case_on("quinine")) == ()


def test_a_cytotoxic_drug_is_known_only_with_the_day_of_its_cycle():
    with pytest.raises(ValidationError, match=r'"carboplatin" is given in cycles: add the day of the latest one'):
        case_on("carboplatin")
    known = known_drug(case_on("carboplatin", start=-14, creatinine_clearance=95.0))
    assert known.cycles and known.dose == pytest.approx(5.0 * 120.0)


@pytest.mark.parametrize(("dose", "milligrams"), [("1200 mg", 1200.0), ("1.2 g/day", 1200.0)])
def test_the_dose_of_the_case_is_taken(dose, milligrams):
    assert known_drug(case_on("linezolid", dose=dose)).dose == pytest.approx(milligrams)


def test_a_dose_in_another_unit_is_refused():
    with pytest.raises(ValidationError, match=r"the dose 600 mL is not in mg: write the whole dose"):
        case_on("linezolid", dose="600 mL")
    assert suppressing_drug(case_on("quinine", dose="600 mL")) is None


@pytest.mark.parametrize("dose", ["0 mg", "-5 mg", "<5 mg"])
def test_no_dose_is_refused(dose):
    with pytest.raises(ValidationError, match=r"is not above 0: write what is given"):
        case_on("linezolid", dose=dose)


@pytest.mark.parametrize(
    ("drug", "fields", "said"),
    [
        (
            "docetaxel",
            {"start": 0},
            "starts on day 0 and cannot have lowered the last count: write the day of the latest",
        ),
        ("quinine", {"start": 3}, "starts on day 3 and cannot have lowered the last count: write the day of the first"),
        ("linezolid", {"start": -3, "stop": -5}, "stops on day -5 before its start: exchange or correct the two"),
    ],
)
def test_days_that_explain_nothing_are_refused(drug, fields, said):
    with pytest.raises(ValidationError, match=said):
        case_on(drug, **fields)


def test_every_known_name_has_a_drug():
    for name in (*GIVEN_DAILY, *GIVEN_IN_CYCLES):
        known = known_drug(case_on(name, start=-10))
        assert known.name == name
        assert known.cycles == (name in GIVEN_IN_CYCLES) == ("intake" not in known.drug.parameters)


def test_a_cytotoxic_drug_that_was_stopped_is_not_given_again_and_the_count_recovers():
    """Between cycles nothing is taken, so that stopping changes no parameter of the drug."""
    case = case_on("carboplatin", start=-15, stop=-1)
    assert drug_strategies(case) == ()
    plan = make_plan(case, chosen=("observation",), patients=8, days=40, seed=1, workers=1)
    assert float(plan.result["platelets"].isel(day=40).median()) > 150.0


@pytest.mark.parametrize(("stop", "cycles"), [(None, 5), (3, None), (4, 1), (24, 1), (25, 2), (400, 5)])
def test_cycles_end_when_the_drug_will_be_stopped(stop, cycles):
    strategies = drug_strategies(case_on("docetaxel", start=-17, stop=stop))
    if cycles is None:
        assert strategies == ()
    for strategy in strategies:
        (policy,) = (policy for policy in strategy.course(MEDIAN).policies if isinstance(policy, ChemotherapyCycles))
        assert (policy.first_day, policy.cycles) == (4, cycles)


@pytest.mark.parametrize("name", ["linezolid", "valproate"])
def test_stopping_brings_platelets_back_and_half_the_dose_only_in_part(name):
    severity, runs = courses(case_on(name))
    normal = number("hematopoiesis.normal_platelet_count")
    stopped, lowered = runs["remove_drug"].platelets[:, 0], runs["reduce_dose"].platelets[:, 0]
    assert severity > 1.0
    assert stopped[0] == pytest.approx(60.0, rel=0.01) and stopped[-1] == pytest.approx(normal, rel=0.05)
    assert 60.0 < lowered[-1] < 0.7 * normal
    assert (np.diff(lowered) > -0.5).all()


def test_two_weeks_of_linezolid_need_more_sensitivity_than_a_long_course():
    long, _ = courses(case_on("linezolid"))
    recent, _ = courses(case_on("linezolid", start=-10))
    assert recent > 1.2 * long


def test_a_lower_dose_means_a_more_sensitive_patient():
    usual, _ = courses(case_on("valproate", dose="1500 mg"))
    small, _ = courses(case_on("valproate", dose="750 mg"))
    assert small == pytest.approx(2.0 * usual, rel=0.01)


def test_waiting_for_the_counts_spares_the_patient_a_deeper_nadir():
    severity, runs = courses(case_on("carboplatin", start=-17), days=70)
    assert severity > 1.0
    assert runs["delay_cycle"].platelets.min() > 1.5 * runs["continue_cycles"].platelets.min()


def test_nothing_is_offered_for_a_drug_that_was_stopped():
    assert drug_strategies(case_on("linezolid", start=-20, stop=-2)) == ()


def test_an_unknown_drug_can_only_be_stopped():
    case = case_on("quinine")
    assert [strategy.name for strategy in drug_strategies(case)] == ["remove_drug"]
    assert drug_stopped(case, 3.0) == (SetParameter(3.0, "condition.megakaryopoiesis_suppression", 0.0),)
    assert drug_stopped(case_on("linezolid"), 3.0) == (SetParameter(3.0, "linezolid.intake", 0.0),)


@pytest.mark.parametrize("case", [case_on("linezolid"), case_on("docetaxel", start=-10)], ids=["daily", "cycles"])
def test_strategies_and_the_cause_name_their_evidence(case):
    for strategy in drug_strategies(case):
        assert set(strategy.evidence) <= set(records())
        assert strategy.system.drugs == drugs_on_board(case)
    assert set(case_cause(case).evidence) <= set(records())
