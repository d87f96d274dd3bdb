"""What the loss of the spleen does to the random loss of platelets."""

from dataclasses import replace
from typing import Any

from hemograft.hematopoiesis.blood_system import (
    BloodSystem,
    healthy_state,
    platelet_pool,
    stack_parameters,
    stack_state,
)
from hemograft.hematopoiesis.observables import observe
from hemograft.hematopoiesis.parameters import BloodParameters
from hemograft.hematopoiesis.platelets import demand_rate
from hemograft.hematopoiesis.steady_state import steady_state
from hemograft.validation.estimate import Estimates, exact
from hemograft.validation.group import Group
from hemograft.validation.simulation import Simulation


def healthy_adult(simulation: Simulation) -> Estimates:
    """Platelets lost at random per day and platelet in the blood, without over with a spleen, both at rest."""
    del simulation
    whole = BloodSystem().healthy_parameters()
    operated = replace(whole, condition=replace(whole.condition, splenic_fraction=0.0))
    return {"target.v17.splenectomy_loss_ratio": exact(float(_random_loss(operated) / _random_loss(whole)))}


def _random_loss(parameters: BloodParameters) -> Any:
    system = BloodSystem()
    flat = stack_parameters(parameters, 1)
    state = steady_state(system, flat, stack_state(healthy_state(system), 1))
    pool = platelet_pool(system.unpack_state(state))
    return (demand_rate(parameters.common, pool) * pool / observe(system, state, flat).platelets)[0]


GROUPS = (
    Group(
        name="splenectomy_in_health",
        title="Random loss of platelets after splenectomy (Perez-Ruixo 2015, V17)",
        records=("target.v17.splenectomy_loss_ratio",),
        run=healthy_adult,
        assumed="A healthy adult; the loss is per platelet in the blood, as the published model has no splenic pool.",
        reasons={
            "target.v17.splenectomy_loss_ratio": (
                "Without a spleen its share of the pool joins the blood and nothing else changes: the ratio is that of"
                " the pool in blood, two thirds."
            )
        },
        full=1,
        reduced=1,
    ),
)
