"""The score of overt disseminated intravascular coagulation (Taylor et al for the ISTH, Thromb Haemost 2001)."""

from hemograft.evidence import number, numbers_of
from hemograft.thrombocytopenia.score import (
    Category,
    Choice,
    ChosenItem,
    MeasuredItem,
    Measurement,
    Score,
    points_of,
)

NO_UNDERLYING_DISORDER = (
    "the score is only for patients with a disorder known to cause disseminated intravascular coagulation; look for"
    " such a disorder or for another cause"
)


def disseminated_intravascular_coagulation_score() -> Score:
    """The score with its definitions. The fibrin marker gives 0, 2 or 3 points; copies with 0, 1, 2 are wrong."""
    return Score(
        name="disseminated_intravascular_coagulation",
        label="the score of overt disseminated intravascular coagulation",
        event="overt disseminated intravascular coagulation by expert judgement",
        items=(_underlying_disorder(), _platelets(), _fibrin_marker(), _prothrombin_time(), _fibrinogen()),
        categories=(
            Category("not overt", 0, "Not overt now; score again in one or two days if suspicion stays."),
            Category(
                "overt",
                round(number("score.disseminated_intravascular_coagulation.overt_from")),
                "Compatible with overt disseminated intravascular coagulation; score again daily.",
                "score.disseminated_intravascular_coagulation.positive_predictive_value",
            ),
        ),
        limits=(
            "Only with a disorder known to cause disseminated intravascular coagulation, and refused without.",
            "A count that is low for another reason, such as marrow failure or chemotherapy, scores the same points.",
            "Pregnancy changes the normal values, for which modified scores exist.",
            "Against expert opinion in intensive care its sensitivity was"
            f" {100 * number('score.disseminated_intravascular_coagulation.sensitivity'):g} % and its specificity"
            f" {100 * number('score.disseminated_intravascular_coagulation.specificity'):g} % (Bakhtiari et al, 2004).",
        ),
        source="Taylor et al, Thromb Haemost 2001;86:1327; Bakhtiari et al, Crit Care Med 2004;32:2416",
    )


def _underlying_disorder() -> ChosenItem:
    return ChosenItem(
        "underlying_disorder",
        "A disorder known to cause it: sepsis, trauma, malignancy, obstetric calamity, vascular malformation, severe"
        " immunological or toxic reaction.",
        (Choice("yes", "present"), Choice("no", "absent", refusal=NO_UNDERLYING_DISORDER)),
    )


def _platelets() -> MeasuredItem:
    points = points_of("score.disseminated_intravascular_coagulation.platelet_points")
    low, normal = numbers_of("score.disseminated_intravascular_coagulation.platelet_edges")
    return MeasuredItem(
        "platelets",
        "Platelet count.",
        (
            Choice("very_low", f"below {low:g}x10^9/L", points[0]),
            Choice("low", f"from {low:g} to below {normal:g}x10^9/L", points[1]),
            Choice("not_low", f"{normal:g}x10^9/L or more", points[2]),
        ),
        (Measurement("platelets", "platelet count", "10^9/L", 0.0, 3000.0),),
        lambda platelets: int(platelets >= low) + int(platelets >= normal),
    )


def _fibrin_marker() -> ChosenItem:
    points = points_of("score.disseminated_intravascular_coagulation.fibrin_marker_points")
    moderate, strong = numbers_of("score.disseminated_intravascular_coagulation.d_dimer_multiples")
    return ChosenItem(
        "fibrin_marker",
        "D-dimer or fibrin degradation products. The score leaves the limits to the laboratory; the revision of 2025"
        f" takes D-dimer above {moderate:g} and above {strong:g} times the upper limit of normal.",
        (
            Choice("no_increase", "no increase", points[0]),
            Choice("moderate_increase", "moderate increase", points[1]),
            Choice("strong_increase", "strong increase", points[2]),
        ),
    )


def _prothrombin_time() -> MeasuredItem:
    points = points_of("score.disseminated_intravascular_coagulation.prothrombin_time_points")
    some, much = numbers_of("score.disseminated_intravascular_coagulation.prothrombin_time_edges")
    return MeasuredItem(
        "prothrombin_time",
        "Prolongation of the prothrombin time.",
        (
            Choice("normal", f"less than {some:g} s longer than normal", points[0]),
            Choice("prolonged", f"{some:g} to less than {much:g} s longer", points[1]),
            Choice("much_prolonged", f"{much:g} s longer or more", points[2]),
        ),
        (Measurement("prothrombin_time_prolongation", "seconds above the upper limit of normal", "s", 0.0, 200.0),),
        lambda seconds: int(seconds >= some) + int(seconds >= much),
    )


def _fibrinogen() -> MeasuredItem:
    points = points_of("score.disseminated_intravascular_coagulation.fibrinogen_points")
    low = number("score.disseminated_intravascular_coagulation.fibrinogen_below")
    return MeasuredItem(
        "fibrinogen",
        "Fibrinogen in plasma.",
        (Choice("low", f"below {low:g} g/L", points[0]), Choice("not_low", f"{low:g} g/L or more", points[1])),
        (Measurement("fibrinogen", "fibrinogen in plasma", "g/L", 0.0, 20.0),),
        lambda fibrinogen: int(fibrinogen >= low),
    )
