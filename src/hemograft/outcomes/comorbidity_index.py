"""Comorbidity indices before an allogeneic transplant: HCT-CI, and HCT-CI/Age with a point for age.

Sorror et al, Blood 2005;106:2912, and J Clin Oncol 2014;32:3249.
"""

from hemograft.evidence import number, numbers_of
from hemograft.thrombocytopenia.score import (
    Category,
    Choice,
    ChosenItem,
    Item,
    MeasuredItem,
    Measurement,
    Score,
    points_of,
)

NOT_FOR_CHILDREN_WITHOUT_MALIGNANCY = (
    "the index misses what endangers a child with a nonmalignant disease, such as mechanical ventilation, fungal"
    " infection or underweight before the transplant; use the index for youth with nonmalignant disease"
)


def hct_ci() -> Score:
    """The index with its definitions, and mortality and survival of the three groups in the development cohort."""
    survival = [
        f"Survival at 2 years was {100 * share:.0f} %." for share in numbers_of("score.hct_ci.survival_2_years")
    ]
    return Score(
        name="hct_ci",
        label="the comorbidity index (HCT-CI)",
        event="death without relapse within 2 years of an allogeneic transplant",
        items=_comorbidities(),
        categories=(
            Category("low", 0, survival[0], "score.hct_ci.mortality_low"),
            Category(
                "intermediate",
                round(number("score.hct_ci.intermediate_from")),
                survival[1],
                "score.hct_ci.mortality_intermediate",
            ),
            Category("high", round(number("score.hct_ci.high_from")), survival[2], "score.hct_ci.mortality_high"),
        ),
        limits=(*_limits(), _later_mortality()),
        source="Sorror et al, Blood 2005;106:2912, PMID 15994282",
    )


def hct_ci_age() -> Score:
    """The index with a point for age; its publication compares groups and gives no mortality of each."""
    age_from = number("score.hct_ci_age.age_from")
    points = points_of("score.hct_ci_age.age_points")
    age = MeasuredItem(
        "age",
        "Age at transplant.",
        (
            Choice("younger", f"below {age_from:g} years", points[0]),
            Choice("older", f"{age_from:g} years or more", points[1]),
        ),
        (Measurement("age", "age", "years", 0.0, 120.0),),
        lambda age: int(age >= age_from),
    )
    dearer = "Mortality was higher after high-dose than after nonmyeloablative conditioning"
    return Score(
        name="hct_ci_age",
        label="the comorbidity index with age (HCT-CI/Age)",
        event="death without relapse after an allogeneic transplant",
        items=(*_comorbidities(), age),
        categories=(
            Category("low", 0, "Mortality was comparable whatever the conditioning."),
            Category("intermediate", round(number("score.hct_ci_age.middle_from")), f"{dearer}."),
            Category("high", round(number("score.hct_ci_age.high_from")), f"{dearer}, in the group of highest risk."),
        ),
        limits=(
            *_limits(),
            "It comes from recipients of HLA-matched grafts; it is untested here for mismatched, haploidentical and"
            " cord grafts.",
            "No mortality of a group is given here: the abstract of the publication compares the groups only.",
        ),
        source="Sorror et al, J Clin Oncol 2014;32:3249, PMID 25154831",
    )


def _limits() -> tuple[str, ...]:
    return (
        "It is for a first allogeneic transplant; it tells nothing of relapse, donor or graft.",
        "Not valid for a child with a nonmalignant disease (Wiskott-Aldrich, congenital amegakaryocytic"
        " thrombocytopenia, aplastic anemia, Fanconi anemia), and refused there.",
        "Below 18 years, and after conditioning of lower intensity, a total of 1 or 2 fared as 0 did (CIBMTR, Biol"
        " Blood Marrow Transplant 2015;21:1479).",
        "Untrained raters agree only fairly (Blood 2013;121:2854): score each item by its definition.",
    )


def _later_mortality() -> str:
    later = numbers_of("risk_index.comorbidity_mortality_2_years_italy")[-1]
    return (
        f"In the high group later patients did better than these numbers: {100 * later:.1f} % died without relapse"
        " within 2 years in a prospective series of Italy (Blood 2012;120:1327)."
    )


def _comorbidities() -> tuple[Item, ...]:
    fraction = number("score.hct_ci.ejection_fraction_at_most")
    body_mass, percentile = (number(f"score.hct_ci.body_mass_{name}") for name in ("index_above", "percentile_from"))
    creatinine = number("score.hct_ci.creatinine_above")
    return (
        _patient(),
        _present(
            1,
            "arrhythmia",
            "Arrhythmia.",
            "atrial fibrillation or flutter, sick sinus syndrome, or ventricular arrhythmia",
        ),
        _present(
            1,
            "cardiac",
            "Heart disease.",
            "coronary artery disease, congestive heart failure, myocardial infarction, or ejection fraction of"
            f" {100 * fraction:g} % or less",
        ),
        _present(1, "inflammatory_bowel_disease", "Inflammatory bowel disease.", "Crohn disease or ulcerative colitis"),
        _present(1, "diabetes", "Diabetes.", "treated with insulin or oral drugs, not with diet alone"),
        _present(1, "cerebrovascular", "Cerebrovascular disease.", "transient ischemic attack or stroke"),
        _present(
            1,
            "psychiatric",
            "Psychiatric disturbance.",
            "depression or anxiety that needs a consultation or treatment at transplant",
        ),
        _present(
            1,
            "obesity",
            "Obesity.",
            f"body mass index above {body_mass:g} kg/m2, in a child at or above the {100 * percentile:g}th"
            " percentile for age",
        ),
        _present(
            1,
            "infection",
            "Infection at transplant.",
            "infection or unexplained fever that needs antimicrobial treatment before, during and after the start of"
            " conditioning",
        ),
        _present(
            2,
            "rheumatologic",
            "Rheumatologic disease.",
            "lupus erythematosus, rheumatoid arthritis, polymyositis, mixed connective tissue disease, or polymyalgia"
            " rheumatica",
        ),
        _present(2, "peptic_ulcer", "Peptic ulcer.", "peptic ulcer that needs treatment"),
        _present(
            2,
            "renal",
            "Moderate or severe renal disease.",
            f"creatinine above {creatinine:g} mg/dL, dialysis, or a prior renal transplant",
        ),
        _present(
            3, "prior_solid_tumor", "Solid tumor before.", "treated at any time, other than nonmelanoma skin cancer"
        ),
        _present(
            3,
            "heart_valve",
            "Heart valve disease.",
            "heart valve disease, other than mitral valve prolapse without symptoms",
        ),
        _hepatic(),
        _pulmonary(),
    )


def _patient() -> ChosenItem:
    return ChosenItem(
        "patient",
        "For whom the index is read.",
        (
            Choice("adult", "18 years or older"),
            Choice("child_malignant", "below 18 years, with a malignant disease"),
            Choice(
                "child_nonmalignant",
                "below 18 years, with a nonmalignant disease",
                refusal=NOT_FOR_CHILDREN_WITHOUT_MALIGNANCY,
            ),
        ),
    )


def _present(weight: int, name: str, meaning: str, definition: str) -> ChosenItem:
    none, some = points_of(f"score.hct_ci.{('one_point', 'two_points', 'three_points')[weight - 1]}")
    return ChosenItem(name, meaning, (Choice("no", "none of this", none), Choice("yes", definition, some)))


def _hepatic() -> ChosenItem:
    points = points_of("score.hct_ci.hepatic_points")
    bilirubin, transaminases = (numbers_of(f"score.hct_ci.{name}_ratios") for name in ("bilirubin", "transaminase"))
    return ChosenItem(
        "hepatic",
        "Hepatic disease; the upper limit of normal is the unit.",
        (
            Choice("none", "none of this", points[0]),
            Choice(
                "mild",
                f"chronic hepatitis, bilirubin above {bilirubin[0]:g} to {bilirubin[1]:g}, or a transaminase above"
                f" {transaminases[0]:g} to {transaminases[1]:g}",
                points[1],
            ),
            Choice(
                "moderate_or_severe",
                f"cirrhosis, bilirubin above {bilirubin[1]:g}, or a transaminase above {transaminases[1]:g}",
                points[2],
            ),
        ),
    )


def _pulmonary() -> ChosenItem:
    points = points_of("score.hct_ci.pulmonary_points")
    low, high = (100 * edge for edge in numbers_of("score.hct_ci.lung_function_edges"))
    return ChosenItem(
        "pulmonary",
        "Pulmonary disease: diffusion capacity or forced expiratory volume in one second, of the predicted.",
        (
            Choice("none_or_mild", f"above {high:g} %, without dyspnea on slight activity", points[0]),
            Choice("moderate", f"above {low:g} to {high:g} %, or dyspnea on slight activity", points[1]),
            Choice("severe", f"{low:g} % or less, dyspnea at rest, or need of oxygen", points[2]),
        ),
    )
