"""Supportive care for any diagnosis: nothing, platelets by several rules, tranexamic acid."""

from collections.abc import Mapping
from types import MappingProxyType

from hemograft.evidence import number
from hemograft.hematopoiesis.blood_system import BloodSystem
from hemograft.hematopoiesis.interventions import Intervention, SetParameter
from hemograft.planning.case import Case
from hemograft.planning.case_bleeding import bleeding_circumstances
from hemograft.planning.natural_course import natural_course
from hemograft.planning.strategy import Strategy
from hemograft.planning.suppressing_drug import drugs_on_board
from hemograft.simulation.integrator import Array
from hemograft.therapies.bedside import Course, Policy
from hemograft.therapies.transfusion import (
    PlateletTransfusion,
    RedCellTransfusion,
    TherapeuticTransfusion,
    order_share,
)
from hemograft.thrombocytopenia.bleeding import bleeding_probability
from hemograft.thrombocytopenia.platelet_transfusion_refractoriness import alloimmune_destruction

THROMBOTIC = ("thrombotic_thrombocytopenic_purpura", "heparin_induced_thrombocytopenia")
"""Diagnoses in which prophylactic platelets are avoided, because they may feed thrombi."""
FEEDS_THROMBI = (
    "Platelets may feed thrombi in this disease, and thrombosis is not simulated: guidelines keep them for bleeding"
    " that endangers life (Scully et al, Br J Haematol 2012;158:323; Cuker et al, Blood Adv 2018;2:3360)."
)
UNTREATED: Mapping[str, str] = MappingProxyType(
    {
        "thrombotic_thrombocytopenic_purpura": "Without plasma exchange most patients die of this disease (George,"
        " N Engl J Med 2006;354:1927), which is not simulated: counts without it are those of patients who live.",
        "gestational_thrombocytopenia": "Without the strategy delivery the pregnancy goes on for every day of the plan:"
        " read the others up to the day on which delivery is due.",
    }
)
"""What a reader must know of strategies that leave the disease as it is, by diagnosis."""
REFRACTORY = "platelet_transfusion_refractoriness"
RED_CELLS = f"Red cells are given below {number('transfusion.red_cell_trigger'):g} g/dL."
PLATELETS = f"Platelets are given below {number('transfusion.prophylactic_trigger'):g}x10^9/L."


def has_alloantibodies(case: Case) -> bool:
    """Whether antibodies destroy the platelets of random donors."""
    return case.alloimmunized or case.diagnosis == REFRACTORY


def supported(case: Case, *policies: Policy, schedule: tuple[Intervention, ...] = ()) -> Course:
    """The disease by itself, red cells, and what is added."""
    return Course((*natural_course(case), *schedule), (RedCellTransfusion(), *policies))


def observation(case: Case) -> Strategy:
    """No platelet treatment."""
    return Strategy(
        name="observation",
        description="No platelet treatment.",
        system=BloodSystem(drugs=drugs_on_board(case)),
        course=lambda _: supported(case),
        evidence=(),
        assumptions=(RED_CELLS,),
        cautions=_untreated(case),
    )


def platelet_transfusion(case: Case) -> Strategy:
    """Prophylaxis by the usual trigger and dose."""
    return _prophylaxis(case, "platelet_transfusion", "", on_request=case.diagnosis in THROMBOTIC)


def low_dose_transfusion(case: Case) -> Strategy:
    """Prophylaxis with the low dose of PLADO."""
    share = number("transfusion.low_dose_share")
    return _prophylaxis(case, "low_dose_transfusion", "Half dose: ", dose=share, extra="transfusion.low_dose_share")


def high_dose_transfusion(case: Case) -> Strategy:
    """Prophylaxis with the high dose of PLADO."""
    share = number("transfusion.high_dose_share")
    return _prophylaxis(case, "high_dose_transfusion", "Double dose: ", dose=share, extra="transfusion.high_dose_share")


def mismatched_transfusion(case: Case) -> Strategy:
    """Prophylaxis with ABO-incompatible platelets."""
    identifier = "transfusion.abo_mismatch_recovery_ratio"
    return _prophylaxis(
        case, "abo_mismatched_transfusion", "ABO-mismatched: ", recovery=number(identifier), extra=identifier
    )


def matched_transfusion(case: Case) -> Strategy:
    """Prophylaxis with HLA-matched platelets for a patient whose antibodies destroy random ones."""
    identifier = "transfusion.matched_success"
    left = alloimmune_destruction() * (1.0 - number(identifier))
    return _prophylaxis(
        case,
        "hla_matched_transfusion",
        "HLA-matched: ",
        schedule=(SetParameter(0.0, "condition.transfused_destruction", left),),
        extra=identifier,
        assumption="Matched units escape as much of the alloimmune clearance as the share of them that succeeds.",
        on_request=False,
    )


def therapeutic_transfusion(case: Case) -> Strategy:
    """Platelets only for those who bleed."""

    def bleeding(day: int, platelets: Array, hemoglobin: Array) -> Array:
        return bleeding_probability(platelets, hemoglobin, bleeding_circumstances(case, day))

    return Strategy(
        name="therapeutic_transfusion",
        description=f"{_order(case.weight)} on the day a bleed of WHO grade 2 or more begins, and at no other time.",
        system=BloodSystem(drugs=drugs_on_board(case)),
        course=lambda _: supported(case, TherapeuticTransfusion(case.weight, bleeding)),
        evidence=("transfusion.apheresis_unit_dose", "transfusion.recovery_thrombocytopenic"),
        assumptions=(RED_CELLS, _alloimmunity(case), "A transfusion does not shorten the bleed it answers."),
        cautions=_of_platelets(case),
        on_request=True,
    )


def tranexamic_acid(case: Case) -> Strategy:
    """Prophylactic platelets and tranexamic acid, which acts on bleeding alone."""
    base = platelet_transfusion(case)
    return Strategy(
        name="tranexamic_acid",
        description=f"{base.description} Tranexamic acid while platelets are low, for a month at most.",
        system=base.system,
        course=base.course,
        evidence=(
            *base.evidence,
            "tranexamic_acid.hazard_ratio",
            "tranexamic_acid.start_below",
            "tranexamic_acid.longest_course",
        ),
        assumptions=(*base.assumptions, "Its trial showed no reduction of bleeding; the central estimate is used."),
        cautions=base.cautions,
        tranexamic_acid=True,
        on_request=True,
    )


def _prophylaxis(
    case: Case,
    name: str,
    kind: str,
    *,
    dose: float = 1.0,
    recovery: float = 1.0,
    schedule: tuple[Intervention, ...] = (),
    extra: str | None = None,
    assumption: str | None = None,
    on_request: bool = True,
) -> Strategy:
    trigger = number("transfusion.prophylactic_trigger")
    order = _order(case.weight)
    return Strategy(
        name=name,
        description=f"{kind}{order} on every morning with fewer than {trigger:g}x10^9/L.",
        system=BloodSystem(drugs=drugs_on_board(case)),
        course=lambda _: supported(case, PlateletTransfusion(case.weight, trigger, dose, recovery), schedule=schedule),
        evidence=(
            "transfusion.apheresis_unit_dose",
            "transfusion.recovery_thrombocytopenic",
            "transfusion.prophylactic_trigger",
            "transfusion.full_unit_weight",
            *((extra,) if extra else ()),
            *(("transfusion.alloimmune_life_ratio",) if has_alloantibodies(case) else ()),
        ),
        assumptions=(RED_CELLS, assumption or _alloimmunity(case)),
        cautions=_of_platelets(case),
        on_request=on_request,
    )


def _untreated(case: Case) -> tuple[str, ...]:
    return (UNTREATED[case.diagnosis],) if case.diagnosis in UNTREATED else ()


def _of_platelets(case: Case) -> tuple[str, ...]:
    """Cautions of platelets and nothing else."""
    return (*_untreated(case), *((FEEDS_THROMBI,) if case.diagnosis in THROMBOTIC else ()))


def _alloimmunity(case: Case) -> str:
    return (
        "Transfused platelets are destroyed by alloantibodies." if has_alloantibodies(case) else "No alloimmunization."
    )


def _order(weight: float) -> str:
    share = order_share(weight)
    return "One apheresis unit" if share == 1.0 else f"{share:.2g} of an apheresis unit ({weight:g} kg)"
