"""The strategies that make sense for a case, and why others do not."""

from collections.abc import Sequence

from hemograft.evidence import number
from hemograft.hematopoiesis.blood_system import BloodSystem
from hemograft.hematopoiesis.interventions import Intervention
from hemograft.planning.case import Case
from hemograft.planning.natural_course import drug_stop, natural_course
from hemograft.planning.strategy import Strategy
from hemograft.planning.transplant_strategy import transplant_strategy
from hemograft.population.individuals import Individuals
from hemograft.therapies.bedside import Course, Policy
from hemograft.therapies.eltrombopag import (
    chronic_liver_disease_titration,
    eltrombopag,
    immune_thrombocytopenia_titration,
)
from hemograft.therapies.lusutrombopag import lusutrombopag, lusutrombopag_course
from hemograft.therapies.romiplostim import RomiplostimTitration, romiplostim
from hemograft.therapies.transfusion import PlateletTransfusion, RedCellTransfusion, order_share
from hemograft.thrombocytopenia.catalog import CAUSES
from hemograft.thrombocytopenia.drug_induced import drug_removed

IMMUNE, CIRRHOSIS, DRUG = (
    "immune_thrombocytopenia",
    "cirrhosis_with_hypersplenism",
    "drug_induced_marrow_suppression",
)
RED_CELLS = "Red cells are given below 7 g/dL."


class StrategyError(ValueError):
    """A strategy is unknown, or not modelled for the diagnosis."""


def strategies_for(case: Case, chosen: Sequence[str] = ()) -> tuple[Strategy, ...]:
    """All sensible strategies of a case, or those ``chosen`` by name.

    Raises:
        StrategyError: a chosen strategy is unknown or not modelled for this diagnosis.
    """
    available = {strategy.name: strategy for strategy in _available(case)}
    for name in chosen:
        if name not in available:
            raise StrategyError(
                f"strategy {name!r} is not modelled for {CAUSES[case.diagnosis]().label};"
                f" choose from {', '.join(available)}"
            )
    return tuple(available[name] for name in dict.fromkeys(chosen)) if chosen else tuple(available.values())


def _available(case: Case) -> list[Strategy]:
    options = [_observation(case), _transfusion(case)]
    if case.diagnosis == DRUG and ((stop := drug_stop(case)) is None or stop > 0.0):
        options.append(_remove_drug(case))
    if case.diagnosis == IMMUNE:
        options += [_romiplostim(case), _eltrombopag(case)]
    if case.diagnosis == CIRRHOSIS:
        options += [_eltrombopag(case), _lusutrombopag(case)]
    if CAUSES[case.diagnosis]().transplantable:
        options += [
            transplant_strategy(case, donor, label) for donor, label in zip(case.donors, case.donor_labels, strict=True)
        ]
    return options


def _supported(case: Case, *policies: Policy, schedule: tuple[Intervention, ...] = ()) -> Course:
    return Course((*natural_course(case), *schedule), (RedCellTransfusion(), *policies))


def _observation(case: Case) -> Strategy:
    def course(people: Individuals) -> Course:
        del people
        return _supported(case)

    return Strategy(
        name="observation",
        description="No platelet treatment.",
        system=BloodSystem(),
        course=course,
        evidence=(),
        assumptions=(RED_CELLS,),
    )


def _transfusion(case: Case) -> Strategy:
    trigger = number("transfusion.prophylactic_trigger")

    def course(people: Individuals) -> Course:
        del people
        return _supported(case, PlateletTransfusion(case.weight, trigger))

    return Strategy(
        name="platelet_transfusion",
        description=f"{_order(case.weight)} on every morning with fewer than {trigger:g}x10^9/L.",
        system=BloodSystem(),
        course=course,
        evidence=(
            "transfusion.apheresis_unit_dose",
            "transfusion.recovery_thrombocytopenic",
            "transfusion.prophylactic_trigger",
            "transfusion.full_unit_weight",
        ),
        assumptions=(
            RED_CELLS,
            "Transfused platelets are destroyed by alloantibodies." if case.alloimmunized else "No alloimmunization.",
        ),
    )


def _order(weight: float) -> str:
    share = order_share(weight)
    return "One apheresis unit" if share == 1.0 else f"{share:.2g} of an apheresis unit ({weight:g} kg)"


def _remove_drug(case: Case) -> Strategy:
    drug = case.suppressing_drug

    def course(people: Individuals) -> Course:
        del people
        return _supported(case, schedule=(drug_removed(0.0),))

    return Strategy(
        name="remove_drug",
        description=f"{drug.name if drug else 'The suppressing drug'} is stopped today.",
        system=BloodSystem(),
        course=course,
        evidence=("linezolid.mean_transit_time",),
        assumptions=(RED_CELLS, "The drug is cleared within a day and the suppression is fully reversible."),
    )


def _romiplostim(case: Case) -> Strategy:
    def course(people: Individuals) -> Course:
        del people
        return _supported(case, RomiplostimTitration())

    return Strategy(
        name="romiplostim",
        description="Weekly subcutaneous romiplostim, titrated by the label (1 to 10 ug/kg).",
        system=BloodSystem(drugs=(romiplostim(number("romiplostim.itp_potency")),)),
        course=course,
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


def _eltrombopag(case: Case) -> Strategy:
    liver = case.diagnosis == CIRRHOSIS
    titration = chronic_liver_disease_titration() if liver else immune_thrombocytopenia_titration()
    drug = eltrombopag(chronic_liver_disease=True) if liver else eltrombopag(number("eltrombopag.itp_potency"))

    def course(people: Individuals) -> Course:
        del people
        return _supported(case, titration)

    return Strategy(
        name="eltrombopag",
        description=f"Daily eltrombopag, {titration.start:g} to {titration.maximum:g} mg by the count.",
        system=BloodSystem(drugs=(drug,)),
        course=course,
        evidence=(
            "eltrombopag.thrombopoietin_equivalent",
            "eltrombopag.liver_clearance" if liver else "eltrombopag.clearance",
            "eltrombopag.label_liver_start_dose" if liver else "eltrombopag.label_start_dose",
            "eltrombopag.label_reduce_above",
            *(("eltrombopag.child_pugh",) if liver else ()),
            *(() if liver else ("eltrombopag.itp_potency", "eltrombopag.itp_response_six_weeks")),
        ),
        assumptions=(
            RED_CELLS,
            "Every tablet is taken; no East Asian ancestry.",
        ),
    )


def _lusutrombopag(case: Case) -> Strategy:
    def course(people: Individuals) -> Course:
        del people
        return _supported(case, schedule=lusutrombopag_course(0))

    return Strategy(
        name="lusutrombopag",
        description="Lusutrombopag 3 mg daily for 7 days, before a procedure.",
        system=BloodSystem(drugs=(lusutrombopag(),)),
        course=course,
        evidence=(
            "lusutrombopag.thrombopoietin_equivalent",
            "lusutrombopag.label_dose",
            "lusutrombopag.label_duration",
        ),
        assumptions=(RED_CELLS,),
    )
