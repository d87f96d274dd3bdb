"""Groups of mechanisms: causes, drugs, transfusion, the spleen, and gene therapy."""

from hemograft.validation import (
    cause_inherited,
    cause_kinetics,
    cause_recovery,
    cause_thrombopoietin,
    cause_wiskott_aldrich,
    drug_filgrastim,
    drug_immunoglobulin,
    drug_lusutrombopag,
    drug_marrow_suppression,
    drug_romiplostim,
    drug_trials,
    gene_therapy_clones,
    health_splenectomy,
    supportive_tranexamic_acid,
    supportive_transfusion,
)
from hemograft.validation.group import Group

MECHANISM_GROUPS: tuple[Group, ...] = (
    *cause_thrombopoietin.GROUPS,
    *cause_kinetics.GROUPS,
    *cause_recovery.GROUPS,
    *cause_wiskott_aldrich.GROUPS,
    *cause_inherited.GROUPS,
    *drug_trials.GROUPS,
    *drug_romiplostim.GROUPS,
    *drug_lusutrombopag.GROUPS,
    *drug_immunoglobulin.GROUPS,
    *drug_filgrastim.GROUPS,
    *drug_marrow_suppression.GROUPS,
    *supportive_transfusion.GROUPS,
    *supportive_tranexamic_acid.GROUPS,
    *health_splenectomy.GROUPS,
    *gene_therapy_clones.GROUPS,
)
"""In the order of the report."""
