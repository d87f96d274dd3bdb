"""Small registries for the tests: rows as a file has them, and a registry made from them."""

import csv
from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from hemograft.donors.registry.csv_file import read_csv
from hemograft.donors.registry.importing import ImportChoices, ImportReport, import_donors
from hemograft.donors.registry.likelihoods import Likelihoods
from hemograft.donors.typing.plain_names import PLAIN_NAMES

Donor = Mapping[str, str]


def donor(identifier: str, a="01:01+02:01", b="07:02+08:01", drb1="03:01+15:01", **fields: str) -> Donor:
    """A donor with typings as ``first+second``; more loci and fields by keyword."""
    return {"id": identifier, "A": a, "B": b, "DRB1": drb1, **fields}


def table(donors: Sequence[Donor]) -> str:
    names = list(dict.fromkeys(name for each in donors for name in each))
    text = StringIO()
    writer = csv.DictWriter(text, names, restval="")
    writer.writeheader()
    writer.writerows(donors)
    return text.getvalue()


def fill(
    folder: Path, donors: Sequence[Donor] | str, likelihoods: Likelihoods | None = None, **choices: Any
) -> ImportReport:
    """Imports donors, or the text of a CSV file, into the registry ``folder``."""
    file = folder.parent / f"{folder.name}.csv"
    file.write_text(donors if isinstance(donors, str) else table(donors), "utf-8")
    return import_donors(folder, read_csv(file), PLAIN_NAMES, ImportChoices(**choices), likelihoods)
