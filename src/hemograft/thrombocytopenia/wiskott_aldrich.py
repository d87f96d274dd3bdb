"""Wiskott-Aldrich syndrome: small platelets, few of them viable, that live short; much of it is the spleen's work.

Ochs et al 1980: normal megakaryocyte mass, 30 % of the expected turnover, survival about half of normal. After
splenectomy counts rise to normal (Lum et al, NEJM 1980) and so does platelet size (Corash et al, Blood 1985): the
marrow makes platelets that the spleen destroys before they are counted, shrinks, and clears. The defect belongs to the
host's clone, so that mixed chimerism after a transplant leaves it in part.
"""

from dataclasses import replace
from typing import Any

import numpy as np

from hemograft.evidence import number
from hemograft.hematopoiesis.parameters import BloodParameters
from hemograft.hematopoiesis.platelet_size import normal_platelet_volume
from hemograft.thrombocytopenia.cause import Cause, change_host


def wiskott_aldrich_syndrome() -> Cause:
    """The cause; its severity is the excess clearance of the clone's platelets."""

    def apply(parameters: BloodParameters, severity: Any) -> BloodParameters:
        with_spleen = number("wiskott_aldrich.production_ratio")
        spleen = np.asarray(parameters.condition.splenic_fraction) > 0.0
        production = np.where(spleen, with_spleen, number("wiskott_aldrich.asplenic_production_ratio"))
        return change_host(parameters, platelet_yield=production, platelet_clearance=severity)

    return Cause(
        name="wiskott_aldrich_syndrome",
        label="Wiskott-Aldrich syndrome",
        mechanism="The host's platelets are small; the spleen destroys most as they are released and the rest early.",
        apply=apply,
        severity_range=(0.0, 30.0),
        severity_unit="/day excess clearance",
        evidence=(
            "wiskott_aldrich.production_ratio",
            "wiskott_aldrich.mean_platelet_life",
            "wiskott_aldrich.splenectomy_platelets",
            "wiskott_aldrich.splenic_clearance_share",
            "wiskott_aldrich.asplenic_production_ratio",
        ),
        assumptions=(
            "Clearance is set by the patient's own count; immune deficiency and autoimmunity are not simulated.",
            "Without the spleen the marrow's output is normal; relapses after splenectomy are not simulated.",
        ),
        transplantable=True,
        distinguishes=(
            "Platelets are half the normal size at a normal thrombopoietin, and both count and size rise when the"
            " spleen is removed."
        ),
    )


def without_spleen(parameters: BloodParameters) -> BloodParameters:
    """The same patient after splenectomy: no splenic pool, output no longer destroyed, only residual clearance."""
    host = parameters.clones[0]
    left = 1.0 - number("wiskott_aldrich.splenic_clearance_share")
    gained = number("wiskott_aldrich.asplenic_production_ratio") / number("wiskott_aldrich.production_ratio")
    operated = change_host(
        parameters, platelet_yield=host.platelet_yield * gained, platelet_clearance=host.platelet_clearance * left
    )
    return replace(operated, condition=replace(operated.condition, splenic_fraction=0.0))


def host_platelet_volume(*, spleen: bool) -> float:
    """Mean volume, fL, of the platelets of the host's clone; after splenectomy it is normal."""
    ratio = "wiskott_aldrich.platelet_volume_ratio" if spleen else "wiskott_aldrich.splenectomy_volume_ratio"
    return normal_platelet_volume() * number(ratio)
