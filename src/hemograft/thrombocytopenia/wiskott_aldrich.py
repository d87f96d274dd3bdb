"""Wiskott-Aldrich syndrome: a clone whose megakaryocytes yield few viable platelets that live short.

Ochs et al 1980: normal megakaryocyte mass, 30 % of the expected turnover, survival about half of normal; the spleen
removes many (Lum et al, NEJM 1980). The defect belongs to the host's clone, so that mixed chimerism after a
transplant leaves it in part.
"""

from typing import Any

from hemograft.evidence import number
from hemograft.hematopoiesis.parameters import BloodParameters
from hemograft.thrombocytopenia.cause import Cause, change_host


def wiskott_aldrich_syndrome() -> Cause:
    """The cause; its severity is the excess clearance of the clone's platelets."""

    def apply(parameters: BloodParameters, severity: Any) -> BloodParameters:
        production = number("wiskott_aldrich.production_ratio")
        return change_host(parameters, platelet_yield=production, platelet_clearance=severity)

    return Cause(
        name="wiskott_aldrich_syndrome",
        label="Wiskott-Aldrich syndrome",
        mechanism="The host's megakaryocytes yield few platelets, and these are cleared early.",
        apply=apply,
        severity_range=(0.0, 30.0),
        severity_unit="/day excess clearance",
        evidence=(
            "wiskott_aldrich.production_ratio",
            "wiskott_aldrich.mean_platelet_life",
            "wiskott_aldrich.splenectomy_platelets",
        ),
        assumptions=("Clearance is set by the patient's own count; immune deficiency itself is not simulated.",),
        transplantable=True,
    )
