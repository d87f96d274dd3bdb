"""Immunotherapy of immune thrombocytopenia: each treatment from today, with what differs between patients."""

from collections.abc import Callable

from hemograft.evidence import number
from hemograft.hematopoiesis.blood_system import BloodSystem
from hemograft.hematopoiesis.drug import Drug
from hemograft.hematopoiesis.interventions import Intervention
from hemograft.planning.case import IMMUNE_THROMBOCYTOPENIA, Case
from hemograft.planning.strategy import Strategy
from hemograft.planning.supportive_strategies import RED_CELLS, supported
from hemograft.population.individuals import Individuals
from hemograft.therapies.bedside import Policy
from hemograft.therapies.corticosteroids import (
    DexamethasonePulses,
    corticosteroid,
    corticosteroid_remission,
    corticosteroid_sensitivity,
    prednisone_course,
)
from hemograft.therapies.efgartigimod import efgartigimod as efgartigimod_drug
from hemograft.therapies.efgartigimod import efgartigimod_course
from hemograft.therapies.intravenous_immunoglobulin import intravenous_immunoglobulin as immunoglobulin_drug
from hemograft.therapies.intravenous_immunoglobulin import intravenous_immunoglobulin_infusion
from hemograft.therapies.rilzabrutinib import rilzabrutinib_course
from hemograft.therapies.rituximab import rituximab_remission
from hemograft.therapies.splenectomy import splenectomy as spleen_removed

PRODUCTION = "condition.antibody_production"
ITP = IMMUNE_THROMBOCYTOPENIA
INDEPENDENT = "Patients' answers to different treatments are unrelated."
DAMAGED = "Megakaryocytes are as damaged as in patients of the romiplostim trials, whose disease was chronic."
FRESH = (
    "Megakaryocytes of newly diagnosed patients are"
    f" {number('immune_thrombocytopenia.newly_diagnosed_impairment'):g} times as damaged as those of chronic ones."
)
LONGEST_COURSE = 522
"""Weeks of infusions that are scheduled: ten years, the longest plan."""


def immunotherapy_strategies(case: Case) -> tuple[Strategy, ...]:
    """All of them; no splenectomy where the spleen is out."""
    options = (
        prednisone(case),
        dexamethasone(case),
        intravenous_immunoglobulin(case),
        rituximab(case),
        efgartigimod(case),
        rilzabrutinib(case),
    )
    return options if case.spleen == "removed" else (*options, splenectomy(case))


def prednisone(case: Case) -> Strategy:
    """Four weeks, then a taper."""
    dose, days, taper = (number(f"prednisone.{name}") for name in ("dose", "days", "taper_days"))
    return _strategy(
        case,
        "prednisone",
        f"Prednisone {dose:g} mg/kg daily for {days:g} days, tapered to none over {taper:g} days.",
        lambda people: (*_corticosteroid(people), *prednisone_course(0)),
        ("prednisone.dose", *CORTICOSTEROID, f"{ITP}.prednisone_initial_response"),
        ("Every tablet is taken; side effects are not simulated.",),
        drugs=(corticosteroid(),),
    )


def dexamethasone(case: Case) -> Strategy:
    """A pulse, and a second one for those without a response."""
    dose, days, review = (number(f"dexamethasone.{name}") for name in ("dose", "days", "review_day"))
    return _strategy(
        case,
        "dexamethasone",
        f"Dexamethasone {dose:g} mg daily for {days:g} days, again from day {review:g} below"
        f" {number('dexamethasone.response_from'):g}x10^9/L.",
        _corticosteroid,
        (
            "dexamethasone.dose",
            "dexamethasone.prednisone_equivalence",
            *CORTICOSTEROID,
            f"{ITP}.dexamethasone_initial_response",
        ),
        ("Every tablet is taken; side effects are not simulated.",),
        drugs=(corticosteroid(),),
        policies=(DexamethasonePulses(case.weight),),
    )


CORTICOSTEROID = (
    "corticosteroid.phagocytosis_odds",
    "corticosteroid.washout",
    "corticosteroid.remission_odds",
    "corticosteroid.remission_days",
    "population.corticosteroid_response",
)


def _corticosteroid(people: Individuals) -> tuple[Intervention, ...]:
    response = people["corticosteroid_response"]
    remission = corticosteroid_remission(response, people["remission_duration"])
    return (corticosteroid_sensitivity(0.0, response), *remission.schedule(PRODUCTION, 0.0))


def intravenous_immunoglobulin(case: Case) -> Strategy:
    """One infusion."""
    dose = number("intravenous_immunoglobulin.dose")
    return _strategy(
        case,
        "intravenous_immunoglobulin",
        f"One infusion of immunoglobulin, {dose:g} g/kg, today.",
        lambda people: intravenous_immunoglobulin_infusion(
            0.0, dose, case.weight, people["intravenous_immunoglobulin_response"]
        ),
        (
            "intravenous_immunoglobulin.half_effect",
            "intravenous_immunoglobulin.blocking_loss",
            "intravenous_immunoglobulin.clearance",
            "intravenous_immunoglobulin.catabolism_slope",
            "population.intravenous_immunoglobulin_response",
            f"{ITP}.immunoglobulin_1_g_response_day_4",
            f"{ITP}.immunoglobulin_response_days",
        ),
        (),
        drugs=(immunoglobulin_drug(case.weight),),
    )


def rituximab(case: Case) -> Strategy:
    """Four weekly infusions."""

    def course(people: Individuals) -> tuple[Intervention, ...]:
        remission = rituximab_remission(people["rituximab_response"], people["remission_duration"])
        return remission.schedule(PRODUCTION, 0.0)

    return _strategy(
        case,
        "rituximab",
        "Four weekly infusions of rituximab 375 mg/m2 from today.",
        course,
        (
            "rituximab.remission_odds",
            "rituximab.remission_days",
            "population.rituximab_response",
            f"{ITP}.rituximab_response",
            f"{ITP}.rituximab_response_five_years_adults",
        ),
        ("B cells are gone from the first infusion on; infections are not simulated.",),
    )


def efgartigimod(case: Case) -> Strategy:
    """An infusion a week."""
    dose, interval = number("efgartigimod.dose"), number("efgartigimod.interval")
    return _strategy(
        case,
        "efgartigimod",
        f"Efgartigimod {dose:g} mg/kg every {interval:g} days.",
        lambda people: efgartigimod_course(0, LONGEST_COURSE, people["efgartigimod_response"]),
        (
            "efgartigimod.maximum_catabolism",
            "efgartigimod.half_effect",
            "efgartigimod.reached_odds",
            "population.efgartigimod_response",
            f"{ITP}.efgartigimod_sustained_response",
        ),
        ("The interval is not stretched where counts are good.",),
        drugs=(efgartigimod_drug(),),
    )


def rilzabrutinib(case: Case) -> Strategy:
    """Tablets twice a day."""
    return _strategy(
        case,
        "rilzabrutinib",
        "Rilzabrutinib 400 mg twice daily.",
        lambda people: rilzabrutinib_course(0.0, people["rilzabrutinib_response"]),
        ("rilzabrutinib.odds", "population.rilzabrutinib_response", f"{ITP}.rilzabrutinib_response_week_12"),
        ("Every tablet is taken.", "Phagocytosis and antibody production are held back alike."),
    )


def splenectomy(case: Case) -> Strategy:
    """The spleen is removed today."""
    return _strategy(
        case,
        "splenectomy",
        "Splenectomy today.",
        lambda people: spleen_removed(0.0, people["splenectomy_response"]),
        ("splenectomy.phagocytosis_odds", "population.splenectomy_response", "splenectomy.complete_response"),
        ("Surgery, sepsis after splenectomy and late relapse are not simulated.",),
    )


def _strategy(
    case: Case,
    name: str,
    description: str,
    schedule: Callable[[Individuals], tuple[Intervention, ...]],
    evidence: tuple[str, ...],
    assumptions: tuple[str, ...],
    *,
    drugs: tuple[Drug, ...] = (),
    policies: tuple[Policy, ...] = (),
) -> Strategy:
    return Strategy(
        name=name,
        description=description,
        system=BloodSystem(drugs=drugs),
        course=lambda people: supported(case, *policies, schedule=schedule(people)),
        evidence=evidence,
        assumptions=(RED_CELLS, *assumptions, INDEPENDENT, _disease(case)),
    )


def _disease(case: Case) -> str:
    if case.diagnosis != IMMUNE_THROMBOCYTOPENIA:
        return "The treatment acts as in immune thrombocytopenia, where it was fitted."
    return FRESH if case.newly_diagnosed else DAMAGED
