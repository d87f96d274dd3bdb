"""What a case tells the outcomes: blood groups, mismatches, prophylaxis, and covariates of virtual patients."""

from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from hemograft.evidence import number
from hemograft.outcomes.hazard_ratios import EFFECTS, effect_records, hazard_ratio
from hemograft.outcomes.transplant_risk import GraftRisk, Recipient
from hemograft.planning.case import Case
from hemograft.planning.case_parts import Donor
from hemograft.planning.outcome_covariates import disease_kind, graft_risk, recipient
from hemograft.population.individuals import Individuals
from tests.planning.cases_at_hand import case_of

NOBODY_SPECIAL = Individuals(range(3), 1, {})
LEUKEMIA = case_of("acute_leukemia")


def given_by(relation: str = "matched_sibling", source: str = "mobilized_blood", **options: Any) -> Donor:
    return Donor.model_validate({"relation": relation, "source": source, "cd34_per_kg": 5e6} | options)


def risk(donor: Donor | None = None, case: Case = LEUKEMIA, people: Individuals = NOBODY_SPECIAL) -> GraftRisk:
    return graft_risk(case, donor or given_by(), people)


MAJOR = {("A", "O"), ("B", "O"), ("AB", "O"), ("A", "B"), ("B", "A"), ("AB", "A"), ("AB", "B")}
"""Donor and recipient whose antibodies meet the donor's cells; the reverse of each pair is a minor mismatch."""
BIDIRECTIONAL = {("A", "B"), ("B", "A")}


@pytest.mark.parametrize("donor", ["O", "A", "B", "AB"])
@pytest.mark.parametrize("patient", ["O", "A", "B", "AB"])
def test_blood_groups_mismatch_as_in_the_blood_bank(donor, patient):
    found = risk(given_by(details={"blood_group": donor}), case_of("acute_leukemia", blood_group=patient))
    assert bool(found.major_abo_mismatch) == ((donor, patient) in MAJOR)
    assert bool(found.bidirectional_abo_mismatch) == ((donor, patient) in BIDIRECTIONAL)


@pytest.mark.parametrize(("donor", "patient"), [(None, "A"), ("A", None), (None, None)])
def test_an_unknown_blood_group_is_no_mismatch_and_no_match(donor, patient):
    found = risk(given_by(details={"blood_group": donor}), case_of("acute_leukemia", blood_group=patient))
    assert np.isnan(found.major_abo_mismatch)
    assert np.isnan(found.bidirectional_abo_mismatch)


@pytest.mark.parametrize(
    ("options", "mismatches"),
    [
        ({"relation": "matched_unrelated"}, 0),
        ({"relation": "mismatched_unrelated"}, 1),
        ({"relation": "matched_unrelated", "match": "8/8"}, 0),
        ({"relation": "mismatched_unrelated", "match": "9/10"}, 1),
        ({"relation": "mismatched_unrelated", "match": "6/8"}, 2),
        ({"relation": "mismatched_unrelated", "details": {"mismatches": {"A": 1, "DRB1": 1}}}, 2),
        ({"relation": "mismatched_unrelated", "match": "6/8", "details": {"mismatches": {"A": 1, "B": 0}}}, 1),
        ({"relation": "mismatched_unrelated", "details": {"mismatches": {"DQB1": 2, "DPB1": 1}}}, 0),
        ({"relation": "matched_sibling"}, 0),
    ],
)
def test_mismatches_are_counted_at_four_loci(options, mismatches):
    assert risk(given_by(**options)).mismatches == mismatches


def test_directions_are_counted_where_they_are_known():
    details = {"mismatches": {"A": 1, "B": 1}, "graft_versus_host": {"A": 1, "B": 0}, "host_versus_graft": {"A": 0}}
    found = risk(given_by("mismatched_unrelated", details=details))
    assert (found.graft_versus_host_mismatches, found.host_versus_graft_mismatches) == (1.0, 0.0)
    unknown = risk(given_by("mismatched_unrelated"))
    assert np.isnan(unknown.graft_versus_host_mismatches)
    assert np.isnan(unknown.host_versus_graft_mismatches)


@pytest.mark.parametrize(
    ("options", "globulin", "cyclophosphamide", "abatacept"),
    [
        ({}, False, False, False),
        ({"prophylaxis": "antithymocyte_globulin"}, True, False, False),
        ({"prophylaxis": "post_transplant_cyclophosphamide"}, False, True, False),
        ({"prophylaxis": "abatacept"}, False, False, True),
        ({"relation": "haploidentical"}, False, True, False),
    ],
)
def test_prophylaxis_is_what_the_donor_option_says(options, globulin, cyclophosphamide, abatacept):
    found = risk(given_by(**options))
    assert (found.serotherapy, found.post_transplant_cyclophosphamide, found.abatacept) == (
        globulin,
        cyclophosphamide,
        abatacept,
    )


@pytest.mark.parametrize(
    ("dpb1", "expected"),
    [
        ("match", 0.0),
        ("permissive", 0.0),
        ("nonpermissive", 1.0),
        ("nonpermissive_graft_versus_host", 1.0),
        ("nonpermissive_host_versus_graft", 1.0),
        ("unknown", np.nan),
    ],
)
def test_dpb1_is_nonpermissive_in_either_direction(dpb1, expected):
    assert float(risk(given_by(details={"dpb1": dpb1})).dpb1_nonpermissive) == pytest.approx(expected, nan_ok=True)


def test_two_cord_units_are_two():
    assert risk(given_by("cord_blood", "cord_blood")).units == 1
    assert risk(given_by("cord_blood", "cord_blood", second_unit_cd34_per_kg=2e5)).units == 2


def test_the_donor_is_known_by_age_sex_and_serostatus():
    found = risk(given_by(details={"age": 41, "sex": "female", "cytomegalovirus_positive": True}))
    assert (found.donor_age, found.donor_male, found.donor_cytomegalovirus_positive) == (41.0, 0.0, 1.0)


@pytest.mark.parametrize(
    ("diagnosis", "kind"),
    [
        ("acute_leukemia", "malignant"),
        ("myelodysplastic_syndrome", "malignant"),
        ("severe_aplastic_anemia", "aplastic_anemia"),
        ("fanconi_anemia", "fanconi_anemia"),
        ("wiskott_aldrich_syndrome", "inherited"),
    ],
)
def test_diseases_are_of_three_kinds(diagnosis, kind):
    assert disease_kind(case_of(diagnosis)) == kind


def test_a_case_with_nothing_but_age_and_disease_changes_no_hazard_by_what_it_lacks():
    patient, graft = recipient(case_of("acute_leukemia", age=19), NOBODY_SPECIAL), risk()
    assert effect_records(patient, graft) == ()
    for event in {effect.event for effect in EFFECTS}:
        assert float(hazard_ratio(event, patient, graft, number)) == 1.0


def test_what_a_case_knows_of_its_patient_reaches_the_outcomes():
    case = case_of(
        "acute_leukemia",
        age=55,
        sex="male",
        disease_risk="high",
        comorbidity_index=3,
        cytomegalovirus_positive=False,
    )
    found = recipient(case, NOBODY_SPECIAL)
    assert vars(found) == {
        "age": 55.0,
        "male": 1.0,
        "disease": "malignant",
        "disease_risk": "high",
        "comorbidity_index": 3.0,
        "cytomegalovirus_positive": 0.0,
    }


def test_covariates_of_people_take_the_place_of_those_of_the_case_by_name():
    ages = np.array([20.0, 45.0, 70.0])
    covariates = {"age": ages, "donor_age": np.array([25.0, np.nan, 50.0]), "karnofsky": np.full(3, 90.0)}
    people = Individuals(range(3), 1, {}, covariates)
    patient, graft = recipient(LEUKEMIA, people), risk(people=people)
    assert (patient.age == ages).all()
    assert graft.donor_age == pytest.approx([25.0, np.nan, 50.0], nan_ok=True)
    plain = risk()
    for field in fields(GraftRisk):
        if field.name != "donor_age":
            assert repr(getattr(graft, field.name)) == repr(getattr(plain, field.name))


def test_recipient_and_graft_share_no_name():
    """A covariate of that name would change both."""
    assert not {field.name for field in fields(Recipient)} & {field.name for field in fields(GraftRisk)}
