"""The validation report in Markdown: every target with its interval, what came out, and whether it is inside."""

from collections.abc import Mapping, Sequence

from hemograft import NOTICE
from hemograft.evidence import Record
from hemograft.evidence.check import values
from hemograft.validation.estimate import Estimate
from hemograft.validation.group import Group
from hemograft.validation.judgement import OUTSIDE, Judgement, inside, judged, order_is_kept
from hemograft.validation.run import size_of

HEADING = (
    "| target | published | interval | result | Monte Carlo 95 % | verdict | source |",
    "|---|---|---|---|---|---|---|",
)


def validation_report(
    groups: Sequence[Group], results: Mapping[str, Estimate], *, full: bool, patients: int | None = None, seed: int
) -> str:
    """The report on these groups; ``full``, ``patients`` and ``seed`` as in `run_groups`.

    Raises:
        KeyError: a record of a group was not answered.
    """
    all_judged = {group.name: judged(group, results) for group in groups}
    every = [item for items in all_judged.values() for item in items]
    parts = [
        f"# Validation\n\n{NOTICE} Written by `hemograft validate{' --full' if full else ''} --out`; do not edit.",
        "Each group is a virtual trial of the population of a publication. Nothing was fitted to these numbers; what is"
        " fitted stands in `calibration.md`. A target is inside where the result lies in the published interval, or in"
        " a tolerance that its record justifies; `±` marks a verdict that the Monte Carlo error of this run could turn."
        " A miss is told with its reason where one is known.",
        f"Seed {seed}; {'full' if full else 'reduced'} run with {_sizes(groups, full, patients)} virtual patients an"
        " arm.",
        _summary(every),
        *(_group(group, all_judged[group.name], results) for group in groups),
    ]
    return "\n\n".join(parts) + "\n"


def _summary(every: Sequence[Judgement]) -> str:
    rows = ["| published number is | targets | inside | outside |", "|---|---|---|---|"]
    for name, of_a_model in (("an observation (FOUND)", False), ("another model's output (CALC)", True)):
        items = [item for item in every if item.of_a_model == of_a_model]
        rows.append(f"| {name} | {len(items)} | {inside(items)} | {len(items) - inside(items)} |")
    return "\n".join(rows)


def _group(group: Group, items: Sequence[Judgement], results: Mapping[str, Estimate]) -> str:
    parts = [f"## {group.title} (`{group.name}`)"]
    if group.assumed:
        parts.append(f"Assumed: {group.assumed}")
    parts.append("\n".join([*HEADING, *map(_row, items)]))
    parts += [_order(order, results, items) for order in group.orders]
    misses = [f"- {item.target.id}: {item.reason}" for item in items if item.verdict == OUTSIDE]
    if misses:
        parts.append("Outside:\n\n" + "\n".join(misses))
    return "\n\n".join(parts)


def _row(item: Judgement) -> str:
    estimate, unit = item.estimate, "" if item.target.unit == "dimensionless" else f" {item.target.unit}"
    spread = "none" if estimate.low == estimate.high else f"{estimate.low:.3g} to {estimate.high:.3g}"
    verdict = f"**{item.verdict}**" if item.verdict == OUTSIDE else item.verdict
    kind = ", CALC" if item.of_a_model else ""
    return (
        f"| {item.target.meaning} | {_published(item.target)}{unit} | {_interval(item.target)} | {estimate.value:.3g} |"
        f" {spread} | {verdict}{' ±' if item.undecided else ''} | {item.target.source}{kind} |"
    )


def _published(target: Record) -> str:
    return " and ".join(f"{value:g}" for value in values(target))


def _interval(target: Record) -> str:
    if target.high is None:
        return f"from {target.low:g} ({target.interval})"
    if target.low is None:
        return f"to {target.high:g} ({target.interval})"
    return f"{target.low:g} to {target.high:g} ({target.interval})"


def _order(order: tuple[str, ...], results: Mapping[str, Estimate], items: Sequence[Judgement]) -> str:
    named = {item.target.id: f"{item.estimate.value:.3g} (`{item.target.id}`)" for item in items}
    kept = "kept" if order_is_kept(order, results) else "**not kept**"
    return f"Order {kept}: {' > '.join(named[identifier] for identifier in order)}."


def _sizes(groups: Sequence[Group], full: bool, patients: int | None) -> str:
    sizes = sorted({size_of(group, patients) if full else group.reduced for group in groups})
    return f"{sizes[0]:,}" if len(sizes) == 1 else f"{sizes[0]:,} to {sizes[-1]:,}"
