"""The strategies that make sense for a case, and why others do not. Adding one is one builder and a line here."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from hemograft.planning import cause_strategies as removal
from hemograft.planning import supportive_strategies as supportive
from hemograft.planning.agonist_strategies import (
    avatrombopag,
    avatrombopag_before_procedure,
    eltrombopag,
    lusutrombopag,
    romiplostim,
)
from hemograft.planning.case import DRUG_INDUCED, IMMUNE_THROMBOCYTOPENIA, Case
from hemograft.planning.drug_strategies import drug_strategies
from hemograft.planning.gene_therapy_strategy import SETTINGS, gene_therapy
from hemograft.planning.immunosuppression_strategies import eltrombopag as eltrombopag_for_aplastic_anemia
from hemograft.planning.immunosuppression_strategies import immunosuppression, immunosuppression_with_eltrombopag
from hemograft.planning.immunotherapy_strategies import immunotherapy_strategies, intravenous_immunoglobulin
from hemograft.planning.natural_course import drug_was_stopped
from hemograft.planning.strategy import Strategy
from hemograft.planning.suppressing_drug import case_cause
from hemograft.planning.transplant_strategy import transplant_strategies
from hemograft.planning.wiskott_aldrich_strategies import wiskott_aldrich_splenectomy
from hemograft.thrombocytopenia.catalog import CAUSES

Builder = Callable[[Case], Strategy]

SUPPORTIVE: tuple[Builder, ...] = (
    supportive.observation,
    supportive.platelet_transfusion,
    supportive.matched_transfusion,
    supportive.therapeutic_transfusion,
    supportive.low_dose_transfusion,
    supportive.high_dose_transfusion,
    supportive.mismatched_transfusion,
    supportive.tranexamic_acid,
)
"""For every diagnosis."""
LIVER: tuple[Builder, ...] = (eltrombopag, avatrombopag_before_procedure, lusutrombopag)
BY_DIAGNOSIS: Mapping[str, tuple[Builder, ...]] = MappingProxyType(
    {
        IMMUNE_THROMBOCYTOPENIA: (romiplostim, eltrombopag, avatrombopag),
        "severe_aplastic_anemia": (
            immunosuppression,
            immunosuppression_with_eltrombopag,
            eltrombopag_for_aplastic_anemia,
        ),
        "cirrhosis_with_hypersplenism": LIVER,
        "hepatitis_c_thrombocytopenia": (removal.direct_acting_antivirals, *LIVER),
        "human_immunodeficiency_virus_thrombocytopenia": (removal.antiretroviral_therapy, intravenous_immunoglobulin),
        "cytomegalovirus_thrombocytopenia": (removal.ganciclovir,),
        "heparin_induced_thrombocytopenia": (removal.stop_heparin,),
        "drug_induced_immune_thrombocytopenia": (removal.stop_sensitizing_drug,),
        "thrombotic_thrombocytopenic_purpura": (removal.plasma_exchange, removal.caplacizumab),
        "disseminated_intravascular_coagulation": (removal.remove_trigger,),
        "gestational_thrombocytopenia": (removal.delivery,),
        "wiskott_aldrich_syndrome": (wiskott_aldrich_splenectomy,),
        "inherited_thrombocytopenia": (eltrombopag,),
    }
)
"""What each diagnosis adds; others have supportive care, and what their drug or donors offer."""


class StrategyError(ValueError):
    """A strategy is unknown, or not modelled for the diagnosis."""


def strategies_for(case: Case, chosen: Sequence[str] = ()) -> tuple[Strategy, ...]:
    """All sensible strategies of a case, or those ``chosen`` by name, among them some that are offered on request.

    Raises:
        StrategyError: a chosen strategy is unknown or not modelled for this diagnosis.
    """
    available = {strategy.name: strategy for strategy in _available(case)}
    for name in chosen:
        if name not in available:
            raise StrategyError(
                f"strategy {name!r} is not modelled for {case_cause(case).label}; choose from {', '.join(available)}"
            )
    if chosen:
        return tuple(available[name] for name in dict.fromkeys(chosen))
    return tuple(strategy for strategy in available.values() if not strategy.on_request)


def strategies_on_request(case: Case) -> tuple[str, ...]:
    """Names of further strategies that a plan holds only when they are named."""
    return tuple(strategy.name for strategy in _available(case) if strategy.on_request)


def _is_pointless(case: Case, build: Builder) -> bool:
    """Whether it is done already (a drug that is stopped, a spleen that is out), or matches without antibodies."""
    if build is supportive.matched_transfusion:
        return not supportive.has_alloantibodies(case)
    if build is wiskott_aldrich_splenectomy:
        return case.spleen == "removed"
    return build in (removal.stop_heparin, removal.stop_sensitizing_drug) and drug_was_stopped(case)


def _available(case: Case) -> list[Strategy]:
    builders = (*SUPPORTIVE, *BY_DIAGNOSIS.get(case.diagnosis, ()))
    options = [build(case) for build in builders if not _is_pointless(case, build)]
    if case.diagnosis == IMMUNE_THROMBOCYTOPENIA:
        options += immunotherapy_strategies(case)
    if case.diagnosis == DRUG_INDUCED:
        options += drug_strategies(case)
    if CAUSES[case.diagnosis]().transplantable:
        options += transplant_strategies(case)
    if case.gene_therapy is not None and case.diagnosis in SETTINGS:
        options.append(gene_therapy(case))
    return options
