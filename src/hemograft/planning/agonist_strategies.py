"""Thrombopoietin receptor agonists by their labels, in immune thrombocytopenia and in liver disease."""

from collections.abc import Callable

from hemograft.evidence import number
from hemograft.hematopoiesis.blood_system import BloodSystem
from hemograft.planning.case import CIRRHOTIC, IMMUNE_THROMBOCYTOPENIA, Case
from hemograft.planning.starting_counts import starting_counts
from hemograft.planning.strategy import Strategy
from hemograft.planning.supportive_strategies import RED_CELLS, supported
from hemograft.population.count_fluctuation import Fluctuating, count_fluctuation
from hemograft.population.individuals import Individuals
from hemograft.therapies import eltrombopag as eltrombopag_label
from hemograft.therapies.avatrombopag import AvatrombopagTitration, avatrombopag_course
from hemograft.therapies.avatrombopag import avatrombopag as avatrombopag_drug
from hemograft.therapies.bedside import Course, Policy
from hemograft.therapies.eltrombopag import chronic_liver_disease_titration, immune_thrombocytopenia_titration
from hemograft.therapies.lusutrombopag import lusutrombopag as lusutrombopag_drug
from hemograft.therapies.lusutrombopag import lusutrombopag_course
from hemograft.therapies.romiplostim import RomiplostimTitration
from hemograft.therapies.romiplostim import romiplostim as romiplostim_drug

FLUCTUATION = "immune_thrombocytopenia.count_fluctuation"
FLUCTUATES = "Doses follow counts that fluctuate from week to week; the plan shows the level they fluctuate around."
BEYOND_THE_LABEL = "Not in the label: titrated as in immune thrombocytopenia, and as potent as in cirrhosis."
THROMBOSIS = (
    "Thrombosis is not simulated. In chronic liver disease a trial of two weeks of eltrombopag before procedures was"
    " ended early for thrombosis of the portal vein (ELEVATE: Afdhal et al, N Engl J Med 2012;367:716); no agonist is"
    " licensed there to raise counts for their own sake."
)
LONGEST_TITRATION = 730
"""Days for which fluctuations are drawn; later counts are read as on the last of them."""


def romiplostim(case: Case) -> Strategy:
    """Weekly injections, titrated."""
    return Strategy(
        name="romiplostim",
        description="Weekly subcutaneous romiplostim, titrated by the label (1 to 10 ug/kg).",
        system=BloodSystem(drugs=(romiplostim_drug(number("romiplostim.itp_potency")),)),
        course=_titrated(case, RomiplostimTitration()),
        evidence=(
            "romiplostim.thrombopoietin_equivalent",
            "romiplostim.itp_potency",
            "romiplostim.label_start_dose",
            "romiplostim.label_increase_below",
            "romiplostim.label_reduce_above",
            "romiplostim.label_hold_above",
            "romiplostim.label_maximum_dose",
            "romiplostim.label_stop_after_maximum",
            "romiplostim.durable_response_not_splenectomized",
            FLUCTUATION,
        ),
        assumptions=(RED_CELLS, FLUCTUATES, "No neutralizing antibodies; every dose is given."),
    )


def eltrombopag(case: Case) -> Strategy:
    """Daily tablets, titrated by diagnosis: immune or inherited thrombocytopenia, or liver disease."""
    liver = case.diagnosis in CIRRHOTIC
    titration = chronic_liver_disease_titration() if liver else immune_thrombocytopenia_titration()
    immune = case.diagnosis == IMMUNE_THROMBOCYTOPENIA
    potency = number("eltrombopag.itp_potency") if immune else 1.0
    return Strategy(
        name="eltrombopag",
        description=f"Daily eltrombopag, {titration.start:g} to {titration.maximum:g} mg by the count.",
        system=BloodSystem(drugs=(eltrombopag_label.eltrombopag(potency, chronic_liver_disease=liver),)),
        course=_titrated(case, titration) if immune else lambda _: supported(case, titration),
        evidence=(
            "eltrombopag.thrombopoietin_equivalent",
            "eltrombopag.liver_clearance" if liver else "eltrombopag.clearance",
            "eltrombopag.label_liver_start_dose" if liver else "eltrombopag.label_start_dose",
            "eltrombopag.label_reduce_above",
            *(("eltrombopag.child_pugh",) if liver else ("eltrombopag.label_stop_after_maximum",)),
            *(("eltrombopag.itp_potency", "eltrombopag.itp_response_six_weeks", FLUCTUATION) if immune else ()),
            *(() if immune or liver else ("inherited_thrombocytopenia.eltrombopag_major_response",)),
        ),
        assumptions=(
            RED_CELLS,
            *((FLUCTUATES,) if immune else ()),
            *(() if immune or liver else (BEYOND_THE_LABEL,)),
            "Every tablet is taken; no East Asian ancestry.",
        ),
        cautions=(THROMBOSIS,) if liver else (),
    )


def avatrombopag(case: Case) -> Strategy:
    """Daily tablets, titrated, in immune thrombocytopenia."""
    return Strategy(
        name="avatrombopag",
        description="Avatrombopag by the count, from 20 mg once weekly to 40 mg daily, 20 mg daily at first.",
        system=BloodSystem(drugs=(avatrombopag_drug(number("avatrombopag.itp_potency")),)),
        course=_titrated(case, AvatrombopagTitration()),
        evidence=(
            "avatrombopag.thrombopoietin_equivalent",
            "avatrombopag.clearance",
            "avatrombopag.itp_potency",
            "avatrombopag.label_weekly_tablets",
            "avatrombopag.label_increase_below",
            "avatrombopag.label_give_up_after",
            "immune_thrombocytopenia.avatrombopag_weeks_of_response",
            FLUCTUATION,
        ),
        assumptions=(
            RED_CELLS,
            FLUCTUATES,
            "The first week is too slow: the model's day 8 falls short of the trial's.",
            "Every tablet is taken, with food.",
        ),
    )


def avatrombopag_before_procedure(case: Case) -> Strategy:
    """Five days of tablets before a procedure, in liver disease."""
    tablets = avatrombopag_course(0, starting_counts(case).platelets)
    return Strategy(
        name="avatrombopag",
        description=f"Avatrombopag {tablets[0].amount:g} mg daily for {len(tablets)} days, before a procedure.",
        system=BloodSystem(drugs=(avatrombopag_drug(),)),
        course=lambda _: supported(case, schedule=tablets),
        evidence=(
            "avatrombopag.thrombopoietin_equivalent",
            "avatrombopag.clearance",
            "avatrombopag.label_liver_dose",
            "avatrombopag.label_liver_duration",
            "avatrombopag.liver_trial_rise",
        ),
        assumptions=(RED_CELLS, "Every tablet is taken, with food."),
        cautions=(THROMBOSIS,),
    )


def lusutrombopag(case: Case) -> Strategy:
    """A week of tablets before a procedure."""
    tablets = lusutrombopag_course(0)
    return Strategy(
        name="lusutrombopag",
        description=f"Lusutrombopag {tablets[0].amount:g} mg daily for {len(tablets)} days, before a procedure.",
        system=BloodSystem(drugs=(lusutrombopag_drug(),)),
        course=lambda _: supported(case, schedule=tablets),
        evidence=(
            "lusutrombopag.thrombopoietin_equivalent",
            "lusutrombopag.label_dose",
            "lusutrombopag.label_duration",
        ),
        assumptions=(RED_CELLS,),
        cautions=(THROMBOSIS,),
    )


def _titrated(case: Case, titration: Policy) -> Callable[[Individuals], Course]:
    """The titration reads counts as they fluctuate in immune thrombocytopenia."""

    def course(people: Individuals) -> Course:
        reading = Fluctuating(titration, count_fluctuation(people, LONGEST_TITRATION))
        return supported(case, reading)

    return course
