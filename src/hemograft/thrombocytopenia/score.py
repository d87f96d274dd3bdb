"""A diagnostic score: items with the text and points of every choice, what the total means, and where it holds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isfinite
from numbers import Real
from types import MappingProxyType
from typing import final

from hemograft.evidence import numbers_of, record


class ScoreError(ValueError):
    """Answers that cannot be scored; the message is one sentence with the field, the value and the remedy."""


@final
@dataclass(frozen=True)
class Choice:
    """One answer to an item. ``refusal`` says why the score may not be used for a patient with this answer."""

    name: str
    meaning: str
    points: int = 0
    refusal: str = ""


@final
@dataclass(frozen=True)
class Measurement:
    """A number that decides an item, plausible from ``lowest`` to ``highest`` in ``unit``."""

    name: str
    meaning: str
    unit: str
    lowest: float
    highest: float

    def read(self, answers: Mapping[str, object]) -> float:
        """The number in these answers.

        Raises:
            ScoreError: it is missing, not a number, or outside the plausible range.
        """
        wanted = f"write a number from {self.lowest:g} to {self.highest:g}{_in_unit(self.unit)}"
        if self.name not in answers:
            raise ScoreError(f"{self.name} is missing: {wanted} ({self.meaning})")
        given = answers[self.name]
        if isinstance(given, bool) or not isinstance(given, Real) or not isfinite(given):
            raise ScoreError(f"{self.name} is {_shown(given)}: {wanted}")
        value = float(given)
        if not self.lowest <= value <= self.highest:
            raise ScoreError(f"{self.name} is {value:g}: {wanted}")
        return value


@final
@dataclass(frozen=True)
class ChosenItem:
    """An item answered by the name of a choice, in the field that bears the item's own name."""

    name: str
    meaning: str
    choices: tuple[Choice, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """The names under which it is answered."""
        return (self.name,)

    def choice(self, answers: Mapping[str, object]) -> Choice:
        """The choice in these answers; true and false mean yes and no.

        Raises:
            ScoreError: it is missing or unknown.
        """
        wanted = f"choose from {', '.join(choice.name for choice in self.choices)}"
        if self.name not in answers:
            raise ScoreError(f"{self.name} is missing: {wanted} ({self.meaning})")
        given = answers[self.name]
        name = {True: "yes", False: "no"}[given] if isinstance(given, bool) else given
        for choice in self.choices:
            if choice.name == name:
                return choice
        raise ScoreError(f"{self.name} is {_shown(given)}: {wanted}")


@final
@dataclass(frozen=True)
class MeasuredItem:
    """An item that numbers decide: ``decide`` takes the measurements in order and gives the index of the choice."""

    name: str
    meaning: str
    choices: tuple[Choice, ...]
    measurements: tuple[Measurement, ...]
    decide: Callable[..., int]

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of its measurements."""
        return tuple(measurement.name for measurement in self.measurements)

    def choice(self, answers: Mapping[str, object]) -> Choice:
        """The choice that the measurements lead to.

        Raises:
            ScoreError: see `Measurement.read`.
        """
        return self.choices[self.decide(*(measurement.read(answers) for measurement in self.measurements))]


Item = ChosenItem | MeasuredItem


@final
@dataclass(frozen=True)
class Category:
    """A range of totals, from ``lowest`` up to the next category; ``evidence`` is the record of its probability."""

    name: str
    lowest: int
    meaning: str
    evidence: str | None = None


@final
@dataclass(frozen=True)
class Probability:
    """A published probability of ``event``; ``value`` is absent where only bounds were published."""

    event: str
    value: float | None
    low: float | None
    high: float | None
    interval: str
    evidence: str


@final
@dataclass(frozen=True)
class Score:
    """A published score. ``label`` reads well in a sentence; ``limits`` are whole sentences.

    ``probability`` gives the probability of a total where it is published by total and not by category.
    """

    name: str
    label: str
    event: str
    items: tuple[Item, ...]
    categories: tuple[Category, ...]
    limits: tuple[str, ...]
    source: str
    probability: Callable[[int], Probability] | None = None

    @property
    def highest_total(self) -> int:
        """The most points that a patient can have."""
        return sum(max(choice.points for choice in item.choices) for item in self.items)


@final
@dataclass(frozen=True)
class Assessment:
    """A scored patient: the choice of each item by its name, the total, and what the total means."""

    score: Score
    choices: Mapping[str, Choice]
    total: int
    category: Category
    probability: Probability | None


def assess(score: Score, answers: Mapping[str, object]) -> Assessment:
    """Scores one patient from a mapping of fields (see `Item.fields`) to numbers or names of choices.

    Raises:
        ScoreError: an answer is missing, unknown or implausible, or the score is not valid for this patient.
    """
    known = [field for item in score.items for field in item.fields]
    if stray := next((field for field in answers if field not in known), None):
        raise ScoreError(f"{_shown(stray)} is no item of {score.label}: choose from {', '.join(known)}")
    choices: dict[str, Choice] = {}
    for item in score.items:  # a refusal comes before what a later item lacks
        choice = choices[item.name] = item.choice(answers)
        if choice.refusal:
            raise ScoreError(f"{item.name} is {choice.name}: {choice.refusal}")
    total = sum(choice.points for choice in choices.values())
    category = next(category for category in reversed(score.categories) if total >= category.lowest)
    if score.probability is not None:
        probability = score.probability(total)
    else:
        probability = None if category.evidence is None else recorded_probability(score.event, category.evidence)
    return Assessment(score, MappingProxyType(choices), total, category, probability)


def recorded_probability(event: str, identifier: str) -> Probability:
    """The probability in a record, with its interval."""
    item = record(identifier)
    return Probability(event, item.number, item.low, item.high, item.interval or "", identifier)


def points_of(identifier: str) -> tuple[int, ...]:
    """The points of an item in the order of its choices."""
    return tuple(round(points) for points in numbers_of(identifier))


def three_bands(value: float, low: float, high: float) -> int:
    """0 below ``low``, 1 from ``low`` to ``high`` with both ends, 2 above ``high``."""
    return int(value >= low) + int(value > high)


def _in_unit(unit: str) -> str:
    return f" {unit}" if unit else ""


def _shown(given: object) -> str:
    """A short form of what was given; a container only by its kind, for it may be of any size."""
    if given is None:
        return "empty"
    if isinstance(given, str):
        return f'"{given[:40]}"' if given.isprintable() else "text with control characters"
    return str(given)[:40] if isinstance(given, bool | int | float) else f"a {type(given).__name__}"
