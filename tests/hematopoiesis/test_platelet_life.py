"""V1 and V2: production, the pool, and how long platelets live at 250, 75 and 30 x 10^9/L."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.linalg import expm

from hemograft.evidence import record
from hemograft.hematopoiesis import platelets
from hemograft.hematopoiesis.observables import observe
from hemograft.hematopoiesis.parameters import standard_parameters
from hemograft.inference.scenarios import platelet_life
from tests.hematopoiesis.patients_at_hand import ONE_CLONE, TWO_CLONES, advanced, healthy

STAGES = ONE_CLONE.stages.platelets
COMMON = standard_parameters()


def chain(count: float) -> np.ndarray:
    """The linear map of a labelled cohort through the ages while the pool is clamped at a blood ``count``."""
    pool = count / (1.0 - COMMON.normal_splenic_fraction)
    loss = platelets.demand_rate(COMMON, pool)
    columns = [platelets.aging_rates(tuple(one), 0.0, COMMON.platelet_senescence, loss) for one in np.eye(STAGES)]
    return np.array(columns).T


def labelled_life(count: float) -> float:
    """Mean residence of a cohort: the area under the curve of what is left of it."""
    left = expm(chain(count) * 200.0)[:, 0]
    return float(np.linalg.solve(chain(count), left - np.eye(STAGES)[0]).sum())


def test_baseline():
    """V1: 250 in blood, a third in the spleen, 35 to 41 made and lost a day, living 9.6 +/- 0.6 days."""
    state, parameters = healthy(ONE_CLONE)
    seen = observe(ONE_CLONE, state, parameters)
    assert seen.platelets == pytest.approx(250.0)
    pool = np.sum(ONE_CLONE.unpack_state(list(state)).clones[0].platelets, axis=0)
    assert 0.30 <= 1.0 - (seen.platelets / pool)[0] <= 0.36
    production = platelets.normal_production(COMMON, STAGES)
    assert 35.0 <= production <= 41.0
    assert 9.0 <= pool[0] / production <= 10.2
    assert pool[0] / production == pytest.approx(labelled_life(250.0), rel=1e-9)


@pytest.mark.parametrize("count", [250, 75, 30])
def test_life_of_a_labelled_cohort(count):
    """V2: 9.6, 7.0 +/- 1.5 and 5.1 +/- 1.9 days, in the chain itself and in closed form."""
    target = record(f"center.life_{count}")
    assert target.low is not None and target.high is not None
    assert target.low <= labelled_life(count) <= target.high
    assert target.low <= platelet_life(COMMON, count) <= target.high
    # A chain of ten ages is younger than exact senescence, and the floor of the demand spares few platelets.
    assert labelled_life(count) == pytest.approx(platelet_life(COMMON, count), rel=0.06)


def test_closed_form_without_demand_is_senescence():
    undisturbed = replace(COMMON, endothelial_demand=1e-9)
    assert platelet_life(undisturbed, 250.0) == pytest.approx(COMMON.platelet_senescence, rel=1e-5)


def test_a_real_cohort_leaves_as_the_chain_says():
    """Platelets of a second clone are the label; those of the host clamp the pool. The demand is fixed, so that
    labelled platelets counted with the host's would spare as many of the others."""
    state, parameters = healthy(TWO_CLONES)
    first = TWO_CLONES.state_names.index("donor.platelets_1")
    label = 1e-3  # too small to move the pool
    state[first] = label
    for day in (2.0, 8.0, 15.0):
        left = advanced(TWO_CLONES, state, parameters, day)[first : first + STAGES].sum() / label
        expected = expm(chain(250.0) * day)[:, 0].sum()
        assert left == pytest.approx(expected, abs=1e-4), day
