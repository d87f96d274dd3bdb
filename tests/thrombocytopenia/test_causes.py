"""Each cause does what its disease is known to do, and nothing at no severity."""

from dataclasses import replace

import numpy as np
import pytest

from hemograft.evidence import number, record, records
from hemograft.hematopoiesis.blood_system import stack_parameters
from hemograft.hematopoiesis.interventions import SetParameter
from hemograft.hematopoiesis.parameters import CloneCondition
from hemograft.thrombocytopenia.catalog import CAUSES
from hemograft.thrombocytopenia.cirrhosis import cirrhosis_with_hypersplenism
from hemograft.thrombocytopenia.drug_induced import drug_removed
from hemograft.thrombocytopenia.immune_thrombocytopenia import impair_megakaryocytes
from tests.thrombocytopenia.ill_people import HOST, at_count, at_severity

DIAGNOSES = (
    "severe_aplastic_anemia",
    "myelodysplastic_syndrome",
    "acute_leukemia",
    "fanconi_anemia",
    "congenital_amegakaryocytic_thrombocytopenia",
    "inherited_thrombocytopenia",
    "immune_thrombocytopenia",
    "wiskott_aldrich_syndrome",
    "heparin_induced_thrombocytopenia",
    "drug_induced_immune_thrombocytopenia",
    "platelet_transfusion_refractoriness",
    "thrombotic_thrombocytopenic_purpura",
    "disseminated_intravascular_coagulation",
    "cirrhosis_with_hypersplenism",
    "human_immunodeficiency_virus_thrombocytopenia",
    "hepatitis_c_thrombocytopenia",
    "dengue_thrombocytopenia",
    "cytomegalovirus_thrombocytopenia",
    "drug_induced_marrow_suppression",
    "chemotherapy_induced_thrombocytopenia",
    "dilutional_thrombocytopenia",
    "gestational_thrombocytopenia",
)
ACUTE = tuple(name for name in DIAGNOSES if CAUSES[name]().onset is not None)
CHRONIC = tuple(name for name in DIAGNOSES if name not in ACUTE)
LASTING = tuple(sorted(set(DIAGNOSES) - {"chemotherapy_induced_thrombocytopenia", "dilutional_thrombocytopenia"}))
"""The others are over when the count is low: they leave cells missing and no parameter changed."""
NEVER_WELL = {
    "wiskott_aldrich_syndrome",
    "platelet_transfusion_refractoriness",
    "thrombotic_thrombocytopenic_purpura",
    "cirrhosis_with_hypersplenism",
    "hepatitis_c_thrombocytopenia",
    "gestational_thrombocytopenia",
}
"""What belongs to the disease whatever its severity: an antibody, a liver, a pregnancy, a marrow at work."""
FEW = np.array([24.0])


def test_every_diagnosis_has_a_cause_of_its_name():
    assert tuple(CAUSES) == DIAGNOSES
    assert all(cause().name == name for name, cause in CAUSES.items())


def test_what_comes_within_days_is_acute():
    assert set(ACUTE) == {
        "heparin_induced_thrombocytopenia",
        "drug_induced_immune_thrombocytopenia",
        "thrombotic_thrombocytopenic_purpura",
        "disseminated_intravascular_coagulation",
        "dengue_thrombocytopenia",
        "chemotherapy_induced_thrombocytopenia",
        "dilutional_thrombocytopenia",
    }


def test_donor_cells_are_an_option_where_the_marrow_is_at_fault():
    assert {name for name in DIAGNOSES if CAUSES[name]().transplantable} == {
        "severe_aplastic_anemia",
        "myelodysplastic_syndrome",
        "acute_leukemia",
        "fanconi_anemia",
        "congenital_amegakaryocytic_thrombocytopenia",
        "wiskott_aldrich_syndrome",
    }


@pytest.mark.parametrize("name", CHRONIC)
def test_more_severity_fewer_platelets(name):
    """A mild loss of megakaryocytes is more than made up for, by 1 % at most: thrombopoietin answers their number."""
    cause = CAUSES[name]()
    low, high = cause.severity_range
    # Nearly the whole range; the very ends of some leave no platelet at all.
    counts = at_severity(cause, low + (high - low) * np.linspace(0.0, 0.98, 16) ** 1.5).platelets
    assert counts.max() < 1.015 * counts[0]
    clearly_low = counts < 0.95 * counts[0]
    assert clearly_low.sum() >= 4
    assert np.all(np.diff(counts[clearly_low]) < 0.0) and np.all(np.diff(clearly_low.astype(int)) >= 0)
    assert np.all(counts > 0.0)


@pytest.mark.parametrize("name", ACUTE)
def test_more_severity_fewer_platelets_in_the_same_days(name):
    cause = CAUSES[name]()
    counts = np.array([140.0, 90.0, 50.0, 24.0, 10.0])
    severity, seen = at_count(cause, counts)
    assert seen.platelets == pytest.approx(counts, rel=1e-3)
    assert np.all(np.diff(severity) > 0.0)
    assert cause.severity_range[0] < severity[0] and severity[-1] < cause.severity_range[1]


@pytest.mark.parametrize("name", ACUTE)
def test_an_onset_ends_before_today_and_then_leaves_what_the_cause_says(name):
    """The parameters that its interventions set last are those that `apply` gives."""
    cause, system = CAUSES[name](), HOST
    assert cause.onset is not None
    severity = 0.7
    changed = dict(zip(system.parameter_names, stack_parameters(system.healthy_parameters(), 1)[:, 0], strict=True))
    for change in sorted(cause.onset.interventions(severity), key=lambda change: change.day):
        assert isinstance(change, SetParameter) and 0.0 <= change.day < cause.onset.days
        changed[change.parameter] = change.value
    if name == "dilutional_thrombocytopenia":  # the bleeding stops now
        changed["condition.consumption"] = 0.0
    left = stack_parameters(cause.apply(system.healthy_parameters(), severity), 1)[:, 0]
    assert list(changed.values()) == pytest.approx(list(left))


@pytest.mark.parametrize("name", LASTING)
def test_a_cause_is_pure_and_touches_the_host_or_the_patient_not_other_clones(name):
    cause = CAUSES[name]()
    parameters = replace(HOST.healthy_parameters(), clones=(CloneCondition(), CloneCondition()))
    before = stack_parameters(parameters, 1)
    ill = cause.apply(parameters, 0.5)
    assert np.array_equal(stack_parameters(parameters, 1), before)
    assert ill.clones[1] == CloneCondition()
    assert ill.common == parameters.common
    assert ill != parameters


@pytest.mark.parametrize("name", sorted(set(DIAGNOSES) - NEVER_WELL))
def test_no_severity_is_health(name):
    cause = CAUSES[name]()
    healthy = HOST.healthy_parameters()
    assert np.array_equal(stack_parameters(cause.apply(healthy, 0.0), 1), stack_parameters(healthy, 1))


@pytest.mark.parametrize("name", DIAGNOSES)
def test_a_cause_says_what_it_is_and_whence(name):
    cause = CAUSES[name]()
    assert set(cause.evidence) <= set(records())
    assert len(cause.evidence) >= 2
    assert cause.mechanism.endswith(".") and cause.severity_unit
    assert cause.assumptions and all(assumption.endswith(".") for assumption in cause.assumptions)
    assert cause.severity_range[0] < cause.severity_range[1]


def test_each_cause_says_what_sets_it_apart():
    sentences = [CAUSES[name]().distinguishes for name in DIAGNOSES]
    assert all(len(sentence) > 60 and sentence.endswith(".") for sentence in sentences)
    assert len(set(sentences)) == len(DIAGNOSES)


def test_immune_thrombocytopenia_has_thrombopoietin_near_normal_and_only_platelets_low():
    seen = at_count(CAUSES["immune_thrombocytopenia"](), FEW)[1]
    assert 1.6 <= seen.thrombopoietin[0] <= 2.3
    assert seen.neutrophils[0] == pytest.approx(number("hematopoiesis.normal_neutrophil_count"), rel=1e-3)
    assert seen.hemoglobin[0] == pytest.approx(number("hematopoiesis.normal_hemoglobin"), rel=1e-3)


def test_antibody_damage_needs_the_antibody():
    """A patient prone to it and without clearance is well; the same count then needs less clearance."""
    cause = CAUSES["immune_thrombocytopenia"]()
    prone = impair_megakaryocytes(HOST.healthy_parameters())
    assert at_severity(cause, np.array([0.0]), prone).platelets[0] == pytest.approx(250.0)
    typical, impaired = at_count(cause, FEW)[0], at_count(cause, FEW, prone)[0]
    assert impaired < 0.9 * typical
    assert at_count(cause, FEW, prone)[1].platelets[0] == pytest.approx(24.0, rel=1e-3)


def test_aplasia_is_pancytopenia_with_high_thrombopoietin():
    seen = at_count(CAUSES["severe_aplastic_anemia"](), FEW)[1]
    assert 18.0 <= seen.thrombopoietin[0] <= 29.0
    assert seen.neutrophils[0] < 1.5
    assert seen.hemoglobin[0] < 10.0


def test_amegakaryocytic_thrombocytopenia_has_high_thrombopoietin_that_does_not_help():
    seen = at_count(CAUSES["congenital_amegakaryocytic_thrombocytopenia"](), np.array([21.0]))[1]
    assert seen.thrombopoietin[0] > 10.0
    assert seen.neutrophils[0] == pytest.approx(4.0, rel=0.05)


def test_wiskott_aldrich_platelets_are_few_and_short_lived():
    """Production at 30 % of normal is a third of the story; the rest is clearance (Ochs 1980: survival halved)."""
    cause = CAUSES["wiskott_aldrich_syndrome"]()
    by_production = at_severity(cause, np.array([0.0])).platelets[0]
    assert 24.0 < by_production < 0.6 * 250.0
    assert at_count(cause, FEW)[0][0] > 0.1
    ill = cause.apply(HOST.healthy_parameters(), 1.0)
    assert ill.clones[0].platelet_yield == number("wiskott_aldrich.production_ratio")
    assert ill.condition.antibody_destruction == 0.0


def test_cirrhosis_at_the_published_sequestration_needs_no_tuning():
    """An output: 78.6 % in the spleen and less thrombopoietin leave 41 (33 to 49)."""
    target = record("center.cirrhosis")
    assert target.low is not None and target.high is not None
    seen = at_severity(cirrhosis_with_hypersplenism(), np.array([number("cirrhosis.splenic_fraction")]))
    assert target.low <= seen.platelets[0] <= target.high
    # The pool itself is smaller than sequestration alone would leave (82), yet not gone.
    assert seen.platelets[0] < 250.0 * (1.0 - 0.786) / 0.65
    assert seen.thrombopoietin[0] < 1.0


def test_drug_suppression_ends_when_the_drug_does():
    assert drug_removed(3.0) == SetParameter(3.0, "condition.megakaryopoiesis_suppression", 0.0)
    seen = at_count(CAUSES["drug_induced_marrow_suppression"](), FEW)[1]
    assert seen.thrombopoietin[0] > 8.0
    assert seen.neutrophils[0] == pytest.approx(4.0, rel=1e-3)
