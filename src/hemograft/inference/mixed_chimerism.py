"""Platelets of a patient with Wiskott-Aldrich syndrome whose marrow is partly the donor's."""

from dataclasses import replace

import numpy as np

from hemograft.hematopoiesis.blood_system import BloodSystem, healthy_state, stack_parameters, stack_state
from hemograft.hematopoiesis.observables import observe
from hemograft.population.severity import severity_for
from hemograft.simulation.integrator import Array, integrator
from hemograft.thrombocytopenia.wiskott_aldrich import wiskott_aldrich_syndrome

BEFORE = 30.0
"""10^9/L, a usual count before transplantation."""
SETTLING_DAYS = 720.0
"""Marrow and blood have settled by then; the balance of stem cells has hardly moved."""


def platelets_in_mixed_chimerism(donor_shares: Array) -> tuple[Array, Array]:
    """Platelets, 10^9/L, and the donor's share of neutrophils, at these shares of stem cells.

    Every marrow and blood stage starts divided as the stem cells are.
    """
    host = BloodSystem()
    cause = wiskott_aldrich_syndrome()
    severity, _ = severity_for(
        host, host.healthy_parameters(), cause, np.array([BEFORE]), stack_state(healthy_state(host), 1)
    )
    system = BloodSystem(clones=("host", "donor"))
    count = len(donor_shares)
    parameters = stack_parameters(cause.apply(system.healthy_parameters(), severity[0]), count)
    healthy = system.unpack_state(stack_state(healthy_state(system), count))
    whole = healthy.clones[0]
    divided = tuple(
        replace(
            whole,
            **{
                name: tuple(part * share for part in value) if isinstance(value, tuple) else value * share
                for name, value in vars(whole).items()
                if name != "platelet_maturity"
            },
        )
        for share in (1.0 - donor_shares, donor_shares)
    )
    start = stack_state(replace(healthy, clones=divided), count)
    settled = integrator(system).advance(start, parameters, 0.0, SETTLING_DAYS)
    neutrophils = [clone.neutrophils for clone in system.unpack_state(settled).clones]
    counts = observe(system, settled, parameters).platelets
    return counts, neutrophils[1] / (neutrophils[0] + neutrophils[1])
