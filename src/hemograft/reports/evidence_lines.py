"""The numbers behind a plan, each once, with the strategies that rest on it."""

from collections.abc import Iterable

from hemograft.evidence import Record, record
from hemograft.evidence.wording import interval_text, unit_text, value_text
from hemograft.planning.case import IMMUNE_THROMBOCYTOPENIA, Case
from hemograft.planning.outcome_evidence import mortality_evidence
from hemograft.planning.strategy import Strategy
from hemograft.planning.suppressing_drug import case_cause
from hemograft.reports.bundle import EvidenceLine

PLATELETS = (
    "hematopoiesis.normal_platelet_count",
    "hematopoiesis.platelet_senescence",
    "hematopoiesis.endothelial_demand",
    "population.own_count",
)
BLEEDING = (
    "bleeding.immune_thrombocytopenia_episode_rate",
    "bleeding.share_of_episodes_with_bleeding",
    "bleeding.band_edges",
    "bleeding.odds_ratio_platelets_at_most_5",
    "bleeding.odds_ratio_hematocrit_at_most_25",
    "bleeding.no_excess_above",
    "bleeding.outpatient_full_hazard_below",
    "bleeding.outpatient_steepness",
)
IN_APLASIA = (
    "bleeding.first_bleed_hazard_hypoproliferative",
    "transplantation.neutrophil_engraftment_threshold",
)
COAGULATION = {
    "international_normalized_ratio": ("bleeding.odds_ratio_inr_1_2_to_1_5", "bleeding.odds_ratio_inr_above_1_5"),
    "partial_thromboplastin_time": ("bleeding.odds_ratio_aptt_30_to_50", "bleeding.odds_ratio_aptt_above_50"),
}
"""By the field of a case that brings them in."""
INTRACRANIAL = (
    "intracranial_hemorrhage.share_of_bleeding_episodes",
    "intracranial_hemorrhage.odds_ratio_from_60_years",
    "intracranial_hemorrhage.ratio_children",
)


def common_evidence(case: Case) -> tuple[str, ...]:
    """Records behind every strategy of a case: its cause, the platelet law and the chance of bleeding."""
    immune = case.diagnosis == IMMUNE_THROMBOCYTOPENIA
    coagulation = [name for field, names in COAGULATION.items() if getattr(case, field) is not None for name in names]
    return (
        *case_cause(case).evidence,
        *PLATELETS,
        *BLEEDING,
        *(INTRACRANIAL if immune else ("bleeding.hazard_ratio_other_outpatients",)),
        *coagulation,
        *(("bleeding.hazard_ratio_fever", "bleeding.fever_days") if case.fever else ()),
        *(("platelet_size.normal_mean_volume",) if case.diagnosis == "wiskott_aldrich_syndrome" else ()),
    )


def evidence_lines(case: Case, strategies: Iterable[Strategy]) -> tuple[EvidenceLine, ...]:
    """The records of `common_evidence`, then those of some strategies, in the order of the strategies."""
    chosen = tuple(strategies)
    behind = {name: [strategy.name for strategy in chosen] for name in common_evidence(case)}
    for strategy in chosen:
        in_aplasia = IN_APLASIA if strategy.transplant else ()
        for name in (*strategy.evidence, *in_aplasia, *mortality_evidence(case, strategy)):
            resting = behind.setdefault(name, [])
            if strategy.name not in resting:
                resting.append(strategy.name)
    return tuple(_line(record(name), tuple(names)) for name, names in behind.items())


def _line(item: Record, strategies: tuple[str, ...]) -> EvidenceLine:
    amount = " ".join(part for part in (value_text(item), unit_text(item)) if part)
    value = "; ".join(part for part in (amount, interval_text(item)) if part)
    return EvidenceLine(item.meaning.rstrip("."), value, item.source, item.provenance, strategies)
