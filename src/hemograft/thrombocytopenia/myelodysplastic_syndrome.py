"""Myelodysplastic syndrome: a clone that makes cells which die in the marrow, and platelets that live short.

Ineffective megakaryocytes still clear thrombopoietin, so that it stays far below that of aplasia. Own platelets live
42 h (fit of the romiplostim trials, Perez-Ruixo et al 2013); markers of destruction found less (see the records).
"""

from typing import Any

from hemograft.evidence import number
from hemograft.hematopoiesis.parameters import BloodParameters
from hemograft.thrombocytopenia.cause import Cause, change_host


def myelodysplastic_syndrome() -> Cause:
    """The cause; its severity is the share of platelet release that is lost."""

    def apply(parameters: BloodParameters, severity: Any) -> BloodParameters:
        return change_host(
            parameters,
            platelet_yield=1.0 - severity,
            platelet_clearance=number("myelodysplastic_syndrome.platelet_clearance") * severity,
            progenitor_death=number("myelodysplastic_syndrome.progenitor_death") * severity,
        )

    return Cause(
        name="myelodysplastic_syndrome",
        label="Myelodysplastic syndrome",
        mechanism="The clone's progenitors die early, its megakaryocytes release few platelets, and these live short.",
        apply=apply,
        severity_range=(0.0, 0.99),
        severity_unit="of platelet release lost",
        evidence=(
            "myelodysplastic_syndrome.platelet_clearance",
            "myelodysplastic_syndrome.progenitor_death",
            "physiology.platelet_life_myelodysplasia",
        ),
        assumptions=(
            "The whole marrow belongs to the clone, which does not progress to leukemia within the horizon.",
            "Red cells and neutrophils suffer in proportion to platelets.",
            "Studied in adults.",
        ),
        transplantable=True,
        distinguishes="Neutrophils and hemoglobin are low as in aplastic anemia, but thrombopoietin is only a few times"
        " normal; own platelets live about 42 hours, transfused ones about twice as long.",
    )
