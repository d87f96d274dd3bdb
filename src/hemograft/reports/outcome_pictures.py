"""The pictures of outcomes with their captions and text alternatives: survival, and the states after each graft."""

import numpy as np
import xarray as xr

from hemograft.reports.bundle import PlanReport
from hemograft.reports.comparison import strategy_title
from hemograft.reports.monte_carlo import share_error
from hemograft.reports.outcome_comparison import SURVIVAL, grafts, horizon_words
from hemograft.reports.outcome_figures import occupancy_areas, survival_rows
from hemograft.reports.outcome_summary import follow_up, history_of
from hemograft.reports.palette import looks
from hemograft.reports.pictures import Picture
from hemograft.reports.state_occupancy import State, state_occupancy
from hemograft.reports.time_scale import drawn_days


def survival(bundle: PlanReport, dataset: xr.Dataset, summary: xr.Dataset) -> Picture | None:
    """Share of patients alive under each strategy whose survival is predicted; None where no strategy's is."""
    ends = summary["share"].sel(outcome=SURVIVAL)
    told = [name for name in bundle.names if np.isfinite(float(ends.sel(strategy=name).isel(by_day=-1)))]
    if not told:
        return None
    days = drawn_days(follow_up(dataset))
    patients = dataset.sizes["patient"]
    alive = {name: (history_of(dataset.sel(strategy=name)).death > days[:, np.newaxis]).mean(axis=1) for name in told}
    figure = survival_rows(
        {name: 100.0 * share for name, share in alive.items()},
        looks(told),
        days,
        {name: 100.0 * share_error(share, patients) for name, share in alive.items()},
    )
    spoken = "; ".join(
        f"{strategy_title(name)} "
        + ", ".join(
            f"{100 * float(share):.0f} % after {horizon_words(int(day))}"
            for day, share in zip(summary["by_day"].to_numpy(), ends.sel(strategy=name).to_numpy(), strict=True)
        )
        for name in told
    )
    return Picture(
        "survival",
        "Survival",
        "Share of virtual patients alive, 0 to 100 % in each row, with its 95 % Monte Carlo interval; the number is"
        " that at the end. Time runs as its square root, so that the first months have room.",
        f"Survival: {spoken}.",
        figure,
    )


def occupancies(dataset: xr.Dataset, summary: xr.Dataset) -> tuple[Picture, ...]:
    """One picture of states for each strategy with a graft."""
    days = drawn_days(follow_up(dataset))
    pictures: list[Picture] = []
    for index, name in enumerate(grafts(summary)):
        history = history_of(dataset.sel(strategy=name))
        by = summary["by_day"].to_numpy().astype(float)
        at = state_occupancy(history, by)
        spoken = "; ".join(
            f"after {horizon_words(int(day))} "
            + ", ".join(f"{100 * share[place]:.0f} % {state}" for state, share in at.items() if share[place] >= 0.005)
            for place, day in enumerate(by)
        )
        title = strategy_title(name)
        figure = occupancy_areas(state_occupancy(history, days), days)
        pictures.append(
            Picture(f"states-{index}", title, "", f"States, {title}: {spoken}.", figure, looks([name])[name].color)
        )
    return tuple(pictures)


def states_shown(dataset: xr.Dataset, summary: xr.Dataset) -> tuple[State, ...]:
    """The states that any of these pictures shows, for their common key."""
    days = drawn_days(follow_up(dataset))
    seen = {
        state
        for name in grafts(summary)
        for state, share in state_occupancy(history_of(dataset.sel(strategy=name)), days).items()
        if share.any()
    }
    return tuple(state for state in State if state in seen)
