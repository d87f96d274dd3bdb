"""Multiple allele codes from the list of the user, looked up on disk."""

import zipfile
from pathlib import Path

import pytest

from hemograft.donors.nomenclature.allele_codes import AlleleCodes
from hemograft.donors.nomenclature.release import Release
from hemograft.donors.nomenclature.release_files import read_release_files
from hemograft.donors.nomenclature.store import load_release, store_codes, store_release
from hemograft.donors.typing.genotype import TypingError
from tests.donors.tiny_release import write_release

ALPHA = """"LAST UPDATED: 10/01/20"
*\tCODE\tSUBTYPE

\tAB\t01/02
*\tCAFE\t01:02/02:03/24:99
\tAE\t01/06/11N
\tZZ\t98/99
"""
NUMER = '"LAST UPDATED: 09/30/20"\nCODE\tSUBTYPE\n\nAB\t01/02\nAE\t01/06/11N\n'


@pytest.fixture
def coded(tiny: Release, tmp_path: Path) -> Release:
    (tmp_path / "alpha.v3.txt").write_text(ALPHA)
    return Release(tiny.tables, "tiny", AlleleCodes.store(tmp_path / "alpha.v3.txt", tmp_path / "codes"))


def test_a_generic_code_lists_second_fields_and_a_specific_one_whole_names(coded: Release) -> None:
    assert coded.group_of("A", "A*01:AB") == {"A*01:01P", "A*01:02P"}
    assert coded.group_of("A", "A*01:AE") == {"A*01:01P", "A*01:06"}  # a null member does not count
    assert coded.group_of("A", "A*01AB") == coded.group_of("A", "01:AB")
    assert coded.group_of("A", "A*01:CAFE") == {"A*01:02P", "A*02:03P"}  # A*24:99 is not in the release


def test_codes_that_are_not_listed_or_list_nothing_known_are_refused(coded: Release) -> None:
    with pytest.raises(TypingError, match="QQ is not in the imported list of codes"):
        coded.group_of("A", "A*01:QQ")
    with pytest.raises(TypingError, match="does not know it"):
        coded.group_of("A", "A*01:ZZ")


def test_every_code_of_a_long_list_is_found(tmp_path: Path) -> None:
    letters = "ABCDEFGHJK"
    codes = {
        f"{a}{b}{c}": f"{at:02}/99"
        for at, (a, b, c) in enumerate((a, b, c) for a in letters for b in letters for c in letters)
    }
    codes |= {f"{a}{b}": "01/02" for a in letters for b in letters}
    (tmp_path / "numer.v3.txt").write_text(
        "CODE\tSUBTYPE\n" + "".join(f"{code}\t{names}\n" for code, names in codes.items())
    )
    stored = AlleleCodes.store(tmp_path / "numer.v3.txt", tmp_path / "codes")
    assert {code: "/".join(stored.expand(code)) for code in codes} == codes
    assert stored.expand("A") == stored.expand("KKKK") == stored.expand("ZZ") == stored.expand("AAAA") == ()


def test_codes_go_beside_the_releases_also_from_a_zip(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "numer.v3.zip", "w") as archive:
        archive.writestr("numer.v3.txt", NUMER)
    store_release(read_release_files(write_release(tmp_path / "release")), tmp_path / "hla")
    store_codes(tmp_path / "numer.v3.zip", tmp_path / "hla")
    assert load_release(folder=tmp_path / "hla").group_of("A", "A*01:AB") == {"A*01:01P", "A*01:02P"}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"CODE\tSUBTYPE\nAB\t01/02\nAC 01/03\n", "line 3 is no multiple allele code"),
        (b"CODE\tSUBTYPE\n", "lists no multiple allele code"),
        (b"\xff\xfe", "cannot be read"),
    ],
)
def test_other_files_are_refused_and_the_old_list_stays(tmp_path: Path, content: bytes, says: str) -> None:
    good, bad = tmp_path / "numer.v3.txt", tmp_path / "bad.txt"
    good.write_text(NUMER)
    bad.write_bytes(content)
    store_codes(good, tmp_path / "hla")
    with pytest.raises(ValueError, match=says):
        store_codes(bad, tmp_path / "hla")
    assert AlleleCodes(tmp_path / "hla" / "allele-codes.txt").expand("AB") == ("01", "02")
    with pytest.raises(ValueError, match="cannot be read"):
        store_codes(tmp_path / "nothing", tmp_path / "hla")
