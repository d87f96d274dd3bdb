"""Treatment of severe aplastic anemia without a donor: immunosuppression, with and without eltrombopag, and eltrombopag
after it failed."""

from collections.abc import Callable

from hemograft.evidence import number
from hemograft.hematopoiesis.blood_system import BloodSystem
from hemograft.hematopoiesis.drug import Drug
from hemograft.planning.case import Case
from hemograft.planning.strategy import Strategy
from hemograft.planning.supportive_strategies import PLATELETS, RED_CELLS, supported
from hemograft.population.individuals import Individuals
from hemograft.simulation.integrator import Array
from hemograft.therapies.bedside import Course, Policy
from hemograft.therapies.eltrombopag import (
    EltrombopagReview,
    aplastic_anemia_first_line,
    aplastic_anemia_titration,
)
from hemograft.therapies.eltrombopag import eltrombopag as eltrombopag_drug
from hemograft.therapies.immunosuppression import (
    antithymocyte_globulin_odds,
    eltrombopag_escape_odds,
    suppression_remission,
    t_cell_suppression,
)
from hemograft.therapies.second_immunosuppression import second_course
from hemograft.therapies.transfusion import PlateletTransfusion

SAA = "severe_aplastic_anemia"
GLOBULIN = (
    f"Horse antithymocyte globulin {number('immunosuppression.antithymocyte_globulin_dose'):g} mg/kg for"
    f" {number('immunosuppression.antithymocyte_globulin_days'):g} days with ciclosporin"
)
AGAIN = "A second course, of rabbit globulin, after a relapse."
AGAIN_RECORDS = tuple(
    f"immunosuppression.{record}"
    for record in (
        "response_day",
        "second_course_response_relapsed",
        "relapse_treatment_delay",
    )
)
POTENCY = "Eltrombopag is as potent a thrombopoietin as in cirrhosis, where it was calibrated."


def immunosuppression(case: Case) -> Strategy:
    """Horse antithymocyte globulin and ciclosporin."""
    return _strategy(
        case,
        "immunosuppression",
        f"{GLOBULIN}. {AGAIN}",
        lambda people: antithymocyte_globulin_odds(people["immunosuppression_response"]),
        ("immunosuppression.odds", f"{SAA}.immunosuppression_response_6_months"),
        again=True,
    )


def immunosuppression_with_eltrombopag(case: Case) -> Strategy:
    """The same with eltrombopag for six months."""

    def odds(people: Individuals) -> Array:
        globulin = antithymocyte_globulin_odds(people["immunosuppression_response"])
        return globulin + eltrombopag_escape_odds(people["eltrombopag_escape"])

    dose = number("eltrombopag.label_aplasia_first_line_dose")
    return _strategy(
        case,
        "immunosuppression_with_eltrombopag",
        f"{GLOBULIN}, and eltrombopag {dose:g} mg daily for six months. {AGAIN}",
        odds,
        (
            "immunosuppression.odds",
            "eltrombopag.escape_odds",
            "eltrombopag.label_aplasia_first_line_dose",
            f"{SAA}.immunosuppression_eltrombopag_response_6_months",
        ),
        ("The help of eltrombopag to stem cells outlasts its six months for as long as the remission.",),
        drugs=(eltrombopag_drug(),),
        policies=(aplastic_anemia_first_line(),),
        again=True,
    )


def eltrombopag(case: Case) -> Strategy:
    """Eltrombopag alone, after immunosuppression has failed."""
    titration = aplastic_anemia_titration()
    weeks = number("eltrombopag.label_aplasia_stop_after") / 7.0
    return _strategy(
        case,
        "eltrombopag",
        f"Daily eltrombopag, {titration.start:g} to {titration.maximum:g} mg by the count, given up after {weeks:g}"
        " weeks without a response in any lineage.",
        lambda people: eltrombopag_escape_odds(people["eltrombopag_escape"]),
        ("eltrombopag.escape_odds", "eltrombopag.label_aplasia_start_dose", "eltrombopag.refractory_aplasia_response"),
        (
            "The model answers too often: it predicts twice the response that was seen in refractory disease.",
            "What stem cells have escaped stays so after the drug was given up.",
        ),
        drugs=(eltrombopag_drug(),),
        policies=(EltrombopagReview(titration),),
    )


def _strategy(
    case: Case,
    name: str,
    description: str,
    odds: Callable[[Individuals], Array],
    evidence: tuple[str, ...],
    assumptions: tuple[str, ...] = (),
    *,
    drugs: tuple[Drug, ...] = (),
    policies: tuple[Policy, ...] = (),
    again: bool = False,
) -> Strategy:
    platelets = PlateletTransfusion(case.weight, number("transfusion.prophylactic_trigger"))

    def course(people: Individuals) -> Course:
        suppression = t_cell_suppression(
            0.0, odds(people), people["t_cell_attack_turnover"], people["remission_duration"]
        )
        relapse = suppression_remission(odds(people), people["remission_duration"]).weeks
        later = (second_course(people["second_course"], relapse),) if again else ()
        return supported(case, platelets, *policies, *later, schedule=suppression)

    return Strategy(
        name=name,
        description=description,
        system=BloodSystem(drugs=drugs),
        course=course,
        keeps_changing=True,
        evidence=(
            *evidence,
            *(("eltrombopag.thrombopoietin_equivalent",) if drugs else ()),
            "immunosuppression.remission_days",
            "hematopoiesis.t_cell_attack_turnover",
            "population.t_cell_attack_turnover",
            *(AGAIN_RECORDS if again else ()),
        ),
        assumptions=(
            RED_CELLS,
            PLATELETS,
            *((POTENCY,) if drugs else ()),
            *assumptions,
            "The first course is fitted to first courses: who did not answer before is less likely to answer it.",
            *(("After a second course no third one, and no transplantation, is given.",) if again else ()),
            "Infections follow the neutrophils alone, not what the drugs do to lymphocytes; clonal evolution is not"
            " simulated; relapse comes back as the same disease.",
        ),
    )
