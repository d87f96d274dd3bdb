"""Outcomes of a plan against closed forms: cumulative incidences with death competing."""

import numpy as np
import pytest
import xarray as xr

from hemograft.outcomes.history import CauseOfDeath
from hemograft.reports.monte_carlo import share_error
from hemograft.reports.outcome_summary import DEATHS, EVENTS, OUTCOMES, history_of, horizons
from hemograft.reports.summary import summarize


@pytest.fixture
def grafted(followed: xr.Dataset) -> xr.Dataset:
    return summarize(followed).sel(strategy="transplant_1")


def share(summary: xr.Dataset, outcome: str) -> list[float]:
    return summary["share"].sel(outcome=outcome).to_numpy().tolist()


def test_horizons_end_with_the_follow_up(followed: xr.Dataset) -> None:
    assert horizons(followed) == [100, 365, 730]
    assert horizons(followed.assign_attrs(follow_up="1826")) == [100, 365, 730, 1826]
    assert horizons(followed.assign_attrs(follow_up="1096")) == [100, 365, 730, 1096]
    assert horizons(followed.assign_attrs(follow_up="60")) == [60]


@pytest.mark.parametrize(
    ("outcome", "by_horizon"),
    [
        ("overall_survival", [0.75, 0.75, 0.5]),
        ("disease_free_survival", [0.75, 0.5, 0.5]),
        ("gvhd_free_relapse_free_survival", [0.75, 0.4, 0.4]),
        ("nonrelapse_mortality", [0.25, 0.25, 0.25]),
        ("relapse", [0.0, 0.25, 0.25]),
        ("acute_gvhd", [0.1, 0.1, 0.1]),
        ("severe_acute_gvhd", [0.0, 0.0, 0.0]),
        ("chronic_gvhd", [0.0, 0.1, 0.1]),
        ("graft_failure", [0.05, 0.05, 0.05]),
        ("death_of_infection", [0.25, 0.25, 0.25]),
        ("death_of_disease", [0.0, 0.0, 0.25]),
    ],
)
def test_shares_are_of_all_patients(grafted: xr.Dataset, outcome: str, by_horizon: list[float]) -> None:
    assert share(grafted, outcome) == pytest.approx(by_horizon)


def test_recovery_competes_with_death_and_is_known_as_long_as_counts_are(grafted: xr.Dataset) -> None:
    # Neutrophils rise for all on day 20; platelets pass 50 on day 46, and ten die on day 50, two days after the last
    # of the three that must hold.
    assert share(grafted, "neutrophil_engraftment")[:2] == [1.0, 1.0]
    assert share(grafted, "platelet_engraftment_50")[:2] == [1.0, 1.0]
    assert np.isnan(share(grafted, "neutrophil_engraftment")[2])


def test_the_dead_never_recover_and_stay_in_the_denominator(followed: xr.Dataset) -> None:
    early = followed.copy(deep=True)
    early["death"][1, :10] = 10.0
    early = early.assign({name: early[name].where(~(early["day"] > early["death"])) for name in ("neutrophils",)})
    early = early.assign(
        {
            name: early[name].where(~(early["day"] > early["death"]))
            for name in ("platelets", "transfusions", "bleeding", "donor_chimerism")
        }
    )
    summary = summarize(early).sel(strategy="transplant_1")
    assert share(summary, "neutrophil_engraftment")[0] == 0.75
    assert share(summary, "platelet_engraftment_50")[0] == 0.75
    assert float(summary["reached"].sel(milestone=50.0)) == 0.75
    assert float(summary["probability"].sel(threshold=50.0, report_day=100)) == 0.75
    assert float(summary["median_platelets"].sel(report_day=100)) == 104.0, "of those who live"
    assert np.isfinite(float(summary["bleeding_probability"]))


def test_a_second_graft_is_not_engraftment_of_the_first(followed: xr.Dataset) -> None:
    failed = followed.copy(deep=True)
    failed["graft_failure"][1, 20:40] = 15.0
    summary = summarize(failed).sel(strategy="transplant_1")
    assert share(summary, "neutrophil_engraftment")[0] == 0.5


def test_survival_and_causes_of_death_add_up(grafted: xr.Dataset) -> None:
    deaths = grafted["share"].sel(outcome=list(DEATHS)).sum("outcome")
    np.testing.assert_allclose(deaths + grafted["share"].sel(outcome="overall_survival"), 1.0)
    died = grafted["share"].sel(outcome="nonrelapse_mortality") + grafted["share"].sel(outcome="relapse")
    np.testing.assert_allclose(died + grafted["share"].sel(outcome="disease_free_survival"), 1.0)


def test_errors_are_those_of_shares(grafted: xr.Dataset) -> None:
    known = grafted["share"].notnull()
    expected = share_error(grafted["share"].to_numpy(), 40)
    np.testing.assert_allclose(grafted["share_error"].where(known), np.where(known, expected, np.nan))
    years = np.where(np.arange(40) < 20, 0.5, 1.8)
    assert float(grafted["quality_adjusted_years"]) == pytest.approx(1.15)
    assert float(grafted["quality_adjusted_error"]) == pytest.approx(years.std(ddof=1) / np.sqrt(40))


def test_what_is_not_predicted_has_no_number(followed: xr.Dataset, result: xr.Dataset) -> None:
    watched = summarize(followed).sel(strategy="observation")
    assert bool(watched["share"].isnull().all())
    assert np.isnan(float(watched["quality_adjusted_years"]))
    assert bool(summarize(result)["share"].isnull().all()), "a result without outcomes"
    assert [str(name) for name in watched["outcome"].to_numpy()] == list(OUTCOMES)


def test_only_ends_that_apply(followed: xr.Dataset) -> None:
    calm = followed.copy(deep=True)
    calm["relapse"][1] = np.nan
    summary = summarize(calm).sel(strategy="transplant_1")
    for outcome in ("relapse", "nonrelapse_mortality", "disease_free_survival"):
        assert np.isnan(share(summary, outcome)).all()
    assert share(summary, "event_free_survival") == pytest.approx([0.7, 0.7, 0.45])
    for name in (*EVENTS, "acute_gvhd_end", "chronic_gvhd_end"):
        calm[name][1] = np.nan
    untransplanted = summarize(calm).sel(strategy="transplant_1")
    told = untransplanted["outcome"].to_numpy()[untransplanted["share"].notnull().all("by_day").to_numpy()]
    assert set(told) == {"overall_survival", "death_of_disease", "death_of_infection", "death_of_bleeding",
                         "death_of_background"}  # fmt: skip


def test_history_reads_what_does_not_apply_as_never(followed: xr.Dataset) -> None:
    history = history_of(followed.sel(strategy="observation"))
    assert np.isinf(history.death).all()
    assert (history.cause == CauseOfDeath.ALIVE).all()
    assert history.followed == 730.0
    grafted = history_of(followed.sel(strategy="transplant_1"))
    assert np.array_equal(grafted.relapse, followed["relapse"].sel(strategy="transplant_1"))


def test_order_of_dimensions_does_not_matter(followed: xr.Dataset) -> None:
    xr.testing.assert_identical(summarize(followed), summarize(followed.transpose("day", "patient", "strategy")))


def test_a_count_missing_in_a_living_patient_is_refused(followed: xr.Dataset) -> None:
    holed = followed.copy(deep=True)
    holed["platelets"][1, 0, 50] = np.nan
    with pytest.raises(ValueError, match="platelets of the result has 1 values"):
        summarize(holed)
