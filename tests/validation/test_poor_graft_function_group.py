"""Treatments of poor graft function are followed for as long as their responses are counted."""

from hemograft.evidence import number
from hemograft.validation.poor_graft_function import DAYS, EIGHT_WEEKS, POOR_GRAFT_FUNCTION


def test_who_starts_eltrombopag_last_is_followed_for_the_eight_weeks_of_the_trial():
    first, last = (number(f"eltrombopag.after_transplantation_{end}_day") for end in ("first", "last"))
    assert number("eltrombopag.after_transplantation_days") == EIGHT_WEEKS
    assert last + EIGHT_WEEKS <= DAYS
    assert f"between days {first:g} and {last:g}" in POOR_GRAFT_FUNCTION.assumed
