"""What a drug is to the blood system: states of its own, and what it adds to the cytokine signals."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class DrugSignal:
    """Derivatives of the drug's own states, and its action in multiples of the normal cytokine."""

    derivatives: tuple[Any, ...]
    thrombopoietin: Any = 0.0  # added to the TPO signal of every clone
    gcsf_input: Any = 0.0  # added to the G-CSF derivative, multiples of normal per day


@dataclass(frozen=True)
class Drug:
    """A drug with kinetics. ``kinetics(xp, amounts, parameters, receptors)`` gives its `DrugSignal`.

    ``receptors`` is the TPO receptor mass relative to normal, for target-mediated clearance. ``doses_into`` names
    the state that a dose enters.
    """

    name: str
    states: tuple[str, ...]
    parameters: tuple[str, ...]
    standard: tuple[float, ...]
    doses_into: str
    kinetics: Callable[[Any, tuple[Any, ...], tuple[Any, ...], Any], DrugSignal]

    def __post_init__(self) -> None:
        if self.doses_into not in self.states:
            raise ValueError(f"{self.name}: doses_into {self.doses_into!r} is not one of its states {self.states}")
        if len(self.parameters) != len(self.standard):
            raise ValueError(f"{self.name}: {len(self.parameters)} parameters but {len(self.standard)} values")
