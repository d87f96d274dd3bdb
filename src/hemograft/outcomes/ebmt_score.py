"""The EBMT score: survival after an allogeneic transplant from what is known of disease, patient and donor before it.

Gratwohl et al, Cancer 2009;115:4715; Gratwohl, Bone Marrow Transplant 2012;47:749.
"""

from hemograft.evidence import number, numbers_of, record
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

ONLY_ACQUIRED = (
    "the score was made and tested in acquired hematological disorders; it has no stage for an inherited one"
)
NO_POINTS_FOR_DONOR = (
    "the score has points for an HLA-identical sibling and an unrelated donor only; none were published for this donor"
)


def ebmt() -> Score:
    """The score with its definitions; outcomes by group are those of an independent cohort, which published them."""
    lowest = [round(total) for total in numbers_of("score.ebmt.group_from")]
    mortality = numbers_of("score.ebmt.transplant_mortality_5_years")
    names = ("low", "intermediate 1", "intermediate 2", "high")
    return Score(
        name="ebmt",
        label="the EBMT score",
        event="survival 5 years after an allogeneic transplant",
        items=(_disorder(), _age(), _stage(), _interval(), _donor(), _sexes()),
        categories=tuple(
            Category(
                name,
                total,
                f"Transplant-related mortality at 5 years was {100 * share:.0f} %.",
                f"score.ebmt.survival_{name.replace(' ', '_')}",
            )
            for name, total, share in zip(names, lowest, mortality, strict=True)
        ),
        limits=(
            _first_publication(),
            "Not valid for inherited disorders (Wiskott-Aldrich, congenital amegakaryocytic thrombocytopenia, Fanconi"
            " anemia), and refused there.",
            "Haploidentical donors and cord blood have no points, and are refused.",
            "In the cohort whose outcomes are given, the score did not tell after reduced-intensity conditioning, and"
            " transplant-related mortality did not differ clearly between the groups.",
            "It knows nothing of comorbidity (see hct_ci), of the genetics of the disease, or of HLA beyond the kind of"
            " donor.",
        ),
        source="Gratwohl et al, Cancer 2009;115:4715, PMID 19642176; Gratwohl, Bone Marrow Transplant 2012;47:749",
    )


def _first_publication() -> str:
    best, worst = record("risk_index.ebmt_0_survival_5_years"), record("risk_index.ebmt_6_to_7_survival_5_years")
    lost = [100 * number(f"risk_index.ebmt_{total}_transplant_mortality_5_years") for total in ("0", "6_to_7")]
    shares = [f"{100 * share.number:.0f} %" for share in (best, worst)]
    return (
        f"In its first publication (56,505 transplants, 1980 to 2005) survival at 5 years was {shares[0]} at 0 and"
        f" {shares[1]} at 6 or 7, transplant-related mortality {lost[0]:.0f} % and {lost[1]:.0f} %."
    )


def _disorder() -> ChosenItem:
    return ChosenItem(
        "disorder",
        "Kind of hematological disorder.",
        (
            Choice("acquired", "acquired, severe aplastic anemia included"),
            Choice("inherited", "inherited", refusal=ONLY_ACQUIRED),
        ),
    )


def _age() -> MeasuredItem:
    points = points_of("score.ebmt.age_points")
    low, high = numbers_of("score.ebmt.age_edges")
    return MeasuredItem(
        "age",
        "Age at transplant.",
        (
            Choice("young", f"below {low:g} years", points[0]),
            Choice("middle", f"{low:g} to {high:g} years", points[1]),
            Choice("old", f"above {high:g} years", points[2]),
        ),
        (Measurement("age", "age", "years", 0.0, 120.0),),
        lambda age: three_bands(age, low, high),
    )


def _stage() -> ChosenItem:
    points = points_of("score.ebmt.stage_points")
    return ChosenItem(
        "stage",
        "Stage of the disease at transplant.",
        (
            Choice(
                "early",
                "acute leukemia in first remission; myelodysplastic syndrome, lymphoma or myeloma untreated or in first"
                " remission; chronic myeloid leukemia in first chronic phase; severe aplastic anemia always",
                points[0],
            ),
            Choice(
                "intermediate",
                "acute leukemia in second remission; chronic myeloid leukemia in any other stage than first chronic"
                " phase and blast crisis; myelodysplastic syndrome in second or partial remission; lymphoma or myeloma"
                " in second or partial remission, or stable",
                points[1],
            ),
            Choice("late", "any other stage of these, and blast crisis", points[2]),
        ),
    )


def _interval() -> ChosenItem:
    short, long = points_of("score.ebmt.interval_points")
    months = number("score.ebmt.interval_above")
    return ChosenItem(
        "interval",
        "Time from diagnosis to transplant.",
        (
            Choice("short", f"{months:g} months or less", short),
            Choice("first_remission", "any time, when transplanted in first remission", short),
            Choice("long", f"more than {months:g} months, not in first remission", long),
        ),
    )


def _donor() -> ChosenItem:
    sibling, unrelated = points_of("score.ebmt.donor_points")
    return ChosenItem(
        "donor",
        "Donor.",
        (
            Choice("identical_sibling", "HLA-identical sibling", sibling),
            Choice("unrelated", "unrelated donor", unrelated),
            Choice("haploidentical", "haploidentical relative", refusal=NO_POINTS_FOR_DONOR),
            Choice("cord_blood", "cord blood", refusal=NO_POINTS_FOR_DONOR),
        ),
    )


def _sexes() -> ChosenItem:
    other, female_to_male = points_of("score.ebmt.sex_points")
    return ChosenItem(
        "sexes",
        "Sex of donor and recipient.",
        (
            Choice("female_to_male", "female donor, male recipient", female_to_male),
            Choice("other", "any other pair", other),
        ),
    )
