"""Marrows that make too few platelets: what tells them apart at the same count, measured on the engine."""

import numpy as np
import pytest

from hemograft.evidence import number, numbers_of, record
from hemograft.hematopoiesis.blood_system import BloodSystem
from hemograft.hematopoiesis.extension import extend_parameters, extend_state
from hemograft.hematopoiesis.interventions import AddToState, SetParameter
from hemograft.simulation.integrator import integrator
from hemograft.simulation.run import Patients, simulate
from hemograft.therapies.bedside import Course
from hemograft.therapies.eltrombopag import eltrombopag
from hemograft.thrombocytopenia.acute_leukemia import acute_leukemia
from hemograft.thrombocytopenia.congenital_amegakaryocytic import congenital_amegakaryocytic_thrombocytopenia
from hemograft.thrombocytopenia.cytomegalovirus import cytomegalovirus_thrombocytopenia, ganciclovir
from hemograft.thrombocytopenia.drug_induced import drug_induced_marrow_suppression
from hemograft.thrombocytopenia.fanconi_anemia import fanconi_anemia
from hemograft.thrombocytopenia.immune_thrombocytopenia import immune_thrombocytopenia
from hemograft.thrombocytopenia.inherited_thrombocytopenia import inherited_thrombocytopenia
from hemograft.thrombocytopenia.myelodysplastic_syndrome import myelodysplastic_syndrome
from hemograft.thrombocytopenia.platelet_transfusion_refractoriness import platelet_transfusion_refractoriness
from hemograft.thrombocytopenia.severe_aplastic_anemia import severe_aplastic_anemia
from tests.thrombocytopenia.ill_people import HOST
from tests.thrombocytopenia.platelet_kinetics import patient

HOURS = 24.0
STRONGER_SIGNAL = SetParameter(0.0, "condition.thrombopoietin_production", 4.0)
NO_LEUKEMIA = (SetParameter(0.0, "host.thrombopoietin_response", 1.0), SetParameter(0.0, "host.progenitor_death", 0.0))
NO_T_CELLS = SetParameter(0.0, "condition.t_cell_activity", 0.0)


def test_myelodysplasia_has_the_published_life_and_a_thrombopoietin_between():
    ill = patient(myelodysplastic_syndrome(), 24.0)
    assert ill.own_life * HOURS == pytest.approx(number("physiology.platelet_life_myelodysplasia"), abs=3.0)
    published = record("myelodysplastic_syndrome.thrombopoietin_ratio")
    assert published.low is not None and published.high is not None
    assert published.low <= ill.thrombopoietin <= published.high
    assert ill.thrombopoietin < 0.4 * patient(severe_aplastic_anemia(), 24.0).thrombopoietin


def test_myelodysplasia_shortens_the_life_of_own_platelets_only_and_lowers_every_lineage():
    ill = patient(myelodysplastic_syndrome(), 24.0)
    assert ill.transfused_life > 1.7 * ill.own_life
    assert 7.0 < ill.seen.hemoglobin[0] < 10.0 and 1.5 < ill.seen.neutrophils[0] < 2.8


@pytest.mark.parametrize("group", [0, 1])
def test_acute_leukemia_lowers_every_lineage_about_as_much_as_at_diagnosis(group):
    """At the median platelet count of each group of patients; red cells had been given to some."""
    platelets, neutrophils, hemoglobin = (
        numbers_of(f"acute_leukemia.{name}_at_diagnosis")[group] for name in ("platelets", "neutrophils", "hemoglobin")
    )
    seen = patient(acute_leukemia(), platelets).seen
    assert 1.0 < seen.neutrophils[0] / neutrophils < 1.5
    assert 0.8 < seen.hemoglobin[0] / hemoglobin < 1.0


def test_acute_leukemia_has_the_thrombopoietin_that_was_measured_where_blasts_do_not_clear_it():
    published = record("acute_leukemia.thrombopoietin_lymphoblastic")
    assert published.low is not None and published.high is not None
    few = patient(acute_leukemia(), number("acute_leukemia.children_platelets_at_diagnosis"))
    assert published.low <= few.thrombopoietin <= published.high
    assert few.thrombopoietin > number("acute_leukemia.thrombopoietin_myeloid")


def test_acute_leukemia_keeps_the_stem_cells_so_that_a_free_marrow_recovers_at_all_counts():
    ill = patient(acute_leukemia(), 90.0)
    (host,) = HOST.unpack_state(ill.state).clones
    assert host.stem_cells[0] == pytest.approx(number("acute_leukemia.stem_cell_ratio"), rel=1e-6)
    without_t_cells, free = ill.followed(180, NO_T_CELLS), ill.followed(180, *NO_LEUKEMIA)
    assert without_t_cells.platelets[-1, 0] == pytest.approx(90.0, rel=1e-3)
    assert free.platelets[28, 0] > 200.0
    assert free.neutrophils[-1, 0] == pytest.approx(4.0, rel=0.02)
    assert free.hemoglobin[-1, 0] == pytest.approx(14.0, rel=0.02)


def test_fanconi_anemia_spares_the_other_lineages_more_than_aplasia_does():
    fanconi, aplasia = (patient(cause(), 40.0) for cause in (fanconi_anemia, severe_aplastic_anemia))
    assert fanconi.thrombopoietin == pytest.approx(aplasia.thrombopoietin, rel=0.05)
    assert fanconi.thrombopoietin > 10.0
    assert fanconi.seen.neutrophils[0] > 2.0 * aplasia.seen.neutrophils[0]
    assert fanconi.seen.hemoglobin[0] > 2.0 * aplasia.seen.hemoglobin[0]


def test_only_the_attack_of_t_cells_ends_with_the_t_cells():
    aplasia = patient(severe_aplastic_anemia(), 40.0).followed(180, NO_T_CELLS)
    fanconi = patient(fanconi_anemia(), 40.0).followed(180, NO_T_CELLS)
    assert aplasia.platelets[-1, 0] > 200.0 and aplasia.neutrophils[-1, 0] > 3.0
    assert fanconi.platelets[-1, 0] < 40.0


def test_fanconi_marrow_fails_over_years_not_months():
    counts = patient(fanconi_anemia(), 40.0).followed(730).platelets[:, 0]
    assert np.all(np.diff(counts[90:]) < 0.0)
    assert counts[365] > 33.0 and 25.0 < counts[730] < 34.0


def test_a_missing_receptor_cannot_be_stimulated_and_an_inherited_failure_of_release_can():
    without = patient(congenital_amegakaryocytic_thrombocytopenia(), 40.0).followed(30, STRONGER_SIGNAL)
    inherited = patient(inherited_thrombocytopenia(), 40.0).followed(30, STRONGER_SIGNAL)
    assert without.platelets[-1, 0] < 1.6 * 40.0
    assert inherited.platelets[-1, 0] > 3.0 * 40.0


def test_inherited_thrombocytopenia_answers_eltrombopag_as_published():
    """50 mg for three weeks, then 75 mg: the mean rise from 40.4, read at the end of a course of 3 to 6 weeks."""
    system = BloodSystem(drugs=(eltrombopag(),))
    ill = patient(inherited_thrombocytopenia(), number("inherited_thrombocytopenia.baseline_platelets"))
    patients = Patients(
        system,
        extend_state(HOST, ill.state, system),
        extend_parameters(HOST, ill.parameters, system),
        range(1),
        None,
    )
    doses = tuple(AddToState(float(day), "eltrombopag.depot", 50.0 if day < 21 else 75.0) for day in range(42))
    counts = simulate(patients, Course(doses), 42, integrator(system)).observables.platelets[[21, 42], 0]
    published = record("inherited_thrombocytopenia.eltrombopag_rise")
    assert published.low is not None and published.high is not None
    assert published.low <= counts.mean() - ill.seen.platelets[0] <= published.high


def test_inherited_platelets_live_as_long_as_others_at_their_count():
    """The loss is one of release alone: life, thrombopoietin and megakaryocytes are those of health."""
    inherited, suppressed = (
        patient(inherited_thrombocytopenia(), 40.0),
        patient(drug_induced_marrow_suppression(), 40.0),
    )
    assert inherited.own_life == pytest.approx(suppressed.own_life, rel=1e-3)
    assert inherited.own_life > 8.0 * patient(immune_thrombocytopenia(), 40.0).own_life
    assert inherited.thrombopoietin < 1.2 and suppressed.thrombopoietin > 10.0
    assert inherited.megakaryocytes == pytest.approx(1.0, abs=0.05)
    assert inherited.seen.neutrophils[0] == pytest.approx(4.0, rel=1e-3)


def test_refractoriness_is_aplasia_whose_transfused_platelets_alone_are_gone_at_once():
    refractory, aplasia = (
        patient(cause(), 10.0) for cause in (platelet_transfusion_refractoriness, severe_aplastic_anemia)
    )
    assert refractory.own_life == pytest.approx(aplasia.own_life, rel=1e-3)
    assert refractory.transfused_life < 0.25 * aplasia.transfused_life
    assert refractory.transfused_life * HOURS < 14.0
    unit = AddToState(0.0, "transfused_platelets_1", 60.0)
    after = [ill.followed(2, unit).platelets[2, 0] for ill in (refractory, aplasia)]
    assert after[0] < 15.0 and after[1] > 28.0


def test_infected_megakaryocytes_are_a_third_and_thrombopoietin_rises_a_little():
    ill = patient(cytomegalovirus_thrombocytopenia(), number("cytomegalovirus.platelets_at_diagnosis"))
    assert 0.25 < ill.megakaryocytes < 0.45
    assert 2.0 < ill.thrombopoietin < 4.0 < patient(drug_induced_marrow_suppression(), 26.0).thrombopoietin
    assert ill.seen.neutrophils[0] == pytest.approx(4.0, rel=1e-3)


def test_ganciclovir_takes_two_weeks_to_show():
    counts = patient(cytomegalovirus_thrombocytopenia(), 26.0).followed(28, ganciclovir(0.0)).platelets[:, 0]
    assert counts[14] == pytest.approx(26.0, rel=1e-2)
    assert counts[21] > 100.0 and counts[28] > 200.0
