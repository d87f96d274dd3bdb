"""Acute leukemia: leukemic cells and the chemotherapy against them leave too few normal progenitors of every lineage.

Normal stem cells keep their number and are held back from making progenitors (Miraki-Moud et al 2013); away from the
leukemia they make them again. Megakaryocyte progenitors of the host's clone expand poorly and progenitors of all
lineages die. More than a quarter of patients still have low counts when the marrow is first free of leukemia.
"""

from typing import Any

from hemograft.evidence import number
from hemograft.hematopoiesis.parameters import BloodParameters
from hemograft.thrombocytopenia.cause import Cause, change_host


def acute_leukemia() -> Cause:
    """The cause; its severity is the share of megakaryocyte progenitor expansion that is lost."""

    def apply(parameters: BloodParameters, severity: Any) -> BloodParameters:
        return change_host(
            parameters,
            thrombopoietin_response=1.0 - severity,
            progenitor_death=number("acute_leukemia.progenitor_death") * severity,
        )

    return Cause(
        name="acute_leukemia",
        label="Acute leukemia",
        mechanism="Leukemic cells, or the chemotherapy against them, suppress normal progenitors of all lineages.",
        apply=apply,
        severity_range=(0.0, 0.999),
        severity_unit="of megakaryocyte progenitor expansion lost",
        evidence=(
            "acute_leukemia.progenitor_death",
            "acute_leukemia.stem_cell_ratio",
            "acute_leukemia.platelets_at_diagnosis",
            "acute_leukemia.neutrophils_at_diagnosis",
            "acute_leukemia.hemoglobin_at_diagnosis",
            "acute_leukemia.children_platelets_at_diagnosis",
            "acute_leukemia.children_hemoglobin_at_diagnosis",
            "acute_leukemia.thrombopoietin_lymphoblastic",
            "acute_leukemia.thrombopoietin_remission",
            "acute_leukemia.thrombopoietin_myeloid",
            "acute_leukemia.incomplete_recovery_share",
        ),
        assumptions=(
            "Progenitors of all lineages die in proportion to the loss of megakaryocyte progenitors.",
            "The normal marrow stays as suppressed as it is: neither its recovery after chemotherapy nor what further"
            " cycles or a return of the leukemia would do to the counts is part of the cause.",
            "Leukemic cells are not counted among the neutrophils, clear no thrombopoietin and use up no platelets, as"
            " those of promyelocytic leukemia do.",
            "Myeloid and lymphoblastic leukemia, children and adults are alike.",
        ),
        transplantable=True,
        distinguishes="All lineages are low and thrombopoietin is as high as in aplastic anemia, but suppressing T"
        " cells changes nothing, and stem cells keep their number: without the leukemia every count returns to normal"
        " by itself.",
    )
