"""Every recipient is in one state each day."""

from dataclasses import fields

import numpy as np
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from hemograft.outcomes.history import CauseOfDeath, ClinicalHistory
from hemograft.reports.outcome_summary import history_of
from hemograft.reports.state_occupancy import DEATHS, State, state_occupancy

LIVING = [state for state in State if state not in DEATHS.values()]


def test_every_cause_of_death_has_its_state() -> None:
    assert set(DEATHS) == set(CauseOfDeath) - {CauseOfDeath.ALIVE}
    assert len(set(DEATHS.values())) == len(DEATHS)
    assert list(State)[len(LIVING) :] == list(DEATHS.values()), "the living come first"


def test_states_follow_each_other(followed: xr.Dataset) -> None:
    history = history_of(followed.sel(strategy="transplant_1"))
    at = state_occupancy(history, np.array([0.0, 40.0, 60.0, 95.0, 160.0, 250.0, 600.0]))
    assert at[State.WELL].tolist() == [1.0, 0.9, 0.75, 0.7, 0.6, 0.35, 0.35]
    assert at[State.ACUTE].tolist() == [0.0, 0.1, 0.0, 0.0, 0.0, 0.0, 0.0]
    assert at[State.CHRONIC].tolist() == [0.0, 0.0, 0.0, 0.0, 0.1, 0.1, 0.1]
    assert at[State.FAILED].tolist() == [0.0, 0.0, 0.0, 0.05, 0.05, 0.05, 0.05]
    assert at[State.RELAPSED].tolist() == [0.0, 0.0, 0.0, 0.0, 0.0, 0.25, 0.0]
    assert at[State.DIED_OF_INFECTION].tolist() == [0.0, 0.0, 0.25, 0.25, 0.25, 0.25, 0.25]
    assert at[State.DIED_OF_DISEASE].tolist() == [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.25]


def days_of(patients: int) -> st.SearchStrategy[list[float]]:
    one = st.one_of(st.just(np.inf), st.floats(0.0, 2000.0))
    return st.lists(one, min_size=patients, max_size=patients)


@given(st.data())
def test_shares_add_up_and_nobody_rises_from_the_dead(data: st.DataObject) -> None:
    names = [field.name for field in fields(ClinicalHistory) if field.name not in ("followed", "cause")]
    days = {name: np.array(data.draw(days_of(5), label=name)) for name in names}
    causes = st.lists(st.sampled_from(list(DEATHS)), min_size=5, max_size=5)
    cause = np.where(np.isfinite(days["death"]), data.draw(causes), CauseOfDeath.ALIVE)
    occupancy = state_occupancy(ClinicalHistory(followed=2000.0, cause=cause, **days), np.linspace(0.0, 2000.0, 30))
    np.testing.assert_allclose(sum(occupancy.values()), 1.0)
    for state in DEATHS.values():
        assert (np.diff(occupancy[state]) >= 0.0).all()
    alive = sum(occupancy[state] for state in LIVING)
    np.testing.assert_allclose(alive, (days["death"] > np.linspace(0.0, 2000.0, 30)[:, None]).mean(axis=1))
