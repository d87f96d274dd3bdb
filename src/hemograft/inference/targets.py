"""What the centre is calibrated to: the records ``center.*``."""

from hemograft.evidence import Record, Use, records

PREFIX = "center."


def calibration_targets() -> dict[str, Record]:
    """Calibration targets by name, in file order."""
    return {
        identifier.removeprefix(PREFIX): item
        for identifier, item in records().items()
        if identifier.startswith(PREFIX) and item.use is Use.CALIBRATE and item.interval == "tolerance"
    }


def deviation(target: Record, value: float) -> float:
    """Distance of a result from the target in half widths of the nearer side of its tolerance (1 = on the edge)."""
    assert target.low is not None and target.high is not None
    side = target.high - target.number if value > target.number else target.number - target.low
    return (value - target.number) / side
