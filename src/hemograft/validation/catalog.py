"""Every group of the validation report, in its order."""

from collections.abc import Sequence
from difflib import get_close_matches

from hemograft.validation.first_treatment_of_aplastic_anemia import FIRST_TREATMENT
from hemograft.validation.group import Group
from hemograft.validation.immunosuppression_trial import IMMUNOSUPPRESSION
from hemograft.validation.mechanism_groups import MECHANISM_GROUPS
from hemograft.validation.poor_graft_function import POOR_GRAFT_FUNCTION
from hemograft.validation.prophylactic_platelets import PROPHYLACTIC_PLATELETS
from hemograft.validation.transplant_groups import transplant_groups
from hemograft.validation.two_cord_units import TWO_CORD_UNITS

GROUPS: tuple[Group, ...] = (
    *transplant_groups(),
    TWO_CORD_UNITS,
    POOR_GRAFT_FUNCTION,
    PROPHYLACTIC_PLATELETS,
    IMMUNOSUPPRESSION,
    FIRST_TREATMENT,
    *MECHANISM_GROUPS,
)


def chosen_groups(names: Sequence[str]) -> tuple[Group, ...]:
    """The groups of these names, all where none is named.

    Raises:
        ValueError: a name is unknown.
    """
    known = {group.name: group for group in GROUPS}
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=3) or [*known]
            raise ValueError(f"--only {name}: no group has that name; choose from {', '.join(near)}")
    return tuple(group for group in GROUPS if not names or group.name in names)
