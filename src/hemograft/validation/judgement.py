"""What was published beside what came out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from hemograft.evidence import Record, record
from hemograft.inference.misses import REASONS
from hemograft.validation.estimate import Estimate
from hemograft.validation.group import Group

INSIDE, OUTSIDE = "inside", "outside"
NOT_UNDERSTOOD = "not understood"


@dataclass(frozen=True)
class Judgement:
    """One target. ``of_a_model`` says that the published number is another model's output."""

    target: Record
    estimate: Estimate
    of_a_model: bool
    known_reason: str

    @property
    def verdict(self) -> str:
        """Whether the result lies in the published interval."""
        low, high = self.target.low, self.target.high
        value = self.estimate.value
        return INSIDE if (low is None or value >= low) and (high is None or value <= high) else OUTSIDE

    @property
    def undecided(self) -> bool:
        """Whether an end of the published interval lies within the Monte Carlo error of the result."""
        ends = (self.target.low, self.target.high)
        return any(end is not None and self.estimate.low < end < self.estimate.high for end in ends)

    @property
    def reason(self) -> str:
        """Why it misses; empty where it does not."""
        return self.known_reason if self.verdict == OUTSIDE else ""


def judged(group: Group, results: Mapping[str, Estimate]) -> tuple[Judgement, ...]:
    """The targets of a group.

    Raises:
        KeyError: a record of the group was not answered.
    """
    return tuple(
        Judgement(
            target=record(identifier),
            estimate=results[identifier],
            of_a_model=identifier in group.models,
            known_reason=group.reasons.get(identifier) or REASONS.get(identifier, NOT_UNDERSTOOD),
        )
        for identifier in group.records
    )


def order_is_kept(order: tuple[str, ...], results: Mapping[str, Estimate]) -> bool:
    """Whether the results of these records fall from the first to the last."""
    values = [results[identifier].value for identifier in order]
    return all(one > other for one, other in pairwise(values))


def inside(judgements: Iterable[Judgement]) -> int:
    """How many are inside."""
    return sum(item.verdict == INSIDE for item in judgements)
