"""What the model predicts for each cause at the same platelet count: the typical patient, computed."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from hemograft.hematopoiesis.blood_system import BloodSystem, healthy_state, stack_parameters, stack_state
from hemograft.hematopoiesis.observables import Observables, observe
from hemograft.hematopoiesis.parameters import BloodParameters
from hemograft.hematopoiesis.platelets import normal_production
from hemograft.population.individuals import TRAITS
from hemograft.population.severity import UnexplainedCountError, severity_for
from hemograft.simulation.integrator import Array
from hemograft.thrombocytopenia.catalog import CAUSES
from hemograft.thrombocytopenia.cause import Cause
from tools.docs.markdown import plain, table
from tools.docs.simulated import BEGIN, END, rounded

SYSTEM = BloodSystem()
COUNTS = (20.0, 60.0, 100.0)
"""10^9/L; a cause is shown at the first that it can explain."""
TRACE = 1e-6
"""10^9/L of transfused platelets, too few to change anything."""


@dataclass(frozen=True)
class Prediction:
    """A typical patient at a count: severity, blood values, megakaryocytes and platelet production as multiples of
    normal, and the mean lives of own and of transfused platelets (days) at today's rates of loss."""

    count: float
    severity: float
    blood: Observables
    megakaryocytes: float
    production: float
    own_life: float
    transfused_life: float


def prediction_section() -> str:
    """The table, with health in its first row."""
    head = (
        "Cause",
        "Platelets (10^9/L)",
        "Severity",
        "TPO (normal 1)",
        "Megakaryocytes (normal 1)",
        "Platelets made (normal 1)",
        "Life of own platelets (days)",
        "Life of transfused platelets (days)",
        "Neutrophils (10^9/L)",
        "Hemoglobin (g/dL)",
    )
    rows = [_row("Health", health()), *(_row(cause().label, predict(cause())) for cause in CAUSES.values())]
    return f"{BEGIN}\n{table(head, rows)}\n{END}"


def predict(cause: Cause) -> Prediction:
    """The typical patient at the lowest of the counts that the cause explains.

    Raises:
        UnexplainedCountError: it explains none of them.
    """
    traits: dict[str, Array] = {name: np.ones(1) for name in TRAITS}
    before = cause.prone(SYSTEM.healthy_parameters(), traits)
    well = stack_state(healthy_state(SYSTEM), 1)
    for count in COUNTS:
        try:
            severity, state = severity_for(SYSTEM, before, cause, np.array([count]), well)
        except UnexplainedCountError:
            continue
        return _at(float(severity[0]), state, cause.apply(before, severity))
    raise UnexplainedCountError(f"{cause.label} explains none of the counts {COUNTS}")


def health() -> Prediction:
    """A healthy person."""
    return _at(0.0, stack_state(healthy_state(SYSTEM), 1), SYSTEM.healthy_parameters())


def _at(severity: float, state: Array, parameters: BloodParameters) -> Prediction:
    stacked = stack_parameters(parameters, 1)
    common, cells = parameters.common, SYSTEM.unpack_state(state).clones[0]
    traced = state.copy()
    first = SYSTEM.state_names.index("transfused_platelets_1")
    traced[first] += TRACE
    rates = SYSTEM.unpack_state(np.array(SYSTEM.derivative(np, traced, stacked), dtype=float))
    # what leaves a stage other than by aging is lost at random
    stages = len(cells.platelets)
    aging = stages / float(common.platelet_senescence)
    young, older = (float(stage[0]) for stage in cells.platelets[:2])
    loss = (aging * (young - older) - float(rates.clones[0].platelets[1][0])) / older
    made = float(rates.clones[0].platelets[0][0]) + (aging + loss) * young
    transfused_stages = len(rates.shared.transfused_platelets)
    transfused_aging = transfused_stages / float(common.transfused_platelet_lifespan)
    transfused_loss = -float(rates.shared.transfused_platelets[0][0]) / TRACE - transfused_aging
    seen = observe(SYSTEM, state, stacked)
    return Prediction(
        count=float(seen.platelets[0]),
        severity=severity,
        blood=seen,
        megakaryocytes=float(np.mean(cells.megakaryocyte_number)),
        production=made / float(normal_production(common, stages)),
        own_life=_mean_life(loss, aging, stages),
        transfused_life=_mean_life(transfused_loss, transfused_aging, transfused_stages),
    )


def _mean_life(loss: float, aging: float, stages: int) -> float:
    """Mean time in a chain of stages that are passed at the rate ``aging`` and lost from at the rate ``loss``."""
    return sum((aging / (aging + loss)) ** stage for stage in range(stages)) / (aging + loss)


def _row(label: str, found: Prediction) -> tuple[str, ...]:
    numbers: Iterator[float] = map(
        float,
        (
            found.count,
            found.severity,
            found.blood.thrombopoietin[0],
            found.megakaryocytes,
            found.production,
            found.own_life,
            found.transfused_life,
            found.blood.neutrophils[0],
            found.blood.hemoglobin[0],
        ),
    )
    return (plain(label), *map(rounded, numbers))
