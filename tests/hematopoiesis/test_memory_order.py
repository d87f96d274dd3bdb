"""States and parameters keep their places: names are unique, and flat values come back as they went in."""

import numpy as np
import pytest

from hemograft.hematopoiesis.blood_system import BloodSystem, stack_parameters, stack_state
from hemograft.hematopoiesis.drug import Drug, DrugSignal
from hemograft.hematopoiesis.parameters import flatten_parameters
from hemograft.hematopoiesis.state import CLONE_NAMES, StageCounts, flatten
from hemograft.simulation.integrator import integrator
from hemograft.therapies.romiplostim import romiplostim
from tests.hematopoiesis.patients_at_hand import all_drugs, healthy

SYSTEMS = [
    BloodSystem(clones=CLONE_NAMES[:count], drugs=drugs, stages=stages)
    for count in (1, 2, 3)
    for drugs in ((), all_drugs())
    for stages in (StageCounts(), StageCounts(2, 3, 1, 5, 4))
]


@pytest.mark.parametrize("system", SYSTEMS)
def test_names_are_unique_and_as_many_as_the_values(system):
    assert len(set(system.state_names)) == len(system.state_names) == len(healthy(system)[0])
    assert len(set(system.parameter_names)) == len(system.parameter_names) == len(healthy(system)[1])


@pytest.mark.parametrize("system", SYSTEMS)
def test_flat_values_come_back(system):
    states = list(range(len(system.state_names)))
    parameters = list(range(len(system.parameter_names)))
    assert flatten(system.unpack_state(states)) == states
    assert flatten_parameters(system.unpack_parameters(parameters)) == parameters


@pytest.mark.parametrize("system", SYSTEMS)
def test_names_say_where_a_value_goes(system):
    unpacked = system.unpack_state(system.state_names)
    assert unpacked.shared.thrombopoietin == "thrombopoietin"
    assert unpacked.shared.transfused_platelets[1] == "transfused_platelets_2"
    for clone, cells in zip(("host", "donor", "second_donor"), unpacked.clones, strict=False):
        assert cells.stem_cells == f"{clone}.stem_cells"
        assert cells.cmp == (f"{clone}.cmp_1", f"{clone}.cmp_2", f"{clone}.cmp_3")
        assert cells.platelets[-1] == f"{clone}.platelets_{system.stages.platelets}"
    parameters = system.unpack_parameters(system.parameter_names)
    assert parameters.common.platelet_senescence == "platelet_senescence"
    assert parameters.condition.antibody_destruction == "condition.antibody_destruction"
    assert parameters.clones[-1].platelet_yield.endswith(".platelet_yield")
    for drug, values in zip(system.drugs, parameters.drugs, strict=True):
        assert values == tuple(f"{drug.name}.{name}" for name in drug.parameters)


def test_a_value_a_patient_and_one_value_for_all_stack_alike():
    system = BloodSystem()
    state, parameters = healthy(system, 3)
    again = stack_state(system.unpack_state(list(state)), 3)
    assert np.array_equal(again, state)
    assert np.array_equal(stack_parameters(system.unpack_parameters(list(parameters)), 3), parameters)


@pytest.mark.parametrize("clones", [(), ("donor",), ("host", "host"), ("host", "twin")])
def test_impossible_clones_are_refused(clones):
    with pytest.raises(ValueError, match="give the host first, then others of"):
        BloodSystem(clones=clones)


def test_a_drug_that_contradicts_itself_is_refused():
    def none(*_: object) -> DrugSignal:
        return DrugSignal(())

    with pytest.raises(ValueError, match="doses_into 'gut' is not one of its states"):
        Drug("tablet", ("depot",), (), (), "gut", none)
    with pytest.raises(ValueError, match="2 parameters but 1 values"):
        Drug("tablet", ("depot",), ("a", "b"), (1.0,), "depot", none)


def test_drugs_of_other_potency_share_one_compiled_model_and_keep_their_own_values():
    weak, strong = (BloodSystem(drugs=(romiplostim(potency),)) for potency in (1.0, 2.0))
    assert weak == strong and hash(weak) == hash(strong)
    assert integrator(weak) is integrator(strong)
    row = weak.parameter_names.index("romiplostim.equivalent")
    values = [stack_parameters(system.healthy_parameters(), 1)[row, 0] for system in (weak, strong)]
    assert values[0] == pytest.approx(2.0 * values[1])
