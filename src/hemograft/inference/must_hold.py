"""What the model must hold, line by line: each line names records, and what no step simulates is simulated here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from hemograft.evidence import Numbers, number, records
from hemograft.inference.agonist_trials import lusutrombopag_liver_trial
from hemograft.inference.aplastic_anemia_trials import refractory_trial
from hemograft.inference.candidates import Candidates
from hemograft.inference.cord_engraftment import cord_engraftment
from hemograft.inference.mixed_chimerism import platelets_in_mixed_chimerism
from hemograft.inference.scenarios import autologous_platelet_day
from hemograft.inference.targets import calibration_targets
from hemograft.thrombocytopenia.bleeding import BleedingCircumstances, bleeding_hazard

Trial = Callable[[Numbers, int], Mapping[str, float]]
"""Results by the id of the record that holds the published number."""


@dataclass(frozen=True)
class Line:
    """One line of what must hold, and the records that decide it."""

    claim: str
    records: tuple[str, ...]


def bleeding_odds(_numbers: Numbers, _seed: int) -> Mapping[str, float]:
    """Ratio of the hazards of a bleed in aplasia in hospital at 4 and at 100x10^9/L."""
    circumstances = BleedingCircumstances(inpatient=True, immune=False)
    few, many = bleeding_hazard(np.array([4.0, 100.0]), np.array([10.0, 10.0]), circumstances)
    return {"bleeding.odds_ratio_platelets_at_most_5": float(few / many)}


def chimerism_needed(_numbers: Numbers, _seed: int) -> Mapping[str, float]:
    """Donor share of neutrophils from which platelets are normal in Wiskott-Aldrich syndrome."""
    counts, share = platelets_in_mixed_chimerism(np.linspace(0.1, 0.9, 9))
    return {
        "wiskott_aldrich.myeloid_chimerism_threshold": float(
            np.interp(number("grades.lower_limit_of_normal"), counts, share)
        )
    }


def autologous_low_dose(_numbers: Numbers, _seed: int) -> Mapping[str, float]:
    """Day of 50x10^9/L in the typical patient after 2x10^6 CD34+/kg of the patient's own mobilized blood."""
    day = autologous_platelet_day(Candidates({}, 1), number("transplantation.autologous_low_dose"))
    return {"transplantation.autologous_platelet_50_day_low_dose": float(day[0])}


TRIALS: tuple[Trial, ...] = (
    lusutrombopag_liver_trial,
    refractory_trial,
    autologous_low_dose,
    cord_engraftment,
    bleeding_odds,
    chimerism_needed,
)
"""What no step of the calibration simulates."""


def _center(*prefixes: str) -> tuple[str, ...]:
    return tuple(f"center.{name}" for name in calibration_targets() if name.startswith(prefixes))


def _itp(*names: str) -> tuple[str, ...]:
    return tuple(f"immune_thrombocytopenia.{name}" for name in names)


def _drug(name: str) -> tuple[str, ...]:
    return tuple(identifier for identifier in records() if identifier.startswith(f"suppressing_drugs.{name}_"))


def must_hold() -> tuple[Line, ...]:
    """The lines, in the order of the issue that asked for them."""
    return (
        Line("V5: romiplostim in healthy people", _center("romiplostim_")),
        Line("V6: romiplostim in immune thrombocytopenia", _center("itp_1", "itp_2", "itp_3", "itp_5")),
        Line(
            "Romiplostim: durable response",
            (
                "romiplostim.durable_response_splenectomized",
                "romiplostim.durable_response_not_splenectomized",
                "immune_thrombocytopenia.romiplostim_placebo_durable_response",
            ),
        ),
        Line("V7: lusutrombopag", (*_center("lusutrombopag_"), "lusutrombopag.response")),
        Line("V8: eltrombopag", (*_center("eltrombopag_"), "eltrombopag.itp_response_six_weeks")),
        Line(
            "Immunotherapy of immune thrombocytopenia",
            _itp(
                "dexamethasone_initial_response",
                "prednisone_initial_response",
                "dexamethasone_complete_response",
                "prednisone_complete_response",
                "dexamethasone_sustained_response",
                "prednisone_sustained_response",
                "immunoglobulin_1_g_response_day_4",
                "immunoglobulin_half_g_response_day_4",
                "rituximab_response",
                "rituximab_response_five_years_adults",
                "rituximab_dexamethasone_response_6_months",
                "efgartigimod_sustained_response",
                "rilzabrutinib_response_week_12",
            ),
        ),
        Line(
            "Immunosuppression of aplastic anemia at six months",
            (
                "severe_aplastic_anemia.immunosuppression_response_6_months",
                "severe_aplastic_anemia.immunosuppression_eltrombopag_response_6_months",
            ),
        ),
        Line(
            "Engraftment from a sibling, mobilized blood and marrow",
            (
                "transplantation.sibling_mobilized_neutrophil_day",
                "transplantation.sibling_bone_marrow_neutrophil_day",
                "transplantation.sibling_mobilized_platelet_day",
                "transplantation.sibling_bone_marrow_platelet_day",
            ),
        ),
        Line(
            "Cord blood and omidubicel",
            (
                "transplantation.cord_neutrophil_incidence_day_42",
                "transplantation.cord_neutrophil_day_adults",
                "transplantation.omidubicel_neutrophil_day",
            ),
        ),
        Line(
            "Platelet recovery per doubling of the CD34 dose",
            ("transplantation.hazard_ratio_platelets_per_cd34_doubling",),
        ),
        Line(
            "Autologous grafts by dose",
            (*_center("t50_", "anc1_", "auto_anc"), "transplantation.autologous_platelet_50_day_low_dose"),
        ),
        Line("V15: neutrophils after docetaxel", _drug("docetaxel")),
        Line("V16: platelets on linezolid", _drug("linezolid")),
        Line("Bleeding odds at 5 or fewer over 81 or more", ("bleeding.odds_ratio_platelets_at_most_5",)),
        Line(
            "Wiskott-Aldrich syndrome: normal platelets need this donor share",
            ("wiskott_aldrich.myeloid_chimerism_threshold",),
        ),
    )
