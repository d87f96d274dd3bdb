"""Property tests (c) and (d, niche): no graft, no recovery; and clones never hold more than the niche."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemograft.evidence import number
from hemograft.hematopoiesis.blood_system import BloodSystem
from hemograft.hematopoiesis.interventions import Intervention
from hemograft.simulation.integrator import integrator
from hemograft.simulation.run import Patients, Trajectory, simulate
from hemograft.therapies.bedside import Course
from hemograft.therapies.transplantation import (
    Conditioning,
    Graft,
    GraftSource,
    conditioning_interventions,
    graft_interventions,
)
from tests.hematopoiesis.patients_at_hand import (
    ONE_CLONE,
    THREE_CLONES,
    TWO_CLONES,
    Array,
    advanced,
    changed,
    healthy,
    rates,
)

TEN_YEARS = 3650.0
CONDITIONING = conditioning_interventions(Conditioning.MYELOABLATIVE, 0.0, 5.0)


def transplant(cd34_per_kg: float, days: int, intensity: Conditioning = Conditioning.MYELOABLATIVE) -> Trajectory:
    schedule: list[Intervention] = [*conditioning_interventions(intensity, 0.0, 5.0)]
    if cd34_per_kg:
        schedule += graft_interventions(Graft(GraftSource.MOBILIZED_BLOOD, cd34_per_kg, 7.0))
    patients = Patients(TWO_CLONES, *healthy(TWO_CLONES), range(1), None)
    return simulate(patients, Course(tuple(schedule)), days, integrator(TWO_CLONES))


def in_the_niche(system: BloodSystem, state: Array) -> float:
    """Stem cells of all clones (or their rate of change), share of the niche."""
    return float(np.sum([cells.stem_cells for cells in system.unpack_state(list(state)).clones]))


def test_full_myeloablation_without_a_graft_never_recovers():
    """(c): a pool of less than one cell does not grow back, in ten years."""
    state, parameters = healthy(ONE_CLONE)
    during = changed(ONE_CLONE, parameters, host__conditioning=number("conditioning.myeloablative_log_kill") / 5.0)
    state = advanced(ONE_CLONE, state, during, 5.0)
    assert (state > -1e-6).all()  # the solver's own tolerance
    for years in (1, 3, 10):
        cells = ONE_CLONE.unpack_state(list(advanced(ONE_CLONE, state, parameters, 365.0 * years))).clones[0]
        assert abs(cells.neutrophils[0]) < 1e-3
        assert abs(np.sum(cells.platelets)) < 1e-3
        assert abs(cells.stem_cells[0]) < 1e-8


def test_a_graft_of_stem_cells_recovers_where_none_does_not():
    assert transplant(3.5e6, 100).observables.platelets[-1] > 150.0
    assert transplant(0.0, 100).observables.platelets[-1] < 1.0


def test_reduced_conditioning_leaves_a_host_that_recovers_alone():
    state, parameters = healthy(ONE_CLONE)
    rate = number("conditioning.reduced_intensity_log_kill") / 5.0
    state = advanced(ONE_CLONE, state, changed(ONE_CLONE, parameters, host__conditioning=rate), 5.0)
    cells = ONE_CLONE.unpack_state(list(advanced(ONE_CLONE, state, parameters, TEN_YEARS))).clones[0]
    assert cells.stem_cells[0] > 0.9


@pytest.mark.parametrize("intensity", list(Conditioning))
@pytest.mark.parametrize("cd34_per_kg", [1e5, 3.5e6, 2e7])
def test_host_and_donor_share_one_niche(intensity, cd34_per_kg):
    """(d): at every stop of ten years, and never a negative number of cells."""
    state = transplant(cd34_per_kg, 40, intensity).final_state
    _, parameters = healthy(TWO_CLONES)
    for _ in range(10):
        state = advanced(TWO_CLONES, state, parameters, TEN_YEARS / 10.0)
        assert in_the_niche(TWO_CLONES, state) <= 1.0 + 1e-6
        assert (state > -1e-6).all()
    assert in_the_niche(TWO_CLONES, state) > 0.9


SHARE = st.floats(0.0, 1.0)


@given(SHARE, SHARE, st.floats(1.0, 3.0))
def test_a_full_niche_takes_no_more_stem_cells(first, second, crowding):
    """At or above capacity the three clones together never grow, however they divide the niche."""
    shares = np.array([first, second, 1.0])
    state, parameters = healthy(THREE_CLONES)
    for clone, share in zip(("host", "donor", "second_donor"), shares / shares.sum() * crowding, strict=True):
        state[THREE_CLONES.state_names.index(f"{clone}.stem_cells")] = share
    growth = in_the_niche(THREE_CLONES, rates(THREE_CLONES, state, parameters))
    assert growth <= 1e-15
    assert crowding < 1.01 or growth < 0.0
