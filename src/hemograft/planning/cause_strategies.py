"""Removing the cause: the drug, the virus, the trigger or the pregnancy behind the low count."""

from collections.abc import Sequence

from hemograft.hematopoiesis.blood_system import BloodSystem
from hemograft.hematopoiesis.interventions import Intervention
from hemograft.planning.case import Case
from hemograft.planning.strategy import Strategy
from hemograft.planning.supportive_strategies import RED_CELLS, supported
from hemograft.planning.suppressing_drug import drugs_on_board
from hemograft.thrombocytopenia.cytomegalovirus import ganciclovir as under_ganciclovir
from hemograft.thrombocytopenia.disseminated_intravascular_coagulation import trigger_removed
from hemograft.thrombocytopenia.drug_induced_immune import sensitizing_drug_stopped
from hemograft.thrombocytopenia.gestational import delivery as delivered
from hemograft.thrombocytopenia.heparin_induced import heparin_stopped
from hemograft.thrombocytopenia.hepatitis_c import direct_acting_antivirals as under_antivirals
from hemograft.thrombocytopenia.human_immunodeficiency_virus import antiretroviral_therapy as under_antiretrovirals
from hemograft.thrombocytopenia.thrombotic_thrombocytopenic_purpura import caplacizumab as under_caplacizumab
from hemograft.thrombocytopenia.thrombotic_thrombocytopenic_purpura import plasma_exchange as under_exchange


def stop_heparin(case: Case) -> Strategy:
    """The last heparin was given today."""
    return _removal(
        case,
        "stop_heparin",
        "Heparin is stopped today; another anticoagulant takes its place.",
        (heparin_stopped(0.0),),
        ("heparin_induced.recovery_day_2", "heparin_induced.recovery_day_4"),
    )


def stop_sensitizing_drug(case: Case) -> Strategy:
    """The last dose of the drug was given today."""
    given = case.suppressing_drug
    return _removal(
        case,
        "stop_sensitizing_drug",
        f"{given.name.capitalize() if given else 'The sensitizing drug'} is stopped today.",
        (sensitizing_drug_stopped(0.0),),
        ("drug_induced_immune.recovery_begins", "drug_induced_immune.recovery_complete"),
    )


def direct_acting_antivirals(case: Case) -> Strategy:
    """Treatment of hepatitis C."""
    return _removal(
        case,
        "direct_acting_antivirals",
        "Direct-acting antivirals from today; liver and spleen stay as they are.",
        (under_antivirals(0.0),),
        ("hepatitis_c.count_after_cure",),
    )


def antiretroviral_therapy(case: Case) -> Strategy:
    """Treatment of human immunodeficiency virus."""
    return _removal(
        case,
        "antiretroviral_therapy",
        "Antiretroviral therapy from today, which suppresses the virus in every patient.",
        under_antiretrovirals(0.0),
        ("human_immunodeficiency_virus.suppression_time",),
    )


def ganciclovir(case: Case) -> Strategy:
    """Treatment of cytomegalovirus."""
    return _removal(
        case,
        "ganciclovir",
        "Ganciclovir from today; its own toxicity to the marrow is not simulated.",
        (under_ganciclovir(0.0),),
        ("cytomegalovirus.clearance_time",),
    )


def plasma_exchange(case: Case) -> Strategy:
    """Treatment of thrombotic thrombocytopenic purpura."""
    return _removal(
        case,
        "plasma_exchange",
        "Daily plasma exchange and corticosteroids from today.",
        under_exchange(0.0),
        ("thrombotic_thrombocytopenic_purpura.exchange_delay",),
    )


def caplacizumab(case: Case) -> Strategy:
    """Treatment of thrombotic thrombocytopenic purpura."""
    return _removal(
        case,
        "caplacizumab",
        "Plasma exchange with caplacizumab from today.",
        under_caplacizumab(0.0),
        ("thrombotic_thrombocytopenic_purpura.exchange_delay",),
    )


def remove_trigger(case: Case) -> Strategy:
    """The trigger of the coagulation is treated."""
    return _removal(
        case,
        "remove_trigger",
        "The trigger (such as an infection) is under control from today.",
        (trigger_removed(0.0),),
        ("disseminated_intravascular_coagulation.duration_of_thrombocytopenia",),
    )


def delivery(case: Case) -> Strategy:
    """The child is born today."""
    return _removal(
        case,
        "delivery",
        "Delivery today.",
        delivered(0.0),
        ("gestational_thrombocytopenia.dilution", "gestational_thrombocytopenia.volume_return"),
    )


def _removal(
    case: Case, name: str, description: str, schedule: Sequence[Intervention], evidence: tuple[str, ...]
) -> Strategy:
    return Strategy(
        name=name,
        description=description,
        system=BloodSystem(drugs=drugs_on_board(case)),
        course=lambda _: supported(case, schedule=tuple(schedule)),
        evidence=evidence,
        assumptions=(RED_CELLS, "Whoever is treated answers; how often treatment fails is not simulated."),
    )
