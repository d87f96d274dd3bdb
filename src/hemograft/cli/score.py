"""``hemograft score``: diagnostic and transplant scores, their definitions, and one patient scored."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from hemograft import NOTICE
from hemograft.cli.errors import one_sentence

if TYPE_CHECKING:
    from hemograft.thrombocytopenia.score import Assessment, Item, Probability, Score


def score(
    name: Annotated[str | None, typer.Argument(help="Which score; without it they are listed.")] = None,
    answers: Annotated[Path | None, typer.Argument(help="Answers, YAML: a field a line.")] = None,
    items: Annotated[bool, typer.Option("--items", help="Print the definitions instead.")] = False,
) -> None:
    """Score one patient, or print what a score asks."""
    from hemograft.outcomes.score_catalog import ALL_SCORES
    from hemograft.thrombocytopenia.score import assess
    from hemograft.thrombocytopenia.score_catalog import score_named

    with one_sentence():
        if name is None:
            lines = _listed([make() for make in ALL_SCORES.values()])
        elif items and answers is not None:
            raise ValueError(f"--items prints the definitions and {answers} asks for a total: leave one of them out")
        elif items:
            lines = _definitions(score_named(name, ALL_SCORES))
        elif answers is None:
            score_named(name, ALL_SCORES)
            raise ValueError(f"no answers: give a YAML file, or --items to see what {name} asks")
        else:
            lines = _result(assess(score_named(name, ALL_SCORES), _read(answers)))
        typer.echo("\n".join((*lines, "", NOTICE)))


def _listed(scores: "list[Score]") -> Iterator[str]:
    for item in scores:
        yield f"{item.name}: {item.event} ({item.source})"


def _definitions(score: "Score") -> Iterator[str]:
    yield f"{_capital(score.label)}: {score.event}. {score.source}"
    for item in score.items:
        yield f"\n{item.name}: {item.meaning}"
        yield from _answers(item)
    yield f"\nTotal 0 to {score.highest_total}"
    for category in score.categories:
        yield f"  from {category.lowest}: {category.name}. {category.meaning}"
    yield from _limits(score)


def _answers(item: "Item") -> Iterator[str]:
    """The numbers to write, or the names to choose from, and what they give."""
    from hemograft.thrombocytopenia.score import MeasuredItem

    asked = item.measurements if isinstance(item, MeasuredItem) else ()
    for number in asked:
        yield f"  write {number.name}: {number.meaning}{', ' * bool(number.unit)}{number.unit}"
    for choice in item.choices:
        worth = f"{choice.points} point{'s' * (choice.points != 1)}"
        gives = f"refused: {choice.refusal}" if choice.refusal else worth
        yield f"  {'' if asked else f'choose {choice.name}: '}{choice.meaning} ({gives})"


def _result(found: "Assessment") -> Iterator[str]:
    yield f"{_capital(found.score.label)}: {found.score.event}"
    for item, choice in found.choices.items():
        yield f"  {item}: {choice.points} ({choice.meaning})"
    yield f"Total {found.total} of {found.score.highest_total}: {found.category.name}. {found.category.meaning}"
    if found.probability is not None:
        yield _probability(found.probability, by_total=found.score.probability is not None)
    yield f"Score: {found.score.source}"
    yield from _limits(found.score)


def _probability(probability: "Probability", by_total: bool) -> str:
    from hemograft.evidence import record

    event, low, high = probability.event, probability.low, probability.high
    if probability.value is None:
        said = f"below {_percent(high)}" if low == 0.0 else f"above {_percent(low)}"
    elif low is None:
        missing = "between published totals by interpolation" if by_total else "published without an interval"
        said = f"about {_percent(probability.value)}, {missing}"
    else:
        said = f"{_percent(probability.value)} ({_percent(low)} to {_percent(high)}, {probability.interval})"
    behind = record(probability.evidence)
    return f"Probability of {event}: {said}, among {behind.population} ({behind.source})"


def _percent(share: float | None) -> str:
    return "unknown" if share is None else f"{100.0 * share:.3g} %"


def _limits(score: "Score") -> Iterator[str]:
    yield "Limits:"
    for limit in score.limits:
        yield f"  {limit}"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _read(path: Path) -> dict[str, object]:
    """The fields of a flat YAML file; nothing nested, repeated or aliased is built from it."""
    import yaml

    from hemograft.interop.count_table import read_text

    text = read_text(path)
    wanted = "write one field a line, as in platelets: 20"
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        if not isinstance(node, yaml.MappingNode):
            raise ValueError(f"file {path.name} holds no fields: {wanted}")
        pairs = cast(list[tuple[Any, Any]], node.value)
        names = [str(key.value) for key, _ in pairs]
        if nested := next((field for field, (_, value) in zip(names, pairs, strict=True) if not _plain(value)), None):
            raise ValueError(f"{nested} holds more than one value: {wanted}")
        if twice := next((field for field in names if names.count(field) > 1), None):
            raise ValueError(f"{twice} stands twice in {path.name}: keep one")
        return {str(key): value for key, value in cast(dict[object, object], yaml.safe_load(text)).items()}
    except yaml.YAMLError:
        raise ValueError(f"file {path.name} is not complete YAML: {wanted}") from None


def _plain(value: Any) -> bool:
    import yaml

    return isinstance(value, yaml.ScalarNode)
