"""The bedside: each morning's measured counts, and policies that turn them into orders for many patients at once."""

from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from hemograft.hematopoiesis.interventions import Intervention

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Morning:
    """What the ward sees: measured counts (with assay noise), one value a patient, and that day's luck.

    ``luck`` holds standard normal draws by purpose, one a patient; the same patient has the same luck under every
    strategy (common random numbers).
    """

    day: int
    platelets: Array
    neutrophils: Array
    hemoglobin: Array
    luck: dict[str, Array]


@dataclass(frozen=True)
class Orders:
    """What is done now, the platelet units given to each patient, and what the policy wants to remember."""

    interventions: tuple[Intervention, ...] = ()
    platelet_units: Any = 0.0
    memory: Any = None


class Policy(Protocol):
    """A rule applied every morning. It keeps nothing between calls but the memory it returns."""

    def begin(self, patients: int) -> Any:
        """Memory before the first morning."""
        ...

    def decide(self, morning: Morning, memory: Any) -> Orders:
        """Orders for this morning."""
        ...


@dataclass(frozen=True)
class Course:
    """A treatment as data: dated interventions known in advance, and policies that watch the counts."""

    schedule: tuple[Intervention, ...] = ()
    policies: tuple[Policy, ...] = field(default=())
