"""A donor without a conditioning gets what is usual in the diagnosis, and keeps what the case names."""

import pytest

from hemograft.planning.case import Case, case_schema
from hemograft.planning.strategies import strategies_for
from hemograft.planning.usual_conditioning import BY_DIAGNOSIS, BY_DIAGNOSIS_HAPLOIDENTICAL
from hemograft.therapies.conditioning_regimens import CONDITIONING_NAMES
from hemograft.thrombocytopenia.catalog import CAUSES
from tests.planning.cases_at_hand import case_of, donor

APLASIA, FANCONI = "severe_aplastic_anemia", "fanconi_anemia"


@pytest.mark.parametrize(
    ("diagnosis", "relation", "expected"),
    [
        (APLASIA, "matched_sibling", "cyclophosphamide antithymocyte globulin (nonmyeloablative)"),
        (APLASIA, "matched_unrelated", "cyclophosphamide antithymocyte globulin (nonmyeloablative)"),
        (APLASIA, "haploidentical", "fludarabine cyclophosphamide irradiation (nonmyeloablative)"),
        (FANCONI, "haploidentical", "fanconi low dose (nonmyeloablative)"),
        ("acute_leukemia", "matched_sibling", "busulfan cyclophosphamide (myeloablative)"),
        ("wiskott_aldrich_syndrome", "haploidentical", "busulfan cyclophosphamide (myeloablative)"),
    ],
)
def test_the_default_follows_the_diagnosis_and_is_said(diagnosis: str, relation: str, expected: str) -> None:
    case = case_of(diagnosis, donors=[donor("her", "bone_marrow", relation=relation)])
    (strategy,) = strategies_for(case, ("transplant_her",))
    assert f", {expected} from day 0" in strategy.description


def test_what_the_case_names_stays() -> None:
    """The very name of the general default is a choice where it is written."""
    named = case_of(APLASIA, donors=[donor("her", "bone_marrow", conditioning="myeloablative")])
    assert named.donors[0].conditioning == "myeloablative"
    defaulted = case_of(APLASIA, donors=[donor("her", "bone_marrow")])
    assert defaulted.donors[0].conditioning == "cyclophosphamide_antithymocyte_globulin"
    again = Case.model_validate(defaulted.model_dump(mode="json"))
    assert (again, again.case_sha256) == (defaulted, defaulted.case_sha256)
    assert named.case_sha256 != defaulted.case_sha256


def test_the_table_names_diagnoses_that_are_transplanted_and_known_regimens() -> None:
    for table in (BY_DIAGNOSIS, BY_DIAGNOSIS_HAPLOIDENTICAL):
        assert all(CAUSES[diagnosis]().transplantable for diagnosis in table)
        assert set(table.values()) <= set(CONDITIONING_NAMES)


def test_the_schema_says_what_an_absent_conditioning_means() -> None:
    field = case_schema()["$defs"]["Donor"]["properties"]["conditioning"]
    assert "default" not in field, "it depends on the diagnosis"
    for diagnosis, name in BY_DIAGNOSIS.items():
        assert f"{name} in {diagnosis}" in field["description"]
