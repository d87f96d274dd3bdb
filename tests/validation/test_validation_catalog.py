"""Every held-out record is answered, by one group, and by nothing that was fitted to it."""

from collections import Counter

import pytest

from hemograft.evidence import Use, records
from hemograft.inference.pipeline import chosen_steps
from hemograft.validation.catalog import GROUPS, chosen_groups

HELD_OUT = {identifier for identifier, item in records().items() if item.use is Use.VALIDATE}


def test_every_held_out_record_is_answered_by_exactly_one_group():
    answered = Counter(identifier for group in GROUPS for identifier in group.records)
    assert {identifier for identifier, count in answered.items() if count > 1} == set()
    assert set(answered) == HELD_OUT


def test_nothing_that_is_fitted_is_held_out():
    fitted = {identifier for step in chosen_steps([], None) for identifier in step.targets}
    assert len(fitted) > 100
    assert fitted & HELD_OUT == set()


def test_a_target_has_an_interval_that_says_what_it_is():
    for identifier in HELD_OUT:
        item = records()[identifier]
        assert item.low is not None or item.high is not None, identifier
        assert item.interval, identifier


def test_reasons_orders_and_models_are_of_a_groups_own_records():
    for group in GROUPS:
        named = {*group.reasons, *group.models, *(one for order in group.orders for one in order)}
        assert named <= set(group.records), group.name


def test_names_are_unique_and_groups_are_found_by_them():
    assert len({group.name for group in GROUPS}) == len(GROUPS)
    assert [group.name for group in chosen_groups(["abatacept"])] == ["abatacept"]
    assert chosen_groups([]) == GROUPS
    with pytest.raises(ValueError, match=r"--only abatacep: no group has that name; choose from .*abatacept"):
        chosen_groups(["abatacep"])
