"""Every group of mechanisms answers its records, within what such a number can be, the same for the same seed."""

import math

import pytest

from hemograft.evidence import Use, record
from hemograft.inference import agonist_trials, aplastic_anemia_trials, trial_arm
from hemograft.validation import drug_romiplostim, drug_trials
from hemograft.validation.mechanism_groups import MECHANISM_GROUPS
from hemograft.validation.simulation import Simulation

NAMES = {group.name: group for group in MECHANISM_GROUPS}
PATIENTS = 16


@pytest.fixture(autouse=True, scope="module")
def few_patients():
    """Trials of the calibration with as few patients as an integrator takes at once, twice."""
    caches = (trial_arm._resting, aplastic_anemia_trials._resting)
    with pytest.MonkeyPatch.context() as patch:
        for module in (trial_arm, agonist_trials, aplastic_anemia_trials, drug_trials, drug_romiplostim):
            patch.setattr(module, "PATIENTS", PATIENTS)
        for cache in caches:
            cache.cache_clear()
        yield
    for cache in caches:
        cache.cache_clear()


def test_names_are_unique_and_records_are_held_out_and_in_one_group():
    assert len(NAMES) == len(MECHANISM_GROUPS)
    answered = [identifier for group in MECHANISM_GROUPS for identifier in group.records]
    assert len(set(answered)) == len(answered)
    assert {record(identifier).use for identifier in answered} == {Use.VALIDATE}


def test_every_target_has_an_interval():
    for group in MECHANISM_GROUPS:
        for identifier in group.records:
            assert record(identifier).low is not None and record(identifier).high is not None, identifier


@pytest.mark.parametrize("name", NAMES)
def test_a_group_answers_its_records(name):
    group = NAMES[name]
    found = group.run(Simulation(min(group.reduced, PATIENTS), 3))
    assert set(found) == set(group.records)
    for identifier, estimate in found.items():
        assert math.isfinite(estimate.value), identifier
        assert estimate.low <= estimate.value <= estimate.high, identifier
        if record(identifier).unit == "dimensionless" and "share" in record(identifier).meaning.lower():
            assert 0.0 <= estimate.value <= 1.0


@pytest.mark.parametrize("name", ["platelet_unit", "treatt", "gene_therapy_clones"])
def test_the_same_seed_gives_the_same_estimates_and_another_one_others(name):
    run = NAMES[name].run
    assert run(Simulation(8, 3)) == run(Simulation(8, 3))
    assert run(Simulation(8, 3)) != run(Simulation(8, 4))


def test_reasons_belong_to_records_of_the_group():
    for group in MECHANISM_GROUPS:
        assert set(group.reasons) <= set(group.records)
        assert set(group.models) <= set(group.records)
