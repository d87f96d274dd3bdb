"""Gene therapy as a strategy: what it says, what it gives, and what it leaves out for a diagnosis."""

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from hemograft.evidence import record
from hemograft.hematopoiesis.parameters import CloneCondition
from hemograft.planning.case import Case
from hemograft.planning.case_file import read_case
from hemograft.planning.gene_therapy_strategy import SETTINGS, gene_therapy
from hemograft.population.individuals import draw_individuals
from hemograft.population.stem_cell_clones import expected_clones
from hemograft.therapies.gene_therapy import CLONES
from hemograft.therapies.transplantation import GraftSource
from hemograft.thrombocytopenia.catalog import CAUSES
from tests.planning.cases_at_hand import EXAMPLES
from tests.therapies.ward import added, settings

PEOPLE = draw_individuals(3, range(4))
PRODUCT = {"cd34_per_kg": 8e6, "transduced_fraction": 0.5, "vector_copy_number": 1.5}


def case_of(diagnosis: str, **product: Any) -> Case:
    counts = [{"day": 0, "platelets": {"value": 20.0, "unit": "10^9/L"}}]
    case = {"age": 5, "weight": 18, "diagnosis": diagnosis, "counts": counts, "gene_therapy": PRODUCT | product}
    return Case.model_validate(case)


def test_every_diagnosis_with_gene_therapy_has_a_cause():
    assert set(SETTINGS) <= set(CAUSES)


@pytest.mark.parametrize("diagnosis", SETTINGS)
def test_corrected_and_host_cells_enter_a_system_of_two_clones(diagnosis):
    strategy = gene_therapy(case_of(diagnosis))
    assert strategy.system.clones == CLONES
    states = [item.state for item in added(strategy.course(PEOPLE).schedule)]
    assert {"host.stem_cells", "corrected.stem_cells", "corrected.mep_1"} <= set(states)
    assert set(states) <= set(strategy.system.state_names)


@pytest.mark.parametrize(("diagnosis", "setting"), SETTINGS.items())
def test_marrow_is_emptied_only_where_the_disease_does_not_do_it(diagnosis, setting):
    strategy = gene_therapy(case_of(diagnosis))
    killed = [item for item in settings(strategy.course(PEOPLE).schedule) if item.parameter == "host.conditioning"]
    assert bool(killed) == setting.conditioned
    assert (strategy.infusion_day > 0.0) == setting.conditioned
    assert ("no conditioning" in strategy.description) != setting.conditioned
    assert all(item.day <= strategy.infusion_day for item in killed)


def test_the_number_of_clones_is_told_with_its_interval():
    strategy = gene_therapy(case_of("wiskott_aldrich_syndrome"))
    found = re.search(r"about ([\d,]+) \(([\d,]+) to ([\d,]+)\) corrected stem-cell clones", strategy.description)
    assert found
    clones, fewest, most = (float(number.replace(",", "")) for number in found.groups())
    expected = expected_clones(GraftSource.MOBILIZED_BLOOD, 8e6, 18.0, 0.5)
    assert clones == pytest.approx(expected, rel=0.05)
    published = record("gene_therapy.active_clones").value
    assert isinstance(published, tuple)
    assert published[0] < fewest < clones < most < published[1]


def test_each_patients_corrected_clone_shares_in_that_patients_disease():
    strategy = gene_therapy(case_of("wiskott_aldrich_syndrome", vector_copy_number=1.2))
    clearance = np.array([0.2, 0.6])
    host = CloneCondition(platelet_yield=0.3, platelet_clearance=clearance)
    assert strategy.prepare is not None
    prepared = strategy.prepare(replace(strategy.system.healthy_parameters(), clones=(host, CloneCondition())))
    assert prepared.clones[1].platelet_clearance == pytest.approx(0.5 * clearance)
    assert prepared.clones[1].platelet_yield == pytest.approx(0.65)


def test_what_has_been_tried_in_mice_only_is_called_experimental():
    strategy = gene_therapy(case_of("congenital_amegakaryocytic_thrombocytopenia"))
    assert any("Experimental" in assumption and "mice" in assumption for assumption in strategy.assumptions)


@pytest.mark.parametrize("name", ["wiskott_aldrich_syndrome", "fanconi_anemia"])
def test_the_worked_examples_are_planned(name):
    case = read_case(EXAMPLES / f"gene_therapy_{name}.yaml")
    assert case.gene_therapy is not None
    assert gene_therapy(case).description.startswith("Own CD34+ cells")
