"""Gene therapy: the patient's own CD34+ cells, part of them with a working copy of the gene, as a clone "corrected".

Uncorrected infused cells have the host's genotype and enter the host's clone. Corrected ones compete with them for the
niche on equal terms, but for what the disease does to the host's clone: where it kills stem cells (Fanconi anemia) the
corrected clone has the advantage without any conditioning. There is no graft-versus-host disease.
"""

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from hemograft.evidence import number
from hemograft.hematopoiesis.interventions import Intervention
from hemograft.hematopoiesis.parameters import BloodParameters, CloneCondition
from hemograft.therapies.transplantation import Graft, GraftSource, graft_interventions

CLONES = ("host", "corrected")
"""Clones of the blood system of a patient after gene therapy."""


@dataclass(frozen=True)
class GeneTherapyProduct:
    """Infused CD34+ cells per kg, and the share of them that carry the vector.

    ``engraftment`` and ``megakaryocyte_engraftment`` as in `Graft`. Numbers, or one a patient.
    """

    source: GraftSource
    cd34_per_kg: Any
    transduced_fraction: Any
    engraftment: Any = 1.0
    megakaryocyte_engraftment: Any = 1.0


def infusion(product: GeneTherapyProduct, day: float) -> tuple[Intervention, ...]:
    """Corrected and uncorrected cells entering the marrow after homing; conditioning must have ended before.

    Raises:
        ValueError: the transduced fraction is not above 0 and at most 1, or the CD34 dose is not positive.
    """
    fraction = product.transduced_fraction
    if np.min(fraction) <= 0.0 or np.max(fraction) > 1.0:
        raise ValueError(f"transduced_fraction is {fraction}; give a share above 0 and at most 1")
    shares = {"corrected": fraction, "host": 1.0 - fraction}
    return tuple(
        intervention
        for clone, share in shares.items()
        if np.min(share) > 0.0
        for intervention in graft_interventions(
            Graft(
                product.source,
                product.cd34_per_kg * share,
                day,
                clone=clone,
                engraftment=product.engraftment,
                megakaryocyte_engraftment=product.megakaryocyte_engraftment,
            ),
        )
    )


def correction(vector_copy_number: Any) -> Any:
    """Share of the way from disease to health that transduced cells have gone, by their mean vector copies.

    The protein made grows with the copies and its effect saturates: half at ``gene_therapy.half_correction_copies``.
    """
    half = number("gene_therapy.half_correction_copies")
    return vector_copy_number / (vector_copy_number + half)


def corrected_clone(parameters: BloodParameters, corrected: Any) -> BloodParameters:
    """The parameters of a patient (clones `CLONES`) whose second clone lies between the host's clone and health.

    ``corrected`` is the share of the way, see `correction`. What the disease changes in its own course later is not
    passed on.
    """
    host, _ = parameters.clones
    health = CloneCondition()
    partial = {
        field.name: (1.0 - corrected) * getattr(host, field.name) + corrected * getattr(health, field.name)
        for field in fields(CloneCondition)
    }
    return replace(parameters, clones=(host, CloneCondition(**partial)))
