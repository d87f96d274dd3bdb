"""The severity of a cause that explains a patient's platelet count, with the state that belongs to it.

A chronic cause rests at a steady state; an acute one is run from health through its onset. The severity is doubled
from a thousandth of its range until the count falls below the patient's, then the bracket is closed by false position
(Illinois); each trial of a chronic cause starts from the steady state of the last one. A count need not fall at first:
thrombopoietin may more than make up for a mild loss of megakaryocytes. The first crossing counts.
"""

import numpy as np

from hemograft.hematopoiesis.blood_system import BloodSystem, stack_parameters
from hemograft.hematopoiesis.observables import observe
from hemograft.hematopoiesis.parameters import BloodParameters
from hemograft.hematopoiesis.steady_state import Array, SteadyStateError, steady_state
from hemograft.simulation.integrator import integrator
from hemograft.simulation.run import Patients, simulate
from hemograft.therapies.bedside import Course
from hemograft.thrombocytopenia.cause import Cause, Onset

FIRST_SHARE = 1e-3
"""Of the severity range."""
TOLERANCE = 1e-4
"""Of the logarithm of the count."""
MOST_TRIALS = 60
NEAR = 1e4
"""Days; the state of the last trial is a good guess for the next."""
LOWEST_COUNT = 1e-6
"""10^9/L; keeps the logarithm finite."""


class UnexplainedCountError(ValueError):
    """No severity of the cause gives the patient's platelet count."""


def severity_for(
    system: BloodSystem, parameters: BloodParameters, cause: Cause, platelets: Array, healthy: Array
) -> tuple[Array, Array]:
    """Severity and state at which the cause leaves ``platelets`` (10^9/L).

    Args:
        system: model with the host only.
        parameters: before the disease; fields are numbers or one a patient.
        cause: the disease.
        platelets: counts to explain, shape (patients,). A patient whose count lies above that of the mildest disease
            gets the mildest disease, one whose count lies below that of the worst the worst.
        healthy: state before the disease, shape (states, patients); of a chronic cause, a guess of the state with it.

    Returns:
        severity, shape (patients,), and state, shape (states, patients).

    Raises:
        UnexplainedCountError: the cause cannot explain the counts of most patients.
        SteadyStateError: the search did not settle.
    """
    low, high = cause.severity_range
    base = system.unpack_parameters(stack_parameters(parameters, len(platelets)))

    def trial(share: Array, guess: Array) -> tuple[Array, Array]:
        severity = low + share * (high - low)
        flat = stack_parameters(cause.apply(base, severity), len(platelets))
        if cause.onset is None:
            state = steady_state(system, flat, guess, first_step=NEAR)
        else:
            state = _after(cause.onset, severity)
        return state, observe(system, state, flat).platelets

    def _after(onset: Onset, severity: Array) -> Array:
        before = stack_parameters(base, len(platelets))
        patients = Patients(system, healthy, before, range(len(platelets)), None)
        course = Course(onset.interventions(severity))
        return simulate(patients, course, onset.days, integrator(system)).final_state

    none = np.zeros(len(platelets))
    state, highest = trial(none, healthy)
    if np.median(platelets / highest) > 1.0:
        raise _unexplained(cause, f"even its mildest form leaves about {np.median(highest):.3g}", platelets)
    goal = np.log(np.clip(platelets, LOWEST_COUNT, highest))
    below, above = none, np.full(len(platelets), FIRST_SHARE)
    excess_below = np.log(highest) - goal
    while True:
        state, count = trial(above, state)
        excess_above = np.log(np.maximum(count, LOWEST_COUNT)) - goal
        short = excess_above > 0.0
        at_end = short & (above >= 1.0)
        if at_end.mean() > 0.5:
            raise _unexplained(
                cause, f"it would need a severity above {high:g} {cause.severity_unit}", platelets[at_end]
            )
        # the end of the range is the answer: the goal moves there
        beyond = np.where(at_end, excess_above, 0.0)
        goal, excess_below, excess_above = goal + beyond, excess_below - beyond, excess_above - beyond
        short &= ~at_end
        if not short.any():
            break
        below, excess_below = np.where(short, above, below), np.where(short, excess_above, excess_below)
        above = np.where(short, np.minimum(2.0 * above, 1.0), above)
    excess = excess_above
    for _ in range(MOST_TRIALS):
        share = below + (above - below) * excess_below / np.maximum(excess_below - excess_above, 1e-300)
        state, count = trial(share, state)
        excess = np.log(np.maximum(count, LOWEST_COUNT)) - goal
        if (np.abs(excess) < TOLERANCE).all():
            return low + share * (high - low), state
        more = excess > 0.0
        # Illinois: an end that stays is halved, so that both ends move
        excess_above = np.where(more, 0.5 * excess_above, excess)
        excess_below = np.where(more, excess, 0.5 * excess_below)
        below, above = np.where(more, share, below), np.where(more, above, share)
    patient = int(np.argmax(np.abs(excess)))
    raise SteadyStateError(f"patient {patient}: no severity for {platelets[patient]:.3g}x10^9/L platelets was found")


def _unexplained(cause: Cause, reason: str, platelets: Array) -> UnexplainedCountError:
    return UnexplainedCountError(
        f"platelets {np.median(platelets):.3g}x10^9/L cannot be explained by {cause.label}: {reason};"
        " check the count or the diagnosis"
    )
