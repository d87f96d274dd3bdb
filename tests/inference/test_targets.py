"""The calibrated centre against every target, each within its recorded tolerance."""

import csv
from pathlib import Path

import numpy as np
import pytest

from hemograft.evidence import Use, number, record, records
from hemograft.hematopoiesis.blood_system import BloodSystem, healthy_state, stack_parameters, stack_state
from hemograft.inference.scenarios import SCENARIOS
from hemograft.inference.targets import calibration_targets, deviation
from hemograft.simulation.integrator import integrator
from hemograft.simulation.run import Patients, simulate
from hemograft.therapies.bedside import Course
from hemograft.therapies.transfusion import PlateletTransfusion
from hemograft.therapies.transplantation import (
    Conditioning,
    Graft,
    GraftSource,
    conditioning_interventions,
    graft_interventions,
)

KNOWN_MISSES: dict[str, tuple[float, float]] = {"romiplostim_03": (1.2787, 0.0005)}
"""Targets that the centre does not meet: the documented result and how far it may move before this is looked at."""

MET = [name for name in calibration_targets() if name not in KNOWN_MISSES]


@pytest.mark.parametrize("name", MET)
def test_target_is_met(name, results):
    target = calibration_targets()[name]
    assert target.low is not None and target.high is not None
    assert target.low <= results[name] <= target.high, f"{target.meaning}: {results[name]:.4g} {target.unit}"


def test_misses_are_still_as_documented(results):
    """Fails when a miss is mended, too: then it belongs with the met targets."""
    for name, (documented, tolerance) in KNOWN_MISSES.items():
        assert abs(deviation(calibration_targets()[name], results[name])) > 1.0, f"{name} is met: {results[name]:.4g}"
        assert results[name] == pytest.approx(documented, abs=tolerance), name


def test_every_center_record_is_a_target_with_a_result(results):
    center = {identifier.removeprefix("center.") for identifier in records() if identifier.startswith("center.")}
    assert center == set(calibration_targets()) == set(results)
    assert set(KNOWN_MISSES) < center
    assert len(SCENARIOS) >= 8


@pytest.mark.parametrize("name", calibration_targets())
def test_a_target_has_a_tolerance_around_its_value_and_is_not_validation(name):
    target = calibration_targets()[name]
    assert target.use is Use.CALIBRATE
    assert target.low is not None and target.high is not None
    assert target.low < target.number < target.high
    assert target.endpoint in ("clinical", "model output")


def test_deviation_counts_half_widths_of_the_nearer_side():
    target = record("center.aplasia_tpo")  # 22, from 18 to 29
    assert [deviation(target, value) for value in (22.0, 18.0, 29.0, 36.0)] == pytest.approx([0.0, -1.0, 1.0, 2.0])


def test_deviation_where_the_interval_lacks_a_side():
    """A median of whole days that is the end of its own interval, and an interval without an upper end."""
    at_the_edge = record("transplantation.children_mobilized_neutrophil_day")  # 14, from 14 to 15
    assert [deviation(at_the_edge, value) for value in (14.0, 14.5, 15.0, 16.0)] == pytest.approx([0.0, 0.5, 1.0, 2.0])
    assert deviation(at_the_edge, 13.9) == pytest.approx(-1.1)
    open_above = record("transplantation.children_platelet_day_cd34_at_most_2")  # 91, from 32
    assert deviation(open_above, 32.0) == pytest.approx(-1.0)
    assert deviation(open_above, 900.0) == 1.0 and deviation(open_above, np.inf) == 1.0
    several = record("eltrombopag.itp_response_six_weeks")  # 0.59 and 0.7, from 0.5 to 0.8
    assert deviation(several, 0.645) == 0.0 and deviation(several, 0.8) == pytest.approx(1.0)


def test_grafts_recover_in_their_known_order(results):
    """V12: cord blood slower than marrow slower than mobilized blood, for both lineages."""
    for lineage in ("anc", "20"):
        assert results[f"pbsc_{lineage}"] < results[f"marrow_{lineage}"] < results[f"cord_{lineage}"]


def test_more_cells_recover_sooner(results):
    """V10, V11: direction and rough size of the dose effect; stem cells do not matter early, CMP do."""
    assert results["dose_tenth"] > 2.0 > -2.0 > results["dose_tenfold"]
    assert results["t50_15"] < results["t50_5"]
    assert results["anc1_15"] < results["anc1_5"]
    assert abs(results["stem_cells_tenth"]) < 0.1 < results["cmp_tenth"]


def test_more_drug_gives_more_platelets_and_milestones_follow_each_other(results):
    assert np.all(np.diff([results[f"itp_{dose}"] for dose in (1, 2, 3, 5, 10)]) > 0.0)
    assert np.all(np.diff([results[f"romiplostim_{dose}"] for dose in ("03", "1", "10")]) > 0.0)
    assert np.all(np.diff([results[f"eltrombopag_{dose}"] for dose in ("12_5", "25", "37_5", "75")]) > 0.0)
    assert results["asct_nadir_day"] < results["asct_20"] < results["asct_50"] < results["asct_100"]
    assert results["life_30"] < results["life_75"] < results["life_250"]


@pytest.fixture(scope="module")
def measured_curve(shared: Path) -> tuple[np.ndarray, np.ndarray]:
    """Days from infusion and mean platelets of the 53 transplants of Zhu et al 2025."""
    file = shared / "data" / "asct-mean-curve" / "data_average.csv"
    if not file.is_file():
        pytest.skip(f"the measured curve is not at {file}")
    with file.open() as stream:
        rows = [(int(row["Day"]), float(row["Average"])) for row in csv.DictReader(stream)]
    return np.array([day for day, _ in rows]), np.array([count for _, count in rows])


def test_whole_autologous_curve(measured_curve):
    """V9 against the data themselves: days 0 to 54 within 30 (root mean square), and its shape."""
    days, counts = measured_curve
    system, infusion = BloodSystem(clones=("host", "donor")), 3
    schedule = (
        *conditioning_interventions(Conditioning.MYELOABLATIVE, 0.0, 1.0),
        *graft_interventions(
            Graft(GraftSource.MOBILIZED_BLOOD, number("transplantation.cd34_dose_autologous"), float(infusion))
        ),
    )
    start = stack_state(healthy_state(system), 1), stack_parameters(system.healthy_parameters(), 1)
    course = Course(schedule, (PlateletTransfusion(weight=70.0, trigger=10.0),))
    run = simulate(Patients(system, *start, range(1), None), course, infusion + 54, integrator(system))
    simulated = run.observables.platelets[infusion:, 0]
    within = (days >= 0) & (days <= 54)
    days, counts = days[within], counts[within]
    assert len(days) == 50
    assert np.sqrt(np.mean((simulated[days] - counts) ** 2)) < 30.0
    # The days around the dip of day 23, when some patients left the mean, are in the error and not in the shape.
    recovery = (days >= 8) & (days <= 22)
    assert np.corrcoef(simulated[days[recovery]], counts[recovery])[0, 1] > 0.97
    assert abs(int(np.argmin(simulated[:30])) - int(days[np.argmin(counts)])) <= 1
