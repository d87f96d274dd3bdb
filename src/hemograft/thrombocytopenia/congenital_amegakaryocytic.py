"""Congenital amegakaryocytic thrombocytopenia: the host's clone hardly answers thrombopoietin (MPL loss).

Thrombopoietin rises because few megakaryocytes are left to clear it, and cannot help. Stem cells need the receptor as
well and are lost over months to years, so that the other lineages follow (Ballmaier et al 2001; King et al 2005).
"""

from typing import Any

from hemograft.evidence import number
from hemograft.hematopoiesis.interventions import SetParameter
from hemograft.hematopoiesis.parameters import BloodParameters
from hemograft.thrombocytopenia.cause import Cause, change_host


def stem_cell_loss() -> float:
    """Death rate of the host's stem cells, 1/day, from the day of the case on.

    The record is the net loss; what an empty niche would regrow at most comes on top, for else the stem cells that are
    left would make up for it.
    """
    regrowth = (
        number("hematopoiesis.stem_cell_division_rate")
        * number("hematopoiesis.stem_cell_division_stress")
        * (2.0 * number("hematopoiesis.stem_cell_self_renewal") - 1.0)
    )
    return number("camt.stem_cell_loss_rate_type_1") + regrowth


def congenital_amegakaryocytic_thrombocytopenia() -> Cause:
    """The cause; its severity is the share of the thrombopoietin response that is lost."""

    def apply(parameters: BloodParameters, severity: Any) -> BloodParameters:
        return change_host(parameters, thrombopoietin_response=1.0 - severity)

    return Cause(
        name="congenital_amegakaryocytic_thrombocytopenia",
        label="Congenital amegakaryocytic thrombocytopenia",
        mechanism="The host's clone lacks a working thrombopoietin receptor.",
        apply=apply,
        severity_range=(0.0, 1.0),
        severity_unit="of the thrombopoietin response lost",
        evidence=("camt.thrombopoietin_signal", "camt.platelets_type_1", "camt.stem_cell_loss_rate_type_1"),
        assumptions=(
            "The defect limits the expansion of megakaryocyte progenitors; ploidy and thrombopoietin clearance are"
            " as usual.",
            "As stem cells go, the emptier marrow works faster: platelets may rise for some months before they fail.",
            "Stem cells are lost at the rate of the type I disease from today on; what was lost before shows in the"
            " counts only.",
            "A disease of infants and small children.",
        ),
        course=(SetParameter(0.0, "host.stem_cell_death", stem_cell_loss()),),
        transplantable=True,
        keeps_changing=True,
        distinguishes="Thrombopoietin is as high as in aplastic anemia while neutrophils and hemoglobin are still"
        " normal; megakaryocytes are hardly any, platelets live normally, and agonists add little.",
    )
