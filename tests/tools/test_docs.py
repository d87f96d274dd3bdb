"""The generated documentation: never stale, equal to the vector field, complete, and readable on GitHub."""

import re
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
import sympy

from hemograft import NOTICE
from hemograft.evidence import EvidenceError, records
from hemograft.evidence.wording import number_text
from hemograft.hematopoiesis.blood_system import BloodSystem, healthy_state, stack_parameters, stack_state
from hemograft.hematopoiesis.observables import observe
from hemograft.hematopoiesis.parameters import CommonParameters, flatten_parameters
from hemograft.therapies.romiplostim import romiplostim
from tools.docs.blood_equations import COUNT, blood_equations
from tools.docs.blood_sections import ChainError, blood_sections, chain, maturation
from tools.docs.drug_equations import drug_sections
from tools.docs.markdown import plain
from tools.docs.naming import REGULATION, named, regulated, spelled_out
from tools.docs.pages import pages
from tools.docs.simulated import BEGIN, END
from tools.docs.symbols import stage, symbols
from tools.docs.typeset import Constant, Quantity, latex

DOCS = Path(__file__).resolve().parents[2] / "docs"
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
TOLERANCE = 0.02
"""Of simulated numbers, which the page rounds to three digits."""


@pytest.fixture(scope="module")
def fresh() -> dict[str, str]:
    return pages()


@pytest.fixture(scope="module")
def equations():
    return blood_equations(records())


@pytest.fixture(scope="module")
def plain_field(equations) -> list[sympy.Expr]:
    """The printed rates with every name spelled out, in memory order."""
    definitions = {**equations.definitions, **equations.aggregates}
    return [spelled_out(value, definitions) for value in equations.rates.values()]


def outside_simulation(page: str) -> str:
    return re.sub(f"{BEGIN}.*?{END}", BEGIN + END, page, flags=re.DOTALL)


def simulated(page: str) -> list[str]:
    return re.findall(f"{BEGIN}(.*?){END}", page, flags=re.DOTALL)


@pytest.mark.parametrize("name", ["model.md", "causes.md", "treatments.md", "drugs.md", "evidence.md"])
def test_the_page_in_the_repository_is_the_generated_one(fresh: dict[str, str], name: str) -> None:
    stored = (DOCS / name).read_text("utf-8")
    assert outside_simulation(stored) == outside_simulation(fresh[name]), "run make docs"
    for old, new in zip(simulated(stored), simulated(fresh[name]), strict=True):
        assert NUMBER.sub("#", old) == NUMBER.sub("#", new), "run make docs"
        old_numbers, new_numbers = ([float(text) for text in NUMBER.findall(part)] for part in (old, new))
        np.testing.assert_allclose(old_numbers, new_numbers, rtol=TOLERANCE, atol=0.01, err_msg="run make docs")


def test_the_pages_carry_the_notice(fresh: dict[str, str]) -> None:
    assert all(NOTICE in page for page in fresh.values())


def test_the_printed_equations_are_the_vector_field(equations, plain_field: list[sympy.Expr]) -> None:
    """Every name spelled out, the printed rates equal `BloodSystem.derivative` at random states and parameters."""
    system = BloodSystem()
    assert tuple(equations.rates) == system.state_names
    states = list(equations.symbols.by_name.values())
    parameters = flatten_parameters(equations.symbols.parameters)
    function = sympy.lambdify([*states, *parameters], plain_field, "numpy")
    generator = np.random.default_rng(5)
    for _ in range(5):
        state = generator.uniform(0.2, 3.0, len(states))
        values = generator.uniform(1.1, 4.0, len(parameters))
        expected = np.array(system.derivative(np, list(state), list(values)), dtype=float)
        printed = np.array(function(*state, *values), dtype=float)
        np.testing.assert_allclose(printed, expected, rtol=1e-9, atol=1e-9)


def test_the_printed_count_is_what_is_observed(equations) -> None:
    system = BloodSystem()
    state, parameters = stack_state(healthy_state(system), 1), stack_parameters(system.healthy_parameters(), 1)
    definitions = {**equations.definitions, **equations.aggregates}
    values = dict(zip(equations.symbols.by_name.values(), state[:, 0], strict=True))
    values |= dict(zip(flatten_parameters(equations.symbols.parameters), parameters[:, 0], strict=True))
    printed = float(spelled_out(equations.definitions[COUNT], definitions).subs(values))
    assert printed == pytest.approx(float(observe(system, state, parameters).platelets[0]))
    assert printed == pytest.approx(250.0)


def test_the_general_maturation_equations_hold_for_every_stage(equations) -> None:
    """g, Y and the death rate by stage, put into the printed equations, give each stage's own equation."""
    number, mass, speed, gain, _, death = (equation.right for equation in maturation(equations))
    index = Quantity("j")
    for name, general in (("megakaryocyte_number", number), ("megakaryocyte_mass", mass)):
        rates = equations.chain(name)
        early = len([rate for rate in rates if rate.has(next(iter(REGULATION)))]) - 1
        for position, expected in enumerate(rates[1:], start=2):
            own, before = position <= early, position - 1 <= early
            instance = general.xreplace(
                {
                    Quantity("g_{j}"): speed if own else sympy.Integer(1),
                    Quantity("g_{j-1}"): speed if before else sympy.Integer(1),
                    Quantity("Y_{j}"): gain.xreplace({index: sympy.Integer(position)}) if own else sympy.Integer(1),
                    Quantity(r"\delta_{j}"): death.xreplace({index: sympy.Integer(position)}),
                    stage(name, "j"): stage(name, position),
                    stage(name, "j-1"): stage(name, position - 1),
                }
            )
            difference = sympy.nsimplify(instance - expected, rational=True, tolerance=1e-9)
            assert sympy.simplify(difference) == 0


def test_romiplostim_is_printed_as_it_is_computed() -> None:
    """The free concentration and the plasma equation of the page, evaluated by hand, against the drug's kinetics."""
    drug = romiplostim()
    depot, plasma, periphery, receptors = 400.0, 7.0, 90.0, 1.3
    signal = drug.kinetics(np, (depot, plasma, periphery), drug.standard, receptors)
    values = dict(zip(drug.parameters, drug.standard, strict=True))
    excess = plasma - values["dissociation"] - values["receptor_concentration"] * receptors
    free = excess / 2 + np.sqrt(4 * values["dissociation"] * plasma + excess**2) / 2
    assert float(signal.thrombopoietin) == pytest.approx(free / values["equivalent"], rel=1e-9)
    printed = drug_sections(records())
    assert r"c_f = \frac{c_x}{2} + \frac{\sqrt{4 K_D c + c_x^{2}}}{2}" in printed
    assert r"c_x = c - K_D - \xi P_0 W" in printed


def test_a_changed_symbol_shows_up() -> None:
    known = dict(records())
    identifier = "hematopoiesis.stem_cell_division_rate"
    known[identifier] = known[identifier].model_copy(update={"symbol": r"\varpi_{new}"})
    section = blood_sections(known)["stem_cells"]
    assert r"\varpi_{new} \thinspace \mathrm{vacancy}" in section
    assert "p_H" not in section


def test_a_parameter_without_a_symbol_is_refused() -> None:
    known = dict(records())
    identifier = "hematopoiesis.mpp_rate"
    known[identifier] = known[identifier].model_copy(update={"symbol": None})
    with pytest.raises(EvidenceError, match=r"hematopoiesis\.mpp_rate has no symbol"):
        blood_sections(known)


def test_no_two_quantities_share_a_symbol(equations) -> None:
    names = [symbol.name for symbol in equations.symbols.by_name.values()]
    names += [symbol.name for symbol in flatten_parameters(equations.symbols.parameters)]
    names += [name.name for name in equations.definitions]
    assert sorted(names) == sorted(set(names))


def test_every_parameter_stands_in_the_tables_once(fresh: dict[str, str]) -> None:
    rows = re.findall(r"^\| (?:\$[^$]*\$)? *\| `([a-z0-9_.]+)` \|", fresh["model.md"], flags=re.MULTILINE)
    assert sorted(rows) == sorted(set(rows))
    assert {f"hematopoiesis.{field.name}" for field in fields(CommonParameters)} <= set(rows)


def test_every_record_stands_in_the_evidence_page_once(fresh: dict[str, str]) -> None:
    rows = re.findall(r"^\| `([a-z0-9_.]+)`<br>", fresh["evidence.md"], flags=re.MULTILINE)
    assert sorted(rows) == sorted(records())


def test_every_symbol_of_a_parameter_is_used_in_an_equation(fresh: dict[str, str]) -> None:
    displayed = " ".join(re.findall(r"\$\$\n(.*?)\n\$\$", fresh["model.md"], flags=re.DOTALL))
    missing = [
        str(symbol) for symbol in vars(symbols(records()).parameters.common).values() if str(symbol) not in displayed
    ]
    assert missing == []


def mathematics(page: str) -> list[str]:
    return re.findall(r"\$\$\n(.*?)\n\$\$", page, flags=re.DOTALL) + re.findall(r"(?<!\$)\$([^$\n]+)\$(?!\$)", page)


def test_mathematics_is_balanced_and_survives_github(fresh: dict[str, str]) -> None:
    formulas = {name: mathematics(page) for name, page in fresh.items()}
    assert [len(formulas[name]) > 100 for name in ("model.md", "causes.md", "drugs.md")] == [True] * 3
    for formula in (formula for found in formulas.values() for formula in found):
        assert formula.count("{") == formula.count("}"), formula
        assert formula.count(r"\left(") == formula.count(r"\right)"), formula
        # what GitHub refuses, what its Markdown eats or reads as emphasis, and a nested index
        assert not re.search(r"\\operatorname|\\[\\,;!{}]|\*|\||<|>|\}_\{.*\}_\{|_\{[^{}]*_", formula), formula


def test_tables_have_as_many_cells_in_every_row(fresh: dict[str, str]) -> None:
    for page in fresh.values():
        for lines in re.findall(r"(?:^\|.*\n)+", page, flags=re.MULTILINE):
            cells = {len(re.findall(r"(?<!\\)\|", line)) for line in lines.splitlines()}
            assert len(cells) == 1, lines[:200]


def test_links_inside_the_repository_lead_somewhere(fresh: dict[str, str]) -> None:
    for page in fresh.values():
        headings = re.findall(r"^#+ (.*)$", page, flags=re.MULTILINE)
        anchors = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
        for target in re.findall(r"\]\(([^)]+)\)", page):
            path, _, anchor = target.partition("#")
            assert not path or (DOCS / path).exists() or path in fresh, target
            assert path or anchor in anchors, target


def test_names_replace_quotients_and_spell_out_again() -> None:
    maximum, signal, cells = Constant("F"), Quantity("s"), Quantity("n")
    response, vacancy = REGULATION
    expression = 2.0 * cells * REGULATION[response](maximum, signal) / REGULATION[vacancy](maximum, signal)
    short = regulated(expression, [maximum], [signal])
    assert short.has(response)
    at = {maximum: 3.0, signal: 0.4, cells: 1.7}
    assert float(spelled_out(short, {}).subs(at)) == pytest.approx(float(expression.subs(at)))
    name = Quantity("q")
    assert named(cells / (1 + signal), 1 / (1 + signal), name) == cells * name


def test_a_chain_whose_stages_differ_is_refused(equations) -> None:
    with pytest.raises(ChainError, match="megakaryocyte_number"):
        chain(equations, "megakaryocyte_number")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (Quantity("x") * (Constant("a") - 1), r"\left(a - 1\right) x"),
        (-Quantity("x") / Constant("a") + 1, r"1 - \frac{x}{a}"),
        ((5 * Quantity("x") - 5 * Quantity("y")) / Constant("a"), r"\frac{5}{a} \left(x - y\right)"),
        ((Quantity("x") + Quantity("y")) / Constant("a"), r"\frac{x + y}{a}"),
        (Constant("V/F") * Quantity("x"), "(V/F) x"),
    ],
)
def test_expressions_are_written_as_a_person_would(expression: sympy.Expr, expected: str) -> None:
    assert latex(expression) == expected


def test_numbers_and_text_survive_markdown() -> None:
    assert [number_text(value) for value in (270000.0, 3e11, 0.000376, 1e6, 7.38e-5)] == [
        "270000",
        "3e11",
        "0.000376",
        "1000000",
        "7.38e-5",
    ]
    assert plain("a | b_c ~5 <x>") == r"a \| b\_c \~5 &lt;x&gt;"
