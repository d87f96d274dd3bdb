"""The haplotype-frequency exchange format (HFX): metadata in JSON, haplotypes beside it as CSV or inside it.

Schema and examples: github.com/nmdp-bioinformatics/hfx. Both spellings of its head, ``metadata`` and the older
``metaData``, are read, and a ``.hfx`` archive that holds both files.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from hemograft.donors.frequencies.content import text_of
from hemograft.donors.frequencies.haplotype_set import FrequencyError, HaplotypeSet, haplotype_set
from hemograft.donors.frequencies.tables import read_table, split_haplotype
from hemograft.whole_file import write_whole

Json = Mapping[str, Any]
ARCHIVE = ".hfx"
_HEADER = {"haplotype": "haplotype", "frequency": "frequency"}


def read_hfx(path: Path, population: str = "") -> tuple[HaplotypeSet, ...]:
    """Reads an HFX metadata file with the table it points to, or a ``.hfx`` archive of both.

    ``population`` names the set; otherwise the first population of its cohort does.

    Raises:
        FrequencyError: the file is no HFX, its table is elsewhere or missing, the MD5 sum differs, or a row is broken.
        OSError: a file cannot be read.
    """
    content = path.read_bytes()
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return _read(path.name, content, lambda name: _beside(path, name), population)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {Path(name).name: name for name in archive.namelist()}
        metadata = [name for name in members if name.endswith(".json")]
        if len(metadata) != 1:
            raise FrequencyError(f"{path.name} holds {len(metadata)} JSON files; an HFX archive holds one")

        def member(name: str) -> bytes:
            if name not in members:
                raise FrequencyError(f"{path.name} holds no {name}, where its metadata say the frequencies are")
            return archive.read(members[name])

        return _read(f"{path.name}/{metadata[0]}", member(metadata[0]), member, population)


def write_hfx(path: Path, haplotypes: HaplotypeSet, *, method: str, parameters: Mapping[str, str], cohort: int) -> None:
    """Writes haplotypes, the most frequent first: a ``.hfx`` archive, or metadata with a CSV of the same stem beside.

    ``method`` and ``parameters`` say how the frequencies came about, ``cohort`` from how many people. An archive
    appears whole or not at all; of two files the table comes first, so that metadata never miss it.

    Raises:
        OSError: a file cannot be written.
    """
    order = (-haplotypes.frequency).argsort(kind="stable")
    rows = [f"{haplotypes.haplotype(int(row))},{float(haplotypes.frequency[row])!r}\n" for row in order]
    table = ("haplotype,frequency\n" + "".join(rows)).encode()
    stem = path.name.split(".")[0]
    metadata = {
        "outputResolution": [
            {"locus": locus, "resolution": "P" if any(name.endswith("P") for name in names) else "protein-sequence"}
            for locus, names in zip(haplotypes.loci, haplotypes.alleles, strict=True)
        ],
        "hfeMethod": {
            "method": method,
            "parameters": [{"parameter": name, "value": value} for name, value in parameters.items()],
        },
        "cohortDescription": {
            "species": "Homo sapiens",
            "population": [{"name": haplotypes.population}],
            "cohortSize": cohort,
            "dataSource": haplotypes.source,
        },
        "nomenclatureUsed": {"database": "IPD-IMGT/HLA", "version": haplotypes.nomenclature},
        "frequencyLocation": f"file://{stem}.csv",
        "frequencyFileHeader": _HEADER,
        "checkSum": hashlib.md5(table, usedforsecurity=False).hexdigest(),
    }
    description = json.dumps({"metadata": metadata}, indent=2) + "\n"
    if path.suffix.lower() != ARCHIVE:
        write_whole(path.with_name(f"{stem}.csv"), table)
        write_whole(path, description)
        return
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{stem}.csv", table)
        archive.writestr(f"{stem}.json", description)
    write_whole(path, content.getvalue())


def _read(name: str, content: bytes, fetch: Callable[[str], bytes], population: str) -> tuple[HaplotypeSet, ...]:
    try:
        document = json.loads(text_of(name, content))
        metadata: Json = document["metadata"] if "metadata" in document else document["metaData"]
        location = str(metadata.get("frequencyLocation", "inline"))
        used: Json = metadata.get("nomenclatureUsed", {})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FrequencyError(f"{name} is no HFX file ({error}); it needs a JSON object with 'metadata'") from error
    nomenclature = f"{used.get('database', used.get('kind', ''))} {used.get('version', '')}".strip() or "not stated"
    population = population or _population(metadata) or name.split(".")[0]
    if location == "inline":
        return (_inline(name, document, population, nomenclature),)
    if "://" in location and not location.startswith("file://"):
        raise FrequencyError(
            f"{name}: frequencyLocation {location} is on the network; download it beside and say file://"
        )
    table = location.removeprefix("file://").rsplit("/", 1)[-1]
    data = fetch(table)
    _check_sum_of(name, table, data, str(metadata.get("checkSum", "")))
    header = metadata.get("frequencyFileHeader", {})
    return read_table(table, text_of(table, data), population, header=header, nomenclature=nomenclature)


def _beside(path: Path, name: str) -> bytes:
    beside = path.with_name(name)
    if not beside.is_file():
        raise FrequencyError(f"{path.name}: its frequencies should be in {beside}; put the file there")
    return beside.read_bytes()


def _check_sum_of(name: str, table: str, data: bytes, expected: str) -> None:
    found = hashlib.md5(data, usedforsecurity=False).hexdigest()
    if expected and found != expected.lower():
        raise FrequencyError(
            f"{table} has MD5 {found} where {name} says {expected}; fetch both again, or read the table itself"
        )


def _inline(name: str, document: Json, population: str, nomenclature: str) -> HaplotypeSet:
    records = document.get("frequencyData")
    if not records:
        raise FrequencyError(f"{name} has neither frequencyLocation nor frequencyData; it needs one of them")
    loci: tuple[str, ...] = ()
    rows: list[tuple[str, ...]] = []
    values: list[float] = []
    for number, each in enumerate(records, 1):
        where = f"{name}, frequencyData {number}"
        try:
            written, value = str(each["haplotype"]), float(each["frequency"])
        except (KeyError, TypeError, ValueError) as error:
            raise FrequencyError(f"{where} needs a haplotype and a frequency ({error})") from error
        found, names = split_haplotype(where, written)
        loci = loci or found
        if found != loci:
            raise FrequencyError(f"{where}: loci {'~'.join(found)} differ from {'~'.join(loci)} above; split the file")
        rows.append(names)
        values.append(value)
    return haplotype_set(population, loci, rows, values, nomenclature=nomenclature, source=name)


def _population(metadata: Json) -> str:
    described = metadata.get("cohortDescription", {}).get("population", [])
    first: Json = described[0] if isinstance(described, list) and described else {}
    return str(first.get("name", ""))
