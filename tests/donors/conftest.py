"""Releases that the donor tests read typings by."""

from pathlib import Path

import pytest

from hemograft.donors.nomenclature.release import Release
from hemograft.donors.nomenclature.release_files import read_release_files
from hemograft.donors.nomenclature.release_tables import read_tables
from tests.donors.tiny_release import tiny_release


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """Some fifty alleles."""
    return tiny_release(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="session")
def release(shared: Path) -> Release:
    """IPD-IMGT/HLA 3.58.0."""
    folder = shared / "data" / "imgthla-3580"
    if not folder.is_dir():
        pytest.skip(f"IPD-IMGT/HLA 3.58.0 is not at {folder}")
    return Release(read_tables(read_release_files(folder)), digest="3580")
