"""Virtual patients of a cause: kinetics agree with what is known of health and disease, and time is interpolated."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemograft.evidence import number
from hemograft.thrombocytopenia.drug_induced_immune import (
    drug_induced_immune_thrombocytopenia,
    sensitizing_drug_stopped,
)
from hemograft.thrombocytopenia.gestational import gestational_thrombocytopenia
from hemograft.thrombocytopenia.immune_thrombocytopenia import immune_thrombocytopenia
from hemograft.thrombocytopenia.severe_aplastic_anemia import severe_aplastic_anemia
from hemograft.validation.ill_patients import first_day_above, ill_patients, mildly_ill_patients
from hemograft.validation.simulation import Simulation

FEW = Simulation(16, 1)


@given(st.floats(0.1, 9.9), st.floats(10.0, 200.0))
def test_a_straight_rise_passes_a_level_when_the_line_does(day, slope):
    counts = slope * np.arange(12.0)[:, np.newaxis]
    assert first_day_above(counts, slope * day)[0] == pytest.approx(day, abs=1e-9)


def test_who_starts_above_passes_at_once_and_who_stays_below_never():
    counts = np.array([[200.0, 20.0], [10.0, 30.0], [300.0, 40.0]])
    assert first_day_above(counts, 100.0).tolist() == [0.0, np.inf]


def test_the_count_of_the_typical_patient_is_the_one_asked_for():
    ill = ill_patients(Simulation(64, 1), severe_aplastic_anemia(), 24.0)
    assert np.median(ill.seen.platelets) == pytest.approx(24.0, rel=0.2)


def test_platelets_live_shortly_in_immune_thrombocytopenia_and_nearly_normally_in_aplasia():
    immune, aplastic = (
        ill_patients(FEW, cause, 40.0) for cause in (immune_thrombocytopenia(), severe_aplastic_anemia())
    )
    assert (immune.platelet_life < 4.0).all() and (aplastic.platelet_life > 4.0).all()
    assert np.median(immune.platelet_life) < 2.5
    assert np.median(aplastic.production) < 0.4 < np.median(immune.production)


def test_the_mildest_gestational_form_is_a_normal_pregnancy():
    well = mildly_ill_patients(FEW, gestational_thrombocytopenia())
    diluted = number("hematopoiesis.normal_platelet_count") / number("gestational_thrombocytopenia.dilution")
    assert np.median(well.seen.platelets) == pytest.approx(diluted, rel=0.2)
    assert well.platelet_life == pytest.approx(9.5, rel=0.1)


def test_what_is_done_to_them_shows():
    ill = ill_patients(FEW, drug_induced_immune_thrombocytopenia(), 14.0)
    assert (ill.followed(14, sensitizing_drug_stopped(0.0)).platelets[-1] > ill.followed(14).platelets[-1] + 50.0).all()
