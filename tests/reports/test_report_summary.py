"""Statistics of a plan against closed forms."""

from collections.abc import Callable

import numpy as np
import pytest
import xarray as xr

from hemograft.reports.monte_carlo import share_error
from hemograft.reports.summary import quantiles_of_living, summarize


def test_constant_counts(make_result: Callable[..., xr.Dataset]) -> None:
    summary = summarize(make_result(10, 200, observation={"platelets": 15.0, "transfusions": 0.5}))
    assert summary["report_day"].to_numpy().tolist() == [30, 60, 100, 180]
    assert summary["probability"].sum() == 0.0
    assert (summary["median_platelets"] == 15.0).all()
    assert summary["days_below"].sel(low_count=10.0).to_numpy().tolist() == [[0.0, 0.0, 0.0]]
    assert summary["days_below"].sel(low_count=20.0).to_numpy().tolist() == [[200.0, 200.0, 200.0]]
    assert summary["transfusions"].to_numpy().tolist() == [[100.5, 100.5, 100.5]]
    assert np.isinf(summary["first_day"]).all()
    assert (summary["reached"] == 0.0).all()


def test_share_of_patients_above_each_threshold(make_result: Callable[..., xr.Dataset]) -> None:
    counts = np.array([10.0, 20.0, 49.9, 50.0, 150.0])[:, None]
    summary = summarize(make_result(5, 30, observation={"platelets": counts}))
    on_day_30 = summary["probability"].sel(strategy="observation", report_day=30)
    np.testing.assert_allclose(on_day_30, [0.8, 0.4, 0.2])
    # (k + 1/2) / (n + 1) = 4.5 / 6 for the first
    error = summary["probability_error"].sel(strategy="observation", threshold=20.0, report_day=30)
    assert float(error) == pytest.approx(np.sqrt(0.75 * 0.25 / 5))


def test_certainty_still_has_an_error() -> None:
    exact = share_error(np.array([0.0, 1.0]), 300)
    assert exact[0] == pytest.approx(exact[1])
    assert 0.002 < exact[0] < 0.003


def test_share_error_matches_repeated_sampling() -> None:
    generator = np.random.default_rng(3)
    shares = generator.binomial(300, 0.3, size=4000) / 300
    assert shares.std() == pytest.approx(float(share_error(np.array([0.3]), 300)[0]), rel=0.04)


def test_known_crossing_days_and_the_fraction_that_crosses(make_result: Callable[..., xr.Dataset]) -> None:
    # Patient k steps from 5 to 60 on day 10 + k; the last five of twenty never do.
    day = np.arange(101)
    step = 10 + np.arange(20)[:, None]
    counts = np.where((day >= step) & (np.arange(20)[:, None] < 15), 60.0, 5.0)
    summary = summarize(make_result(20, 100, transplant_1={"platelets": counts}))
    for milestone in (20.0, 50.0):
        first = summary["first_day"].sel(strategy="transplant_1", milestone=milestone)
        assert first.to_numpy().tolist() == [10.0, 19.0, np.inf]
        assert float(summary["reached"].sel(milestone=milestone)[0]) == 0.75


def test_transfused_counts_are_not_recovery(make_result: Callable[..., xr.Dataset]) -> None:
    every_five = (np.arange(61) % 5 == 0).astype(float)
    kept = {"platelets": 60.0, "transfusions": every_five}
    summary = summarize(make_result(4, 60, observation={"platelets": 60.0}, platelet_transfusion=kept))
    assert summary["first_day"].sel(milestone=50.0, quantile=0.5).to_numpy().tolist() == [0.0, np.inf]
    assert summary["transfusions"].sel(quantile=0.5).to_numpy().tolist() == [0.0, 13.0]


def test_transfused_platelets_are_no_response(make_result: Callable[..., xr.Dataset]) -> None:
    """Their own counts: 8 in everybody; with units half of them stand at 60, which the median count still tells."""
    transfused = np.where(np.arange(4) < 3, 60.0, 8.0)[:, np.newaxis]
    result = make_result(4, 30, platelet_transfusion={"platelets": transfused})
    assert summarize(result)["probability"].sel(threshold=50.0).item() == 0.75
    told = summarize(result.assign(own_platelets=result["platelets"] * 0.0 + 8.0))
    assert told["probability"].sum() == 0.0
    assert told["median_platelets"].item() == 60.0


def test_recovery_of_a_transplant_is_searched_from_the_infusion_and_counted_from_the_start(
    make_result: Callable[..., xr.Dataset],
) -> None:
    # 35 before conditioning, 10 after it, 35 again from day 30; the infusion is on day 7.
    day = np.arange(101)
    counts = np.where((day >= 3) & (day < 30), 10.0, 35.0)
    course = {"platelets": counts}
    result = make_result(2, 100, observation=course, transplant_1=course)
    infused = result.assign_coords(recovery_from=("strategy", [0, 7]))
    first = summarize(infused)["first_day"].sel(milestone=20.0, quantile=0.5)
    assert first.to_numpy().tolist() == [0.0, 30.0]
    assert summarize(result)["first_day"].sel(milestone=20.0, quantile=0.5).to_numpy().tolist() == [0.0, 0.0]


def test_a_year_has_no_more_than_365_low_days(make_result: Callable[..., xr.Dataset]) -> None:
    low_at_the_start = np.where(np.arange(366) == 0, 5.0, 100.0)
    results = make_result(2, 365, observation={"platelets": 5.0}, romiplostim={"platelets": low_at_the_start})
    median = summarize(results)["days_below"].sel(low_count=10.0, quantile=0.5)
    assert median.to_numpy().tolist() == [365.0, 0.0]


def test_bleeding_is_one_minus_the_product(make_result: Callable[..., xr.Dataset]) -> None:
    chance = np.array([0.01, 0.1])[:, None]
    summary = summarize(make_result(2, 9, observation={"bleeding": chance}))
    each = 1 - np.array([0.99, 0.9]) ** 10
    assert float(summary["bleeding_probability"][0]) == pytest.approx(each.mean(), rel=1e-6)
    assert float(summary["expected_bleeds"][0]) == pytest.approx(0.55, rel=1e-6)
    spread = abs(each[1] - each[0]) / 2  # the standard error of the mean of two
    assert float(summary["bleeding_probability_error"][0]) == pytest.approx(spread, rel=1e-5)


def test_certain_bleeding_on_one_day_is_certain(make_result: Callable[..., xr.Dataset]) -> None:
    on_day_3 = np.where(np.arange(31) == 3, 1.0, 0.0)
    summary = summarize(make_result(3, 30, observation={"bleeding": on_day_3}))
    assert float(summary["bleeding_probability"][0]) == 1.0
    assert float(summary["expected_bleeds"][0]) == 1.0


def test_chimerism_only_where_a_donor_cell_was_seen(make_result: Callable[..., xr.Dataset]) -> None:
    lost = np.linspace(0.9, 0.0, 61)  # a graft that failed is a zero, not an absence
    summary = summarize(
        make_result(
            4,
            60,
            observation={},
            romiplostim={"donor_chimerism": np.nan},
            transplant_1={"donor_chimerism": 0.97},
            transplant_2={"donor_chimerism": lost},
        )
    )
    median = summary["donor_chimerism"].sel(quantile=0.5).to_numpy()
    assert np.isnan(median[:2]).all()
    np.testing.assert_allclose(median[2:], [0.97, 0.0], atol=1e-6)


def test_rare_bleeds_and_platelet_size_are_summed_up_where_the_plan_has_them(
    make_result: Callable[..., xr.Dataset],
) -> None:
    plain = make_result(2, 9, observation={})
    assert np.isnan(summarize(plain)["intracranial_hemorrhage"]).all()
    assert np.isnan(summarize(plain)["platelet_volume"]).all()
    shape = ("strategy", "patient", "day")
    daily = np.array([0.001, 0.003])[None, :, None] * np.ones((1, 2, 10))
    volume = np.array([5.0, np.nan])[None, :, None] * np.ones((1, 2, 10))
    summary = summarize(plain.assign(intracranial_hemorrhage=(shape, daily), mean_platelet_volume=(shape, volume)))
    each = 1 - np.array([0.999, 0.997]) ** 10
    assert float(summary["intracranial_hemorrhage"][0]) == pytest.approx(each.mean())
    assert float(summary["intracranial_hemorrhage_error"][0]) == pytest.approx(abs(each[1] - each[0]) / 2)
    assert summary["platelet_volume"][0].to_numpy().tolist() == [5.0, 5.0, 5.0]  # of the patients with platelets


def test_a_horizon_before_day_30_reports_its_last_day(make_result: Callable[..., xr.Dataset]) -> None:
    assert summarize(make_result(2, 14, observation={}))["report_day"].to_numpy().tolist() == [14]


def test_one_patient_has_no_bleeding_error(make_result: Callable[..., xr.Dataset]) -> None:
    assert np.isnan(summarize(make_result(1, 30, observation={}))["bleeding_probability_error"][0])


def test_order_of_dimensions_does_not_matter(result: xr.Dataset) -> None:
    xr.testing.assert_identical(summarize(result), summarize(result.transpose("day", "strategy", "patient")))


def test_unfit_results_are_refused(result: xr.Dataset) -> None:
    with pytest.raises(ValueError, match="lacks bleeding"):
        summarize(result.drop_vars("bleeding"))
    with pytest.raises(ValueError, match="without a gap"):
        summarize(result.isel(day=slice(None, None, 2)))
    holed = result.copy(deep=True)
    holed["platelets"][0, 0, 5] = np.nan
    with pytest.raises(ValueError, match="platelets of the result has 1 values"):
        summarize(holed)


@pytest.mark.parametrize("axis", [0, 1])
def test_quantiles_of_the_living_are_those_of_numpy(axis: int) -> None:
    values = np.random.default_rng(5).lognormal(size=(50, 40))
    values[np.random.default_rng(6).random(values.shape) < 0.4] = np.nan
    expected = np.nanquantile(values, (0.05, 0.5, 0.95), axis=axis)
    np.testing.assert_allclose(quantiles_of_living(values, (0.05, 0.5, 0.95), axis=axis), expected, rtol=1e-12)


def test_nobody_alive_has_no_quantile() -> None:
    assert np.isnan(quantiles_of_living(np.full((5, 2), np.nan), (0.5,), axis=0)).all()
