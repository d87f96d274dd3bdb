"""Closed forms for both solvers, independence of patients, refusal of what has no end, convergence."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from scipy.special import gammainc
from scipy.stats import gamma, poisson

from hemograft.simulation.integrator import IntegrationError, integrator

SOLVERS = ("heyoka", "scipy")
TIGHT = 1e-11
# Global error of an adaptive solver: its tolerance per step times some tens of steps.
ACCURACY = 100.0 * TIGHT


@dataclass(frozen=True)
class Decay:
    """One compartment that empties at a rate."""

    state_names: tuple[str, ...] = ("amount",)
    parameter_names: tuple[str, ...] = ("rate",)

    def derivative(self, xp: Any, state: Sequence[Any], parameters: Sequence[Any]) -> list[Any]:
        return [-parameters[0] * state[0]]


@dataclass(frozen=True)
class Oscillator:
    """A mass on a spring."""

    state_names: tuple[str, ...] = ("position", "velocity")
    parameter_names: tuple[str, ...] = ("frequency",)

    def derivative(self, xp: Any, state: Sequence[Any], parameters: Sequence[Any]) -> list[Any]:
        return [state[1], -(parameters[0] ** 2) * state[0]]


@dataclass(frozen=True)
class TransitChain:
    """Stages of one rate, as every maturation delay of the blood system, and what has left them."""

    stages: int = 7

    @property
    def state_names(self) -> tuple[str, ...]:
        return (*(f"stage_{index + 1}" for index in range(self.stages)), "matured")

    @property
    def parameter_names(self) -> tuple[str, ...]:
        return ("rate",)

    def derivative(self, xp: Any, state: Sequence[Any], parameters: Sequence[Any]) -> list[Any]:
        flows = [parameters[0] * stage for stage in state[:-1]]
        return [
            -flows[0],
            *(before - after for before, after in pairwise(flows)),
            flows[-1],
        ]


@dataclass(frozen=True)
class Competition:
    """Two clones that share one niche: nonlinear, and of a different pace in each patient."""

    state_names: tuple[str, ...] = ("host", "donor")
    parameter_names: tuple[str, ...] = ("host_growth", "donor_growth")

    def derivative(self, xp: Any, state: Sequence[Any], parameters: Sequence[Any]) -> list[Any]:
        vacancy = 1.0 - state[0] - state[1]
        return [growth * cells * vacancy for growth, cells in zip(parameters, state, strict=True)]


@dataclass(frozen=True)
class Explosion:
    """Growth by the square: infinite on day 1 / ``size``."""

    state_names: tuple[str, ...] = ("size", "clock")
    parameter_names: tuple[str, ...] = ("pace",)

    def derivative(self, xp: Any, state: Sequence[Any], parameters: Sequence[Any]) -> list[Any]:
        return [state[0] * state[0], parameters[0] + 0.0 * state[1]]


@pytest.mark.parametrize("solver", SOLVERS)
def test_exponential_decay(solver):
    rates = np.array([[0.03, 0.2, 1.0, 4.0]])
    amount = integrator(Decay(), TIGHT, solver).advance(np.full((1, 4), 250.0), rates, 3.0, 8.0)
    assert amount == pytest.approx(250.0 * np.exp(-5.0 * rates), rel=ACCURACY)


@pytest.mark.parametrize("solver", SOLVERS)
def test_harmonic_oscillator_keeps_phase_and_energy_over_ten_periods(solver):
    frequencies = np.array([0.7, 1.0, 2.3])
    stop = 20.0 * np.pi
    start = np.array([[1.0] * 3, [0.0] * 3])
    position, velocity = integrator(Oscillator(), TIGHT, solver).advance(start, frequencies[None], 0.0, stop)
    # Each of the 7 to 23 periods adds about the tolerance of its ~20 steps to the phase.
    assert position == pytest.approx(np.cos(frequencies * stop), abs=20.0 * ACCURACY)
    assert velocity / frequencies == pytest.approx(-np.sin(frequencies * stop), abs=20.0 * ACCURACY)
    assert position**2 + (velocity / frequencies) ** 2 == pytest.approx(1.0, abs=20.0 * ACCURACY)


@pytest.mark.parametrize("solver", SOLVERS)
def test_transit_chain_is_an_erlang_delay(solver):
    chain, day = TransitChain(), 6.0
    rates = np.array([0.4, 1.0, 2.5])
    pulse = np.zeros((chain.stages + 1, 3))
    pulse[0] = 1.0
    stages = integrator(chain, TIGHT, solver).advance(pulse, rates[None], 0.0, day)
    waiting = np.arange(chain.stages)[:, None]
    assert stages[:-1] == pytest.approx(poisson.pmf(waiting, rates * day), abs=ACCURACY)
    assert rates * stages[-2] == pytest.approx(gamma.pdf(day, chain.stages, scale=1.0 / rates), abs=ACCURACY)
    assert stages[-1] == pytest.approx(gammainc(chain.stages, rates * day), abs=ACCURACY)


@pytest.mark.parametrize("solver", SOLVERS)
def test_a_stop_on_the_way_changes_nothing(solver):
    engine = integrator(Competition(), TIGHT, solver)
    state, growth = np.array([[0.2], [0.01]]), np.array([[0.3], [0.9]])
    halfway = engine.advance(state, growth, 0.0, 2.7)
    assert engine.advance(halfway, growth, 2.7, 9.0) == pytest.approx(
        engine.advance(state, growth, 0.0, 9.0), rel=ACCURACY
    )


def _patients(count: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(20)
    return random.uniform(0.001, 0.4, (2, count)), random.uniform(0.05, 3.0, (2, count))


@pytest.mark.parametrize("solver", SOLVERS)
def test_patients_do_not_touch_each_other(solver):
    """Neither their order nor who else fills a batch of eight changes one bit of anyone's course."""
    engine = integrator(Competition(), 1e-8, solver)
    state, growth = _patients(21)
    together = engine.advance(state, growth, 0.0, 5.0)
    order = np.random.default_rng(21).permutation(21)
    assert np.array_equal(engine.advance(state[:, order], growth[:, order], 0.0, 5.0), together[:, order])
    for count in (1, 7, 8, 9, 16):
        some = engine.advance(state[:, :count], growth[:, :count], 0.0, 5.0)
        assert np.array_equal(some, together[:, :count]), count


@pytest.mark.parametrize("solver", SOLVERS)
def test_what_was_passed_in_stays_as_it_was(solver):
    state, growth = _patients(3)
    before = state.copy(), growth.copy()
    integrator(Competition(), 1e-8, solver).advance(state, growth, 0.0, 5.0)
    assert np.array_equal(state, before[0]) and np.array_equal(growth, before[1])


@pytest.mark.parametrize("solver", SOLVERS)
def test_a_blow_up_is_an_error_that_names_the_patient(solver):
    sizes = np.array([[0.1, 0.2, 1.0, 0.1], [0.0] * 4])
    engine = integrator(Explosion(), 1e-8, solver)
    with pytest.raises(IntegrationError, match="patient 2"):
        engine.advance(sizes, np.ones((1, 4)), 0.0, 2.0)
    survivors = engine.advance(sizes, np.ones((1, 4)), 0.0, 0.5)[0]
    assert survivors == pytest.approx(sizes[0] / (1.0 - 0.5 * sizes[0]), rel=1e-6)


@pytest.mark.parametrize("solver", SOLVERS)
def test_overflow_is_an_error_that_names_the_patient(solver):
    rates = -np.array([[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 1000.0]])
    with pytest.raises(IntegrationError, match="patient 9"):
        integrator(Decay(), 1e-8, solver).advance(np.ones((1, 10)), rates, 0.0, 1.0)


def test_an_unknown_solver_is_refused_by_name():
    with pytest.raises(ValueError, match=r"solver 'euler' is unknown; use 'heyoka' or 'scipy'"):
        integrator(Decay(), 1e-6, "euler")


def test_equal_models_share_one_compiled_integrator():
    assert integrator(TransitChain(5), 1e-6) is integrator(TransitChain(5), 1e-6)
    assert integrator(TransitChain(5), 1e-6) is not integrator(TransitChain(6), 1e-6)


@pytest.mark.parametrize("solver", SOLVERS)
def test_error_follows_the_tolerance(solver):
    """Over ten periods the error is proportional to the tolerance; measured slopes: 1.06 and 1.00."""
    exact = np.array([[0.0], [-1.0]])
    tolerances = 10.0 ** -np.arange(3.0, 12.0, 2.0)
    start, frequency = np.array([[1.0], [0.0]]), np.array([[1.0]])
    engines = [integrator(Oscillator(), tolerance, solver) for tolerance in tolerances]
    errors = np.array([np.abs(engine.advance(start, frequency, 0.0, 20.5 * np.pi) - exact).max() for engine in engines])
    assert (np.diff(errors) < 0.0).all(), errors
    slope = np.polyfit(np.log(tolerances), np.log(errors), 1)[0]
    assert 0.8 < slope < 1.2
    assert (errors < 100.0 * tolerances).all(), errors
