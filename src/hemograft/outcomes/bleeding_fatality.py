"""How many bleeds kill: hardly any in hospital, where everybody is transfused; more at home, and most in the old."""

from typing import Any

import numpy as np

from hemograft.evidence import number, numbers_of


def fatality_of_bleeds(age: Any, in_hospital: Any) -> Any:
    """Share of bleeds of WHO grade 2 or more that are fatal, by age (years); arguments of shapes that broadcast.

    At home: fatal hemorrhage of patients with immune thrombocytopenia whose counts stay low, by age (Cohen et al, Arch
    Intern Med 2000;160:1630), over the bleeds of such counts; taken for any cause (assumed). Between the ages of the
    three classes its logarithm lies on straight lines (assumed).
    """
    logarithm = np.log(numbers_of("outcomes.bleeding.fatality_at_home"))
    at_home = np.exp(np.interp(age, numbers_of("outcomes.bleeding.class_ages"), logarithm))
    return np.where(in_hospital, number("outcomes.bleeding.fatality"), at_home)
