"""What can be done about a drug that lowers platelets: stop it, lower it, or let the next cycle wait for the counts."""

from math import floor

from hemograft.evidence import number
from hemograft.hematopoiesis.blood_system import BloodSystem
from hemograft.hematopoiesis.interventions import Intervention, SetParameter
from hemograft.planning.case import Case
from hemograft.planning.natural_course import drug_was_stopped
from hemograft.planning.strategy import Strategy
from hemograft.planning.supportive_strategies import RED_CELLS, supported
from hemograft.planning.suppressing_drug import KnownDrug, drug_stopped, drugs_on_board, suppressing_drug
from hemograft.therapies.bedside import Policy
from hemograft.therapies.cytotoxic import ChemotherapyCycles, DoseRules, label_rules

WHOLE_FALL = "The whole fall of platelets is put down to the drug; sensitivity to it stays as it is."
COUNTED = "The latest cycle counts as the first."


def drug_strategies(case: Case) -> tuple[Strategy, ...]:
    """The strategies for a drug-induced fall of platelets: none for a drug that has been stopped."""
    known = suppressing_drug(case)
    if drug_was_stopped(case):
        return ()
    if known is None:
        return (remove_drug(case),)
    if known.cycles:
        return (continue_cycles(case, known), delay_cycle(case, known)) if _remaining(known) > 0 else ()
    return remove_drug(case), reduce_dose(case, known)


def remove_drug(case: Case) -> Strategy:
    """The drug is stopped today."""
    known, given = suppressing_drug(case), case.suppressing_drug
    if known is None:
        evidence: tuple[str, ...] = ("linezolid.mean_transit_time",)
        assumption = "The drug is cleared within a day and the suppression is fully reversible."
    else:
        evidence = known.evidence
        assumption = WHOLE_FALL
    return _strategy(
        case,
        "remove_drug",
        f"{given.name[0].upper() + given.name[1:] if given else 'The suppressing drug'} is stopped today.",
        evidence,
        (assumption,),
        schedule=drug_stopped(case, 0.0),
    )


def reduce_dose(case: Case, known: KnownDrug) -> Strategy:
    """A known drug goes on at half the dose; what that means for the illness that it treats is not modelled."""
    share = number("suppressing_drugs.reduced_dose_share")
    return _strategy(
        case,
        "reduce_dose",
        f"{known.name.capitalize()} goes on at {share * known.dose:g} mg a day instead of {known.dose:g}.",
        ("suppressing_drugs.reduced_dose_share", *known.evidence),
        (WHOLE_FALL, "Whether the lower dose still treats the illness is not modelled."),
        schedule=(SetParameter(0.0, f"{known.name}.intake", share * known.dose),),
    )


def continue_cycles(case: Case, known: KnownDrug) -> Strategy:
    """The remaining cycles in full, on the day, whatever the counts."""
    return _strategy(
        case,
        "continue_cycles",
        f"{known.name.capitalize()} {known.dose:.0f} mg every {number('chemotherapy.interval'):g} days as planned.",
        ("chemotherapy.interval", "chemotherapy.cycles", *known.evidence),
        (WHOLE_FALL, COUNTED),
        policies=(_cycles(known, None),),
    )


def delay_cycle(case: Case, known: KnownDrug) -> Strategy:
    """The next cycles wait until the counts are back, at a lower dose after a deep nadir."""
    rules = label_rules(known.name)
    borrowed = () if known.name == "carboplatin" else ("The nadirs that lower the dose are those of carboplatin.",)
    return _strategy(
        case,
        "delay_cycle",
        f"{known.name.capitalize()} only from {rules.platelets:g}x10^9/L platelets and {rules.neutrophils:g}x10^9/L"
        f" neutrophils, looked at every {rules.wait} days; after a nadir below {rules.reduce_below_platelets:g} or"
        f" {rules.reduce_below_neutrophils:g} at {rules.reduced_share:.0%} of the dose.",
        (
            "chemotherapy.retreatment_platelets",
            f"{known.name}.retreatment_neutrophils",
            "chemotherapy.wait",
            "carboplatin.reduce_below_platelets",
            "carboplatin.reduce_below_neutrophils",
            "carboplatin.reduced_share",
            "chemotherapy.interval",
            "chemotherapy.cycles",
            *known.evidence,
        ),
        (WHOLE_FALL, COUNTED, *borrowed, "What a delay or a lower dose means for the cancer is not modelled."),
        policies=(_cycles(known, rules),),
    )


def _next_cycle(known: KnownDrug) -> int:
    """Day of the next cycle, at the interval from the latest one but not before today."""
    assert known.start is not None, "the case says when the latest cycle was given"
    return max(round(known.start) + int(number("chemotherapy.interval")), 0)


def _remaining(known: KnownDrug) -> int:
    """Cycles still to come, none of them after the day on which the drug will be stopped."""
    planned = int(number("chemotherapy.cycles")) - 1
    if known.stop is None:
        return planned
    before_stop = floor((known.stop - _next_cycle(known)) / number("chemotherapy.interval")) + 1
    return max(min(planned, before_stop), 0)


def _cycles(known: KnownDrug, rules: DoseRules | None) -> ChemotherapyCycles:
    return ChemotherapyCycles(
        drug=known.name,
        dose=known.dose,
        cycles=_remaining(known),
        interval=int(number("chemotherapy.interval")),
        first_day=_next_cycle(known),
        rules=rules,
    )


def _strategy(
    case: Case,
    name: str,
    description: str,
    evidence: tuple[str, ...],
    assumptions: tuple[str, ...],
    *,
    schedule: tuple[Intervention, ...] = (),
    policies: tuple[Policy, ...] = (),
) -> Strategy:
    return Strategy(
        name=name,
        description=description,
        system=BloodSystem(drugs=drugs_on_board(case)),
        course=lambda _: supported(case, *policies, schedule=schedule),
        evidence=evidence,
        assumptions=(RED_CELLS, *assumptions),
    )
