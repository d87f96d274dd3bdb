"""What a cause of thrombocytopenia is: a pure change of the blood system with one severity."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from hemograft.hematopoiesis.parameters import BloodParameters


@dataclass(frozen=True)
class Cause:
    """A disease as a change of parameters.

    ``name`` is its key in case files, ``label`` what is printed. ``apply(parameters, severity)`` is pure; more
    severity means fewer platelets. ``severity_range`` is where the severity behind a patient's count is looked for;
    ``severity_unit`` follows a number in a sentence. ``evidence`` names the records behind the mechanism,
    ``assumptions`` what was assumed.
    """

    name: str
    label: str
    mechanism: str
    apply: Callable[[BloodParameters, Any], BloodParameters]
    severity_range: tuple[float, float]
    severity_unit: str
    evidence: tuple[str, ...]
    assumptions: tuple[str, ...]


def change_host(parameters: BloodParameters, **changes: Any) -> BloodParameters:
    """The parameters with changes to the host's clone only."""
    host, *others = parameters.clones
    return replace(parameters, clones=(replace(host, **changes), *others))


def change_condition(parameters: BloodParameters, **changes: Any) -> BloodParameters:
    """The parameters with changes that concern every clone of the patient."""
    return replace(parameters, condition=replace(parameters.condition, **changes))
