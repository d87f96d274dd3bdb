"""What the pages on credibility and limitations name is there: tests, commands with their options, files, sentences."""

import ast
import re
from importlib.util import find_spec
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup

from hemograft import NOTICE
from hemograft.cli import app
from tools.docs.markdown import anchor

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("credibility.md", "limitations.md")
FLAG = re.compile(r'^\| [^|]+ \| "([^"|]+)" \| `([^`]+)` \|$', re.MULTILINE)


def text(page: str) -> str:
    return (ROOT / "docs" / page).read_text("utf-8")


def quoted(page: str) -> list[str]:
    return re.findall(r"`([^`\n]+)`", text(page))


def named_tests() -> list[str]:
    return sorted({name for page in PAGES for name in quoted(page) if name.startswith("tests/")})


def commands() -> list[str]:
    starts = ("hemograft ", "make ", "python -m ")
    return sorted({name for page in PAGES for name in quoted(page) if name.startswith(starts)})


@pytest.mark.parametrize("name", named_tests())
def test_a_named_test_exists(name: str) -> None:
    path, _, function = name.partition("::")
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    defined = [node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    assert function in defined if function else defined


@pytest.mark.parametrize("command", commands())
def test_a_named_command_exists_with_its_options(command: str) -> None:
    program, *words = command.split()
    if program == "make":
        assert re.search(rf"^{words[0]}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    elif program == "python":
        assert find_spec(words[1]) is not None
    else:
        known = options(words)
        assert all(word in known for word in words if word.startswith("--"))


def options(words: list[str]) -> set[str]:
    """The options of the command at the end of these words."""
    found = typer.main.get_command(app)
    for word in words:
        if isinstance(found, TyperGroup) and not word.startswith("--"):
            assert word in found.commands, f"hemograft has no command {word}"
            found = found.commands[word]
    return {name for parameter in found.params for name in parameter.opts}


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_files_and_headings(page: str) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", text(page)):
        path, _, heading = target.partition("#")
        found = (ROOT / "docs" / (path or page)).resolve()
        assert found.exists(), target
        if heading:
            assert heading in map(anchor, re.findall(r"^#+ (.*)$", found.read_text("utf-8"), re.MULTILINE)), target


@pytest.mark.parametrize("page", PAGES)
def test_intended_use_and_missing_review_are_said_plainly(page: str) -> None:
    beginning = text(page)[:900]
    assert NOTICE in beginning
    assert re.search(r"no clinician has reviewed", " ".join(beginning.split()), re.IGNORECASE)


def test_the_program_says_what_the_page_on_limitations_quotes() -> None:
    flags = FLAG.findall(text("limitations.md"))
    assert len(flags) >= 15
    for sentence, path in flags:
        # a long sentence is broken over lines of the source
        source = re.sub(r'"\s+f?"', "", (ROOT / path).read_text("utf-8"))
        assert sentence in source, f"{path} no longer says: {sentence}"


def test_no_result_of_a_generated_page_is_copied() -> None:
    """Counts of targets inside and outside change with every run; these pages link to them."""
    for page in PAGES:
        assert not re.search(r"\d+ (?:of|out of) \d+ (?:targets|are inside|lie inside)", text(page))


def test_every_rule_of_credible_practice_has_a_score_with_a_reason() -> None:
    rows = re.findall(r"^\| (\d+)\. ([^|]+) \| ([0-4]) \| ([^|]{4,}) \|$", text("credibility.md"), re.MULTILINE)
    assert [int(row[0]) for row in rows] == list(range(1, 11))
    assert dict((row[1], row[2]) for row in rows)["Get independent reviews"] == "0"
