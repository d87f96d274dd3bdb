"""What the simulated care of patients used: blood units, doses, grafts, and what befell them.

Counts are simulated for the first days of a follow-up and held after them (`strategy_run`); so is what is given by
counts: units, doses and bleeds go on as they were on average in the last of these days. Bleeds are expected ones, from
their hazard. A day's morning orders belong to the day that begins with them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import get_args

import numpy as np

from hemograft.evidence import number
from hemograft.hematopoiesis.interventions import AddToState, Intervention
from hemograft.outcomes.cost import Given, Lasting, Use, while_alive
from hemograft.outcomes.cost_events import history_uses
from hemograft.planning.case import Case
from hemograft.planning.price_list import CourseName
from hemograft.planning.strategy import Strategy
from hemograft.planning.strategy_run import HELD_AVERAGE, StrategyRun
from hemograft.population.individuals import Individuals
from hemograft.simulation.integrator import Array
from hemograft.therapies.tranexamic_acid import days_on_tranexamic_acid
from hemograft.therapies.transfusion import order_share

RED_CELL_UNITS = 2.0
"""In an order, which raises hemoglobin by the record `transfusion.red_cell_order_increment`."""
DONOR_CELLS = ("donor.", "second_donor.")
TRANEXAMIC_ACID = "tranexamic_acid"


@dataclass(frozen=True)
class DoseUnit:
    """How a drug's doses are priced: ``unit`` by name, the ``factor`` from the model's unit, and whether a dose of the
    model is one ``per_kg`` of body weight."""

    unit: str
    factor: float = 1.0
    per_kg: bool = False


DOSE_UNITS: Mapping[str, DoseUnit] = MappingProxyType(
    {
        "avatrombopag": DoseUnit("mg"),
        "carboplatin": DoseUnit("mg"),
        "corticosteroid": DoseUnit("mg of prednisone", per_kg=True),
        "docetaxel": DoseUnit("mg"),
        "efgartigimod": DoseUnit("mg", per_kg=True),
        "eltrombopag": DoseUnit("mg"),
        "filgrastim": DoseUnit("ug"),
        "intravenous_immunoglobulin": DoseUnit("g"),
        "lusutrombopag": DoseUnit("mg"),
        "romiplostim": DoseUnit("ug", 1e-3, per_kg=True),
    }
)
"""Drugs whose doses are simulated one by one; others are courses, or are taken daily in every strategy alike."""


def resource_use(case: Case, strategy: Strategy, people: Individuals, run: StrategyRun) -> tuple[Use, ...]:
    """All that these patients used while they lived and were followed.

    Args:
        case: the patient.
        strategy: what was done.
        people: whom.
        run: what came of it.
    """
    history, trajectory = run.history, run.trajectory
    days = len(trajectory.platelet_units) - 1
    mornings = np.arange(float(days))

    def daily(resource: str, amounts: Array, day: Array = mornings) -> tuple[Use, ...]:
        return _daily(resource, day, amounts, float(days), history.followed)

    orders = trajectory.orders
    red_cells = _given(orders, "transfused_red_cells", trajectory.platelet_units.shape)
    red_cells *= RED_CELL_UNITS * order_share(case.weight) / number("transfusion.red_cell_order_increment")
    uses = [
        *history_uses(history),
        *daily("platelet_unit", trajectory.platelet_units[:-1]),
        *daily("red_cell_unit", red_cells[:-1]),
        *daily("bleed", run.bleeding[1:], mornings + 1.0),
        *_cells(strategy, run),
        *_course(strategy, run),
    ]
    given = (*strategy.course(people).schedule, *orders)
    for drug in strategy.system.drugs:
        if unit := DOSE_UNITS.get(drug.name):
            doses = _given(given, f"{drug.name}.{drug.doses_into}", trajectory.platelet_units.shape)[:-1]
            amounts = doses * unit.factor * (case.weight if unit.per_kg else 1.0)
            uses += daily(f"drugs.{drug.name}.per_unit", amounts)
            uses += daily(f"drugs.{drug.name}.per_day_given", (doses > 0.0).astype(float))
    if strategy.tranexamic_acid:
        tablets = days_on_tranexamic_acid(trajectory.observables.platelets.T).T[:-1].astype(float)
        uses += daily(f"drugs.{TRANEXAMIC_ACID}.per_day_given", tablets)
    return while_alive(uses, history)


def _daily(resource: str, day: Array, amounts: Array, last: float, followed: float) -> tuple[Use, ...]:
    """Amounts (days, patients) on each ``day``, then from day ``last`` on the mean of the latest ones."""
    held = amounts[-HELD_AVERAGE:].mean(axis=0)
    return (
        Given(resource, day[:, np.newaxis], amounts),
        Lasting(resource, held, np.full(held.shape, last), np.full(held.shape, followed)),
    )


def _given(interventions: Iterable[Intervention], state: str, shape: tuple[int, ...]) -> Array:
    """What entered a state on each day, of this shape (days + 1, patients)."""
    found = np.zeros(shape)
    for item in interventions:
        if isinstance(item, AddToState) and item.state == state and item.day < len(found):
            found[int(item.day)] += item.amount
    return found


def _cells(strategy: Strategy, run: StrategyRun) -> list[Use]:
    """The graft and what it took to have it, and a boost; a second transplantation is an event of the history."""
    shape = run.history.death.shape
    infusion, once = np.full((1, *shape), strategy.infusion_day), np.ones((1, *shape))
    donor = strategy.donor
    if donor is None:
        return [Given("transplantation.gene_therapy", infusion, once)] if strategy.transplant else []
    units = 1.0 if donor.second_unit_cd34_per_kg is None else 2.0
    more = np.zeros(run.trajectory.platelet_units.shape, dtype=bool)
    for item in run.trajectory.orders:
        if isinstance(item, AddToState) and item.state.startswith(DONOR_CELLS):
            more[int(item.day)] |= np.asarray(item.amount) > 0.0
    day = np.arange(float(len(more)))[:, np.newaxis]
    boosts = more & (day != run.history.second_transplantation)
    return [
        Given(f"transplantation.{donor.source}", infusion, once),
        Given(f"donor.{donor.relation}", np.zeros((1, *shape)), units * once),
        Given("cd34_boost", day, boosts.astype(float)),
    ]


def _course(strategy: Strategy, run: StrategyRun) -> list[Use]:
    """A treatment whose doses are not simulated."""
    if strategy.name not in get_args(CourseName):
        return []
    shape = run.history.death.shape
    start, once = np.zeros(shape), np.ones(shape)
    return [
        Given(f"courses.{strategy.name}.once", start[np.newaxis], once[np.newaxis]),
        Lasting(f"courses.{strategy.name}.per_day", once, start, np.full(shape, run.history.followed)),
    ]
