"""How recipient and graft change the hazards: a table of published ratios, each with what it is an effect of.

A hazard is multiplied by ratio ** exposure for every line of its event. An exposure is 0 or 1, or a number in units of
the record; where it is not known (nan) it counts as 0. The reference has a malignancy of intermediate risk and no
comorbidity and receives mobilized blood of an HLA-identical sibling after myeloablative conditioning, with a
calcineurin inhibitor and methotrexate: for mortality at an age of 18 or 19 years, for other events at any age from 18.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from hemograft.evidence import Numbers, number, numbers_of
from hemograft.outcomes.transplant_risk import GraftRisk, Recipient
from hemograft.simulation.integrator import Array
from hemograft.therapies.transplantation import Conditioning, GraftSource

Exposure = Callable[[Recipient, GraftRisk], Any]
FANCONI_ANEMIA = "fanconi_anemia"
"""A disease of `Recipient`: inherited, with a ratio of its own."""


@dataclass(frozen=True)
class Effect:
    """One ratio of the hazard of ``event`` (of the odds, for ``severe_acute_gvhd``) by the id of its record."""

    event: str
    record: str
    exposure: Exposure


def _unrelated(_: Recipient, graft: GraftRisk) -> Any:
    return (graft.relation == "matched_unrelated") | (graft.relation == "mismatched_unrelated")


def _cord(_: Recipient, graft: GraftRisk) -> Any:
    return graft.relation == "cord_blood"


def _unrelated_or_cord(patient: Recipient, graft: GraftRisk) -> Any:
    """Cord units are unrelated, and their own ratios are against unrelated marrow."""
    return _unrelated(patient, graft) | _cord(patient, graft)


def _unrelated_mismatches(patient: Recipient, graft: GraftRisk) -> Any:
    return _unrelated(patient, graft) * np.asarray(graft.mismatches)


def _seen_by_donor(patient: Recipient, graft: GraftRisk) -> Any:
    """Mismatches in the graft-versus-host direction."""
    return _unrelated(patient, graft) * _directed(graft.graft_versus_host_mismatches, graft)


def _seen_by_host(patient: Recipient, graft: GraftRisk) -> Any:
    """Whether there are mismatches in the host-versus-graft direction."""
    return _unrelated(patient, graft) * (_directed(graft.host_versus_graft_mismatches, graft) > 0)


def _directed(mismatches: Any, graft: GraftRisk) -> Any:
    return np.where(np.isnan(np.asarray(mismatches, dtype=float)), graft.mismatches, mismatches)


def _haploidentical(_: Recipient, graft: GraftRisk) -> Any:
    return graft.relation == "haploidentical"


def _mismatched_cord(patient: Recipient, graft: GraftRisk) -> Any:
    return _cord(patient, graft) * (np.asarray(graft.mismatches) > 0)


def _further_cord_mismatches(patient: Recipient, graft: GraftRisk) -> Any:
    """Those beyond the first."""
    return _cord(patient, graft) * np.maximum(np.asarray(graft.mismatches) - 1, 0)


def _two_units(_: Recipient, graft: GraftRisk) -> Any:
    return np.asarray(graft.units) > 1


def _marrow(_: Recipient, graft: GraftRisk) -> Any:
    return graft.source == GraftSource.BONE_MARROW


def _globulin(_: Recipient, graft: GraftRisk) -> Any:
    return graft.serotherapy


def _cyclophosphamide(_: Recipient, graft: GraftRisk) -> Any:
    return graft.post_transplant_cyclophosphamide


def _abatacept(_: Recipient, graft: GraftRisk) -> Any:
    return graft.abatacept


def _selected(_: Recipient, graft: GraftRisk) -> Any:
    return graft.cd34_selection


def _haploidentical_blood(patient: Recipient, graft: GraftRisk) -> Any:
    return _haploidentical(patient, graft) * (graft.source == GraftSource.MOBILIZED_BLOOD)


def _t_cells(among: Exposure, above: str = "", until: str = "") -> Exposure:
    """Of these grafts, those with more CD3+ cells per kg than the record ``above`` and not more than ``until``."""

    def known(patient: Recipient, graft: GraftRisk) -> Any:
        dose = np.asarray(graft.t_cells_per_kg, dtype=float)
        low, high = number(above) if above else 0.0, number(until) if until else np.inf
        return among(patient, graft) * ((dose > low) & (dose <= high))

    return known


def _milder(_: Recipient, graft: GraftRisk) -> Any:
    return graft.intensity != Conditioning.MYELOABLATIVE


def _nonpermissive(_: Recipient, graft: GraftRisk) -> Any:
    return graft.dpb1_nonpermissive


def _woman_to_man(patient: Recipient, graft: GraftRisk) -> Any:
    """A female donor for a male recipient."""
    return (1.0 - np.asarray(graft.donor_male, dtype=float)) * np.asarray(patient.male, dtype=float)


def _donor_decades(patient: Recipient, graft: GraftRisk) -> Any:
    """Decades of an unrelated donor's age above 30 years."""
    return _unrelated(patient, graft) * (np.asarray(graft.donor_age, dtype=float) - 30.0) / 10.0


def _aplastic(patient: Recipient, _: GraftRisk) -> Any:
    return patient.disease == "aplastic_anemia"


def _inherited(patient: Recipient, _: GraftRisk) -> Any:
    return np.isin(patient.disease, ("inherited", FANCONI_ANEMIA))


def _fanconi(patient: Recipient, _: GraftRisk) -> Any:
    return patient.disease == FANCONI_ANEMIA


def _nonmalignant(patient: Recipient, _: GraftRisk) -> Any:
    return patient.disease != "malignant"


def _risk(*groups: str) -> Exposure:
    return lambda patient, _: np.isin(patient.disease_risk, groups)


def _age(first: float, last: float) -> Exposure:
    return lambda patient, _: (np.asarray(patient.age) >= first) & (np.asarray(patient.age) < last)


def _child(patient: Recipient, _: GraftRisk) -> Any:
    return np.asarray(patient.age) < number("population.adult_age")


def _young(patient: Recipient) -> Any:
    """1 in youth, then straight down to 0: the studies divide at 20 years, and no birthday is a danger."""
    first, last = numbers_of("outcomes.nonrelapse_mortality.youth_fades")
    return np.clip((last - np.asarray(patient.age, dtype=float)) / (last - first), 0.0, 1.0)


def _nonmalignant_child(patient: Recipient, graft: GraftRisk) -> Any:
    return _nonmalignant(patient, graft) * _young(patient)


def _aplastic_sibling_blood_in_the_young(patient: Recipient, graft: GraftRisk) -> Any:
    """Mobilized blood instead of marrow of a sibling in aplastic anemia."""
    sibling = (graft.relation == "matched_sibling") & (graft.source == GraftSource.MOBILIZED_BLOOD)
    return _aplastic(patient, graft) * sibling * _young(patient)


def _aplastic_unrelated_blood(patient: Recipient, graft: GraftRisk) -> Any:
    """Mobilized blood instead of marrow of an unrelated donor in aplastic anemia."""
    return _aplastic(patient, graft) * _unrelated(patient, graft) * (graft.source == GraftSource.MOBILIZED_BLOOD)


def _comorbidity(first: float, last: float) -> Exposure:
    return lambda patient, _: (
        (np.asarray(patient.comorbidity_index, dtype=float) >= first)
        & (np.asarray(patient.comorbidity_index, dtype=float) < last)
    )


def _seronegative(patient: Recipient, _: GraftRisk) -> Any:
    return 1.0 - np.asarray(patient.cytomegalovirus_positive, dtype=float)


def _only_donor_seropositive(patient: Recipient, graft: GraftRisk) -> Any:
    """On top of the ratio of seronegative recipients."""
    return _seronegative(patient, graft) * np.asarray(graft.donor_cytomegalovirus_positive, dtype=float)


def _seropositive_pair(patient: Recipient, graft: GraftRisk) -> Any:
    """Recipient or donor has antibodies against cytomegalovirus."""
    return np.fmax(
        np.asarray(patient.cytomegalovirus_positive, dtype=float),
        np.asarray(graft.donor_cytomegalovirus_positive, dtype=float),
    )


def _major_mismatch(_: Recipient, graft: GraftRisk) -> Any:
    return graft.major_abo_mismatch


def _bidirectional_in_haploidentical(patient: Recipient, graft: GraftRisk) -> Any:
    return _haploidentical(patient, graft) * np.asarray(graft.bidirectional_abo_mismatch, dtype=float)


def _half_decades(_: Recipient, graft: GraftRisk) -> Any:
    """Five-year periods from the reference year on; what was not seen since the last known year is not assumed."""
    last = number("outcomes.nonrelapse_mortality.last_year")
    return (np.minimum(graft.year, last) - number("outcomes.nonrelapse_mortality.reference_year")) / 5.0


MORTALITY = "nonrelapse_mortality"
"""Its ratios multiply death of organ toxicity, of infection and of graft-versus-host disease alike."""

_REJECTION_THRESHOLD = "outcomes.rejection.selected_t_cell_threshold"
_HAPLOIDENTICAL_THRESHOLD = "outcomes.acute_gvhd.haploidentical_t_cell_threshold"

EFFECTS: tuple[Effect, ...] = (
    Effect("acute_gvhd", "outcomes.acute_gvhd.unrelated_hazard_ratio", _unrelated_or_cord),
    Effect("acute_gvhd", "outcomes.acute_gvhd.haploidentical_hazard_ratio", _haploidentical),
    Effect("acute_gvhd", "graft_failure.cord_or_marrow_acute_graft_versus_host_disease", _cord),
    Effect("acute_gvhd", "outcomes.acute_gvhd.two_units_hazard_ratio", _two_units),
    Effect("acute_gvhd", "outcomes.acute_gvhd.bone_marrow_hazard_ratio", _marrow),
    Effect("acute_gvhd", "outcomes.acute_gvhd.antithymocyte_globulin_relative_risk", _globulin),
    Effect("acute_gvhd", "outcomes.acute_gvhd.cyclophosphamide_hazard_ratio", _cyclophosphamide),
    Effect(
        "acute_gvhd", "donor_selection.bidirectional_abo_acute_disease_hazard_ratio", _bidirectional_in_haploidentical
    ),
    Effect("acute_gvhd", "outcomes.acute_gvhd.aplastic_anemia_hazard_ratio", _aplastic),
    Effect("acute_gvhd", "outcomes.acute_gvhd.inherited_hazard_ratio", _inherited),
    Effect("acute_gvhd", "outcomes.acute_gvhd.cd34_selection_hazard_ratio", _selected),
    Effect(
        "acute_gvhd",
        "outcomes.acute_gvhd.few_selected_t_cells_hazard_ratio",
        _t_cells(_selected, until="outcomes.acute_gvhd.few_selected_t_cells"),
    ),
    Effect(
        "acute_gvhd",
        "outcomes.acute_gvhd.more_selected_t_cells_hazard_ratio",
        _t_cells(_selected, above="outcomes.acute_gvhd.more_selected_t_cells"),
    ),
    Effect(
        "acute_gvhd",
        "outcomes.acute_gvhd.few_haploidentical_t_cells_hazard_ratio",
        _t_cells(_haploidentical_blood, until=_HAPLOIDENTICAL_THRESHOLD),
    ),
    Effect(
        "acute_gvhd",
        "outcomes.acute_gvhd.more_haploidentical_t_cells_hazard_ratio",
        _t_cells(_haploidentical_blood, above=_HAPLOIDENTICAL_THRESHOLD),
    ),
    Effect("severe_acute_gvhd", "outcomes.severe_acute_gvhd.mismatch_odds_ratio", _seen_by_donor),
    Effect("severe_acute_gvhd", "outcomes.severe_acute_gvhd.antithymocyte_globulin_odds_ratio", _globulin),
    Effect(
        "severe_acute_gvhd", "outcomes.severe_acute_gvhd.post_transplant_cyclophosphamide_odds_ratio", _cyclophosphamide
    ),
    Effect("severe_acute_gvhd", "outcomes.severe_acute_gvhd.abatacept_odds_ratio", _abatacept),
    Effect("severe_acute_gvhd", "outcomes.severe_acute_gvhd.milder_conditioning_odds_ratio", _milder),
    Effect("severe_acute_gvhd", "outcomes.severe_acute_gvhd.dpb1_nonpermissive_odds_ratio", _nonpermissive),
    Effect("chronic_gvhd", "outcomes.chronic_gvhd.unrelated_hazard_ratio", _unrelated_or_cord),
    Effect("chronic_gvhd", "outcomes.chronic_gvhd.haploidentical_hazard_ratio", _haploidentical),
    Effect("chronic_gvhd", "outcomes.chronic_gvhd.cord_blood_hazard_ratio", _cord),
    Effect("chronic_gvhd", "outcomes.chronic_gvhd.bone_marrow_hazard_ratio", _marrow),
    Effect("chronic_gvhd", "outcomes.chronic_gvhd.antithymocyte_globulin_hazard_ratio", _globulin),
    Effect(
        "chronic_gvhd",
        "outcomes.chronic_gvhd.post_transplant_cyclophosphamide_extensive_hazard_ratio",
        _cyclophosphamide,
    ),
    Effect("chronic_gvhd", "outcomes.chronic_gvhd.female_donor_male_recipient_hazard_ratio", _woman_to_man),
    Effect("chronic_gvhd", "outcomes.chronic_gvhd.aplastic_anemia_hazard_ratio", _aplastic),
    Effect("chronic_gvhd", "outcomes.chronic_gvhd.inherited_hazard_ratio", _inherited),
    Effect("chronic_gvhd", "outcomes.chronic_gvhd.child_hazard_ratio", _child),
    Effect("chronic_gvhd", "outcomes.chronic_gvhd.cd34_selection_hazard_ratio", _selected),
    Effect("relapse", "outcomes.relapse.low_risk_hazard_ratio", _risk("low")),
    Effect("relapse", "outcomes.relapse.high_risk_hazard_ratio", _risk("high", "very_high")),
    Effect("relapse", "outcomes.relapse.very_high_risk_hazard_ratio", _risk("very_high")),
    Effect("relapse", "outcomes.relapse.milder_conditioning_hazard_ratio", _milder),
    Effect("relapse", "outcomes.relapse.antithymocyte_globulin_relative_risk", _globulin),
    Effect("relapse", "outcomes.relapse.two_units_hazard_ratio", _two_units),
    Effect("rejection", "outcomes.rejection.nonmalignant_hazard_ratio", _nonmalignant),
    Effect("rejection", "graft_failure.mismatch_odds_ratio", _seen_by_host),
    Effect("rejection", "outcomes.rejection.cd34_selection_hazard_ratio", _selected),
    Effect(
        "rejection",
        "outcomes.rejection.few_selected_t_cells_hazard_ratio",
        _t_cells(_selected, until=_REJECTION_THRESHOLD),
    ),
    Effect(
        "rejection",
        "outcomes.rejection.more_selected_t_cells_hazard_ratio",
        _t_cells(_selected, above=_REJECTION_THRESHOLD),
    ),
    Effect("cytomegalovirus", "outcomes.cytomegalovirus.seronegative_hazard_ratio", _seronegative),
    Effect("cytomegalovirus", "outcomes.cytomegalovirus.seropositive_donor_hazard_ratio", _only_donor_seropositive),
    Effect("cytomegalovirus", "outcomes.cytomegalovirus.cyclophosphamide_hazard_ratio", _cyclophosphamide),
    Effect("poor_graft_function", "outcomes.poor_graft_function.haploidentical_hazard_ratio", _haploidentical),
    Effect("infection", "outcomes.infection.cord_blood_ratio", _cord),
    Effect("organ_toxicity", "outcomes.organ_toxicity.nonmalignant_hazard_ratio", _nonmalignant),
    Effect(MORTALITY, "outcomes.nonrelapse_mortality.five_calendar_years_hazard_ratio", _half_decades),
    Effect(MORTALITY, "outcomes.nonrelapse_mortality.age_20_to_39_hazard_ratio", _age(20.0, 40.0)),
    Effect(MORTALITY, "outcomes.nonrelapse_mortality.age_40_to_49_hazard_ratio", _age(40.0, 50.0)),
    Effect(MORTALITY, "outcomes.nonrelapse_mortality.age_50_to_59_hazard_ratio", _age(50.0, 60.0)),
    Effect(MORTALITY, "outcomes.nonrelapse_mortality.age_from_60_hazard_ratio", _age(60.0, np.inf)),
    Effect(MORTALITY, "outcomes.nonrelapse_mortality.comorbidity_1_to_2_hazard_ratio", _comorbidity(1.0, 3.0)),
    Effect(MORTALITY, "outcomes.nonrelapse_mortality.comorbidity_from_3_hazard_ratio", _comorbidity(3.0, np.inf)),
    Effect(MORTALITY, "outcomes.nonrelapse_mortality.nonmalignant_child_hazard_ratio", _nonmalignant_child),
    Effect(MORTALITY, "outcomes.nonrelapse_mortality.fanconi_anemia_hazard_ratio", _fanconi),
    Effect(
        MORTALITY,
        "outcomes.nonrelapse_mortality.aplastic_sibling_blood_relative_risk",
        _aplastic_sibling_blood_in_the_young,
    ),
    Effect(MORTALITY, "outcomes.nonrelapse_mortality.aplastic_unrelated_blood_hazard_ratio", _aplastic_unrelated_blood),
    Effect(MORTALITY, "outcomes.nonrelapse_mortality.milder_conditioning_hazard_ratio", _milder),
    Effect(MORTALITY, "outcomes.nonrelapse_mortality.unrelated_hazard_ratio", _unrelated),
    Effect(MORTALITY, "outcomes.nonrelapse_mortality.mismatch_hazard_ratio", _unrelated_mismatches),
    Effect(MORTALITY, "outcomes.nonrelapse_mortality.cord_blood_hazard_ratio", _cord),
    Effect(MORTALITY, "outcomes.nonrelapse_mortality.cord_mismatch_hazard_ratio", _mismatched_cord),
    Effect(MORTALITY, "outcomes.nonrelapse_mortality.further_cord_mismatch_hazard_ratio", _further_cord_mismatches),
    Effect(MORTALITY, "donor_selection.dpb1_nonpermissive_transplant_mortality", _nonpermissive),
    Effect(MORTALITY, "donor_selection.donor_age_hazard_ratio_per_decade", _donor_decades),
    Effect(MORTALITY, "outcomes.nonrelapse_mortality.sex_mismatch_hazard_ratio", _woman_to_man),
    Effect(MORTALITY, "outcomes.nonrelapse_mortality.cytomegalovirus_hazard_ratio", _seropositive_pair),
    Effect(MORTALITY, "outcomes.nonrelapse_mortality.major_abo_mismatch_hazard_ratio", _major_mismatch),
)


def hazard_ratio(event: str, patient: Recipient, graft: GraftRisk, numbers: Numbers) -> Array:
    """The hazard of ``event`` over that of the reference, one or one a patient."""
    ratio: Array = np.ones(())
    for effect in EFFECTS:
        if effect.event == event:
            exposure = np.nan_to_num(np.asarray(effect.exposure(patient, graft), dtype=float))
            ratio = ratio * numbers(effect.record) ** exposure
    return ratio


def effect_records(patient: Recipient, graft: GraftRisk) -> tuple[str, ...]:
    """The records whose effects act on somebody here."""
    return tuple(
        effect.record
        for effect in EFFECTS
        if np.nan_to_num(np.asarray(effect.exposure(patient, graft), dtype=float)).any()
    )
