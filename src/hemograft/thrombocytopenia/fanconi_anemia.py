"""Fanconi anemia: cells that cannot mend broken DNA die, in the marrow first those of the megakaryocyte line.

Low platelets usually come before low neutrophils (Butturini et al 1994). Megakaryocyte progenitors of the host's clone
expand poorly and progenitors of every lineage die; stem cells are lost over years.
"""

from typing import Any

from hemograft.evidence import number
from hemograft.hematopoiesis.interventions import SetParameter
from hemograft.hematopoiesis.parameters import BloodParameters
from hemograft.thrombocytopenia.cause import Cause, change_host


def fanconi_anemia() -> Cause:
    """The cause; its severity is the share of megakaryocyte progenitor expansion that is lost."""

    def apply(parameters: BloodParameters, severity: Any) -> BloodParameters:
        return change_host(
            parameters,
            thrombopoietin_response=1.0 - severity,
            progenitor_death=number("fanconi_anemia.progenitor_death") * severity,
        )

    return Cause(
        name="fanconi_anemia",
        label="Fanconi anemia",
        mechanism="Unrepaired DNA damage kills progenitors, those of megakaryocytes most, and wears out stem cells.",
        apply=apply,
        severity_range=(0.0, 0.999),
        severity_unit="of megakaryocyte progenitor expansion lost",
        evidence=(
            "fanconi_anemia.marrow_failure_age",
            "fanconi_anemia.progenitor_death",
            "fanconi_anemia.stem_cell_death",
        ),
        assumptions=(
            "Progenitors of all lineages die in proportion to the loss of megakaryocyte progenitors.",
            "Stem cells die faster from today on, and those left make up for part of it; myelodysplasia and"
            " leukemia are not simulated.",
            "A disease of children and young adults; conditioning must be reduced, which the planner does where a case"
            " names none.",
        ),
        course=(SetParameter(0.0, "host.stem_cell_death", number("fanconi_anemia.stem_cell_death")),),
        transplantable=True,
        keeps_changing=True,
        distinguishes="Platelets are lower than the other lineages would let expect, thrombopoietin is as high as in"
        " aplastic anemia, suppressing T cells changes nothing, and stem cells dwindle over years.",
    )
