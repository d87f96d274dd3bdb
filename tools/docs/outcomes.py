"""The page on outcomes beyond cell counts: laws, ratios, rates, and what stands behind each number."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from hemograft.evidence import Provenance, Record
from hemograft.evidence.wording import number_text, unit_text, value_text
from hemograft.inference.transplant_outcomes import FREE_PARAMETERS
from hemograft.inference.transplant_scenarios import scenarios
from hemograft.outcomes.composite_endpoints import COMPOSITES
from hemograft.outcomes.hazard_ratios import EFFECTS, MORTALITY
from hemograft.planning.outcome_evidence import LAWS, LAWS_OF_MALIGNANCIES
from hemograft.planning.plan_outcomes import KILLS_BY_COUNTS
from hemograft.planning.strategy_run import HELD_AVERAGE
from hemograft.therapies.graft_failure import MARROW_FAILURE
from hemograft.therapies.transplantation import GraftSource
from tools.docs.markdown import evidence_rows, interval_text, plain, table
from tools.docs.outcomes_laws import law_sections

EVENTS: Mapping[str, str] = {
    "acute_gvhd": "acute graft-versus-host disease of grade II or more",
    "severe_acute_gvhd": "grade III or IV among acute disease (odds)",
    "chronic_gvhd": "chronic graft-versus-host disease",
    "relapse": "relapse of a malignancy",
    "death_after_relapse": "death after a relapse, counted from it",
    "rejection": "rejection of a graft that had taken",
    "cytomegalovirus": "cytomegalovirus infection that is treated",
    "poor_graft_function": "poor graft function after engraftment",
    "infection": "severe infection",
    "organ_toxicity": "death of organ toxicity",
    MORTALITY: "death without relapse: organ toxicity, graft-versus-host disease, the fatal share of infections",
}
"""What each event is, in the order of the page."""

GROUPS: Mapping[str, tuple[str, ...]] = {
    "course": (
        "outcomes.severe_acute_gvhd.share",
        "outcomes.acute_gvhd.median_duration",
        "outcomes.severe_acute_gvhd.median_duration",
        "outcomes.chronic_gvhd.after_acute_gvhd",
        "outcomes.chronic_gvhd.severity_shares",
        "outcomes.chronic_gvhd.median_duration",
        "outcomes.cytomegalovirus.after_acute_gvhd",
        "outcomes.cytomegalovirus.median_duration",
        "outcomes.poor_graft_function.after_cytomegalovirus",
        "outcomes.relapse.after_chronic_gvhd",
    ),
    "infection": (
        "outcomes.infection.neutrophil_edges",
        "outcomes.infection.rate",
        "outcomes.infection.rate_neutropenia",
        "outcomes.infection.rate_profound_neutropenia",
        "outcomes.infection.prolonged_neutropenia_days",
        "outcomes.infection.prolonged_neutropenia_ratio",
        "outcomes.infection.before_immune_recovery",
        "outcomes.infection.immune_recovery_days",
        "outcomes.infection.on_steroids",
        "outcomes.infection.after_graft_failure",
        "outcomes.infection.graft_failure_days",
        "outcomes.infection.fatality",
    ),
    "death": (
        "outcomes.bleeding.fatality",
        "outcomes.bleeding.fatality_at_home",
        "outcomes.bleeding.class_ages",
        "outcomes.gvhd_death.acute_rate",
        "outcomes.gvhd_death.severe_acute_rate",
        "outcomes.gvhd_death.chronic_share",
        "outcomes.chronic_gvhd.death_rate_by_severity",
        "outcomes.late_death.rate",
        "outcomes.late_death.from_day",
        "outcomes.background_mortality.rate_at_50_by_sex",
        "outcomes.background_mortality.slope_by_sex",
        "outcomes.nonrelapse_mortality.reference_year",
        "outcomes.nonrelapse_mortality.last_year",
    ),
    "marrow": (
        "outcomes.marrow.acute_gvhd",
        "outcomes.marrow.severe_acute_gvhd",
        "outcomes.marrow.chronic_gvhd",
        "outcomes.marrow.cytomegalovirus",
        "outcomes.marrow.poor_graft_function_days",
        "outcomes.marrow.relapse",
    ),
    "failure": (
        *(f"graft_failure.{source}" for source in GraftSource),
        *(f"graft_failure.cord_blood_{diagnosis}" for diagnosis in MARROW_FAILURE),
        "graft_failure.haploidentical",
        "graft_failure.reduced_intensity_relative_risk",
        "graft_failure.donor_specific_antibody_odds_ratio",
        "donor_search.antibody_threshold",
        "graft_failure.rate",
        "graft_failure.first_day",
        "graft_failure.last_day",
        "transplantation.primary_graft_failure_day",
        "transplantation.primary_graft_failure_day_cord",
        "second_transplantation.delay",
        "second_transplantation.failure_share",
        "second_transplantation.conditioning_days",
        "second_transplantation.kill_rate",
        "second_transplantation.cd34_per_kg",
    ),
    "t_cells": (
        "outcomes.rejection.selected_t_cell_threshold",
        "outcomes.acute_gvhd.few_selected_t_cells",
        "outcomes.acute_gvhd.more_selected_t_cells",
        "outcomes.acute_gvhd.haploidentical_t_cell_threshold",
        "t_cell_dose.most_in_selected_graft",
    ),
    "quality": ("utility.no_relapse", "utility.graft_versus_host_disease", "utility.relapse"),
}
"""Records of the tables that are no laws of onset and no ratios."""

GRAFT_DISEASE = "graft-versus-host disease"
DISEASE_DEATHS = "outcomes.death_of_disease."
TITLES: Mapping[str, str] = {
    "laws": "laws of onset",
    "effects": "hazard ratios",
    "t_cells": "doses of T cells",
    "course": "how these events go on",
    "infection": "infection",
    "death": "other death",
    "disease": "death of a disease that is not transplanted",
    "marrow": "effects on the marrow",
    "failure": "graft failure and second graft",
    "quality": "utilities",
}


def outcome_records(known: Mapping[str, Record]) -> dict[str, tuple[Record, ...]]:
    """The records of each table of the page, every one in one table."""
    named: dict[str, Iterable[str]] = {
        "laws": (
            f"outcomes.{event}.{part}" for event in law_events() for part in ("incidence", "median_day", "log_sd")
        ),
        "effects": (effect.record for effect in EFFECTS),
        **GROUPS,
        "disease": (name for name in known if name.startswith(DISEASE_DEATHS)),
    }
    return {title: tuple(known[name] for name in dict.fromkeys(named[title])) for title in TITLES}


def law_events() -> tuple[str, ...]:
    """Events whose onset follows a law, in the order of the page."""
    return tuple(event for event in EVENTS if event in (*LAWS, *LAWS_OF_MALIGNANCIES))


def outcome_content(known: Mapping[str, Record]) -> dict[str, object]:
    """Everything that the template of the page asks for, but the notice."""
    grouped = outcome_records(known)
    return {
        "laws": law_sections(),
        "law_table": law_table(known),
        "effects": list(effect_sections(known)),
        "effect_count": len(EFFECTS),
        "tables": {title: evidence_rows(items) for title, items in grouped.items()},
        "value": {item.id: _value(item) for items in grouped.values() for item in items},
        "counts": provenance_table(grouped),
        "composites": composite_table(),
        "kills_by_counts": ", ".join(name.replace("_", " ") for name in KILLS_BY_COUNTS),
        "held_days": HELD_AVERAGE,
        "scenario_count": len(scenarios()),
        "target_count": sum(len(scenario.reads) for scenario in scenarios()),
        "free_count": len(FREE_PARAMETERS),
        "priors": sum(known[free.record].provenance is not Provenance.CALIBRATED for free in FREE_PARAMETERS),
    }


def law_table(known: Mapping[str, Record]) -> str:
    """The three numbers of every law."""

    def cell(event: str, part: str) -> str:
        item = known[f"outcomes.{event}.{part}"]
        return f"{value_text(item)} ({item.provenance})"

    return table(
        ("Event", "$I$: share, nothing competing", "$m$ (days)", r"$\sigma$", "Where $m$ is from"),
        (
            (
                f"{EVENTS[event]} (`{event}`)",
                *(cell(event, part) for part in ("incidence", "median_day", "log_sd")),
                plain(known[f"outcomes.{event}.median_day"].source),
            )
            for event in law_events()
        ),
    )


def effect_sections(known: Mapping[str, Record]) -> Iterator[tuple[str, str]]:
    """For each event its name and its ratios, each with interval, meaning, source and provenance."""
    for event, title in EVENTS.items():
        if acting := [known[effect.record] for effect in EFFECTS if effect.event == event]:
            yield title, _ratio_table(acting)


def _ratio_table(items: Iterable[Record]) -> str:
    return table(
        ("Ratio", "Interval", "Of what", "Record", "Source", "Provenance"),
        (
            (
                value_text(item),
                interval_text(item),
                plain(item.meaning),
                f"`{item.id}`",
                plain(item.source),
                item.provenance,
            )
            for item in items
        ),
    )


def provenance_table(grouped: Mapping[str, tuple[Record, ...]]) -> str:
    """How many numbers of each part are published, computed, calibrated and assumed."""
    words = tuple(Provenance)
    counts = {TITLES[title]: Counter(item.provenance for item in items) for title, items in grouped.items()}
    total = sum(counts.values(), Counter[Provenance]())
    return table(
        ("Numbers of", *words, "all"),
        (
            (title, *(str(found[word]) for word in words), str(found.total()))
            for title, found in {**counts, "**all**": total}.items()
        ),
    )


def composite_table() -> str:
    """The composite ends by what ends them."""
    return table(
        ("End", "Free of"),
        (
            (f"`{name}`", ", ".join(event.replace("gvhd", GRAFT_DISEASE).replace("_", " ") for event in events))
            for name, events in COMPOSITES.items()
        ),
    )


def _value(item: Record) -> str:
    """A value with its unit, for a sentence."""
    if isinstance(item.value, tuple):
        return " and ".join(number_text(value) for value in item.value)
    return f"{value_text(item)} {unit_text(item)}".rstrip()
