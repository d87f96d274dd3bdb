"""A release goes into the store whole or not at all, stays what it was, and lies beside others."""

import tarfile
import zipfile
from pathlib import Path

import pytest

from hemograft.donors.nomenclature.download import download_release
from hemograft.donors.nomenclature.release_files import REQUIRED, checksum, packed, read_release_files
from hemograft.donors.nomenclature.release_tables import read_tables
from hemograft.donors.nomenclature.store import (
    find_release,
    load_release,
    nomenclature_in_use,
    store_release,
    stored_releases,
    use_release,
)
from tests.donors.tiny_release import VERSION, write_release


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    return write_release(tmp_path / "IMGTHLA")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "hla"


def test_folder_tar_and_zip_give_the_same_release(checkout: Path, tmp_path: Path) -> None:
    files = read_release_files(checkout)
    with tarfile.open(tmp_path / "release.tar.gz", "w:gz") as archive:
        archive.add(checkout, "IMGTHLA-3580")
    with zipfile.ZipFile(tmp_path / "release.zip", "w") as archive:
        for file in checkout.rglob("*.*"):
            archive.write(file, Path("IMGTHLA-3580", file.relative_to(checkout)))
    assert read_release_files(tmp_path / "release.tar.gz") == files == read_release_files(tmp_path / "release.zip")


def test_older_files_in_a_folder_below_are_left_alone(checkout: Path) -> None:
    files = read_release_files(checkout)
    write_release(checkout / "wmda" / "pre2026", version="3.57.0")
    assert read_release_files(checkout) == files


@pytest.mark.parametrize("columns", [6, 7])
def test_the_serology_file_has_six_or_seven_columns(tmp_path: Path, columns: int) -> None:
    tables = read_tables(read_release_files(write_release(tmp_path, columns=columns)))
    assert tables.antigens["A*02:55"] == ("A2", "A28")
    assert tables.antigens["A*01:01:38L"] == ("A1",)
    assert tables.antigens["A*01:11N"] == tables.antigens["C*12:03:01:01"] == ()


def test_a_stored_release_is_loaded_as_it_was(checkout: Path, store: Path) -> None:
    files = read_release_files(checkout)
    stored = store_release(files, store)
    assert stored.digest == checksum(files)
    loaded = load_release(folder=store)
    assert (loaded.name, loaded.digest, loaded.tables) == (VERSION, stored.digest, read_tables(files))
    assert packed(files) == stored.path.read_bytes()  # the same files make the same bytes


def test_releases_lie_side_by_side_and_one_is_in_use(tmp_path: Path, store: Path) -> None:
    first, second, corrected = (
        store_release(read_release_files(write_release(tmp_path / name, version, leaders=leaders)), store)
        for name, version, leaders in (("a", "3.58.0", True), ("b", "3.9.0", True), ("c", "3.58.0", False))
    )
    assert [each.version for each in stored_releases(store)] == ["3.9.0", "3.58.0", "3.58.0"]
    assert find_release("", store) == first
    use_release(second, store)
    assert load_release(folder=store).name == "3.9.0"
    assert find_release(corrected.label, store) == corrected
    with pytest.raises(ValueError, match=r"there more than once, corrected in between; choose one of 3.58.0"):
        find_release("3.58.0", store)
    with pytest.raises(ValueError, match=r'release "3.5" is not imported; choose one of'):
        find_release("3.5", store)


def test_without_a_release_names_are_compared_as_they_are(store: Path) -> None:
    assert nomenclature_in_use(folder=store).name == "names as written"
    with pytest.raises(ValueError, match="no IPD-IMGT/HLA release is imported; import one with"):
        load_release(folder=store)
    with pytest.raises(ValueError, match="import one with"):
        nomenclature_in_use("3.58.0", store)


@pytest.mark.parametrize("missing", REQUIRED)
def test_a_release_without_one_of_its_files_is_refused(checkout: Path, missing: str) -> None:
    next(checkout.rglob(missing)).unlink()
    with pytest.raises(ValueError, match=f"lacks {missing}; give the folder"):
        read_release_files(checkout)


def test_a_damaged_release_is_refused_and_the_store_stays_as_it_was(checkout: Path, store: Path) -> None:
    whole = store_release(read_release_files(checkout), store)
    damages = {
        "hla_nom_g.txt": (
            "A*;01:02:01:01",
            "A*;01:02:01:99",
            r"hla_nom_g.txt and Allelelist.txt differ at A\*01:02:01:01",
        ),
        "rel_ser_ser.txt": ("A;9;23/24;", "A;9", r"rel_ser_ser.txt line 3 has 2 fields, not 4"),
        "hla_nom_p.txt": ("HLA 3.58.0", "HLA 3.57.0", r"hla_nom_p.txt is of 3.57.0 and .* is of 3.58.0"),
    }
    for name, (old, new, message) in damages.items():
        files = dict(read_release_files(checkout))
        files[name] = files[name].replace(old.encode(), new.encode())
        with pytest.raises(ValueError, match=message):
            store_release(files, store)
    assert stored_releases(store) == (whole,)


def test_a_truncated_store_is_noticed_and_mended_by_importing_again(checkout: Path, store: Path) -> None:
    files = read_release_files(checkout)
    stored = store_release(files, store)
    content = stored.path.read_bytes()
    for damaged in (content[: len(content) // 2], b"", content[:100] + b"?" + content[101:]):
        stored.path.write_bytes(damaged)
        with pytest.raises(ValueError, match=r"is damaged .*; import it again"):
            load_release(folder=store)
    store_release(files, store)
    assert load_release(folder=store).digest == stored.digest


def test_a_cut_archive_is_no_release(checkout: Path, tmp_path: Path) -> None:
    archive = tmp_path / "release.tar.xz"
    archive.write_bytes(packed(read_release_files(checkout))[:500])
    with pytest.raises(ValueError, match="is no readable archive"):
        read_release_files(archive)
    with pytest.raises(ValueError, match="does not exist"):
        read_release_files(tmp_path / "nothing")


def test_download_takes_the_branch_of_the_release(tmp_path: Path) -> None:
    checkout = write_release(tmp_path / "3580")
    assert download_release("3.58.0", tmp_path.as_uri()) == read_release_files(checkout)


def test_download_says_what_is_wrong() -> None:
    with pytest.raises(ValueError, match=r"write a version like 3.58.0"):
        download_release("latest")
    with pytest.raises(RuntimeError, match=r"cannot be reached .*; copy the release here"):
        download_release("3.58.0", "http://127.0.0.1:9")
