"""Bad input ends with exit code 2 and one sentence, a broken environment with 1; neither leaves a file behind."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from hemograft.cli import app
from tests.cli.conftest import EXAMPLES, Run

IMMUNE = EXAMPLES / "immune_thrombocytopenia.yaml"
SMALL = ("--patients", "8", "--days", "7", "--workers", "1")
Command = Callable[..., Result]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command in this process, in the empty folder `tmp_path`: quick, for the many rows below."""
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(app, [str(argument) for argument in arguments])


def sentence(result: Result, code: int = 2) -> str:
    """What stands on standard error, once it is known to be one sentence after the program's name, and all there is."""
    assert result.exit_code == code, result.output
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    name, _, text = line.partition(": ")
    assert name == "hemograft"
    assert text.isprintable()
    assert not re.search(r"[.?!]\s", re.sub(r'"[^"]*"', "", text)), text
    assert not re.search(r"Traceback|Error\b|Errno|PosixPath|\.partial", text), text
    return text


def changed(old: str, new: str, case: Path = IMMUNE) -> str:
    text = case.read_text("utf-8")
    assert old in text
    return text.replace(old, new)


BAD_CASES = {
    "unknown diagnosis": (changed("diagnosis: immune", "diagnosis: autoimmune"), 'diagnosis is "autoimmune_thrombo'),
    "negative count": (changed("12 K/uL", "-12 K/uL"), "platelets -12 K/uL is negative"),
    "impossible count": (changed("12 K/uL", "12000 K/uL"), "platelets 12000 K/uL is outside the plausible"),
    "mixed units": (changed("12 K/uL", "12000 /uL"), "platelets 12000 /uL stands beside"),
    "dates out of order": (changed("2026-01-31", "2026-01-06"), "2026-01-06 comes after 2026-01-26"),
    "NaN": (changed("weight: 64", "weight: .nan"), "weight is nan: write a finite number"),
    "NaN count": (changed("platelets: 12 K/uL", "platelets: {value: .nan, unit: K/uL}"), "value is nan"),
    "no CD34 cells": (
        changed("cd34_per_kg: 3e6", "cd34_per_kg: 0", EXAMPLES / "severe_aplastic_anemia.yaml"),
        "donors, entry 1, cd34_per_kg is 0: write a number of at least 10000",
    ),
    "empty": ("", "is empty: check that it was saved"),
    "truncated": (IMMUNE.read_text("utf-8")[:430], "is not complete YAML at line 10"),
    "not low": (re.sub(r"platelets: \d+ K", "platelets: 250 K", IMMUNE.read_text("utf-8")), "platelets 250x10^9/L"),
    "unexplained": (
        re.sub(r"\d+ /mm3, neutro", "120000 /mm3, neutro", (EXAMPLES / "wiskott_aldrich_syndrome.yaml").read_text()),
        "cannot be explained by",
    ),
}


@pytest.mark.parametrize(("text", "message"), BAD_CASES.values(), ids=BAD_CASES)
@pytest.mark.parametrize(
    "arguments",
    [("plan", "case.yaml", *SMALL, "--out", "page.html"), ("export", "sbml", "case.yaml", "--out", "m.xml")],
)
def test_a_bad_case(command: Command, tmp_path: Path, arguments: tuple[str, ...], text: str, message: str) -> None:
    (tmp_path / "case.yaml").write_text(text)
    assert message in sentence(command(*arguments))
    assert os.listdir(tmp_path) == ["case.yaml"]


def test_a_large_file(command: Command, tmp_path: Path) -> None:
    with (tmp_path / "case.yaml").open("wb") as file:
        file.truncate(50 * 2**20)
    assert "is larger than 1 MiB" in sentence(command("plan", "case.yaml", *SMALL, "--out", "page.html"))
    assert os.listdir(tmp_path) == ["case.yaml"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("plan",), "no case: give a case file, or --labs with --diagnosis"),
        (("plan", "absent.yaml"), 'file "absent.yaml" cannot be read'),
        (("plan", EXAMPLES), "cannot be read (Is a directory)"),
        (("plan", IMMUNE, "--strategies", "leeches"), "strategy 'leeches' is not modelled"),
        (("plan", IMMUNE, "--strategies", "remove drug"), "choose from observation, platelet_transfusion"),
        (("plan", IMMUNE, "--strategies", "observation,transplant_1"), "strategy 'transplant_1' is not modelled"),
        (("plan", IMMUNE, "--out", "absent/page.html"), "does not exist; make it first"),
        (("plan", IMMUNE, *SMALL, "--out", EXAMPLES), "is a folder: add a file name"),
        (("plan", "--labs", "absent.csv"), "--labs needs --diagnosis"),
        (("plan", "--labs", "absent.csv", "--diagnosis", "leukemia"), '"absent.csv" cannot be read'),
        (("plan", "--labs", "absent.csv", "--diagnosis", "immune_thrombocytopenia"), '"absent.csv" cannot be read'),
        (("plan", IMMUNE, *SMALL, "--diagnosis", "severe_aplastic_anemia"), "--diagnosis goes with --labs alone"),
        (("plan", IMMUNE, *SMALL, "--age", "3"), "--age goes with --labs alone"),
        (("export", "sbml", "absent.yaml", "--out", "m.xml"), 'file "absent.yaml" cannot be read'),
        (("export", "sbml", IMMUNE, "--out", "m.xml", "--strategy", "leeches"), "strategy 'leeches' is not modelled"),
        (("export", "sbml", IMMUNE, "--out", "absent/m.xml"), "does not exist; make it first"),
    ],
)
def test_a_bad_argument(command: Command, tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    assert message in sentence(command(*arguments))
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("--patients", "0"),
        ("--patients", "-8"),
        ("--patients", "many"),
        ("--patients", "1e3"),
        ("--days", "0"),
        ("--seed", "-1"),
        ("--workers", "0"),
        ("--age", "old"),
        ("--frobnicate",),
    ],
)
def test_a_bad_flag_is_named(command: Command, arguments: tuple[str, ...]) -> None:
    result = command("plan", IMMUNE, *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert arguments[0] in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("option", "arguments"), [("page", ("plan", IMMUNE, *SMALL)), ("sbml", ("export", "sbml", IMMUNE))]
)
def test_a_full_disk(hemograft: Run, tmp_path: Path, option: str, arguments: tuple[str, ...]) -> None:
    (tmp_path / option).symlink_to("/dev/full")  # a link, so that nothing is lost if the device should be replaced
    done = hemograft(*arguments, "--out", option)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"hemograft: {option} cannot be written: No space left on device\n"
    assert os.listdir(tmp_path) == [option]
    assert (tmp_path / option).is_symlink()


def test_a_folder_that_takes_no_files(hemograft: Run, tmp_path: Path) -> None:
    done = hemograft("plan", IMMUNE, *SMALL, "--out", "/proc/page.html")
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(r"hemograft: /proc/page\.html cannot be written: [^\n]+\n", done.stderr)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("case.yaml", BAD_CASES["unknown diagnosis"][0], "diagnosis is"),
        ("case.yaml", BAD_CASES["unexplained"][0], "cannot be explained by"),
        ("case.json", '{"age": NaN', "is not complete JSON"),
    ],
)
def test_the_same_from_a_shell(hemograft: Run, tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_text(text)
    done = hemograft("plan", name, "--patients", "128", "--days", "7", "--workers", "2", "--out", "page.html")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("hemograft: ")
    assert done.stderr.count("\n") == 1
    assert message in done.stderr
    assert os.listdir(tmp_path) == [name]
