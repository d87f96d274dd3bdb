"""Drugs that lower platelets and are known by name, how they are given, and doses as a case may write them."""

from types import MappingProxyType
from typing import Final

GIVEN_DAILY: Final = ("linezolid", "valproate")
GIVEN_IN_CYCLES: Final = ("docetaxel", "carboplatin")
OTHER_NAMES: Final = MappingProxyType(
    {
        "valproic acid": "valproate",
        "sodium valproate": "valproate",
        "divalproex": "valproate",
        "divalproex sodium": "valproate",
    }
)
MILLIGRAMS: Final = MappingProxyType(
    {"mg": 1.0, "mg/day": 1.0, "mg/d": 1.0, "g": 1000.0, "g/day": 1000.0, "g/d": 1000.0}
)
"""How many of them a unit of dose holds: of a day, or of a cycle."""


def known_drug_name(written: str) -> str | None:
    """The name by which the drug is known here; None for one that is not."""
    plain = written.strip().lower()
    name = OTHER_NAMES.get(plain, plain)
    return name if name in (*GIVEN_DAILY, *GIVEN_IN_CYCLES) else None
