"""The design file: what is refused, in one sentence with field, value and remedy, and what the schema says."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from hemograft.trials.design import TrialDesign, arm_case, arm_strategy, trial_schema
from hemograft.trials.design_file import DesignError, read_design
from tests.trials.conftest import EXAMPLES, MakeDesign

TRIALS = sorted((EXAMPLES / "trials").glob("*.yaml"))
ROMIPLOSTIM = (EXAMPLES / "trials" / "romiplostim_or_placebo.yaml").read_text("utf-8")
CASE = f"case: {EXAMPLES / 'immune_thrombocytopenia.yaml'}"


def test_there_are_five_designs_one_of_three_arms() -> None:
    assert sorted(len(read_design(path).arms) for path in TRIALS) == [2, 2, 2, 2, 3]


@pytest.mark.parametrize("path", TRIALS, ids=lambda path: path.stem)
def test_each_example_is_a_design(path: Path) -> None:
    design = read_design(path)
    assert design.pool >= 4 * design.patients
    assert len({arm.title for arm in design.arms}) == len(design.arms)


BAD = {
    "unknown strategy": (
        "strategy: romiplostim",
        "strategy: leeches",
        "arms, romiplostim: strategy 'leeches' is not modelled",
    ),
    "arm of zero patients": (
        "allocation: 2",
        "allocation: 0",
        "arms, entry 2, allocation is 0: write a number of at least 1",
    ),
    "negative arm": ("allocation: 2", "allocation: -1", "allocation is -1"),
    "endpoint of another disease": (
        "{endpoint: durable_platelet_response}",
        "{endpoint: chronic_gvhd, horizon: 180}",
        "no state of these arms produces chronic_gvhd: choose from overall_survival",
    ),
    "unknown endpoint": (
        "durable_platelet_response",
        "happiness",
        "endpoint is \"happiness\": write 'overall_survival'",
    ),
    "test that does not fit": (
        "test: difference",
        "test: gray",
        "test gray does not go with durable_platelet_response",
    ),
    "visit after the end": ("week: 24", "week: 40", "week 40 of platelet_count lies after the 182 days"),
    "horizon with a response": (
        "{endpoint: durable_platelet_response}",
        "{endpoint: durable_platelet_response, horizon: 90}",
        "give horizon (days) with a time to an event",
    ),
    "nobody eligible later": ("pool: 1200", "pool: 30", "pool: 30 virtual patients are fewer than the 60"),
    "criterion on nothing": ("{covariate: age, at_least: 18}", "{covariate: age}", "needs at_least or at_most"),
    "distribution upside down": (
        "at_least: 18, at_most: 88",
        "at_least: 88, at_most: 18",
        "at_least 88 is not below at_most 18",
    ),
    "unknown distribution": (
        "distribution: normal",
        "distribution: gamma",
        "write 'normal', 'log_normal', 'uniform', 'shares'",
    ),
    "sex as a number": (
        "{distribution: shares, shares: {female: 0.65, male: 0.35}}",
        "{distribution: uniform, at_least: 0, at_most: 1}",
        "sex has the values female, male",
    ),
    "unknown sex": ("male: 0.35", "unknown: 0.35", "sex has no value unknown"),
    "stratum without a cut": ("{covariate: age, cut: 50}", "{covariate: age}", "give a numeric covariate a cut"),
    "same label twice": (
        "name: placebo, label: Placebo",
        "name: placebo, label: Romiplostim",
        "two are called Romiplostim in tables and figures",
    ),
    "same name twice": ("name: placebo", "name: romiplostim", "the name romiplostim is used twice"),
    "misspelled field": ("replicates:", "replicate:", "did you mean replicates"),
    "absent case": (CASE, "case: absent.yaml", '"absent.yaml" cannot be read'),
    "one arm": ("  - {name: placebo, label: Placebo, strategy: observation, allocation: 1}\n", "", "arms is "),
    "nine arms": (
        "arms:",
        "arms:" + "".join(f"\n  - {{name: arm_{place}, strategy: observation}}" for place in range(7)),
        "write at most 8 entries",
    ),
    "two controls": (
        "allocation: 1}\n  - {name: romiplostim,",
        "control: true}\n  - {name: romiplostim, control: true,",
        "arms: placebo and romiplostim are marked as control: mark one arm",
    ),
    "misspelled multiplicity": (
        "test: difference",
        "test: difference\n  multiplicity: holms",
        "analysis, multiplicity is \"holms\": write 'none', 'bonferroni', 'holm' or 'hochberg'",
    ),
    "follow-up too short": ("follow_up: 182", "follow_up: 90", "follow_up: 90 days end before the 182 days"),
    "one-sided Gray": ("alpha: 0.05", "alpha: 0.6", "alpha is 0.6: write a number below 0.5"),
}


@pytest.mark.parametrize(("old", "new", "message"), BAD.values(), ids=BAD)
def test_a_bad_design_ends_with_one_sentence(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = ROMIPLOSTIM.replace("case: ../immune_thrombocytopenia.yaml", CASE)
    assert old in text
    (tmp_path / "design.yaml").write_text(text.replace(old, new))
    with pytest.raises(DesignError) as error:
        read_design(tmp_path / "design.yaml")
    sentence = str(error.value)
    assert message in sentence
    assert "\n" not in sentence
    assert not re.search(r"[.?!]\s", re.sub(r'"[^"]*"', "", sentence)), sentence


def test_a_trial_too_small_for_its_allocation_is_refused(make_design: MakeDesign) -> None:
    arms = [{"name": "one", "strategy": "observation", "allocation": 10}, {"name": "two", "strategy": "romiplostim"}]
    with pytest.raises(
        ValueError, match="patients: 20 leave an arm without patients at this allocation: write at least"
    ):
        make_design(arms=arms, patients=20)


def test_a_file_that_is_no_design(tmp_path: Path) -> None:
    for content, message in {"": "is empty", "a: [1": "is not complete YAML", "[1]": "write it as fields"}.items():
        (tmp_path / "design.yaml").write_text(content)
        with pytest.raises(DesignError, match=message):
            read_design(tmp_path / "design.yaml")


def test_an_arm_may_differ_in_the_case(make_design: MakeDesign) -> None:
    arms = [
        {"name": "mild", "strategy": "observation", "case": {"spleen": "removed"}},
        {"name": "severe", "strategy": "observation"},
    ]
    design = make_design(arms=arms)
    assert [arm_case(design, arm).spleen for arm in design.arms] == ["removed", "intact"]
    assert arm_case(design, design.arms[0]).counts == design.case.counts


def test_a_donor_of_the_template_or_of_an_arm_is_conditioned_as_the_diagnosis_asks(make_design: MakeDesign) -> None:
    other = {"label": "sister", "relation": "haploidentical", "source": "bone_marrow", "cd34_per_kg": 3e6}
    design = make_design(
        "severe_aplastic_anemia",
        arms=[
            {"name": "sister", "strategy": "transplant_sister"},
            {"name": "relative", "strategy": "transplant_sister", "case": {"donors": [other]}},
        ],
        analysis={"primary": {"endpoint": "platelet_count", "week": 8}, "test": "difference"},
    )
    sister, relative = (arm_strategy(design, arm).description for arm in design.arms)
    assert "cyclophosphamide antithymocyte globulin (nonmyeloablative) from day 0" in sister
    assert "fludarabine cyclophosphamide irradiation (nonmyeloablative) from day 0" in relative


def test_a_wrong_case_of_an_arm_is_named(make_design: MakeDesign) -> None:
    arms = [
        {"name": "one", "strategy": "observation", "case": {"weight": -3}},
        {"name": "two", "strategy": "observation"},
    ]
    with pytest.raises(ValueError, match="arms, one, case, weight: Input should be greater"):
        make_design(arms=arms)


def test_analysis_and_conduct_do_not_change_the_patients(make_design: MakeDesign) -> None:
    design = make_design()
    later = make_design(patients=32, replicates=50, conduct={"accrual": 100.0}, title="Other")
    assert later.simulation_sha256 == design.simulation_sha256
    assert later.design_sha256 != design.design_sha256
    assert make_design(seed=2).simulation_sha256 != design.simulation_sha256
    assert make_design(days=77, follow_up=77).simulation_sha256 != design.simulation_sha256


def test_the_arm_marked_as_control_stands_first(make_design: MakeDesign) -> None:
    named = [{"name": name, "strategy": "observation"} for name in ("low", "high", "placebo")]
    first = make_design(arms=[named[2], *named[:2]])
    marked = make_design(arms=[*named[:2], named[2] | {"control": True}])
    assert [arm.name for arm in marked.arms] == ["placebo", "low", "high"]
    assert (marked.control.name, [arm.name for arm in marked.treated]) == ("placebo", ["low", "high"])
    assert marked.design_sha256 == first.design_sha256
    assert marked.simulation_sha256 == first.simulation_sha256 != make_design(arms=named).simulation_sha256


def test_digests_of_two_arms_are_those_before_there_were_more(make_design: MakeDesign) -> None:
    """Neither the field of the arm nor the method that one comparison does not need is in them."""
    design = make_design()
    content = design.model_dump(mode="json")
    assert content["analysis"].pop("multiplicity") == "holm"
    assert all("control" not in arm for arm in content["arms"])
    assert hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest() == design.design_sha256
    arms = [{"name": name, "strategy": "observation"} for name in ("one", "two", "three")]
    three, other = (
        make_design(arms=arms, analysis=content["analysis"] | {"multiplicity": method}) for method in ("holm", "none")
    )
    assert three.design_sha256 != other.design_sha256
    assert three.simulation_sha256 == other.simulation_sha256


def test_the_schema_names_every_field_and_takes_a_path_as_case() -> None:
    schema = json.loads(json.dumps(trial_schema()))
    assert set(schema["properties"]) == set(TrialDesign.model_fields)
    assert {"type": "string"}.items() <= schema["properties"]["case"]["anyOf"][1].items()
    assert schema["title"] == "Hemograft trial design"
