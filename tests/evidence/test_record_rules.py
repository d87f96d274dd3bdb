"""The evidence and the code that reads it: every parameter, trait and name in the code is a record."""

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

import hemograft
from hemograft.evidence import Provenance, Use, records
from hemograft.evidence.check import faults
from hemograft.hematopoiesis.parameters import CommonParameters
from hemograft.population.individuals import TRAITS
from hemograft.thrombocytopenia.catalog import CAUSES

PACKAGE = Path(hemograft.__file__).parent
READERS = ("number", "record", "numbers", "with_factor")


@pytest.mark.parametrize("name", [field.name for field in fields(CommonParameters)])
def test_every_parameter_of_the_blood_is_a_record_with_unit_and_source(name):
    item = records()[f"hematopoiesis.{name}"]
    assert item.use is Use.MODEL
    assert item.symbol, "a parameter has a symbol for the typeset equations"
    assert item.unit and len(item.source) > 10 and item.meaning.endswith(".")
    assert item.number > 0.0


def test_no_parameter_record_is_left_over():
    found = {
        identifier.removeprefix("hematopoiesis.") for identifier in records() if identifier.startswith("hematopoiesis.")
    }
    assert found == {field.name for field in fields(CommonParameters)}


def test_the_records_keep_their_rules():
    """Units, intervals, provenance and use; and no number that both calibrates and validates."""
    assert faults(records().values()) == ()


def test_each_word_of_provenance_and_use_is_in_use():
    assert {item.provenance for item in records().values()} == set(Provenance)
    assert {item.use for item in records().values()} == set(Use)


def test_traits_of_the_population_are_records():
    assert all(records()[f"population.{trait}"].number > 0.0 for trait in TRAITS)


@pytest.mark.parametrize("name", CAUSES)
def test_every_record_named_by_a_cause_exists(name):
    assert set(CAUSES[name]().evidence) <= set(records())


def named_records(tree: ast.AST) -> Iterator[ast.expr]:
    """Arguments of whatever reads a record, and what stands in ``evidence=(...)``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if function in READERS and node.args:
                yield node.args[0]
            for keyword in node.keywords:
                if keyword.arg == "evidence" and isinstance(keyword.value, ast.Tuple):
                    yield from keyword.value.elts


def patterns(expression: ast.expr) -> list[str]:
    """The ids that an expression may give, as regular expressions; none where it is not written out here."""
    if isinstance(expression, ast.Constant) and isinstance(expression.value, str):
        return [re.escape(expression.value)]
    if isinstance(expression, ast.IfExp):
        return patterns(expression.body) + patterns(expression.orelse)
    if isinstance(expression, ast.JoinedStr):
        return [
            "".join(
                re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in expression.values
            )
        ]
    return []


def test_every_record_named_in_the_code_exists():
    """In strategies, therapies and everywhere else; a name put together at run time must fit some record."""
    checked = 0
    for file in PACKAGE.rglob("*.py"):
        for expression in named_records(ast.parse(file.read_text("utf-8"))):
            for pattern in patterns(expression):
                checked += 1
                assert any(re.fullmatch(pattern, identifier) for identifier in records()), f"{file.name}: {pattern}"
    assert checked > 100
