"""Patients at rest with a cause, as the tests of causes need them."""

import numpy as np

from hemograft.hematopoiesis.blood_system import BloodSystem, healthy_state, stack_parameters, stack_state
from hemograft.hematopoiesis.observables import Observables, observe
from hemograft.hematopoiesis.parameters import BloodParameters
from hemograft.hematopoiesis.steady_state import Array, steady_state
from hemograft.population.severity import severity_for
from hemograft.thrombocytopenia.cause import Cause

HOST = BloodSystem()


def at_severity(cause: Cause, severity: Array, before: BloodParameters | None = None) -> Observables:
    """Blood values at rest, one patient a severity."""
    parameters = stack_parameters(cause.apply(before or HOST.healthy_parameters(), severity), len(severity))
    guess = stack_state(healthy_state(HOST), len(severity))
    return observe(HOST, steady_state(HOST, parameters, guess), parameters)


def at_count(cause: Cause, counts: Array, before: BloodParameters | None = None) -> tuple[Array, Observables]:
    """The severities that explain the counts, and the blood values there."""
    parameters = before or HOST.healthy_parameters()
    guess = stack_state(healthy_state(HOST), len(counts))
    severity, state = severity_for(HOST, parameters, cause, np.asarray(counts, dtype=float), guess)
    flat = stack_parameters(cause.apply(parameters, severity), len(counts))
    return severity, observe(HOST, state, flat)
