"""PLASMIC: how likely is severe ADAMTS13 deficiency in a thrombotic microangiopathy? Bendapudi et al, 2017.

Not valid after a transplantation: such a patient cannot score one of the points, and transplant-associated thrombotic
microangiopathy is another disease. The score is refused there.
"""

from hemograft.evidence import number
from hemograft.thrombocytopenia.score import Category, Choice, ChosenItem, MeasuredItem, Measurement, Score, points_of

NOT_AFTER_TRANSPLANTATION = (
    "the PLASMIC score is not valid for a recipient of a solid-organ or stem-cell transplant, who cannot score this"
    " point and whose microangiopathy may be the transplant-associated one; measure ADAMTS13 and use the criteria of"
    " transplant-associated thrombotic microangiopathy"
)
NO_SCHISTOCYTES = "the PLASMIC score is for patients with schistocytes on the blood film; look for another cause"
NOT_LOW = "the PLASMIC score is for patients with a low platelet count; look for another cause"


def plasmic() -> Score:
    """The score with its definitions; the probabilities pool the three cohorts of the publication."""
    return Score(
        name="plasmic",
        label="the PLASMIC score",
        event="ADAMTS13 activity of 10 % or less",
        items=(
            _transplant(),
            _schistocytes(),
            _platelets(),
            _hemolysis(),
            _active_cancer(),
            _below("mean_corpuscular_volume", "Mean corpuscular volume.", "fL", (30.0, 200.0)),
            _below("international_normalized_ratio", "International normalized ratio.", "", (0.5, 20.0)),
            _below("creatinine", "Serum creatinine.", "mg/dL", (0.1, 30.0)),
        ),
        categories=(
            Category("low", 0, "Look for another microangiopathy.", "score.plasmic.probability_low"),
            Category(
                "intermediate",
                round(number("score.plasmic.intermediate_from")),
                "Measure ADAMTS13.",
                "score.plasmic.probability_intermediate",
            ),
            Category(
                "high",
                round(number("score.plasmic.high_from")),
                "Measure ADAMTS13; thrombotic thrombocytopenic purpura is likely.",
                "score.plasmic.probability_high",
            ),
        ),
        limits=(
            "It does not replace the measurement of ADAMTS13.",
            "Not valid after solid-organ or stem-cell transplantation, and refused there.",
            "From 60 years of age it is less reliable: in one series a total of 5 or more had a sensitivity of"
            f" {100 * number('score.plasmic.sensitivity_from_60_years'):.0f} %, against"
            f" {100 * number('score.plasmic.sensitivity_18_to_39_years'):.0f} % at 18 to 39 years.",
            "Use the earliest values of the illness.",
        ),
        source="Bendapudi et al, Lancet Haematol 2017;4:e157",
    )


def _platelets() -> MeasuredItem:
    none, one = points_of("score.plasmic.points")
    very_low, low = number("score.plasmic.platelets_below"), number("score.plasmic.applies_below")
    return MeasuredItem(
        "platelets",
        "Platelet count.",
        (
            Choice("very_low", f"below {very_low:g}x10^9/L", one),
            Choice("low", f"from {very_low:g} to below {low:g}x10^9/L", none),
            Choice("not_low", f"{low:g}x10^9/L or more", none, NOT_LOW),
        ),
        (Measurement("platelets", "platelet count", "10^9/L", 0.0, 3000.0),),
        lambda platelets: int(platelets >= very_low) + int(platelets >= low),
    )


def _hemolysis() -> ChosenItem:
    none, one = points_of("score.plasmic.points")
    reticulocytes, bilirubin = (
        number(f"score.plasmic.{name}") for name in ("reticulocytes_above", "indirect_bilirubin_above")
    )
    return ChosenItem(
        "hemolysis",
        "Sign of hemolysis.",
        (
            Choice(
                "yes",
                f"reticulocytes above {100 * reticulocytes:g} %, haptoglobin undetectable, or indirect bilirubin above"
                f" {bilirubin:g} mg/dL",
                one,
            ),
            Choice("no", "none of these", none),
        ),
    )


def _schistocytes() -> ChosenItem:
    return ChosenItem(
        "schistocytes",
        "Schistocytes on the blood film; without them the score does not apply.",
        (Choice("yes", "seen"), Choice("no", "not seen", refusal=NO_SCHISTOCYTES)),
    )


def _transplant() -> ChosenItem:
    none, one = points_of("score.plasmic.points")
    return ChosenItem(
        "transplant",
        "Solid-organ or stem-cell transplant, ever.",
        (Choice("no", "none", one), Choice("yes", "transplanted", none, NOT_AFTER_TRANSPLANTATION)),
    )


def _active_cancer() -> ChosenItem:
    none, one = points_of("score.plasmic.points")
    return ChosenItem(
        "active_cancer",
        "Active cancer, treated within the past year.",
        (Choice("no", "none", one), Choice("yes", "present", none)),
    )


def _below(name: str, meaning: str, unit: str, plausible: tuple[float, float]) -> MeasuredItem:
    """One point below the recorded threshold."""
    none, one = points_of("score.plasmic.points")
    threshold = number(f"score.plasmic.{name}_below")
    said = f"{threshold:g} {unit}".strip()
    return MeasuredItem(
        name,
        meaning,
        (Choice("below", f"below {said}", one), Choice("not_below", f"{said} or more", none)),
        (Measurement(name, meaning.removesuffix(".").lower(), unit, *plausible),),
        lambda value: int(value >= threshold),
    )
