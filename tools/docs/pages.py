"""The generated pages, as text by file name under ``docs/``."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import jinja2

from hemograft import NOTICE
from hemograft.evidence import Record, records
from hemograft.hematopoiesis.blood_system import BloodSystem
from hemograft.hematopoiesis.megakaryocytes import ENDOMITOSIS_SHARE
from hemograft.hematopoiesis.state import StageCounts
from hemograft.inference.centre import FREE_PARAMETERS
from hemograft.inference.targets import calibration_targets
from hemograft.therapies.romiplostim import ANALYTIC_FLOOR
from hemograft.thrombocytopenia.catalog import CAUSES
from tools.docs import tables
from tools.docs.blood_sections import blood_sections
from tools.docs.causes import cause_section
from tools.docs.drug_equations import drug_sections
from tools.docs.drug_origins import DRUGS
from tools.docs.markdown import contents, table
from tools.docs.outcomes import outcome_content
from tools.docs.predictions import prediction_section
from tools.docs.regimens import regimen_table
from tools.docs.simulated import EXAMPLE_COUNT, example_section, target_results, target_section
from tools.docs.strategies import treatment_section
from tools.docs.treatment_equations import graft_table, treatment_sections


def pages() -> dict[str, str]:
    """Every generated page."""
    known = records()
    return {
        "model.md": model_page(known),
        "causes.md": _render(
            "causes.md.jinja",
            notice=NOTICE,
            predictions=prediction_section(),
            names=contents(cause().label for cause in CAUSES.values()),
            causes=cause_section(known),
            count=len(CAUSES),
        ),
        "treatments.md": _render("treatments.md.jinja", notice=NOTICE, treatments=treatment_section(known)),
        "drugs.md": _render(
            "drugs.md.jinja",
            notice=NOTICE,
            names=contents(shown.title for shown in DRUGS),
            drugs=drug_sections(known),
            floor=f"{ANALYTIC_FLOOR:g}",
            potencies=tables.potency_table(known),
        ),
        "outcomes.md": outcomes_page(known),
        "evidence.md": evidence_page(known),
    }


BLEEDING = tuple(
    f"bleeding.{name}"
    for name in (
        "first_bleed_hazard_hypoproliferative",
        "immune_thrombocytopenia_episode_rate",
        "hazard_ratio_other_outpatients",
        "odds_ratio_platelets_at_most_5",
        "odds_ratio_hematocrit_at_most_25",
        "odds_ratio_inr_1_2_to_1_5",
        "odds_ratio_inr_above_1_5",
        "odds_ratio_aptt_30_to_50",
        "odds_ratio_aptt_above_50",
        "hazard_ratio_fever",
        "band_edges",
        "inr_edges",
        "aptt_edges",
        "anemic_hematocrit",
        "hematocrit_per_hemoglobin",
        "no_excess_above",
        "outpatient_full_hazard_below",
        "outpatient_steepness",
        "share_of_episodes_with_bleeding",
    )
)
"""Records that the daily chance of a bleed reads."""


def model_page(known: Mapping[str, Record]) -> str:
    """The blood model for a newcomer: prose, equations, parameters, results."""
    return _render(
        "model.md.jinja",
        notice=NOTICE,
        blood=blood_sections(known),
        treatments=treatment_sections(known),
        conditions=tables.condition_table(),
        parameters=tables.parameter_table(known),
        mechanisms=tables.mechanism_table(known),
        grafts=graft_table(known),
        regimens=regimen_table(),
        conditioning=tables.conditioning_table(known),
        population=tables.population_table(known),
        targets=target_section(target_results()),
        target_count=len(calibration_targets()),
        free_count=len(FREE_PARAMETERS),
        bleeding={name.removeprefix("bleeding."): _plain(known[name]) for name in BLEEDING},
        tranexamic_acid=known["tranexamic_acid.hazard_ratio"].number,
        aplasia=known["transplantation.neutrophil_engraftment_threshold"].number,
        example=example_section(),
        example_count=f"{EXAMPLE_COUNT:g}",
        states=[len(BloodSystem(clones=clones).state_names) for clones in (("host",), ("host", "donor"))],
        stages=StageCounts(),
        early=round(ENDOMITOSIS_SHARE * StageCounts().megakaryocytes),
    )


def outcomes_page(known: Mapping[str, Record]) -> str:
    """What befalls patients beside their counts."""
    return _render("outcomes.md.jinja", notice=NOTICE, **outcome_content(known))


def _plain(item: Record) -> str | list[str]:
    return [f"{value:g}" for value in item.value] if isinstance(item.value, tuple) else f"{item.value:g}"


def evidence_page(known: Mapping[str, Record]) -> str:
    """Every record, by topic."""
    topics: dict[str, list[Record]] = {}
    for name, item in known.items():
        topics.setdefault(name.partition(".")[0], []).append(item)
    provenance, use = (Counter(getattr(item, part) for item in known.values()) for part in ("provenance", "use"))
    counts = table(
        ("Provenance", "Records", "Use", "Records"),
        [
            (left, str(number), right, str(other))
            for (left, number), (right, other) in zip(sorted(provenance.items()), sorted(use.items()), strict=True)
        ],
    )
    sections = [(topic.replace("_", " "), tables.evidence_table(items)) for topic, items in sorted(topics.items())]
    return _render("evidence.md.jinja", notice=NOTICE, total=len(known), counts=counts, sections=sections)


def _render(name: str, **content: object) -> str:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        autoescape=False,  # Markdown, not HTML
    )
    return environment.get_template(name).render(**content)
