"""The kinds of strategies, in the order in which a plan is read."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import groupby

from hemograft.reports.comparison import strategy_title


class Group(StrEnum):
    """What kind of thing is done; the value is printed as a heading."""

    SUPPORTIVE = "Supportive care"
    DRUGS = "Drugs and splenectomy"
    REMOVAL = "Removing the cause"
    CELLS = "Transplantation and gene therapy"


SUPPORTIVE = (
    "observation",
    "platelet_transfusion",
    "low_dose_transfusion",
    "high_dose_transfusion",
    "hla_matched_transfusion",
    "abo_mismatched_transfusion",
    "therapeutic_transfusion",
    "tranexamic_acid",
)
REMOVAL = (
    "remove_drug",
    "reduce_dose",
    "continue_cycles",
    "delay_cycle",
    "stop_heparin",
    "stop_sensitizing_drug",
    "direct_acting_antivirals",
    "antiretroviral_therapy",
    "ganciclovir",
    "plasma_exchange",
    "caplacizumab",
    "remove_trigger",
    "delivery",
)


def group_of(strategy: str) -> Group:
    """The kind of a strategy, by its name."""
    if strategy in SUPPORTIVE:
        return Group.SUPPORTIVE
    if strategy in REMOVAL:
        return Group.REMOVAL
    return Group.CELLS if strategy.startswith(("transplant", "gene_therapy")) else Group.DRUGS


def grouped(strategies: Iterable[str]) -> list[tuple[Group, list[str]]]:
    """The groups that occur, in order, and their strategies in the order given."""
    order = list(Group)
    ordered = sorted(strategies, key=lambda name: order.index(group_of(name)))
    return [(group, list(names)) for group, names in groupby(ordered, key=group_of)]


def whom(strategies: Iterable[str], among: Sequence[str]) -> str:
    """Some of the strategies of a plan in few words: a whole group by its heading, all of them as "every strategy"."""
    chosen = set(strategies)
    if chosen >= set(among):
        return "every strategy"
    words: list[str] = []
    for group, names in grouped(among):
        named = [name for name in names if name in chosen]
        whole = len(named) == len(names) > 1
        words += [group.value] if whole else [strategy_title(name) for name in named]
    return ", ".join(words)
