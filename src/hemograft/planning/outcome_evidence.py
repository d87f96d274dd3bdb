"""The records behind the outcomes of a plan: what everybody may die of, and what a graft brings."""

from hemograft.outcomes.hazard_ratios import effect_records
from hemograft.planning.case import MALIGNANT, Case
from hemograft.planning.case_parts import Donor
from hemograft.planning.outcome_covariates import graft_risk, recipient
from hemograft.planning.plan_outcomes import disease_death_record, survival_is_predicted
from hemograft.planning.strategy import Strategy
from hemograft.population.individuals import Individuals

OF_EVERYBODY = (
    "outcomes.infection.neutrophil_edges",
    "outcomes.infection.rate_profound_neutropenia",
    "outcomes.infection.rate_neutropenia",
    "outcomes.infection.rate",
    "outcomes.infection.fatality",
    "outcomes.bleeding.fatality",
    "outcomes.bleeding.fatality_at_home",
    "outcomes.background_mortality.rate_at_50_by_sex",
    "outcomes.background_mortality.slope_by_sex",
    "utility.no_relapse",
)
WITHOUT_A_GRAFT = ("outcomes.infection.prolonged_neutropenia_days", "outcomes.infection.prolonged_neutropenia_ratio")
LAWS = ("acute_gvhd", "chronic_gvhd", "rejection", "cytomegalovirus", "poor_graft_function", "organ_toxicity")
LAWS_OF_MALIGNANCIES = ("relapse", "death_after_relapse")
"""Events whose onset follows an `OnsetLaw`."""
OF_A_GRAFT = (
    "outcomes.acute_gvhd.median_duration",
    "outcomes.severe_acute_gvhd.share",
    "outcomes.severe_acute_gvhd.median_duration",
    "outcomes.chronic_gvhd.after_acute_gvhd",
    "outcomes.chronic_gvhd.severity_shares",
    "outcomes.chronic_gvhd.median_duration",
    "outcomes.chronic_gvhd.death_rate_by_severity",
    "outcomes.gvhd_death.acute_rate",
    "outcomes.gvhd_death.severe_acute_rate",
    "outcomes.gvhd_death.chronic_share",
    "outcomes.cytomegalovirus.after_acute_gvhd",
    "outcomes.cytomegalovirus.median_duration",
    "outcomes.poor_graft_function.after_cytomegalovirus",
    "outcomes.infection.immune_recovery_days",
    "outcomes.infection.before_immune_recovery",
    "outcomes.infection.on_steroids",
    "outcomes.infection.after_graft_failure",
    "outcomes.infection.graft_failure_days",
    "outcomes.late_death.from_day",
    "outcomes.late_death.rate",
    "outcomes.marrow.acute_gvhd",
    "outcomes.marrow.severe_acute_gvhd",
    "outcomes.marrow.chronic_gvhd",
    "outcomes.marrow.cytomegalovirus",
    "outcomes.marrow.poor_graft_function_days",
    "graft_failure.rate",
    "second_transplantation.delay",
    "second_transplantation.failure_share",
    "second_transplantation.conditioning_days",
    "second_transplantation.kill_rate",
    "second_transplantation.cd34_per_kg",
    "utility.graft_versus_host_disease",
)
OF_A_MALIGNANCY = ("outcomes.relapse.after_chronic_gvhd", "outcomes.marrow.relapse", "utility.relapse")


def mortality_evidence(case: Case, strategy: Strategy) -> tuple[str, ...]:
    """Records of what patients die of under any strategy; none where survival is not predicted."""
    if not survival_is_predicted(case, strategy):
        return ()
    if strategy.donor is not None:
        return OF_EVERYBODY
    disease = disease_death_record(case)
    return (*OF_EVERYBODY, *WITHOUT_A_GRAFT, *((disease,) if disease else ()))


def graft_evidence(case: Case, donor: Donor) -> tuple[str, ...]:
    """Records of the events after this donor's graft, and of every effect that acts on their hazards."""
    malignant = case.diagnosis in MALIGNANT
    anybody = Individuals(range(0), 0, {})
    laws = (*LAWS, *(LAWS_OF_MALIGNANCIES if malignant else ()))
    effects = effect_records(recipient(case, anybody), graft_risk(case, donor, anybody))
    return (
        *(f"outcomes.{event}.{part}" for event in laws for part in ("incidence", "median_day", "log_sd")),
        *OF_A_GRAFT,
        *(OF_A_MALIGNANCY if malignant else ()),
        *(name for name in effects if malignant or not name.startswith("outcomes.relapse.")),
    )
