"""Property test (e): twice the sub-stages keep every mean delay and sharpen it as one over the square root."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from hemograft.hematopoiesis import megakaryocytes, neutrophils, platelets, red_cells
from hemograft.hematopoiesis.blood_system import BloodSystem
from hemograft.hematopoiesis.observables import observe
from hemograft.hematopoiesis.parameters import CloneCondition, standard_parameters
from hemograft.hematopoiesis.state import StageCounts
from hemograft.hematopoiesis.steady_state import steady_state
from tests.hematopoiesis.patients_at_hand import changed, healthy

COMMON, HEALTHY = standard_parameters(), CloneCondition()
SINGLE = (0.0,)
DOUBLED = StageCounts().doubled()
Chain = Callable[[Sequence[Any]], Sequence[Any]]


def age(stages: Sequence[Any]) -> Sequence[Any]:
    return platelets.aging_rates(stages, 0.0, COMMON.platelet_senescence, 0.0)


def mature_megakaryocytes(stages: Sequence[Any]) -> Sequence[Any]:
    return megakaryocytes.maturation_rates(COMMON, HEALTHY, stages, stages, 0.0, 1.0, 0.0, 0.0)[0]


def mature_mass(stages: Sequence[Any]) -> Sequence[Any]:
    return megakaryocytes.maturation_rates(COMMON, HEALTHY, stages, stages, 0.0, 1.0, 0.0, 0.0)[1]


def mature_neutrophils(stages: Sequence[Any]) -> Sequence[Any]:
    return neutrophils.neutrophil_rates(COMMON, HEALTHY, stages, 0.0, 0.0, 0.0, 1.0, 0.0)[0]


def mature_erythroblasts(stages: Sequence[Any]) -> Sequence[Any]:
    return red_cells.red_cell_rates(COMMON, HEALTHY, stages, SINGLE, 0.0, 1.0)[0]


def age_red_cells(stages: Sequence[Any]) -> Sequence[Any]:
    return red_cells.red_cell_rates(COMMON, HEALTHY, SINGLE, stages, 0.0, 1.0)[1]


CHAINS = {
    "platelets": (age, COMMON.platelet_senescence),
    "megakaryocytes": (mature_megakaryocytes, COMMON.megakaryocyte_maturation_time),
    "megakaryocyte mass": (mature_mass, COMMON.megakaryocyte_maturation_time),
    "marrow neutrophils": (mature_neutrophils, COMMON.neutrophil_maturation_time),
    "erythroblasts": (mature_erythroblasts, COMMON.erythroblast_maturation_time),
    "red cells": (age_red_cells, COMMON.red_cell_lifespan),
}


def transit(chain: Chain, stages: int) -> tuple[float, float]:
    """Mean and standard deviation, days, of the time that a pulse into the first stage takes to leave the last."""
    matrix = np.array([chain(tuple(one)) for one in np.eye(stages)]).T
    waiting = np.linalg.solve(-matrix, np.eye(stages)[0])
    mean, half_square = waiting.sum(), np.linalg.solve(-matrix, waiting).sum()
    return float(mean), float(np.sqrt(2.0 * half_square - mean**2))


@pytest.mark.parametrize("name", CHAINS)
@pytest.mark.parametrize("stages", [3, 5, 10])
def test_more_stages_sharpen_a_delay_and_keep_its_mean(name, stages):
    chain, delay = CHAINS[name]
    mean, spread = transit(chain, stages)
    finer_mean, finer_spread = transit(chain, 2 * stages)
    assert mean == pytest.approx(delay)
    assert finer_mean == pytest.approx(mean, rel=0.01)
    assert spread == pytest.approx(delay / np.sqrt(stages))
    assert finer_spread / spread == pytest.approx(1.0 / np.sqrt(2.0))


def test_doubling_doubles_every_chain():
    coarse, fine = vars(StageCounts()), vars(DOUBLED)
    assert fine == {name: 2 * count for name, count in coarse.items()}
    chains = ("megakaryocyte_mass", "platelets", "marrow_neutrophils", "erythroblasts", "red_cells")
    names = BloodSystem(stages=DOUBLED).state_names
    for chain in chains:
        assert f"host.{chain}_{2 * coarse[chain.replace('_mass', 's')]}" in names


def counts(stages: StageCounts, **disease: float) -> dict[str, float]:
    system = BloodSystem(stages=stages)
    guess, parameters = healthy(system)
    ill = changed(system, parameters, **disease)
    seen = observe(system, steady_state(system, ill, guess), ill)
    return {name: float(getattr(seen, name)[0]) for name in ("platelets", "neutrophils", "hemoglobin")}


@pytest.mark.parametrize("disease", [{}, {"condition__splenic_fraction": 0.786}], ids=["health", "hypersplenism"])
def test_counts_at_normal_cytokines_do_not_depend_on_the_resolution(disease):
    assert counts(DOUBLED, **disease) == pytest.approx(counts(StageCounts(), **disease), rel=1e-6)


@pytest.mark.parametrize(
    "disease",
    [
        {"condition__antibody_destruction": 1.0},
        {"host__progenitor_death": 0.1},
        {"condition__megakaryopoiesis_suppression": 0.5},
    ],
    ids=["immune", "aplasia", "drug"],
)
def test_counts_in_disease_move_by_less_than_one_percent(disease):
    coarse, fine = counts(StageCounts(), **disease), counts(DOUBLED, **disease)
    assert fine["neutrophils"] == pytest.approx(coarse["neutrophils"], rel=0.01)
    assert fine["hemoglobin"] == pytest.approx(coarse["hemoglobin"], rel=0.01)
    assert fine["platelets"] == pytest.approx(coarse["platelets"], rel=0.01)
