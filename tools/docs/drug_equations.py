"""Kinetics of the drugs: their equations, and where each parameter value comes from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy

from hemograft.evidence import Record
from hemograft.hematopoiesis.drug import Drug
from hemograft.interop.sbml_mathematics import exact
from hemograft.therapies.eltrombopag import eltrombopag
from hemograft.therapies.filgrastim import filgrastim
from hemograft.therapies.lusutrombopag import lusutrombopag
from hemograft.therapies.romiplostim import ANALYTIC_FLOOR, romiplostim
from tools.docs.blood_equations import GCSF_DOSE, RECEPTORS
from tools.docs.markdown import number_text, table
from tools.docs.typeset import Constant, Equation, Quantity, block, inline, rate

RATE = "1/day"


@dataclass(frozen=True)
class Origin:
    """A drug parameter's unit and the records behind it; ``symbol`` where no single record gives one."""

    unit: str
    records: tuple[str, ...]
    symbol: str = ""


ROMIPLOSTIM = {
    "absorption": Origin(RATE, ("absorption_rate",)),
    "volume": Origin("mL/kg", ("central_volume",)),
    "elimination": Origin(RATE, ("elimination_rate",)),
    "to_periphery": Origin(RATE, ("central_to_peripheral_rate",)),
    "from_periphery": Origin(RATE, ("peripheral_to_central_rate",)),
    "bioavailability": Origin("dimensionless", ("bioavailability",)),
    "internalization": Origin(RATE, ("internalization_rate",)),
    "receptor_concentration": Origin("ng/mL", ("receptor_per_platelet", "hematopoiesis.normal_platelet_count")),
    "dissociation": Origin("ng/mL", ("dissociation_constant",)),
    "equivalent": Origin("ng/mL", ("thrombopoietin_equivalent",)),
}
LUSUTROMBOPAG = {
    "absorption": Origin(RATE, ("absorption_rate",)),
    "elimination": Origin(RATE, ("elimination_rate",)),
    "to_shallow": Origin(RATE, ("rate_12",)),
    "from_shallow": Origin(RATE, ("rate_21",)),
    "to_deep": Origin(RATE, ("rate_13",)),
    "from_deep": Origin(RATE, ("rate_31",)),
    "volume": Origin("L", ("central_volume",)),
    "equivalent": Origin("mg/L", ("thrombopoietin_equivalent",)),
}


def _eltrombopag(prefix: str, *clearance: str) -> dict[str, Origin]:
    exchange = f"{prefix}intercompartmental_clearance"
    central, outer = f"{prefix}central_volume", f"{prefix}peripheral_volume"
    absorption = ("absorption_rate_early", "absorption_rate_late", "absorption_switch_time", "absorption_lag")
    return {
        "absorption": Origin(RATE, absorption, "k_a"),
        "elimination": Origin(RATE, (f"{prefix}clearance", *clearance, central), "k_e"),
        "to_shallow": Origin(RATE, (exchange, central), "k_{12}"),
        "from_shallow": Origin(RATE, (exchange, outer), "k_{21}"),
        "to_deep": Origin(RATE, (), "k_{13}"),
        "from_deep": Origin(RATE, (), "k_{31}"),
        "volume": Origin("L", (central,), "V_c/F"),
        "equivalent": Origin("mg/L", ("thrombopoietin_equivalent",)),
    }


FILGRASTIM = {
    "absorption_rate": Origin(RATE, ("absorption_rate",), "k_a"),
    "bioavailability": Origin("dimensionless", ("bioavailability",), "F"),
    "volume": Origin("L", ("volume",), "V"),
    "normal_concentration": Origin("ng/mL", ("normal_concentration",), r"\Gamma_0"),
}
DRUGS: tuple[tuple[str, Drug, Mapping[str, Origin]], ...] = (
    ("Romiplostim", romiplostim(), ROMIPLOSTIM),
    ("Lusutrombopag", lusutrombopag(), LUSUTROMBOPAG),
    ("Eltrombopag in immune thrombocytopenia", eltrombopag(), _eltrombopag("")),
    (
        "Eltrombopag in chronic liver disease, Child-Pugh 6",
        eltrombopag(chronic_liver_disease=True),
        _eltrombopag("liver_", "liver_clearance_factor", "liver_clearance_slope_child_pugh"),
    ),
    ("Filgrastim", filgrastim(), FILGRASTIM),
)


def drug_sections(records: Mapping[str, Record]) -> dict[str, str]:
    """Display mathematics of each kind of drug."""
    return {
        "romiplostim": block(*_romiplostim(records)),
        "oral_agonist": block(*_oral_agonist(records)),
        "filgrastim": block(*_filgrastim(records)),
    }


def drug_table(records: Mapping[str, Record]) -> str:
    """Every drug parameter with its value in the model and the records that it is computed from."""
    rows: list[Sequence[str]] = []
    for title, drug, origins in DRUGS:
        for name, value in zip(drug.parameters, drug.standard, strict=True):
            origin = origins[name]
            sources = [records[_identifier(drug, part)] for part in origin.records]
            rows.append(
                (
                    title,
                    inline(_symbol(records, drug, origin)),
                    name.replace("_", " "),
                    number_text(value),
                    origin.unit,
                    ", ".join(f"`{item.id}` ({item.provenance})" for item in sources) or "no such compartment",
                )
            )
    return table(("Drug", "Symbol", "Parameter", "Value", "Unit", "Computed from"), rows)


def _identifier(drug: Drug, part: str) -> str:
    return part if "." in part else f"{drug.name}.{part}"


def _symbol(records: Mapping[str, Record], drug: Drug, origin: Origin) -> str:
    if origin.symbol:
        return origin.symbol
    return " ".join(records[_identifier(drug, part)].symbol or part for part in origin.records)


def _kinetics(
    records: Mapping[str, Record], drug: Drug, origins: Mapping[str, Origin], amounts: tuple[Any, ...]
) -> tuple[list[Any], Any, dict[str, Any]]:
    parameters = {name: Constant(_symbol(records, drug, origins[name])) for name in drug.parameters}
    signal = drug.kinetics(sympy, amounts, tuple(parameters.values()), RECEPTORS)
    return [exact(sympy.sympify(value)) for value in signal.derivatives], signal, parameters


def _romiplostim(records: Mapping[str, Record]) -> list[Equation]:
    amounts = tuple(map(Quantity, ("a_d", "c", "a_p")))
    excess, free = Quantity("c_x"), Quantity("c_f")
    drug = romiplostim()
    rates, signal, parameters = _kinetics(records, drug, ROMIPLOSTIM, amounts)
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
        *(Equation(rate(amount), with_free(value)) for amount, value in zip(amounts, rates, strict=True)),
        Equation("T'", Quantity("T") + with_free(occupied) / parameters["equivalent"]),
    ]


def _oral_agonist(records: Mapping[str, Record]) -> list[Equation]:
    amounts = tuple(map(Quantity, ("a_d", "a_1", "a_2", "a_3")))
    rates, signal, _ = _kinetics(records, lusutrombopag(), LUSUTROMBOPAG, amounts)
    return [
        *(Equation(rate(amount), value) for amount, value in zip(amounts, rates, strict=True)),
        Equation("T'", Quantity("T") + signal.thrombopoietin),
    ]


def _filgrastim(records: Mapping[str, Record]) -> list[Equation]:
    depot = Quantity("a_d")
    rates, signal, _ = _kinetics(records, filgrastim(), FILGRASTIM, (depot,))
    return [Equation(rate(depot), rates[0]), Equation(GCSF_DOSE.name, signal.gcsf_input)]
