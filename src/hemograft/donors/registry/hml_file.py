"""Donors from HML, in which laboratories report typings (Milius et al. 2015, doi:10.1016/j.humimm.2015.10.001)."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pyarrow as pa

from hemograft.donors.registry.rows import BATCH, RowError, Rows, loci_of_genotype_list, rows_of_records


def read_hml(path: Path) -> Iterator[Rows]:
    """Reads batches of samples; the number of a row is the place of the sample in the file, from 1.

    A sample's donor is its ``id``, its registry the ``center-code``; its typings are the GL Strings of its allele
    assignments. HML tells no age, sex or serology.

    Raises:
        ValueError: the file is not complete XML, or holds no samples.
    """
    records: list[tuple[int, dict[str, str]]] = []
    broken: list[RowError] = []
    number = 0
    try:
        with pa.input_stream(str(path)) as source:
            for _event, element in ElementTree.iterparse(source):
                if _tag(element) != "sample":
                    continue
                number += 1
                try:
                    records.append((number, _record(element)))
                except ValueError as error:
                    broken.append(RowError(number, str(error)))
                element.clear()
                if len(records) + len(broken) >= BATCH:
                    yield rows_of_records(list(records), broken, set())
                    records, broken = [], []
    except ElementTree.ParseError as error:
        raise ValueError(f'file "{path}" is not complete XML after sample {number}: {error}') from None
    if number == 0:
        raise ValueError(f'file "{path}" holds no samples: check that it is HML')
    yield rows_of_records(list(records), broken, set())


def _record(sample: ElementTree.Element) -> dict[str, str]:
    record = {"id": sample.get("id", ""), "registry": sample.get("center-code", "")}
    for element in sample.iter():
        if _tag(element) == "glstring":
            for locus, typing in loci_of_genotype_list((element.text or "").strip()).items():
                if record.get(locus, typing) != typing:
                    raise ValueError(f"locus {locus} is reported twice, differently: keep one report")
                record[locus] = typing
    return record


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]
