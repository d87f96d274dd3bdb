"""The 4Ts: how likely is heparin-induced thrombocytopenia before any antibody test? Lo et al, J Thromb Haemost 2006."""

from hemograft.evidence import number, numbers_of
from hemograft.thrombocytopenia.score import (
    Category,
    Choice,
    ChosenItem,
    MeasuredItem,
    Measurement,
    Score,
    points_of,
    three_bands,
)


def four_ts() -> Score:
    """The score with its definitions; the probabilities are those of the meta-analysis (Cuker et al, Blood 2012)."""
    return Score(
        name="four_ts",
        label="the 4Ts score",
        event="heparin-induced thrombocytopenia",
        items=(_thrombocytopenia(), _timing(), _thrombosis(), _other_causes()),
        categories=(
            Category("low", 0, "The diagnosis is very unlikely.", "score.four_ts.probability_low"),
            Category(
                "intermediate",
                round(number("score.four_ts.intermediate_from")),
                "The diagnosis is possible and needs an antibody test.",
                "score.four_ts.probability_intermediate",
            ),
            Category(
                "high",
                round(number("score.four_ts.high_from")),
                "The diagnosis is likely and needs an antibody test.",
                "score.four_ts.probability_high",
            ),
        ),
        limits=(
            "It is a pretest score: an intermediate or high total does not establish the diagnosis.",
            "It needs a known count before the fall and a known start of heparin; with either unknown the total is a"
            " guess.",
            "Day 0 is the first day of the heparin that immunized, after an operation the day heparin was restarted.",
        ),
        source="Lo et al, J Thromb Haemost 2006;4:759, PMID 16634744; Cuker et al, Blood 2012;120:4160",
    )


def _thrombocytopenia() -> MeasuredItem:
    points = points_of("score.four_ts.thrombocytopenia_points")
    some, half = numbers_of("score.four_ts.platelet_fall_edges")
    very_low, low = numbers_of("score.four_ts.platelet_nadir_edges")

    def decide(before: float, lowest: float) -> int:
        fall = 1.0 - lowest / before
        depth = int(lowest >= very_low) + int(lowest >= low)
        return min(three_bands(fall, some, half), depth)

    return MeasuredItem(
        "thrombocytopenia",
        "Fall of the platelet count and its lowest value.",
        (
            Choice("slight", f"fall below {100 * some:g} %, or lowest count below {very_low:g}x10^9/L", points[0]),
            Choice(
                "moderate",
                f"fall of {100 * some:g} % to {100 * half:g} %, or lowest count from {very_low:g} to below"
                f" {low:g}x10^9/L",
                points[1],
            ),
            Choice("marked", f"fall above {100 * half:g} % and lowest count of {low:g}x10^9/L or more", points[2]),
        ),
        (
            Measurement("platelets_before", "highest count just before the fall", "10^9/L", 1.0, 3000.0),
            Measurement("platelets_lowest", "lowest count since", "10^9/L", 0.0, 3000.0),
        ),
        decide,
    )


def _timing() -> ChosenItem:
    points = points_of("score.four_ts.timing_points")
    first, last = numbers_of("score.four_ts.onset_days")
    recent, past = numbers_of("score.four_ts.exposure_days")
    return ChosenItem(
        "timing",
        "Day on which the platelet count began to fall.",
        (
            Choice("too_early", f"before day {first:g}, without heparin in the {past:g} days before", points[0]),
            Choice(
                "consistent",
                f"consistent with days {first:g} to {last:g} but not clear (counts are missing), after day {last:g}, or"
                f" within one day with heparin {recent:g} to {past:g} days before",
                points[1],
            ),
            Choice(
                "clear",
                f"clearly on days {first:g} to {last:g}, or within one day with heparin in the {recent:g} days before",
                points[2],
            ),
        ),
    )


def _thrombosis() -> ChosenItem:
    points = points_of("score.four_ts.thrombosis_points")
    return ChosenItem(
        "thrombosis",
        "Thrombosis or other consequence.",
        (
            Choice("none", "none", points[0]),
            Choice(
                "suspected",
                "progressive or recurrent thrombosis, thrombosis suspected and not proven, or reddened skin lesions"
                " without necrosis",
                points[1],
            ),
            Choice(
                "confirmed",
                "new proven thrombosis, skin necrosis, or acute systemic reaction after intravenous heparin",
                points[2],
            ),
        ),
    )


def _other_causes() -> ChosenItem:
    points = points_of("score.four_ts.other_causes_points")
    return ChosenItem(
        "other_causes",
        "Another cause of the low count.",
        (
            Choice("definite", "another cause is definite", points[0]),
            Choice("possible", "another cause is possible", points[1]),
            Choice("none", "no other cause is apparent", points[2]),
        ),
    )
