"""Lusutrombopag in health and in liver disease (models.md 6e and V7; computed from the published model)."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from hemograft.hematopoiesis.interventions import AddToState
from tests.oracles import shimizu2021_lusutrombopag as shimizu
from tests.oracles.course import Array, column, course
from tests.oracles.milestones import PRINTED_DAY, peak

DAYS = np.arange(0, 501) / 20
MODEL = shimizu.ShimizuLusutrombopag()
POPULATIONS = pytest.mark.parametrize("population", [shimizu.healthy, shimizu.liver_disease])


def _daily(milligrams: float, days: int) -> list[AddToState]:
    return [AddToState(float(day), "gut", milligrams) for day in range(days)]


def _treated(p: shimizu.Parameters, doses: list[AddToState], days: Array = DAYS) -> Array:
    schedule = [*doses, shimizu.recovery(p, doses)]
    return course(MODEL, shimizu.drug_free_state(p), column(p), days, schedule)


@pytest.mark.parametrize(
    ("population", "milligrams", "days", "count", "day"),
    [
        (shimizu.healthy, 2.0, 14, 457.0, 16.7),
        (shimizu.healthy, 1.0, 14, 354.0, 16.5),
        (shimizu.healthy, 50.0, 1, 453.0, 10.9),
        (shimizu.liver_disease, 3.0, 7, 122.0, 13.1),
    ],
)
def test_peak_platelet_count(population, milligrams, days, count, day):
    """Counts to half a unit of the last printed digit, 1 (10^9/L)."""
    p = population()
    highest = peak(DAYS, shimizu.platelets(p, _treated(p, _daily(milligrams, days)))[:, 0])
    assert highest.cells == pytest.approx(count, abs=0.5)
    assert highest.day == pytest.approx(day, abs=PRINTED_DAY)


def test_thrombopoietin_falls_while_platelets_overshoot():
    p = shimizu.healthy()
    lowest = _treated(p, _daily(2.0, 14))[:, shimizu.THROMBOPOIETIN, 0].min()
    assert lowest == pytest.approx(0.61, abs=0.005)


def test_what_follows_from_the_steady_state():
    """Derived, and printed: the yield of a megakaryocyte in health, the spleen's share in liver disease."""
    assert shimizu.healthy().platelets_per_megakaryocyte == pytest.approx(2484.0, abs=0.5)
    assert 1.0 - shimizu.liver_disease().blood_fraction == pytest.approx(0.786, abs=0.0005)


@POPULATIONS
def test_without_a_dose_nothing_moves(population):
    p = population()
    assert len(MODEL.state_names) == 48
    states = course(MODEL, shimizu.drug_free_state(p), column(p), np.array([0.0, 100.0]))
    assert shimizu.platelets(p, states) == pytest.approx(p.platelet_count, rel=1e-9)
    assert states[1] == pytest.approx(states[0], rel=1e-9)


@pytest.mark.parametrize(
    ("population", "milligrams", "days"), [(shimizu.healthy, 50.0, 1), (shimizu.liver_disease, 3.0, 7)]
)
def test_the_stop_at_the_corner_is_the_maximum_of_the_paper(population, milligrams, days):
    """Against SciPy on the literal k1 = max(stimulus, floor); its error at the corner sets the tolerance."""
    p, doses = population(), _daily(milligrams, days)
    mornings = np.arange(0.0, 26.0)
    ours = shimizu.platelets(p, _treated(p, doses, mornings))[:, 0]

    def with_corner(_day: float, state: Array) -> Array:
        above = shimizu.stimulus(p, state[shimizu.THROMBOPOIETIN], state[shimizu.CENTRAL]) > shimizu.floor(p)
        return np.array(MODEL.derivative(np, state.tolist(), p._replace(stimulated=float(above))))

    state, counts = shimizu.drug_free_state(p)[:, 0], [p.platelet_count]
    for day in mornings[:-1]:
        state[MODEL.state_names.index("gut")] += milligrams if day < days else 0.0
        state = solve_ivp(with_corner, (day, day + 1.0), state, method="LSODA", rtol=1e-9, atol=1e-11).y[:, -1]
        counts.append(shimizu.platelets(p, state[None, :, None])[0, 0])
    assert ours == pytest.approx(np.array(counts), rel=1e-7)
