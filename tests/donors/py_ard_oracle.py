"""py-ard (NMDP, LGPL) reads a local release and reduces every name in it: the outside opinion on P, G, ARS, serology.

Run as a script, it writes ``py_ard_golden.json``, a digest of what py-ard answers, for machines without py-ard:

    pip install py-ard
    python -m tests.donors.py_ard_oracle RELEASE_FOLDER
"""

import contextlib
import hashlib
import importlib
import io
import json
import os
import sqlite3
import sys
import tempfile
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import Any

from hemograft.donors.nomenclature.release_files import read_release_files
from hemograft.donors.nomenclature.release_tables import ReleaseTables, read_tables

GOLDEN = Path(__file__).with_name("py_ard_golden.json")
# The levels, and py-ard's own names for them.
LEVELS = {"P": "P", "G": "G", "ARS": "lgx", "serology": "S"}
_PLACES = {
    "Allelelist.txt": "Latest/allelelist/Allelelist.{0}.txt",
    "hla_nom_g.txt": "{0}/wmda/hla_nom_g.txt",
    "hla_nom_p.txt": "{0}/wmda/hla_nom_p.txt",
    "rel_dna_ser.txt": "{0}/wmda/rel_dna_ser.txt",
    "rel_ser_ser.txt": "{0}/wmda/rel_ser_ser.txt",
}


def all_names(tables: ReleaseTables) -> list[str]:
    """Every allele, and every name of two fields without suffix."""
    two_fields = {":".join(allele.rstrip("NLSCAQ").split(":")[:2]) for allele in tables.alleles}
    return sorted(two_fields.union(tables.alleles))


@contextlib.contextmanager
def py_ard(release: Path, version: str) -> Generator[Any]:
    """py-ard on the files of a release, without network and without multiple allele codes."""
    branch = version.replace(".", "")
    with tempfile.TemporaryDirectory() as place, contextlib.redirect_stdout(io.StringIO()):
        for file in release.rglob("*.txt"):
            if file.name in _PLACES:
                link = Path(place, _PLACES[file.name].format(branch))
                link.parent.mkdir(parents=True, exist_ok=True)
                link.symlink_to(file.resolve())
        os.environ |= {"IMGT_HLA_URL": f"file://{place}/", "PYARD_RC": "no"}
        pyard: Any = importlib.import_module("pyard")
        pyard_database: Any = importlib.import_module("pyard.db")
        pyard_database.get_imgt_db_versions = lambda: [branch]
        data = Path(place, "data")
        data.mkdir()
        reader = pyard.init(branch, data_dir=str(data), load_mac=False, cache_size=1_000_000)
        # Without codes it prints, at every name that is not an allele, that their table is not there.
        for file in data.rglob("*.sqlite3"):
            with contextlib.closing(sqlite3.connect(file)) as connection:
                connection.execute("create table if not exists mac_codes (code text, alleles text)")
                connection.commit()
        yield reader


def reductions(reader: Any, names: Iterable[str], level: str) -> dict[str, str]:
    """What py-ard makes of every name, alternatives sorted between slashes; ``-`` where it refuses the name."""
    refused: Any = importlib.import_module("pyard.exceptions")
    found: dict[str, str] = {}
    for name in names:
        try:
            found[name] = "/".join(sorted(reader.redux(name, LEVELS[level]).split("/")))
        except refused.PyArdError:
            found[name] = "-"
    return found


def digest(answers: dict[str, str]) -> str:
    """SHA-256 over the sorted answers."""
    lines = (f"{name}\t{answer}\n" for name, answer in sorted(answers.items()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def main(release: Path) -> None:
    tables = read_tables(read_release_files(release))
    names = all_names(tables)
    with py_ard(release, tables.version) as reader:
        digests = {level: digest(reductions(reader, names, level)) for level in LEVELS}
    pyard: Any = importlib.import_module("pyard")
    made_by = {"py-ard": pyard.__version__, "IPD-IMGT/HLA": tables.version, "names": len(names)}
    GOLDEN.write_text(json.dumps({"made_by": made_by, "sha256": digests}, indent=2) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
