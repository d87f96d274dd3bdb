"""Property test (d, balance): what each clone gains is what flowed in less what flowed out, computed apart."""

from collections.abc import Mapping

import numpy as np
import pytest

from hemograft.evidence import number
from hemograft.hematopoiesis.blood_system import BloodSystem
from hemograft.hematopoiesis.interventions import AddToState
from hemograft.simulation.integrator import integrator
from hemograft.therapies.transplantation import Graft, GraftSource, graft_interventions
from tests.hematopoiesis.patients_at_hand import TIGHT, TWO_CLONES, Array, advanced, changed, healthy

NODES, WEIGHTS = np.polynomial.legendre.leggauss(5)
STEP = 0.5
"""Days; five Gauss points in each, exact to the tenth order, against rates of at most 4 a day."""


class Books:
    """Stock and flows of every clone, from the names of the state alone: the other half of double entry."""

    def __init__(self, system: BloodSystem, state: Array, parameters: Array) -> None:
        self._state = dict(zip(system.state_names, state[:, 0], strict=True))
        self._value = dict(zip(system.parameter_names, parameters[:, 0], strict=True))

    def _chain(self, name: str) -> list[float]:
        return [value for key, value in self._state.items() if key.rsplit("_", 1)[0] == name]

    def _hill(self, maximum: str, signal: float) -> float:
        top = self._value[maximum]
        return top * signal / (top - 1.0 + signal)

    def stock(self, clone: str) -> Mapping[str, float]:
        return {
            "platelets": sum(self._chain(f"{clone}.platelets")),
            "neutrophils": self._state[f"{clone}.neutrophils"],
            "megakaryocytes": sum(self._chain(f"{clone}.megakaryocyte_number")),
        }

    def net_flow(self, clone: str) -> Mapping[str, float]:
        return {
            "platelets": self._platelets(clone),
            "neutrophils": self._neutrophils(clone),
            "megakaryocytes": self._megakaryocytes(clone),
        }

    def _platelets(self, clone: str) -> float:
        value, state = self._value, self._state
        mine, stages = self._chain(f"{clone}.platelets"), len(self._chain("host.platelets"))
        aging = stages / value["platelet_senescence"]
        everyone = [
            *self._chain("host.platelets"),
            *self._chain("donor.platelets"),
            *self._chain("transfused_platelets"),
        ]
        loss = (
            value["endothelial_demand"] / (sum(everyone) + value["endothelial_demand_floor"])
            + value["condition.antibody_destruction"]
            + state["platelet_consumption"]
            + value[f"{clone}.platelet_clearance"]
        )
        # what health makes: the production that the same chain loses at rest
        pool = value["normal_platelet_count"] / (1.0 - value["normal_splenic_fraction"])
        random = value["endothelial_demand"] / (pool + value["endothelial_demand_floor"])
        surviving = (aging / (aging + random)) ** np.arange(1, stages + 1) / aging
        made = (
            pool
            / surviving.sum()
            * value[f"{clone}.platelet_yield"]
            * state[f"{clone}.platelet_maturity"]
            * self._chain(f"{clone}.megakaryocyte_mass")[-1]
        )
        return made - aging * mine[-1] - loss * sum(mine)

    def _neutrophils(self, clone: str) -> float:
        value, state = self._value, self._state
        released = self._hill("neutrophil_reserve_mobilization", state["gcsf"]) * state[f"{clone}.neutrophil_reserve"]
        normal = value["normal_neutrophil_count"]
        return value["neutrophil_clearance"] * (normal * released - state[f"{clone}.neutrophils"])

    def _megakaryocytes(self, clone: str) -> float:
        value, state = self._value, self._state
        cells = self._chain(f"{clone}.megakaryocyte_number")
        stages = len(cells)
        committed = self._hill("megakaryocyte_progenitor_acceleration", state["thrombopoietin"])
        entering = committed * state[f"{clone}.megakaryocyte_progenitors"]
        exposure = value["megakaryocyte_conditioning_sensitivity"] * value[f"{clone}.conditioning"]
        death = [value[f"{clone}.megakaryocyte_death"] + exposure * (stages - j) / stages for j in range(stages)]
        through = stages / value["megakaryocyte_maturation_time"] * (entering - cells[-1])
        return through - float(np.dot(death, cells))


def gaps(state: Array, parameters: Array, days: float) -> Mapping[tuple[str, str], float]:
    """Stock at the end less stock at the start and all flows, by clone and lineage, over the larger of stock or 1."""
    solver = integrator(TWO_CLONES, TIGHT)
    flows: dict[tuple[str, str], float] = {}
    begin = Books(TWO_CLONES, state, parameters)
    for start in np.arange(0.0, days, STEP):
        now = start
        for node, weight in zip(NODES, WEIGHTS, strict=True):
            moment = start + STEP * (node + 1.0) / 2.0
            state, now = solver.advance(state, parameters, now, moment), moment
            books = Books(TWO_CLONES, state, parameters)
            for clone in ("host", "donor"):
                for lineage, flow in books.net_flow(clone).items():
                    key = clone, lineage
                    flows[key] = flows.get(key, 0.0) + weight * STEP / 2.0 * flow
        state = solver.advance(state, parameters, now, start + STEP)
    end = Books(TWO_CLONES, state, parameters)
    return {
        (clone, lineage): (stock - begin.stock(clone)[lineage] - flows[clone, lineage]) / max(stock, 1.0)
        for clone in ("host", "donor")
        for lineage, stock in end.stock(clone).items()
    }


def test_the_books_of_both_clones_close_over_a_transplant():
    """From conditioning through nadir and recovery, with transfused platelets and an antibody about."""
    state, parameters = healthy(TWO_CLONES)
    parameters = changed(
        TWO_CLONES,
        parameters,
        condition__antibody_destruction=0.05,
        host__megakaryocyte_death=0.05,
        donor__platelet_clearance=0.1,
    )
    rate = number("conditioning.reduced_intensity_log_kill") / 5.0
    during = changed(TWO_CLONES, parameters, host__conditioning=rate)
    closing = gaps(state, during, 5.0)
    assert closing == pytest.approx(dict.fromkeys(closing, 0.0), abs=1e-6)
    state = advanced(TWO_CLONES, state, during, 5.0, TIGHT)
    graft = graft_interventions(Graft(GraftSource.MOBILIZED_BLOOD, 5e6, 7.0))
    added = {cells.state: cells.amount for cells in graft if isinstance(cells, AddToState)}
    for name, amount in {**added, "transfused_platelets_1": 40.0, "endothelial_injury": 0.2}.items():
        state[TWO_CLONES.state_names.index(name)] += amount
    closing = gaps(state, parameters, 60.0)
    assert closing == pytest.approx(dict.fromkeys(closing, 0.0), abs=1e-6)
    assert {clone for clone, _ in closing} == {"host", "donor"}


def test_health_neither_gains_nor_loses():
    books = Books(TWO_CLONES, *healthy(TWO_CLONES))
    for clone in ("host", "donor"):
        assert books.net_flow(clone) == pytest.approx(dict.fromkeys(books.net_flow(clone), 0.0), abs=1e-10)
