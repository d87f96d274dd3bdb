"""Outcomes in words: survival of every strategy, and what befalls the recipients of grafts by each horizon."""

from math import isnan

import numpy as np
import xarray as xr

from hemograft.outcomes.quality_of_life import DAYS_PER_YEAR
from hemograft.reports.comparison import NOTHING, Cell, Measure, percent_cell

SURVIVAL = "overall_survival"
ENDS: dict[str, tuple[str, str, str]] = {
    "neutrophil_engraftment": ("Engraftment", "neutrophils ≥\u00a00.5", "engr.\nneut.\n≥0.5"),
    "platelet_engraftment_20": ("Engraftment", "platelets ≥\u00a020", "engr.\nplat.\n≥20"),
    "platelet_engraftment_50": ("Engraftment", "platelets ≥\u00a050", "engr.\nplat.\n≥50"),
    "graft_failure": ("Graft", "failure", "graft\nfai-\nlure"),
    "acute_gvhd": ("Acute GVHD", "II–IV", "acute\nGVHD\nII–IV"),
    "severe_acute_gvhd": ("Acute GVHD", "III–IV", "acute\nGVHD\nIII–IV"),
    "chronic_gvhd": ("Chronic GVHD", "any", "chron.\nGVHD\nany"),
    "systemic_chronic_gvhd": ("Chronic GVHD", "systemic", "chron.\nGVHD\nsyst."),
    "relapse": ("Disease", "relapse", "re-\nlapse"),
    "nonrelapse_mortality": ("Disease", "death without relapse", "death\nno re-\nlapse"),
    "disease_free_survival": ("Survival", "disease-free", "alive\nno re-\nlapse"),
    "event_free_survival": ("Survival", "with the graft", "alive\nwith\ngraft"),
    "gvhd_free_relapse_free_survival": ("Survival", "GRFS", "GRFS"),
    "poor_graft_function": ("Graft function", "poor", "poor\ngraft\nfunc."),
    "cytomegalovirus": ("Infection", "CMV", "CMV\ntrea-\nted"),
}
"""Ends of a graft as they are read from left to right: group, heading, and both in few letters. A narrow terminal has
no room for the last."""
CAUSES: dict[str, tuple[str, str]] = {
    "death_of_disease": ("the disease", "died\ndis-\nease"),
    "death_of_infection": ("infection", "died\ninfec-\ntion"),
    "death_of_graft_failure": ("graft failure", "died\ngraft\nfailed"),
    "death_of_graft_versus_host_disease": ("GVHD", "died\nGVHD"),
    "death_of_organ_toxicity": ("organ toxicity", "died\norgan\ntoxic."),
    "death_of_bleeding": ("bleeding", "died\nbleed"),
    "death_of_background": ("other", "died\nother"),
}
"""Causes of death: heading, and the same in few letters."""


def horizon_words(day: int) -> str:
    """A day of the plan as it is spoken of: years where it is a whole number of them, else days."""
    years = round(day / DAYS_PER_YEAR)
    if years < 1 or abs(day - years * DAYS_PER_YEAR) > 1.0:
        return f"{day} days"
    return "1 year" if years == 1 else f"{years} years"


def survival_measures(summary: xr.Dataset) -> tuple[Measure, ...]:
    """Survival by each horizon, quality-adjusted years, and what the dead died of; empty where nothing is predicted."""
    last = int(summary["by_day"][-1])
    words = horizon_words(last)
    survival = [
        Measure("Alive after", horizon_words(day), f"alive\n{_narrow(day)}", _cells(summary, SURVIVAL, day))
        for day in summary["by_day"].to_numpy().tolist()
    ]
    deaths = [
        Measure(f"Died within {words} of", heading, narrow, _cells(summary, name, last))
        for name, (heading, narrow) in CAUSES.items()
        if np.nansum(summary["share"].sel(outcome=name)) > 0.0
    ]
    years = Measure("Quality-adjusted", f"years of {last / DAYS_PER_YEAR:.3g}", "QALY", _years(summary))
    return _told((*survival, years, *deaths))


def graft_measures(summary: xr.Dataset, by_day: int) -> tuple[Measure, ...]:
    """The ends of grafts by one horizon, the same ones for each; empty where the plan has no graft."""
    at_all = summary["share"].notnull().any(("strategy", "by_day"))
    grafted = bool(at_all.sel(outcome="graft_failure"))
    return tuple(
        Measure(group, heading, narrow, _cells(summary, name, by_day))
        for name, (group, heading, narrow) in ENDS.items()
        if grafted and bool(at_all.sel(outcome=name))
    )


def grafts(summary: xr.Dataset) -> list[str]:
    """Strategies to which the ends of grafts apply, in order."""
    known = summary["share"].sel(outcome="graft_failure").notnull().any("by_day").to_numpy()
    return [str(name) for name, applies in zip(summary["strategy"].to_numpy(), known, strict=True) if applies]


def largest_error(summary: xr.Dataset) -> float:
    """The largest Monte Carlo standard error among the shares, 0 to 1."""
    return float(summary["share_error"].max())


def _cells(summary: xr.Dataset, outcome: str, by_day: int) -> tuple[Cell, ...]:
    at = summary.sel(outcome=outcome, by_day=by_day)
    pairs = zip(at["share"].to_numpy(), at["share_error"].to_numpy(), strict=True)
    return tuple(NOTHING if isnan(share) else percent_cell(share, error) for share, error in pairs)


def _years(summary: xr.Dataset) -> tuple[Cell, ...]:
    pairs = zip(summary["quality_adjusted_years"].to_numpy(), summary["quality_adjusted_error"].to_numpy(), strict=True)
    return tuple(
        NOTHING if isnan(years) else Cell(f"{years:.1f}", "" if isnan(error) else f"± {error:.1g}")
        for years, error in pairs
    )


def _narrow(day: int) -> str:
    return horizon_words(day).replace(" ", "\n")


def _told(measures: tuple[Measure, ...]) -> tuple[Measure, ...]:
    return tuple(measure for measure in measures if any(cell != NOTHING for cell in measure.cells))
