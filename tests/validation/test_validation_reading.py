"""Readings of patients whose fate is written down here."""

import numpy as np
import pytest

from hemograft.trials.results import PatientTable
from hemograft.validation.published_trial import OF_RECOVERED, OF_THOSE, Reading
from hemograft.validation.reading import read

NEVER = np.inf
FATES = {
    "death": [NEVER, 50.0, NEVER, 400.0],
    "relapse": [NEVER, NEVER, 90.0, 300.0],
    "graft_failure": [NEVER, NEVER, NEVER, NEVER],
    "platelet_engraftment_50": [30.0, NEVER, 100.0, 40.0],
    "secondary_platelet_failure": [70.0, NEVER, 120.0, NEVER],
    "severe_acute_gvhd": [NEVER, 20.0, NEVER, NEVER],
    "systemic_chronic_gvhd": [200.0, NEVER, NEVER, NEVER],
    "cd34_per_kg": [4e6, 1e6, 4e6, 2e6],
}


@pytest.fixture(scope="module")
def table():
    chimerism = np.array([[np.nan] * 4, [0.95, 0.99, 0.5, 0.91]])
    columns = {name: np.array(values) for name, values in FATES.items()}
    return PatientTable({}, np.zeros((0, 4), dtype=np.int32), columns, {"donor_chimerism": chimerism})


@pytest.mark.parametrize(
    ("reading", "value"),
    [
        (Reading("overall_survival", day=365), 0.75),
        (Reading("overall_survival", day=400), 0.5),
        (Reading("disease_free_survival", day=365), 0.25),
        (Reading("non_relapse_mortality", day=730), 0.25),  # the last one died after a relapse
        (Reading("relapse", day=90), 0.25),
        (Reading("gvhd_free_relapse_free_survival", day=365), 0.0),
        (Reading("platelet_engraftment_50", day=60), 0.5),
        (Reading("platelet_engraftment_50", median=True), 70.0),  # of all four, the dead among them
        (Reading("platelet_engraftment_50", median=True, of=OF_THOSE), 40.0),
        (Reading("secondary_platelet_failure", day=180, of=OF_RECOVERED), 0.5),  # two recovered before relapse
        (Reading("full_donor_chimerism", day=7), 0.75),
        (Reading("full_donor_chimerism", day=7.4), 0.75),
    ],
)
def test_readings_count_who_is_at_risk_and_what_competes(table, reading, value):
    assert read(table, reading).value == pytest.approx(value)


def test_a_larger_dose_that_recovers_twice_as_fast_has_twice_the_hazard():
    generator = np.random.default_rng(1)
    more = np.arange(4000) % 2 == 0
    columns: dict[str, np.ndarray] = {
        "platelet_engraftment_20": generator.exponential(np.where(more, 20.0, 40.0)),
        "death": np.full(4000, np.inf),
        "graft_failure": np.full(4000, np.inf),
        "cd34_per_kg": np.where(more, 4e6, 2e6),
    }
    table = PatientTable({}, np.zeros((0, 4000), dtype=np.int32), columns, {})
    found = read(table, Reading("platelet_engraftment_20", from_dose=3e6))
    assert found.low < 2.0 < found.high
    assert found.value == pytest.approx(2.0, rel=0.1)


def test_what_is_no_time_to_an_event_is_refused(table):
    with pytest.raises(TypeError, match="platelet_units is no time to an event"):
        read(table, Reading("platelet_units", day=30))
