"""py-ard (NMDP, LGPL) reads a local release and reduces every name in it: the outside opinion on P, G, ARS, serology.

Run as a script, it writes ``py_ard_golden.json``: a digest of what py-ard answers, for machines without py-ard.

    python tests/donors/py_ard_oracle.py RELEASE_FOLDER
"""

import contextlib
import hashlib
import importlib
import io
import os
import sqlite3
import tempfile
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import Any

GOLDEN = Path(__file__).with_name("py_ard_golden.json")
# py-ard's own names for the levels.
LEVELS = {"P": "P", "G": "G", "ARS": "lgx", "serology": "S"}
_FILES = {"Allelelist.txt": "Latest/allelelist/Allelelist.{0}.txt", **{
    name: f"{{0}}/wmda/{name}" for name in ("hla_nom_g.txt", "hla_nom_p.txt", "rel_dna_ser.txt", "rel_ser_ser.txt")
}}  # fmt: skip


@contextlib.contextmanager
def py_ard(release: Path, version: str) -> Generator[Any]:
    """py-ard on the files of a release, without network and without multiple allele codes."""
    branch = version.replace(".", "")
    with tempfile.TemporaryDirectory() as place, contextlib.redirect_stdout(io.StringIO()):
        for file in release.rglob("*.txt"):
            if file.name in _FILES:
                link = Path(place, _FILES[file.name].format(branch))
                link.parent.mkdir(parents=True, exist_ok=True)
                link.symlink_to(file.resolve())
        os.environ["IMGT_HLA_URL"] = f"file://{place}/"
        pyard = importlib.import_module("pyard")
        pyard_database: Any = importlib.import_module("pyard.db")
        pyard_database.get_imgt_db_versions = lambda: [branch]
        data = Path(place, "data")
        data.mkdir()
        reader = pyard.init(branch, data_dir=str(data), load_mac=False, cache_size=1_000_000)
        _add_empty_code_table(data)
        yield reader


def _add_empty_code_table(data: Path) -> None:
    """Without codes py-ard prints, at every name that is not an allele, that their table is not there."""
    for file in data.rglob("*.sqlite3"):
        with contextlib.closing(sqlite3.connect(file)) as connection:
            connection.execute("create table if not exists mac_codes (code text, alleles text)")
            connection.commit()


def reductions(reader: Any, names: Iterable[str], level: str) -> dict[str, str]:
    """What py-ard makes of every name, alternatives between slashes; ``-`` where it refuses the name."""
    exceptions = importlib.import_module("pyard.exceptions")
    found: dict[str, str] = {}
    for name in names:
        try:
            found[name] = reader.redux(name, LEVELS[level])
        except exceptions.PyArdError:
            found[name] = "-"
    return found


def digest(answers: dict[str, str]) -> str:
    """SHA-256 over the sorted answers."""
    lines = (f"{name}\t{answer}\n" for name, answer in sorted(answers.items()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()
