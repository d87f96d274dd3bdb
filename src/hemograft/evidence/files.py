"""Record files: the package's own, and how any of them is read."""

from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any, cast

import yaml
from pydantic import ValidationError

from hemograft.evidence.record import Record


def packaged_texts() -> dict[str, str]:
    """The package's record files in order of their names: name to content."""
    folder = resources.files("hemograft.evidence") / "records"
    files = sorted(folder.iterdir(), key=lambda entry: entry.name)
    return {file.name: file.read_text("utf-8") for file in files if file.name.endswith(".yaml")}


def read_files(texts: Mapping[str, str]) -> tuple[dict[str, Record], tuple[str, ...]]:
    """Records by id, in file order, and a sentence for each entry that cannot be one or that repeats an id."""
    found: dict[str, Record] = {}
    faults: list[str] = []
    for name, text in texts.items():
        for item in _entries(name, text):
            if isinstance(item, str):
                faults.append(item)
            elif item.id in found:
                faults.append(f"{name}: record {item.id} is defined twice")
            else:
                found[item.id] = item
    return found, tuple(faults)


def _entries(name: str, text: str) -> Iterator[Record | str]:
    """Each entry of one file as a record, or as what is wrong with it."""
    try:
        entries = yaml.load(text, _loader()) or []
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        yield f"{name}: this is not YAML" + (f" at line {mark.line + 1}" if mark else "")
        return
    if not isinstance(entries, list):
        yield f"{name}: this is not a list of records"
        return
    for index, entry in enumerate(cast(list[Any], entries), 1):
        try:
            yield Record.model_validate(entry)
        except ValidationError as error:
            given = cast(dict[str, Any], entry).get("id") if isinstance(entry, dict) else None
            yield from _sentences(f"{name}: record {given or index}", error)


def _sentences(which: str, error: ValidationError) -> Iterator[str]:
    """One sentence a field: a value that is neither number nor list would otherwise give two."""
    told: set[str] = set()
    for problem in error.errors(include_url=False):
        field = str(problem["loc"][0]) if problem["loc"] else ""
        if field not in told:
            told.add(field)
            message = problem["msg"].removeprefix("Value error, ")
            yield f"{which}{', ' if field else ''}{field}: {message[0].lower()}{message[1:]}"


def _loader() -> Any:
    """libyaml's loader where it is built in: six times faster than the Python one."""
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)
