"""Why a target is not met, where the reason is known; the report says so beside the number."""

REASONS = {
    "center.romiplostim_03": (
        "An output of another model: one potency must serve doses of 0.3 to 10 ug/kg and patients with immune"
        " thrombocytopenia, and the smallest dose falls short by a thousandth."
    ),
}
"""By the id of the target."""


def reason(identifier: str) -> str:
    """The reason, or that there is none yet."""
    return REASONS.get(identifier, "not understood")
