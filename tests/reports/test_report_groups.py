"""Every strategy stands under the heading that a reader looks for it."""

from collections.abc import Callable, Iterable

import pytest

from hemograft.planning import cause_strategies, strategies
from hemograft.planning.case import Case
from hemograft.planning.strategies import strategies_for, strategies_on_request
from hemograft.planning.strategy import Strategy
from hemograft.reports.groups import REMOVAL, SUPPORTIVE, Group, group_of, grouped, whom
from hemograft.thrombocytopenia.catalog import CAUSES
from tests.planning.cases_at_hand import case_of, donor, example


def names_of(
    builders: Iterable[Callable[[Case], Strategy]], diagnosis: str = "cirrhosis_with_hypersplenism"
) -> set[str]:
    return {build(case_of(diagnosis, 40.0)).name for build in builders}


def test_supportive_care_is_what_every_diagnosis_has() -> None:
    assert names_of(strategies.SUPPORTIVE) == set(SUPPORTIVE)


def test_removing_the_cause_is_what_its_module_builds() -> None:
    public = [
        build
        for build in vars(cause_strategies).values()
        if getattr(build, "__module__", "") == cause_strategies.__name__ and not build.__name__.startswith("_")
    ]
    drugs = {"remove_drug", "reduce_dose", "continue_cycles", "delay_cycle"}
    assert names_of(public) | drugs == set(REMOVAL)


@pytest.mark.parametrize("diagnosis", CAUSES)
def test_cells_are_what_brings_another_clone(diagnosis: str) -> None:
    sister = donor("sister", "bone_marrow")
    case = case_of(diagnosis, 20.0, donors=[sister] if CAUSES[diagnosis]().transplantable else [])
    names = (*(strategy.name for strategy in strategies_for(case)), *strategies_on_request(case))
    for strategy in strategies_for(case, names):
        assert (group_of(strategy.name) is Group.CELLS) == strategy.transplant


def test_gene_therapy_is_a_therapy_with_cells() -> None:
    names = [strategy.name for strategy in strategies_for(example("gene_therapy_wiskott_aldrich_syndrome"))]
    assert grouped(names)[-1][0] is Group.CELLS
    assert "gene_therapy" in grouped(names)[-1][1]


def test_groups_keep_the_order_of_their_strategies() -> None:
    assert grouped(["transplant_b", "romiplostim", "observation", "eltrombopag", "transplant_a"]) == [
        (Group.SUPPORTIVE, ["observation"]),
        (Group.DRUGS, ["romiplostim", "eltrombopag"]),
        (Group.CELLS, ["transplant_b", "transplant_a"]),
    ]


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        (["observation", "romiplostim", "eltrombopag", "transplant_a"], "every strategy"),
        (["romiplostim", "eltrombopag"], "Drugs and splenectomy"),
        (["transplant_a", "romiplostim"], "Romiplostim, Transplant a"),
        (["transplant_a"], "Transplant a"),
    ],
)
def test_who_is_meant_in_few_words(chosen: list[str], said: str) -> None:
    assert whom(chosen, ["observation", "romiplostim", "eltrombopag", "transplant_a"]) == said
