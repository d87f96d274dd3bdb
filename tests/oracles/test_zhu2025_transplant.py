"""Platelet engraftment after autologous transplantation (models.md 5a, T1, T2; from the published fit)."""

import csv

import numpy as np
import pytest

from tests.oracles import zhu2025_transplant as zhu
from tests.oracles.course import Array, column, course
from tests.oracles.milestones import first_above

DAYS = np.arange(0, 2001) / 20
MODEL = zhu.ZhuTransplant()
DAY_TOLERANCE = 0.01
"""Days are printed to 0.01: half of that, and as much for linear interpolation over 0.05 day."""


def _grafted(*grafts: Array) -> Array:
    """States of one patient a graft, shape (days, states, patients)."""
    parameters = np.repeat(column(zhu.PUBLISHED), len(grafts), axis=1)
    return course(MODEL, np.hstack(grafts), parameters, DAYS)


def _recovery_days(grafts: list[Array], threshold: float) -> list[float]:
    counts = zhu.new_platelets(_grafted(*grafts))
    return [first_above(DAYS, patient, threshold) for patient in counts.T]


@pytest.mark.parametrize(
    ("threshold", "expected"),
    [(20.0, [18.46, 15.64, 14.28, 12.79, 10.63, 8.94]), (50.0, [21.33, 18.59, 17.27, 15.79, 13.56, 11.70])],
)
def test_recovery_day_falls_with_the_dose_of_cd34_cells(threshold, expected):
    grafts = [zhu.transplanted_state(fold * zhu.CD34_DOSE) for fold in (0.1, 0.5, 1.0, 2.0, 5.0, 10.0)]
    assert _recovery_days(grafts, threshold) == pytest.approx(expected, abs=DAY_TOLERANCE)


@pytest.mark.parametrize(
    ("lineage", "tenth", "tenfold"),
    [("hsc", 14.28, 14.28), ("mpp", 14.28, 14.23), ("cmp", 16.41, 10.68), ("mep", 14.90, 9.94)],
)
def test_which_lineage_of_the_graft_makes_early_platelets(lineage, tenth, tenfold):
    grafts = [zhu.transplanted_state(**{lineage: fold}) for fold in (0.1, 10.0)]
    assert _recovery_days(grafts, 20.0) == pytest.approx([tenth, tenfold], abs=DAY_TOLERANCE)


def test_mean_course_of_all_platelets():
    """Printed to 0.1 per nl; the nadir is that of daily values."""
    counts = zhu.all_platelets(_grafted(zhu.transplanted_state()))[:, 0]
    daily = counts[::20]
    assert daily.argmin() == 10
    assert daily[[10, 14, 21, 30, 50, 100]] == pytest.approx([9.7, 19.6, 102.4, 193.5, 190.3, 195.9], abs=0.05)


def test_steady_state():
    """Published, in 10^6 cells/kg, each to half a unit of its last digit; production in 10^9/kg/day."""
    state = zhu.steady_state()
    rates = np.array(MODEL.derivative(np, state[:, 0].tolist(), zhu.PUBLISHED))
    assert np.abs(rates).max() < 1e-12
    hsc, mpp, cmp, mep, megakaryoblasts, megakaryocytes, platelets, residual = state[:, 0]
    assert hsc == pytest.approx(0.235, abs=0.0005)
    assert mpp == pytest.approx(6.9, abs=0.05)
    assert (cmp, mep) == pytest.approx((11.2, 28.5), abs=0.05)
    assert (megakaryoblasts, megakaryocytes) == pytest.approx((16.0, 16.0), abs=0.05)
    assert (platelets, residual) == pytest.approx((1.40e4, 0.0), abs=50.0)
    assert zhu.PUBLISHED.platelet_clearance * platelets / 1000.0 == pytest.approx(2.65, abs=0.005)


def test_mean_platelet_count_of_53_patients(shared):
    """Root mean square difference, days 0 to 54, per nl: the fit's own distance from the data."""
    with (shared / "data" / "asct-mean-curve" / "data_average.csv").open() as file:
        observed = {int(row["Day"]): float(row["Average"]) for row in csv.DictReader(file)}
    days = [day for day in observed if 0 <= day <= 54]
    counts = zhu.all_platelets(_grafted(zhu.transplanted_state()))[[20 * day for day in days], 0]
    difference = counts - [observed[day] for day in days]
    assert np.sqrt(np.mean(difference**2)) == pytest.approx(22.4, abs=0.05)
