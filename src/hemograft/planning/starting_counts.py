"""Where a plan starts: a robust summary of the patient's recent counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from types import MappingProxyType

from hemograft.evidence import number
from hemograft.interop.laboratory import Reading, analytes
from hemograft.planning.case import PLATELET_TRANSFUSION, Case
from hemograft.planning.suppressing_drug import case_cause


@dataclass(frozen=True)
class StartingCounts:
    """Where to start: 10^9/L and g/dL, None where never measured; ``used`` tells the days behind each."""

    platelets: float
    neutrophils: float | None
    leukocytes: float | None
    hemoglobin: float | None
    used: Mapping[str, tuple[float, ...]]
    notes: tuple[str, ...]


def starting_counts(case: Case) -> StartingCounts:
    """Per analyte the median of its last three readings within 14 days of its latest; the last one of an acute cause.

    Platelets read within 3 days after a platelet transfusion are passed over if others stand in that
    window, unless they are lower still; a reading below the limit of quantification counts as half the
    limit. ``notes`` are sentences that say where this was so.
    """
    transfused = [case.day_of(given.start) for given in case.treatments if given.name == PLATELET_TRANSFUSION]
    medians: dict[str, float] = {}
    used: dict[str, tuple[float, ...]] = {}
    notes: list[str] = []
    readings = int(number("laboratory.starting_readings")) if case_cause(case).onset is None else 1
    for name in analytes():
        dated = [
            (day, reading)
            for day, entry in zip(case.days, case.counts, strict=True)
            if (reading := entry.reading(name))
        ]
        window = [item for item in dated if dated[-1][0] - item[0] <= number("laboratory.starting_window")]
        if name == "platelets":
            window, note = _without_transfused(window, transfused)
            notes += note
        chosen = window[-readings:]
        if chosen:
            values = [reading.estimate for _, reading in chosen]
            medians[name] = median(values)
            if _on_the_move(values):
                notes.append(
                    f"Readings of {name} keep rising or falling: the last is {values[-1]:g}, the plan starts at"
                    f" {medians[name]:g}."
                )
            used[name] = tuple(day for day, _ in chosen)
        if below := sum(reading.censored for _, reading in chosen):
            notes.append(f"Readings of {name} below the limit, counted as half of it: {below}.")
    return StartingCounts(
        platelets=medians["platelets"],
        neutrophils=medians.get("neutrophils"),
        leukocytes=medians.get("leukocytes"),
        hemoglobin=medians.get("hemoglobin"),
        used=MappingProxyType(used),
        notes=tuple(notes),
    )


def _on_the_move(values: list[float]) -> bool:
    """Whether readings rise or fall throughout and the last lies far from their median."""
    ordered = sorted(values)
    far = number("laboratory.trend_ratio")
    moving = values in (ordered, ordered[::-1]) and len(values) > 1
    return moving and not 1.0 / far <= (values[-1] or 1e-9) / (median(values) or 1e-9) <= far


def _without_transfused(
    window: list[tuple[float, Reading]], transfused: list[float]
) -> tuple[list[tuple[float, Reading]], list[str]]:
    """A count after a transfusion stays if it is the lowest: the patient's own can be no more."""
    washout = number("laboratory.transfusion_washout")
    own = [item for item in window if not any(0 <= item[0] - given <= washout for given in transfused)]
    if not own:
        return window, ["Every recent platelet count follows a transfusion: the patient's own may be lower."]
    lowest = min(reading.estimate for _, reading in own)
    kept = [item for item in window if item in own or item[1].estimate <= lowest]
    passed = len(window) - len(kept)
    return kept, [f"Platelet counts passed over after a transfusion: {passed}."] if passed else []
