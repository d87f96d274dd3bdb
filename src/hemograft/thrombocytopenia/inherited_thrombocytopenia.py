"""Inherited thrombocytopenia with platelets of normal life, such as MYH9-, ANKRD26- or ETV6-related.

Megakaryocytes are there and release few platelets, larger ones where the mass is kept (MYH9). Thrombopoietin is
cleared by the megakaryocytes and stays near normal.
"""

from typing import Any

from hemograft.hematopoiesis.parameters import BloodParameters
from hemograft.thrombocytopenia.cause import Cause, change_host


def inherited_thrombocytopenia() -> Cause:
    """The cause; its severity is the share of platelet release that is lost."""

    def apply(parameters: BloodParameters, severity: Any) -> BloodParameters:
        return change_host(parameters, platelet_yield=1.0 - severity)

    return Cause(
        name="inherited_thrombocytopenia",
        label="Inherited thrombocytopenia",
        mechanism="The host's megakaryocytes release few platelets, which live normally.",
        apply=apply,
        severity_range=(0.0, 0.99),
        severity_unit="of platelet release lost",
        evidence=(
            "inherited_thrombocytopenia.baseline_platelets",
            "inherited_thrombocytopenia.eltrombopag_major_response",
            "inherited_thrombocytopenia.thrombopoietin_ratio",
        ),
        assumptions=(
            "Lifelong and stable; the risk of leukemia of some genes is not simulated.",
            "The function of the platelets and their size are not simulated: bleeding follows their number.",
            "Studied in children and adults.",
        ),
        distinguishes="Platelets alone are low, their life is normal for their number, thrombopoietin and"
        " megakaryocytes are near normal, agonists raise the count, and taking out the spleen adds only what it held.",
    )
