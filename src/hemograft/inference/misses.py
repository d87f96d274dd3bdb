"""Why a target is not met, where the reason is known; the report says so beside the number."""

REASONS = {
    "center.romiplostim_03": (
        "An output of another model: one potency must serve doses of 0.3 to 10 ug/kg and patients with immune"
        " thrombocytopenia, and the smallest dose falls short by a thousandth."
    ),
    "transplantation.children_bone_marrow_neutrophil_day": (
        "One day late: marrow of the centre recovers on day 19 in adults, and the interval ends at the median of the"
        " rows in whole days."
    ),
    "transplantation.sibling_mobilized_platelet_day": (
        "Days fall into two groups, those who need no unit and those whose last unit starts the seven days without one,"
        " and the median lies in the gap between them: 19 to 23 with the seed. One in seven never falls below 20,"
        " which is too many."
    ),
    "immune_thrombocytopenia.avatrombopag_response_day_8": (
        "Too few respond within a week for the share that responds later: counts of the model take longer to rise under"
        " titration than those of the trial's patients."
    ),
    "immune_thrombocytopenia.avatrombopag_weeks_of_response": (
        "Rescue treatment, after which weeks do not count, and drop-out are not simulated; one potency cannot give"
        " early and short responses."
    ),
}
"""By the id of the target."""


def reason(identifier: str) -> str:
    """The reason, or that there is none yet."""
    return REASONS.get(identifier, "not understood")
