"""HScore: how likely is reactive hemophagocytic syndrome (Fardet et al, Arthritis Rheumatol 2014)."""

from functools import partial

import numpy as np

from hemograft.evidence import number, numbers_of
from hemograft.thrombocytopenia.score import (
    Category,
    Choice,
    ChosenItem,
    MeasuredItem,
    Measurement,
    Probability,
    Score,
    points_of,
    three_bands,
)


def hscore() -> Score:
    """The score with its definitions and the published probability of each total."""
    likely = number("score.hscore.likely_from")
    event = "reactive hemophagocytic syndrome"
    return Score(
        name="hscore",
        label="HScore",
        event=event,
        items=(
            _immunosuppression(),
            _banded("temperature", "Body temperature.", "degC", (25.0, 45.0)),
            _organomegaly(),
            _cytopenias(),
            _banded("ferritin", "Ferritin in serum.", "ng/mL", (0.0, 1e6)),
            _banded("triglycerides", "Triglycerides in serum.", "mmol/L", (0.0, 100.0)),
            _fibrinogen(),
            _aspartate_aminotransferase(),
            _hemophagocytosis(),
        ),
        categories=(
            Category("below the best cut", 0, f"Below {likely:g}, the cut that classified most patients correctly."),
            Category(
                "above the best cut",
                round(likely),
                f"At or above {likely:g}, a cut with sensitivity {100 * number('score.hscore.sensitivity'):g} % and"
                f" specificity {100 * number('score.hscore.specificity'):g} %.",
            ),
        ),
        limits=(
            "Derived from 312 patients in whom the syndrome was suspected, half of whom had it; where it is rarer, the"
            " probabilities are too high.",
            "It was not validated in intensive care.",
            "Cytopenia from chemotherapy or marrow failure scores the same points as cytopenia from the syndrome.",
        ),
        source="Fardet et al, Arthritis Rheumatol 2014;66:2613, doi 10.1002/art.38690",
        probability=partial(_probability, event),
    )


def _probability(event: str, total: int) -> Probability:
    """Published in steps of ten points; between two of them a straight line in the logit, as the score is logistic."""
    identifier = "score.hscore.probabilities"
    totals, shares = np.array(numbers_of("score.hscore.totals")), np.array(numbers_of(identifier))
    lower_bound, upper_bound = number("score.hscore.bounded_below"), number("score.hscore.bounded_above")
    if total < totals[0]:
        return Probability(event, None, 0.0, lower_bound, "bound", identifier)
    if total > totals[-1]:
        return Probability(event, None, upper_bound, 1.0, "bound", identifier)
    logit = np.interp(total, totals, np.log(shares / (1.0 - shares)))
    return Probability(event, float(1.0 / (1.0 + np.exp(-logit))), None, None, "", identifier)


def _banded(name: str, meaning: str, unit: str, plausible: tuple[float, float]) -> MeasuredItem:
    points = points_of(f"score.hscore.{name}_points")
    low, high = numbers_of(f"score.hscore.{name}_edges")
    return MeasuredItem(
        name,
        meaning,
        (
            Choice("low", f"below {low:g} {unit}", points[0]),
            Choice("middle", f"{low:g} to {high:g} {unit}", points[1]),
            Choice("high", f"above {high:g} {unit}", points[2]),
        ),
        (Measurement(name, meaning.removesuffix(".").lower(), unit, *plausible),),
        partial(three_bands, low=low, high=high),
    )


def _immunosuppression() -> ChosenItem:
    points = points_of("score.hscore.immunosuppression_points")
    return ChosenItem(
        "immunosuppression",
        "Known underlying immunosuppression: HIV infection, or long-term glucocorticoid, ciclosporin or azathioprine.",
        (Choice("no", "not known", points[0]), Choice("yes", "known", points[1])),
    )


def _organomegaly() -> ChosenItem:
    points = points_of("score.hscore.organomegaly_points")
    return ChosenItem(
        "organomegaly",
        "Enlarged liver or spleen.",
        (
            Choice("none", "neither", points[0]),
            Choice("one", "hepatomegaly or splenomegaly", points[1]),
            Choice("both", "hepatomegaly and splenomegaly", points[2]),
        ),
    )


def _cytopenias() -> MeasuredItem:
    points = points_of("score.hscore.cytopenia_points")
    limits = [number(f"score.hscore.{name}_at_most") for name in ("hemoglobin", "leukocytes", "platelets")]

    def decide(hemoglobin: float, leukocytes: float, platelets: float) -> int:
        low = sum(value <= limit for value, limit in zip((hemoglobin, leukocytes, platelets), limits, strict=True))
        return max(low - 1, 0)

    return MeasuredItem(
        "cytopenias",
        f"Low lineages: hemoglobin {limits[0]:g} g/dL or less, leukocytes {limits[1]:g}x10^9/L or less, platelets"
        f" {limits[2]:g}x10^9/L or less.",
        (
            Choice("none_or_one", "none or one lineage", points[0]),
            Choice("two", "two lineages", points[1]),
            Choice("three", "three lineages", points[2]),
        ),
        (
            Measurement("hemoglobin", "hemoglobin", "g/dL", 1.0, 25.0),
            Measurement("leukocytes", "leukocyte count", "10^9/L", 0.0, 1000.0),
            Measurement("platelets", "platelet count", "10^9/L", 0.0, 3000.0),
        ),
        decide,
    )


def _fibrinogen() -> MeasuredItem:
    points, limit = points_of("score.hscore.fibrinogen_points"), number("score.hscore.fibrinogen_at_most")
    return MeasuredItem(
        "fibrinogen",
        "Fibrinogen in plasma.",
        (Choice("not_low", f"above {limit:g} g/L", points[0]), Choice("low", f"{limit:g} g/L or less", points[1])),
        (Measurement("fibrinogen", "fibrinogen in plasma", "g/L", 0.0, 20.0),),
        lambda fibrinogen: int(fibrinogen <= limit),
    )


def _aspartate_aminotransferase() -> MeasuredItem:
    points = points_of("score.hscore.aspartate_aminotransferase_points")
    limit = number("score.hscore.aspartate_aminotransferase_from")
    return MeasuredItem(
        "aspartate_aminotransferase",
        "Aspartate aminotransferase in serum.",
        (Choice("not_high", f"below {limit:g} U/L", points[0]), Choice("high", f"{limit:g} U/L or more", points[1])),
        (Measurement("aspartate_aminotransferase", "activity in serum", "U/L", 0.0, 1e5),),
        lambda activity: int(activity >= limit),
    )


def _hemophagocytosis() -> ChosenItem:
    points = points_of("score.hscore.hemophagocytosis_points")
    return ChosenItem(
        "hemophagocytosis",
        "Hemophagocytosis in the marrow aspirate.",
        (Choice("no", "not seen", points[0]), Choice("yes", "seen", points[1])),
    )
