"""What a cause of thrombocytopenia is: a pure change of the blood system with one severity."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from hemograft.hematopoiesis.interventions import Intervention, SetParameter
from hemograft.hematopoiesis.parameters import BloodParameters


def unchanged(parameters: BloodParameters, traits: Mapping[str, Any]) -> BloodParameters:
    """Patients who do not differ before the disease."""
    del traits
    return parameters


@dataclass(frozen=True)
class Onset:
    """How an acute cause came about: from health, ``interventions(severity)`` over ``days`` whole days up to today.

    The first day of the onset is day 0 of its interventions; none may lie at or after ``days``.
    """

    days: int
    interventions: Callable[[Any], tuple[Intervention, ...]]

    @staticmethod
    def of_condition(days: int, condition: str) -> "Onset":
        """The ``condition`` of the patient stands at the severity from the first day on."""
        return Onset(days, lambda severity: (SetParameter(0.0, f"condition.{condition}", severity),))


@dataclass(frozen=True)
class Cause:
    """A disease as a change of parameters.

    ``name`` is its key in case files, ``label`` what is printed. ``apply(parameters, severity)`` is pure; more
    severity means fewer platelets. ``severity_range`` is where the severity behind a patient's count is looked for;
    ``severity_unit`` follows a number in a sentence. ``evidence`` names the records behind the mechanism,
    ``assumptions`` what was assumed.

    ``prone(parameters, traits)`` sets what differs between patients before any severity, from factors by trait;
    ``onset`` is None for a chronic cause, at rest in the patient's count; an acute one came in these days, and
    ``apply`` gives the parameters that it left. ``course`` is what the disease does by itself from day 0 on;
    ``transplantable`` says whether donor cells are an option, ``keeps_changing`` whether counts without them still move
    after a year, so that nobody's future can be read from them. ``distinguishes`` is a sentence: what the model
    predicts for this cause and for no other with the same count.
    """

    name: str
    label: str
    mechanism: str
    apply: Callable[[BloodParameters, Any], BloodParameters]
    severity_range: tuple[float, float]
    severity_unit: str
    evidence: tuple[str, ...]
    assumptions: tuple[str, ...]
    prone: Callable[[BloodParameters, Mapping[str, Any]], BloodParameters] = unchanged
    onset: Onset | None = None
    course: tuple[Intervention, ...] = ()
    transplantable: bool = False
    keeps_changing: bool = False
    distinguishes: str = ""


def change_host(parameters: BloodParameters, **changes: Any) -> BloodParameters:
    """The parameters with changes to the host's clone only."""
    host, *others = parameters.clones
    return replace(parameters, clones=(replace(host, **changes), *others))


def change_condition(parameters: BloodParameters, **changes: Any) -> BloodParameters:
    """The parameters with changes that concern every clone of the patient."""
    return replace(parameters, condition=replace(parameters.condition, **changes))
