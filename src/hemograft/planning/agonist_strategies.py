"""Thrombopoietin receptor agonists by their labels, in immune thrombocytopenia and in liver disease."""

from hemograft.evidence import number
from hemograft.hematopoiesis.blood_system import BloodSystem
from hemograft.planning.case import Case
from hemograft.planning.strategy import Strategy
from hemograft.planning.supportive_strategies import RED_CELLS, supported
from hemograft.therapies import eltrombopag as eltrombopag_label
from hemograft.therapies.eltrombopag import chronic_liver_disease_titration, immune_thrombocytopenia_titration
from hemograft.therapies.lusutrombopag import lusutrombopag as lusutrombopag_drug
from hemograft.therapies.lusutrombopag import lusutrombopag_course
from hemograft.therapies.romiplostim import RomiplostimTitration
from hemograft.therapies.romiplostim import romiplostim as romiplostim_drug

IMMUNE = "immune_thrombocytopenia"


def romiplostim(case: Case) -> Strategy:
    """Weekly injections, titrated."""
    return Strategy(
        name="romiplostim",
        description="Weekly subcutaneous romiplostim, titrated by the label (1 to 10 ug/kg).",
        system=BloodSystem(drugs=(romiplostim_drug(number("romiplostim.itp_potency")),)),
        course=supported(case, RomiplostimTitration()),
        evidence=(
            "romiplostim.thrombopoietin_equivalent",
            "romiplostim.itp_potency",
            "romiplostim.label_start_dose",
            "romiplostim.label_increase_below",
            "romiplostim.label_reduce_above",
            "romiplostim.label_hold_above",
            "romiplostim.label_maximum_dose",
        ),
        assumptions=(RED_CELLS, "No neutralizing antibodies; every dose is given."),
    )


def eltrombopag(case: Case) -> Strategy:
    """Daily tablets, titrated by diagnosis."""
    liver = case.diagnosis != IMMUNE
    titration = chronic_liver_disease_titration() if liver else immune_thrombocytopenia_titration()
    potency = 1.0 if liver else number("eltrombopag.itp_potency")
    return Strategy(
        name="eltrombopag",
        description=f"Daily eltrombopag, {titration.start:g} to {titration.maximum:g} mg by the count.",
        system=BloodSystem(drugs=(eltrombopag_label.eltrombopag(potency, chronic_liver_disease=liver),)),
        course=supported(case, titration),
        evidence=(
            "eltrombopag.thrombopoietin_equivalent",
            "eltrombopag.liver_clearance" if liver else "eltrombopag.clearance",
            "eltrombopag.label_liver_start_dose" if liver else "eltrombopag.label_start_dose",
            "eltrombopag.label_reduce_above",
            *(("eltrombopag.child_pugh",) if liver else ()),
            *(() if liver else ("eltrombopag.itp_potency", "eltrombopag.itp_response_six_weeks")),
        ),
        assumptions=(RED_CELLS, "Every tablet is taken; no East Asian ancestry."),
    )


def lusutrombopag(case: Case) -> Strategy:
    """A week of tablets before a procedure."""
    return Strategy(
        name="lusutrombopag",
        description="Lusutrombopag 3 mg daily for 7 days, before a procedure.",
        system=BloodSystem(drugs=(lusutrombopag_drug(),)),
        course=supported(case, schedule=lusutrombopag_course(0)),
        evidence=(
            "lusutrombopag.thrombopoietin_equivalent",
            "lusutrombopag.label_dose",
            "lusutrombopag.label_duration",
        ),
        assumptions=(RED_CELLS,),
    )
