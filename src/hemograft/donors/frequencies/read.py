"""One way in for every file of haplotype frequencies."""

import zipfile
from pathlib import Path

from hemograft.donors.frequencies.content import stem, text_of
from hemograft.donors.frequencies.haplotype_set import HaplotypeSet
from hemograft.donors.frequencies.hfx import read_hfx
from hemograft.donors.frequencies.tables import read_table


def read_frequencies(path: Path, population: str = "") -> tuple[HaplotypeSet, ...]:
    """Reads HFX (metadata or archive), CSV or NMDP tables, compressed with gzip or not; told apart by their content.

    Args:
        path: the file.
        population: what to call the population where the file has one only; otherwise the file says, or its name does.

    Raises:
        FrequencyError: the file is damaged, a row is broken, or the frequencies add up to more than 1.
        OSError: the file cannot be read.
    """
    if zipfile.is_zipfile(path):
        return read_hfx(path, population)
    text = text_of(path.name, path.read_bytes())
    if text.lstrip().startswith("{"):
        return read_hfx(path, population)
    return read_table(path.name, text, population or stem(path))
