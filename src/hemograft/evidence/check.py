"""What a set of records must hold beyond its schema: rules as pure functions, a sentence a fault."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from hemograft.evidence.record import Provenance, Record, Use

UNIT = re.compile(
    r"1|10\^9|dimensionless|dollar|"
    r"year|month|week|day|hour|minute|s|"
    r"cells|U|kg|g|mg|ug|ng|pg|fg|L|dL|mL|uL|fL|m\^2|mmol|Gy|Gy\^2|degC"
)
PUBLICATION = re.compile(r"10\.\d{4,}/[^\s,;)]+|PMID \d+|PMC\d+|\d{4};\d+:\w+")
"""A DOI, a PubMed number or year;volume:page: the same publication however its citation is worded."""


def faults(records: Iterable[Record]) -> tuple[str, ...]:
    """One sentence for each breach of a rule, rule by rule."""
    known = tuple(records)
    return tuple(sentence for rule in RULES for sentence in rule(known))


def units_are_known(records: Sequence[Record]) -> Iterator[str]:
    """A unit is made of known units by ``/``, a space or ``per``."""
    for item in records:
        unknown = [part for part in re.split(r" per |[/ ]", item.unit) if not UNIT.fullmatch(part)]
        if unknown:
            yield f"record {item.id}, unit {item.unit!r}: {unknown[0]!r} is not a unit known here"


def intervals_hold_their_values(records: Sequence[Record]) -> Iterator[str]:
    """What lies outside its own interval is misprinted; an interval without a name says nothing."""
    for item in records:
        low, high = item.low, item.high
        if low is None and high is None:
            continue
        for value in values(item):
            if (low is not None and value < low) or (high is not None and value > high):
                yield f"record {item.id}, value {value:g}: it lies outside its interval, {low} to {high}"
        if not item.interval:
            yield f"record {item.id}, interval: say what {low} to {high} is (95% CI, range, tolerance)"


def provenance_fits_use(records: Sequence[Record]) -> Iterator[str]:
    """What a search found serves the model; a number that was assumed proves nothing."""
    for item in records:
        # the record of a step tells how well it fits, and lists its targets
        if item.provenance is Provenance.CALIBRATED and not item.targets:
            if item.use is not Use.MODEL:
                yield f"record {item.id}, use {item.use.value}: a calibrated number is for the model"
            if not item.source.startswith("Calibration, step "):
                yield f"record {item.id}, source: name the step of the calibration"
        elif item.use in (Use.CALIBRATE, Use.VALIDATE) and item.provenance is Provenance.ASSUMED:
            yield f"record {item.id}, use {item.use.value}: an assumed number can be no target"


def no_number_calibrates_and_validates(records: Sequence[Record]) -> Iterator[str]:
    """A published number is a target of one kind, whatever ids and words it was given.

    Two records tell the same number where publication, unit and value agree, unless both population and end point
    are stated and both differ.
    """
    targets: dict[tuple[str, str, float], dict[Use, list[Record]]] = defaultdict(lambda: defaultdict(list))
    for item in records:
        if item.use in (Use.CALIBRATE, Use.VALIDATE):
            for publication in publications(item.source):
                for value in values(item):
                    targets[publication, item.unit, value][item.use].append(item)
    told: set[tuple[str, str]] = set()
    for (publication, unit, value), by_use in targets.items():
        for one in by_use[Use.CALIBRATE]:
            for other in by_use[Use.VALIDATE]:
                if (one.id, other.id) not in told and not _tell_apart(one, other):
                    told.add((one.id, other.id))
                    yield f"{value:g} {unit} of {publication} calibrates in {one.id} and validates in {other.id}"


def targets_are_for_calibration(records: Sequence[Record]) -> Iterator[str]:
    """A calibration names the records it was fitted to, and each of them may be used for that."""
    by_id = {item.id: item for item in records}
    for item in records:
        for target in item.targets:
            if target not in by_id:
                yield f"record {item.id}, targets: no record has the id {target!r}"
            elif by_id[target].use is Use.VALIDATE:
                yield f"record {item.id}, targets: {target} is kept for validation"


def values(item: Record) -> tuple[float, ...]:
    """The number or the numbers of a record."""
    return item.value if isinstance(item.value, tuple) else (item.value,)


def publications(source: str) -> frozenset[str]:
    """What identifies the publications of a source; without any identifier, its words."""
    return frozenset(PUBLICATION.findall(source)) or frozenset({source.removesuffix(" (abstract)").casefold()})


def _tell_apart(one: Record, other: Record) -> bool:
    return None not in (one.endpoint, other.endpoint) and (
        one.endpoint != other.endpoint and one.population != other.population
    )


RULES: tuple[Callable[[Sequence[Record]], Iterator[str]], ...] = (
    units_are_known,
    intervals_hold_their_values,
    provenance_fits_use,
    no_number_calibrates_and_validates,
    targets_are_for_calibration,
)
