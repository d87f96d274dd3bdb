"""Kinetics of the drugs: their equations, what they do to the blood system, and where each parameter comes from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from typing import Any

import sympy

from hemograft.evidence import Record
from hemograft.evidence.wording import number_text
from hemograft.hematopoiesis.drug import Drug, DrugSignal
from hemograft.interop.sbml_mathematics import exact
from hemograft.therapies.romiplostim import ANALYTIC_FLOOR
from tools.docs.blood_equations import GCSF_DOSE, RECEPTORS
from tools.docs.drug_origins import DRUGS, DocumentedDrug, Origin
from tools.docs.markdown import code_link, explanation, plain, table
from tools.docs.symbols import CONDITION
from tools.docs.typeset import Constant, Equation, Quantity, block, inline, rate

KILLED = {
    "progenitor_kill": r"\omega_P",
    "granulocyte_kill": r"\omega_G",
    "megakaryocyte_kill": r"\omega_K",
}
"""Death rates that only drugs bring about, 1/day."""


def drug_sections(records: Mapping[str, Record]) -> str:
    """A section for each drug: what it does and how, in words, in equations and with its parameters."""
    return "\n\n".join(
        "\n\n".join(
            (
                f"### {shown.title}",
                f"Code: {code_link(shown.module)}",
                explanation(shown.module),
                block(*drug_equations(shown, records)),
                parameter_table(shown, records),
            )
        )
        for shown in DRUGS
    )


def drug_equations(shown: DocumentedDrug, records: Mapping[str, Record]) -> list[Equation]:
    """Its kinetics, then each of its actions, in symbols."""
    amounts = tuple(Quantity(shown.amounts[state]) for state in shown.drug.states)
    parameters = {name: Constant(symbol_of(shown.drug, shown.origins[name], records)) for name in shown.drug.parameters}
    signal = shown.drug.kinetics(sympy, amounts, tuple(parameters.values()), RECEPTORS)
    kinetics = [
        Equation(rate(amount), exact(sympy.sympify(value)))
        for amount, value in zip(amounts, signal.derivatives, strict=True)
    ]
    equations = [*kinetics, *actions(signal)]
    return _with_free_drug(equations, signal, parameters) if shown.drug.name == "romiplostim" else equations


def actions(signal: DrugSignal) -> list[Equation]:
    """What a drug changes in the blood system; a prime marks the quantity under the drug."""
    standing = {field.name: field.default for field in fields(DrugSignal)}
    return [
        act(exact(sympy.sympify(getattr(signal, name))))
        for name, act in ACTIONS.items()
        if getattr(signal, name) != standing[name]
    ]


def _prevented(name: str) -> Callable[[Any], Equation]:
    """A share that is prevented joins those of disease and of other drugs: what is left multiplies."""
    symbol = CONDITION[name][0]
    return lambda share: Equation(f"1 - {symbol}'", (1 - Constant(symbol)) * sympy.factor(1 - share))


def _killed(name: str) -> Callable[[Any], Equation]:
    return lambda value: Equation(KILLED[name], value)


CATABOLISM, PHAGOCYTOSIS = (CONDITION[name][0] for name in ("antibody_catabolism", "phagocytosis"))
ACTIONS: Mapping[str, Callable[[Any], Equation]] = {
    "thrombopoietin": lambda value: Equation("T'", Quantity("T") + value),
    "gcsf_input": lambda value: Equation(GCSF_DOSE.name, value),
    "antibody_catabolism": lambda value: Equation(f"{CATABOLISM}'", Constant(CATABOLISM) + value),
    "phagocytosis": lambda value: Equation(f"{PHAGOCYTOSIS}'", Constant(PHAGOCYTOSIS) * value),
    "megakaryopoiesis_suppression": _prevented("megakaryopoiesis_suppression"),
    "shedding_suppression": _prevented("shedding_suppression"),
    **{name: _killed(name) for name in KILLED},
}
"""By field of `DrugSignal`."""


def parameter_table(shown: DocumentedDrug, records: Mapping[str, Record]) -> str:
    """Every parameter with its value in the model and the records that it is computed from."""
    rows: list[Sequence[str]] = []
    for title, (drug, origins) in {"": (shown.drug, shown.origins), **shown.others}.items():
        for name, value in zip(drug.parameters, drug.standard, strict=True):
            origin = origins[name]
            sources = [records[_identifier(drug, part)] for part in origin.records]
            named = ", ".join(f"`{item.id}` ({item.provenance})" for item in sources)
            rows.append(
                (
                    inline(symbol_of(drug, origin, records)),
                    plain(f"{name.replace('_', ' ')} {title}".rstrip()),
                    number_text(value),
                    origin.unit,
                    "; ".join(part for part in (named, plain(origin.note)) if part),
                )
            )
    return table(("Symbol", "Parameter", "Value", "Unit", "Computed from"), rows)


def symbol_of(drug: Drug, origin: Origin, records: Mapping[str, Record]) -> str:
    """The parameter's own symbol, or those of its records."""
    if origin.symbol:
        return origin.symbol
    return " ".join(records[_identifier(drug, part)].symbol or part for part in origin.records)


def _identifier(drug: Drug, part: str) -> str:
    return part if "." in part else f"{drug.name}.{part}"


def _with_free_drug(equations: list[Equation], signal: DrugSignal, parameters: Mapping[str, Any]) -> list[Equation]:
    """Romiplostim's free concentration by name: the code writes out the root of a quadratic equation."""
    excess, free = Quantity("c_x"), Quantity("c_f")
    occupied = exact(signal.thrombopoietin * parameters["equivalent"])
    (root,) = [node for node in occupied.atoms(sympy.Pow) if node.exp == sympy.Rational(1, 2)]
    rest = sympy.expand(occupied - root / 2)

    def with_free(expression: Any) -> Any:
        return sympy.expand(expression.xreplace({root: 2 * (free - rest)}))

    inside: Any
    (inside,) = [node for node in sympy.Add.make_args(root.base) if node.is_Pow]
    plain_root = sympy.sqrt((root.base - ANALYTIC_FLOOR).xreplace({inside: excess**2}))
    return [
        Equation("c_x", inside.base),
        Equation("c_f", (excess + plain_root) / 2),
        *(Equation(equation.left, with_free(equation.right)) for equation in equations),
    ]
