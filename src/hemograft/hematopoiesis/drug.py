"""What a drug is to the blood system: states of its own, and what it does to cytokines, antibodies and cells."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class DrugSignal:
    """Derivatives of the drug's own states, and its action. Kill reaches the cells of every clone."""

    derivatives: tuple[Any, ...]
    thrombopoietin: Any = 0.0  # added to the TPO signal of every clone
    gcsf_input: Any = 0.0  # added to the G-CSF derivative, multiples of normal per day
    antibody_catabolism: Any = 0.0  # added to the catabolism of antibody, multiples of normal
    phagocytosis: Any = 1.0  # share of the clearance of coated platelets that it leaves
    megakaryopoiesis_suppression: Any = 0.0  # fraction of megakaryocyte progenitor input that it prevents
    shedding_suppression: Any = 0.0  # fraction of platelet release that it prevents
    progenitor_kill: Any = 0.0  # 1/day, MPP to MEP and GMP
    granulocyte_kill: Any = 0.0  # 1/day, GMP and neutrophil precursors that still divide
    megakaryocyte_kill: Any = 0.0  # 1/day, megakaryocyte progenitors and megakaryocytes in endomitosis


@dataclass(frozen=True)
class Drug:
    """A drug with kinetics. ``kinetics(xp, amounts, parameters, receptors)`` gives its `DrugSignal`.

    ``receptors`` is the TPO receptor mass relative to normal, for target-mediated clearance. ``doses_into`` names
    the state that a dose enters. ``standard`` are usual values of the parameters; drugs that differ in them alone are
    equal, because one compiled model serves both.
    """

    name: str
    states: tuple[str, ...]
    parameters: tuple[str, ...]
    standard: tuple[float, ...] = field(compare=False)
    doses_into: str
    kinetics: Callable[[Any, tuple[Any, ...], tuple[Any, ...], Any], DrugSignal]

    def __post_init__(self) -> None:
        if self.doses_into not in self.states:
            raise ValueError(f"{self.name}: doses_into {self.doses_into!r} is not one of its states {self.states}")
        if len(self.parameters) != len(self.standard):
            raise ValueError(f"{self.name}: {len(self.parameters)} parameters but {len(self.standard)} values")
