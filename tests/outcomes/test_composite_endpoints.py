"""Composite ends: the first of several events, which it was, and what each end holds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemograft.outcomes.composite_endpoints import COMPOSITES, first_event
from hemograft.outcomes.history import EVENTS
from hemograft.outcomes.onset_law import NEVER
from tests.outcomes.recipients_at_hand import quiet_history

FOLLOWED = 1000.0
days = st.one_of(st.just(NEVER), st.floats(0.0, FOLLOWED))


def test_composites_are_made_of_events_that_a_history_has_and_end_with_death():
    for name, events in COMPOSITES.items():
        assert set(events) <= set(EVENTS), name
        assert events[-1] == "death", name
        assert len(set(events)) == len(events), name


def test_a_history_names_each_of_its_events_once():
    history = quiet_history(2, FOLLOWED)
    assert len(set(EVENTS)) == len(EVENTS)
    assert {"death", "relapse", "acute_gvhd", "chronic_gvhd", "graft_failure", "infection"} <= set(EVENTS)
    assert all(getattr(history, event).shape == (2,) for event in EVENTS)


@given(st.lists(st.tuples(days, days, days, days), min_size=1, max_size=10))
def test_the_first_event_is_the_earliest_and_the_first_named_of_one_day(rows):
    events = COMPOSITES["gvhd_free_relapse_free_survival"]
    history = quiet_history(
        len(rows), FOLLOWED, **dict(zip(events, (np.array(column) for column in zip(*rows, strict=True)), strict=True))
    )
    first, which = first_event(history, events)
    for row, day, event in zip(rows, first, which, strict=True):
        if min(row) == NEVER:
            assert (day, event) == (FOLLOWED, 0)
        else:
            assert (day, event) == (min(row), row.index(min(row)) + 1)


@given(st.lists(st.tuples(days, days, days, days, days), min_size=1, max_size=10))
def test_an_end_with_more_events_is_never_later(rows):
    names = ("graft_failure", "severe_acute_gvhd", "systemic_chronic_gvhd", "relapse", "death")
    columns = dict(zip(names, (np.array(column) for column in zip(*rows, strict=True)), strict=True))
    history = quiet_history(len(rows), FOLLOWED, **columns)
    ends = {name: first_event(history, events)[0] for name, events in COMPOSITES.items()}
    assert (ends["disease_free_survival"] <= ends["overall_survival"]).all()
    assert (ends["event_free_survival"] <= ends["disease_free_survival"]).all()
    assert (ends["gvhd_free_relapse_free_survival"] <= ends["disease_free_survival"]).all()


@pytest.mark.parametrize(
    ("event", "ends"),
    [
        ("severe_acute_gvhd", {"gvhd_free_relapse_free_survival"}),
        ("systemic_chronic_gvhd", {"gvhd_free_relapse_free_survival"}),
        ("relapse", {"disease_free_survival", "event_free_survival", "gvhd_free_relapse_free_survival"}),
        ("graft_failure", {"event_free_survival"}),
        ("death", set(COMPOSITES)),
        ("acute_gvhd", set()),
        ("chronic_gvhd", set()),
    ],
)
def test_each_event_fails_the_ends_that_are_defined_by_it(event, ends):
    """Holtan et al 2015 for GRFS: grade II and mild chronic disease are no failures."""
    history = quiet_history(1, FOLLOWED, **{event: 100.0})
    assert {name for name, events in COMPOSITES.items() if first_event(history, events)[1][0]} == ends
