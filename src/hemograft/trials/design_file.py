"""Reads the design of a trial from YAML or JSON; every fault ends as one sentence."""

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from hemograft.interop.laboratory import LaboratoryError, shown
from hemograft.interop.plain_file import PlainFileError, fault_sentence, read_fields
from hemograft.planning.case import Case
from hemograft.planning.case_file import CaseError, read_case
from hemograft.trials.design import Allocation, Analysis, Arm, Conduct, Criterion, Stratum, TrialDesign
from hemograft.trials.distributions import LogNormal, Normal, Shares, Uniform
from hemograft.trials.endpoints import EndpointChoice

MODELS = (
    TrialDesign,
    Arm,
    Allocation,
    Stratum,
    Conduct,
    Criterion,
    Analysis,
    EndpointChoice,
    Normal,
    LogNormal,
    Uniform,
    Shares,
    Case,
)


class DesignError(ValueError):
    """A design that cannot be used; the message is one sentence with the field, the value and the remedy."""


def read_design(path: Path) -> TrialDesign:
    """The design in a YAML or (by its suffix) JSON file; ``case`` may be the path of a case file, from that folder.

    Raises:
        DesignError: the file, the case or one of the values cannot be used.
    """
    try:
        fields: dict[str, Any] = read_fields(path)
        if isinstance(fields.get("case"), str):
            fields = fields | {"case": read_case(path.parent / fields["case"])}
        return TrialDesign.model_validate(fields)
    except ValidationError as error:
        raise DesignError(fault_sentence(error, shown(path.name), MODELS, "the design")) from None
    except (PlainFileError, LaboratoryError, CaseError) as error:
        raise DesignError(str(error)) from None
