"""Every number behind an outcome stands among the evidence of the strategies that rest on it."""

import re
from pathlib import Path

import pytest

import hemograft.outcomes
from hemograft.evidence import records
from hemograft.planning.outcome_evidence import graft_evidence, mortality_evidence
from hemograft.planning.strategies import strategies_for
from tests.planning.cases_at_hand import example

MODULES = ("mortality", "marrow_suppression", "transplant_timeline", "quality_of_life", "background_mortality")


@pytest.mark.parametrize("diagnosis", ["acute_leukemia", "severe_aplastic_anemia", "fanconi_anemia"])
def test_each_is_a_record_and_named_once(diagnosis: str) -> None:
    case = example(diagnosis)
    for donor in case.donors:
        found = graft_evidence(case, donor)
        assert len(found) == len(set(found))
        assert set(found) <= set(records())
    for strategy in strategies_for(case):
        assert set(mortality_evidence(case, strategy)) <= set(records())


def test_no_number_of_the_outcomes_is_left_out() -> None:
    """All that the modules name, for a case in which everything can happen and one without a graft."""
    case, aplastic = example("acute_leukemia"), example("severe_aplastic_anemia")
    (strategy,) = strategies_for(case, ["transplant_brother_blood"])
    (observation,) = strategies_for(aplastic, ["observation"])
    told = {
        *graft_evidence(case, case.donors[0]),
        *mortality_evidence(case, strategy),
        *mortality_evidence(aplastic, observation),
    }
    folder = Path(hemograft.outcomes.__file__).parent
    named = {
        name
        for module in MODULES
        for name in re.findall(r'"((?:outcomes|utility)\.[a-z0-9_.]+)"', (folder / f"{module}.py").read_text("utf-8"))
    }
    assert len(named) > 20
    assert named <= told


def test_effects_follow_donor_and_disease() -> None:
    leukemia, aplasia = example("acute_leukemia"), example("severe_aplastic_anemia")
    brother, _, daughter, cord = leukemia.donors
    assert "outcomes.acute_gvhd.haploidentical_hazard_ratio" in graft_evidence(leukemia, daughter)
    assert "outcomes.acute_gvhd.haploidentical_hazard_ratio" not in graft_evidence(leukemia, brother)
    assert "outcomes.infection.cord_blood_ratio" in graft_evidence(leukemia, cord)
    assert "outcomes.relapse.incidence" in graft_evidence(leukemia, brother)
    assert not any("relapse." in name for name in graft_evidence(aplasia, aplasia.donors[0]))
    assert "outcomes.acute_gvhd.aplastic_anemia_hazard_ratio" in graft_evidence(aplasia, aplasia.donors[0])


def test_where_survival_is_not_predicted_nothing_is_cited() -> None:
    case = example("acute_leukemia")
    (watched,) = strategies_for(case, ["observation"])
    assert mortality_evidence(case, watched) == ()
