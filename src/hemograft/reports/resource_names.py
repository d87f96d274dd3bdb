"""Resources of a price list as they are spoken of."""

from collections.abc import Mapping
from types import MappingProxyType

from hemograft.planning.resource_use import DOSE_UNITS
from hemograft.reports.comparison import strategy_title

TITLES: Mapping[str, str] = MappingProxyType(
    {
        "acute_gvhd_grade_2": "Acute GVHD of grade II",
        "acute_gvhd_grade_3_4": "Acute GVHD of grade III–IV",
        "bleed": "Bleed of WHO grade ≥\u00a02",
        "cd34_boost": "CD34 boost",
        "mild_chronic_gvhd_month": "Mild chronic GVHD, months",
        "systemic_chronic_gvhd_month": "Systemic chronic GVHD, months",
        "severe_infection": "First severe infection",
        "year_of_follow_up": "Follow-up, years",
    }
)
"""Resources whose paths say too little."""
KINDS: Mapping[str, str] = MappingProxyType({"per_day_given": "days given", "once": "courses", "per_day": "days"})


def resource_title(resource: str) -> str:
    """A resource by its path in a price list, with its unit; a drug or course as a whole where no unit is named."""
    place, *names = resource.split(".")
    if not names:
        return TITLES.get(place) or strategy_title(place)
    if place not in ("drugs", "courses"):
        return f"{strategy_title(place)}, {names[0].replace('_', ' ')}"
    if len(names) == 1:
        return strategy_title(names[0])
    return f"{strategy_title(names[0])}, {KINDS.get(names[1]) or DOSE_UNITS[names[0]].unit}"
