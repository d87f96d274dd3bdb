"""The pages of causes, treatments and drugs: complete, and true to what the program runs."""

import numpy as np
import pytest
import sympy

from hemograft.evidence import records
from hemograft.hematopoiesis.platelets import normal_pool, normal_production
from hemograft.planning.strategies import strategies_for, strategies_on_request
from hemograft.therapies import immunosuppression, tranexamic_acid, transfusion
from hemograft.therapies.conditioning_regimens import REGIMENS, daily_kill
from hemograft.thrombocytopenia.catalog import CAUSES
from tools.docs.causes import SEVERITY, cause_equations, cause_section
from tools.docs.drug_equations import drug_equations, symbol_of
from tools.docs.drug_origins import DRUGS, DocumentedDrug
from tools.docs.markdown import anchor, explanation, plain
from tools.docs.predictions import COUNTS, SYSTEM, health, predict
from tools.docs.regimens import ADULT, regimen_table
from tools.docs.strategies import MECHANISMS, Offered, cases, treatment_section
from tools.docs.typeset import Quantity


@pytest.fixture(scope="module")
def causes() -> str:
    return cause_section(records())


@pytest.fixture(scope="module")
def treatments() -> str:
    return treatment_section(records())


def test_every_cause_is_told_whole(causes: str) -> None:
    sections = causes.split("\n### ")
    assert len(sections) == len(CAUSES)
    for section, build in zip(sections, CAUSES.values(), strict=True):
        cause = build()
        assert section.removeprefix("### ").startswith(cause.label)
        for text in (cause.mechanism, cause.distinguishes, *cause.assumptions):
            assert plain(text) in section
        for identifier in cause.evidence:
            assert f"| `{identifier}` |" in section
            assert plain(records()[identifier].source) in section


def test_causes_are_printed_from_what_they_change(causes: str) -> None:
    assert (
        "| $k_{ab}$ | clearance of every platelet by the antibody level before treatment, 1/day | 0 | $z$ |" in causes
    )
    assert r"$\mu$ | share of the thrombopoietin response that is left | 1 | $1 - z$" in causes
    assert "day 1: $k_{con} \\leftarrow 0$" in causes  # dengue ends by itself tomorrow
    (spleen, thrombopoietin) = cause_equations(CAUSES["cirrhosis_with_hypersplenism"](), records())
    assert (spleen.left, spleen.right) == ("f_{sp}", SEVERITY)
    assert float(thrombopoietin.right) == records()["cirrhosis.thrombopoietin_production_ratio"].number


def test_causes_at_one_count_differ_as_they_should() -> None:
    aplasia, immune = (predict(CAUSES[name]()) for name in ("severe_aplastic_anemia", "immune_thrombocytopenia"))
    assert aplasia.count == pytest.approx(immune.count, rel=1e-3) == pytest.approx(COUNTS[0], rel=1e-3)
    assert aplasia.blood.thrombopoietin[0] > 5 * immune.blood.thrombopoietin[0]
    assert aplasia.own_life > 2 * immune.own_life
    assert predict(CAUSES["gestational_thrombocytopenia"]()).count == pytest.approx(COUNTS[-1], rel=1e-3)


def test_lives_and_production_of_health_are_those_of_the_pool() -> None:
    found = health()
    assert found.production == pytest.approx(1.0, rel=1e-9)
    # at rest the mean life is the pool over what is made
    common = SYSTEM.healthy_parameters().common
    made = normal_production(common, SYSTEM.stages.platelets)
    assert found.own_life == pytest.approx(float(normal_pool(common) / made), rel=1e-6)


def test_every_strategy_of_every_example_is_told_whole(treatments: str) -> None:
    sections = {part.partition("\n")[0]: part for part in treatments.split("\n### ")[1:]}
    for case in cases():
        names = (*(strategy.name for strategy in strategies_for(case)), *strategies_on_request(case))
        for strategy in strategies_for(case, names):
            kind = Offered(case, strategy).kind
            (section,) = (part for title, part in sections.items() if anchor(title) == kind.replace("_", "-"))
            for identifier in strategy.evidence:
                assert f"| `{identifier}` |" in section
            for text in strategy.assumptions:
                assert plain(text) in section


def test_regimens_are_told_with_the_kill_that_they_give() -> None:
    rows = {row.split("`")[1]: row for row in regimen_table().splitlines()[2:]}
    assert list(rows) == list(REGIMENS)
    kills = [float(cell) for cell in rows["melphalan_200"].split("|")[4:6]]
    assert sum(kill.progenitors for kill in daily_kill(REGIMENS["melphalan_200"], ADULT).values()) == pytest.approx(
        kills[0], rel=0.01
    )
    assert "total body irradiation" in rows["cyclophosphamide_irradiation"]
    assert " Gy on days " in rows["cyclophosphamide_irradiation"]


def test_no_mechanism_is_kept_for_a_strategy_that_is_gone(treatments: str) -> None:
    titles = {anchor(part.partition("\n")[0]) for part in treatments.split("\n### ")[1:]}
    assert {name.replace("_", "-") for name in MECHANISMS} == titles


@pytest.mark.parametrize("shown", DRUGS, ids=lambda shown: shown.title)
def test_printed_kinetics_are_those_of_the_drug(shown: DocumentedDrug) -> None:
    """The printed derivatives at random amounts, with the parameter values of the table, against the drug."""
    known = dict(records())
    generator = np.random.default_rng(3)
    amounts = generator.uniform(0.5, 5.0, len(shown.drug.states))
    receptors = 1.3
    expected = shown.drug.kinetics(np, tuple(amounts), shown.drug.standard, receptors).derivatives
    by_left = {equation.left: equation.right for equation in drug_equations(shown, known)}
    values = {symbol_of(shown.drug, shown.origins[name], known): value for name, value in _standard(shown)}
    assert len(values) == len(shown.drug.parameters), "two parameters share a symbol"
    values |= dict(zip(shown.amounts.values(), amounts, strict=True)) | {"W": receptors}
    for state, rate in zip(shown.drug.states, expected, strict=True):
        printed = sympy.sympify(by_left[rf"\frac{{d {shown.amounts[state]}}}{{dt}}"])
        for name in ("c_f", "c_x"):  # romiplostim's own definitions
            printed = printed.subs(Quantity(name), by_left.get(name, 0))
        numbers = {symbol: values[symbol.name] for symbol in printed.free_symbols}
        assert float(printed.subs(numbers)) == pytest.approx(float(rate), rel=1e-6, abs=1e-9)


def _standard(shown: DocumentedDrug) -> list[tuple[str, float]]:
    return list(zip(shown.drug.parameters, shown.drug.standard, strict=True))


def test_an_explanation_drops_the_name_in_front() -> None:
    assert explanation(transfusion).startswith("Platelets below a trigger")
    assert explanation(immunosuppression).startswith("Horse antithymocyte globulin")  # has no name in front
    assert "bleeding.BleedingCircumstances.tranexamic\\_acid" in explanation(tranexamic_acid)
