"""How recipients answer to a graft: neutral at the centre's doses, less than in proportion above them."""

import numpy as np
import pytest

from hemograft.evidence import number
from hemograft.hematopoiesis.interventions import AddToState, SetParameter
from hemograft.population.allogeneic_graft import (
    REFERENCE_DOSES,
    allogeneic_graft,
    allogeneic_severity,
    injury_severity,
)
from hemograft.population.individuals import TRAITS, Individuals
from hemograft.therapies.transplantation import Graft, GraftSource, graft_interventions

TYPICAL = Individuals(range(2), 1, {trait: np.ones(2) for trait in TRAITS})


def _cells(interventions, state: str):
    (found,) = [item for item in interventions if isinstance(item, AddToState) and item.state == f"donor.{state}"]
    return found.amount


@pytest.mark.parametrize("source", REFERENCE_DOSES)
def test_the_typical_adult_gets_the_centre_s_graft_at_the_centre_s_dose(source):
    dose = number(REFERENCE_DOSES[source])
    given = allogeneic_graft(TYPICAL, source, dose, 7.0)
    for item in graft_interventions(Graft(source, dose, 7.0)):
        assert isinstance(item, AddToState)
        assert _cells(given, item.state.removeprefix("donor.")) == pytest.approx([item.amount] * 2)


def test_a_larger_dose_engrafts_less_than_in_proportion_and_gives_more_platelets_at_first():
    dose = number(REFERENCE_DOSES[GraftSource.MOBILIZED_BLOOD])
    given = allogeneic_graft(TYPICAL, GraftSource.MOBILIZED_BLOOD, np.array([dose, 2.0 * dose]), 7.0)
    cells, early = _cells(given, "cmp_1"), 1.0 + _cells(given, "platelet_maturity")
    assert cells[1] / cells[0] == pytest.approx(2.0 ** number("graft.allogeneic_dose_exponent"))
    assert 1.0 < cells[1] / cells[0] < 2.0
    ceiling = number("population.early_platelet_yield_ceiling")
    assert early == pytest.approx(np.minimum([1.0, 2.0 ** number("graft.platelet_yield_dose_exponent")], ceiling))


def test_cord_blood_engrafts_in_proportion_in_children_and_adults():
    given = allogeneic_graft(TYPICAL, GraftSource.CORD_BLOOD, np.array([1e5, 2e5]), 7.0, child=np.array([True, False]))
    cells = _cells(given, "cmp_1")
    assert cells[1] / cells[0] == pytest.approx(2.0)
    assert not [item for item in given if isinstance(item, SetParameter)]


def test_children_differ_by_their_factors():
    child = np.array([True, False])
    given = allogeneic_graft(TYPICAL, GraftSource.BONE_MARROW, 3e6, 7.0, child=child)
    cells, committed = _cells(given, "gmp_1"), _cells(given, "mep_1")
    assert cells[0] / cells[1] == pytest.approx(number("population.child_engraftment"))
    factor = number("population.child_engraftment") * number("population.child_megakaryocyte_engraftment")
    assert committed[0] / committed[1] == pytest.approx(factor)
    assert allogeneic_severity(TYPICAL, child=child).tolist() == [number("population.child_allogeneic_toxicity"), 1.0]
    assert injury_severity(TYPICAL, child=child).tolist() == [number("population.child_endothelial_injury"), 1.0]


def test_no_cells_are_refused():
    with pytest.raises(ValueError, match="cd34_per_kg"):
        allogeneic_graft(TYPICAL, GraftSource.CORD_BLOOD, 0.0, 7.0)
