"""Tables of parameters and of how people differ, from the evidence records."""

from collections.abc import Iterable, Mapping
from dataclasses import fields

from hemograft.evidence import Record, Use
from hemograft.evidence.wording import value_text
from hemograft.hematopoiesis.parameters import CommonParameters
from hemograft.population.individuals import TRAITS
from hemograft.therapies.conditioning_regimens import REGIMENS
from tools.docs.markdown import interval_text, plain, table
from tools.docs.symbols import CLONE, CONDITION
from tools.docs.typeset import inline

CONDITIONING_TOPICS = ("conditioning.", "graft.homing", "graft.cord_platelet_maturity")
HEAD = ("Symbol", "Record", "Value", "Unit", "Provenance", "Meaning", "Source")


def parameter_table(records: Mapping[str, Record]) -> str:
    """Every parameter of the blood system, in the order of the code."""
    return _parameters(records[f"hematopoiesis.{field.name}"] for field in fields(CommonParameters))


def mechanism_table(records: Mapping[str, Record]) -> str:
    """Parameters of mechanisms that only disease brings out."""
    return _parameters(
        item for name, item in records.items() if name.startswith("immune_thrombocytopenia.") and item.use is Use.MODEL
    )


def conditioning_table(records: Mapping[str, Record]) -> str:
    """Parameters of conditioning, homing and early toxicity, without the doses of the regimens."""
    doses = tuple(f"conditioning.{name}." for name in REGIMENS)
    return _parameters(
        item
        for name, item in records.items()
        if name.startswith(CONDITIONING_TOPICS) and not name.startswith(doses) and item.use is Use.MODEL
    )


def potency_table(records: Mapping[str, Record]) -> str:
    """How much of each agonist is worth one normal TPO, and corrections of it."""
    ends = ("thrombopoietin_equivalent", "itp_potency")
    return _parameters(item for name, item in records.items() if name.endswith(ends))


def _parameters(items: Iterable[Record]) -> str:
    return table(
        HEAD,
        (
            (
                inline(item.symbol) if item.symbol else "",
                f"`{item.id}`",
                value_text(item),
                plain(item.unit),
                item.provenance,
                plain(item.meaning),
                plain(item.source),
            )
            for item in items
        ),
    )


def condition_table() -> str:
    """What disease and treatment change."""
    rows = [
        (inline(symbol), f"`{scope}.{name}`", plain(meaning))
        for scope, names in (("condition", CONDITION), ("clone", CLONE))
        for name, (symbol, meaning) in names.items()
    ]
    return table(("Symbol", "Name in code", "Meaning"), rows)


def population_table(records: Mapping[str, Record]) -> str:
    """How virtual patients differ."""
    return table(
        ("Trait", "SD of the logarithm", "Provenance", "Meaning", "Source"),
        (
            (f"`{item.id}`", value_text(item), item.provenance, plain(item.meaning), plain(item.source))
            for item in (records[f"population.{trait}"] for trait in TRAITS)
        ),
    )


def evidence_table(items: Iterable[Record]) -> str:
    """Records with everything needed to believe or reject them."""
    head = ("Record", "Value", "Unit", "Interval", "Population", "Source", "Provenance", "Use")
    return table(
        head,
        (
            (
                f"`{item.id}`<br>{plain(item.meaning)}"
                + (f"<br>Endpoint: {plain(item.endpoint)}" if item.endpoint else ""),
                value_text(item),
                plain(item.unit),
                interval_text(item),
                plain(item.population),
                plain(item.source),
                item.provenance,
                item.use,
            )
            for item in items
        ),
    )
