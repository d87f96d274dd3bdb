"""A group of held-out records that one virtual trial answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from hemograft.validation.estimate import Estimates
from hemograft.validation.simulation import Simulation

FULL = 4096
"""Virtual patients an arm of a trial."""
REDUCED = 128


@dataclass(frozen=True)
class Group:
    """Records that are answered together.

    name: what ``--only`` takes, dotless lower_snake.
    title: the trial or study, with first author and year.
    records: ids of the records of use ``validate`` that it answers, each in this group alone.
    run: simulates; gives an estimate of every record.
    assumed: what the publication does not tell and the virtual trial supposes, in plain sentences.
    models: those of ``records`` whose published number is the output of another model, not an observation.
    orders: ids of records whose results must come in this order, the largest first, where the publication has them so.
    reasons: by record, why it is known to miss.
    arms: how many times ``size`` patients are simulated.
    full, reduced: virtual patients an arm.
    """

    name: str
    title: str
    records: tuple[str, ...]
    run: Callable[[Simulation], Estimates]
    assumed: str = ""
    models: tuple[str, ...] = ()
    orders: tuple[tuple[str, ...], ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict[str, str])
    arms: int = 1
    full: int = FULL
    reduced: int = REDUCED
