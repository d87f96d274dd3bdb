"""Lusutrombopag: a seven-day oral course before a procedure in chronic liver disease.

Kinetics of Shimizu, Katsube and Wajima, CPT Pharmacometrics Syst Pharmacol 2021 (doi 10.1002/psp4.12623).
"""

from hemograft.evidence import number
from hemograft.hematopoiesis.drug import Drug
from hemograft.hematopoiesis.interventions import AddToState
from hemograft.therapies.oral_agonist import oral_agonist

MILLIGRAM_PER_LITRE = 1e-3  # of one ng/mL


def lusutrombopag() -> Drug:
    """The drug with its standard parameters."""

    def value(name: str) -> float:
        return number(f"lusutrombopag.{name}")

    return oral_agonist(
        "lusutrombopag",
        absorption=value("absorption_rate"),
        elimination=value("elimination_rate"),
        to_shallow=value("rate_12"),
        from_shallow=value("rate_21"),
        to_deep=value("rate_13"),
        from_deep=value("rate_31"),
        volume=value("central_volume"),
        equivalent=value("thrombopoietin_equivalent") * MILLIGRAM_PER_LITRE,
    )


def lusutrombopag_course(
    first_day: int, *, dose: float | None = None, days: int | None = None
) -> tuple[AddToState, ...]:
    """Daily tablets from ``first_day``: by default the label's 3 mg for 7 days."""
    amount = number("lusutrombopag.label_dose") if dose is None else dose
    length = int(number("lusutrombopag.label_duration")) if days is None else days
    return tuple(AddToState(first_day + day, "lusutrombopag.depot", amount) for day in range(length))
