"""T cells of the graft: selected grafts against what was published of them, and doses that are known or not."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemograft.evidence import number, numbers_of
from hemograft.outcomes.hazard_ratios import EFFECTS, effect_records, hazard_ratio
from hemograft.outcomes.transplant_risk import GraftRisk
from hemograft.outcomes.transplant_timeline import TransplantTimeline
from hemograft.simulation.integrator import Array
from tests.outcomes.recipients_at_hand import INFUSION, REFERENCE, SIBLING, people_at_hand, timeline_of

SELECTED = replace(SIBLING, cd34_selection=True)
HAPLOIDENTICAL = replace(SIBLING, relation="haploidentical", post_transplant_cyclophosphamide=True)
FEW, MIDDLE, MANY = 4e4, 8e4, 3e5
"""CD3+ cells/kg of a selected graft: the lowest, middle and highest published group for acute disease."""
EVENTS = sorted({effect.event for effect in EFFECTS})
doses = st.floats(1e3, 1e6)


def ratio(event: str, graft: GraftRisk, dose: float = np.nan) -> float:
    return float(hazard_ratio(event, REFERENCE, replace(graft, t_cells_per_kg=dose), number))


def ratios_of_hazards(*incidences: float) -> Array:
    """Of cumulative incidences without competing events, against the first."""
    hazard = -np.log1p(-np.array(incidences))
    return hazard / hazard[0]


def grafts_that_fail(graft: GraftRisk, dose: float = np.nan) -> float:
    """Primary failure and rejection of a sibling's mobilized blood, in the end."""
    take = 1.0 - number("graft_failure.mobilized_blood")
    return 1.0 - take * (1.0 - number("outcomes.rejection.incidence")) ** ratio("rejection", graft, dose)


@pytest.mark.parametrize(("dose", "place"), [(np.nan, 0), (1e5, 1)])
def test_selected_grafts_fail_as_often_as_published(dose, place):
    """Urbano-Ispizua et al 2001: 11 % of all, 18 % with few T cells."""
    published = numbers_of("t_cell_dose.selected_graft_failure")[place]
    assert grafts_that_fail(SELECTED, dose) == pytest.approx(published, abs=0.002)


def test_more_t_cells_spare_a_selected_graft_by_the_published_risk_ratio():
    """Risk ratio 17 (Cox regression); what is left then is mostly grafts that never take, selected or not."""
    threshold = number("outcomes.rejection.selected_t_cell_threshold")
    few, more = (ratio("rejection", SELECTED, dose) for dose in (threshold, threshold * 1.001))
    assert few / more == pytest.approx(17.0, rel=0.005)
    assert grafts_that_fail(SELECTED, 5e5) < grafts_that_fail(SIBLING)


def test_few_t_cells_raise_rejection_as_any_depletion_does():
    """Olsson et al 2013, which the model does not use: relative risk 8.82."""
    assert ratio("rejection", SELECTED, FEW) == pytest.approx(
        number("graft_failure.relative_risk_t_cell_depletion"), rel=0.05
    )


def test_acute_disease_follows_the_dose_of_a_selected_graft_as_published():
    """Urbano-Ispizua et al 2002: 18, 35 and 44 %."""
    lowest, middle, highest = (ratio("acute_gvhd", SELECTED, dose) for dose in (FEW, MIDDLE, MANY))
    assert middle == ratio("acute_gvhd", SELECTED)
    assert np.array([middle, lowest, highest]) / middle == pytest.approx(ratios_of_hazards(0.35, 0.18, 0.44), rel=0.002)


def test_haploidentical_blood_follows_its_dose_as_published():
    """2023, n=314: acute disease in 6.0 and 19.8 %."""
    few, more = (ratio("acute_gvhd", HAPLOIDENTICAL, dose) for dose in (2.96e8, 2.97e8))
    assert more / few == pytest.approx(ratios_of_hazards(0.06, 0.198)[1], rel=0.005)
    assert few < ratio("acute_gvhd", HAPLOIDENTICAL) < more


def share(graft: GraftRisk, event: str, days: float) -> float:
    """Of recipients whose graft stays those who ever have it."""
    found: TransplantTimeline = timeline_of(people_at_hand(6000, seed=8), graft=graft)
    stays = np.isinf(found.graft_failure)
    return float(np.mean(getattr(found, event)[stays] <= INFUSION + days))


def test_selection_lowers_both_diseases_as_much_as_published():
    """Tamari et al 2018: 18 for 41.3 % acute, 5.3 for 56 % chronic. The one also lowers the other: counted once."""
    for event, days, published in (
        ("acute_gvhd", 365.0, ratios_of_hazards(0.413, 0.18)[1]),
        ("chronic_gvhd", 1096.0, ratios_of_hazards(0.56, 0.053)[1]),
    ):
        found = ratios_of_hazards(share(SIBLING, event, days), share(SELECTED, event, days))[1]
        assert found == pytest.approx(published, rel=0.12)


@given(doses, doses)
def test_more_t_cells_of_a_selected_graft_never_mean_less_disease_or_more_rejection(one, other):
    few, more = sorted((one, other))
    assert ratio("acute_gvhd", SELECTED, few) <= ratio("acute_gvhd", SELECTED, more)
    assert ratio("rejection", SELECTED, few) >= ratio("rejection", SELECTED, more)


@given(st.floats(1e3, 1e9), st.sampled_from(["matched_sibling", "matched_unrelated", "cord_blood"]))
def test_the_dose_of_other_grafts_changes_nothing_bit_for_bit(dose, relation):
    graft = replace(SIBLING, relation=relation)
    known = replace(graft, t_cells_per_kg=dose)
    assert [ratio(event, known, dose) for event in EVENTS] == [ratio(event, graft) for event in EVENTS]
    assert effect_records(REFERENCE, known) == effect_records(REFERENCE, graft)


def test_haploidentical_marrow_has_no_known_effect_of_its_dose():
    marrow = replace(HAPLOIDENTICAL, source="bone_marrow")
    assert ratio("acute_gvhd", marrow, 4e8) == ratio("acute_gvhd", marrow)


def test_one_dose_a_patient_gives_each_his_own_ratio():
    each = np.array([np.nan, FEW, MIDDLE, MANY])
    together = hazard_ratio("acute_gvhd", REFERENCE, replace(SELECTED, t_cells_per_kg=each), number)
    assert together.tolist() == [ratio("acute_gvhd", SELECTED, dose) for dose in each]


def test_selection_leaves_every_other_event_alone():
    touched = {event for event in EVENTS if ratio(event, SELECTED) != ratio(event, SIBLING)}
    assert touched == {"acute_gvhd", "chronic_gvhd", "rejection"}
