"""What the outcomes of a transplantation depend on: who receives which graft."""

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Recipient:
    """The patient; each field is one value, or one a patient. What is not known is nan or empty, and changes nothing.

    disease: "malignant", "aplastic_anemia", "fanconi_anemia" or "inherited", which is any other.
    disease_risk: group of the refined disease risk index, "low", "intermediate", "high" or "very_high".
    comorbidity_index: HCT-CI.
    """

    age: Any
    male: Any = np.nan
    disease: Any = "malignant"
    disease_risk: Any = ""
    comorbidity_index: Any = np.nan
    cytomegalovirus_positive: Any = np.nan


@dataclass(frozen=True)
class GraftRisk:
    """The transplantation, with the same conventions.

    relation: "matched_sibling", "matched_unrelated", "mismatched_unrelated", "haploidentical" or "cord_blood".
    source, intensity: values of `GraftSource` and `Conditioning`.
    serotherapy: antithymocyte globulin.
    cd34_selection: T cells are taken from the graft by selection of its CD34+ cells.
    t_cells_per_kg: CD3+ cells of the graft per kg of the recipient.
    mismatches: HLA alleles of eight (A, B, C, DRB1) that differ in an unrelated donor or a cord unit; no published
        ratio by locus could be confirmed, and in 8,003 pairs the locus made no difference to mortality (Pidala et al,
        Blood 2014;124:2596).
    graft_versus_host_mismatches, host_versus_graft_mismatches: those that the donor's, and the recipient's, T cells
        see; where they are not known all count in both directions.
    year: of the transplantation; transplants grew safer.
    dpb1_nonpermissive: a mismatch at HLA-DPB1 that T-cell epitopes do not permit.
    major_abo_mismatch, bidirectional_abo_mismatch: the recipient's antibodies meet the donor's cells, or each the
        other's.
    """

    relation: Any
    source: Any
    intensity: Any
    serotherapy: Any = False
    post_transplant_cyclophosphamide: Any = False
    abatacept: Any = False
    cd34_selection: Any = False
    t_cells_per_kg: Any = np.nan
    mismatches: Any = 0
    graft_versus_host_mismatches: Any = np.nan
    host_versus_graft_mismatches: Any = np.nan
    units: Any = 1
    year: Any = np.nan
    dpb1_nonpermissive: Any = np.nan
    donor_age: Any = np.nan
    donor_male: Any = np.nan
    donor_cytomegalovirus_positive: Any = np.nan
    major_abo_mismatch: Any = np.nan
    bidirectional_abo_mismatch: Any = np.nan
