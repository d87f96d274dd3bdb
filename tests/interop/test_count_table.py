"""Counts as an NM-TRAN table: what is read, and the row that every fault names."""

from pathlib import Path

import pytest

from hemograft.interop.count_table import read_count_table, read_text
from hemograft.interop.laboratory import DatedReading, Dose, LaboratoryError, LaboratoryHistory, Reading

HEADER = "TIME,DV,AMT,EVID,CMT\n"


def read(folder: Path, text: str, subject: str | None = None) -> LaboratoryHistory:
    path = folder / "counts.csv"
    path.write_text(text, "utf-8")
    return read_count_table(path, subject=subject)


def test_observations_and_doses(tmp_path: Path) -> None:
    history = read(
        tmp_path,
        "time,evid,cmt,dv,amt,cens,unit,dvid,mdv\n"
        "0,0,platelets,9,.,0,,,0\n"
        "0,0,.,320,.,0,/uL,neutrophils,0\n"
        "0.5,1,platelet_transfusion,.,1,0,units,,1\n"
        "1,0,,5,,1,K/uL,1,0\n"
        "1,0,,81,,0,g/L,4,0\n"
        "2,0,,99,,0,,,1\n"
        "3,1,Romiplostim,.,2.5,,ug/kg,,1\n",
    )
    assert history.readings == (
        DatedReading(0, "platelets", Reading(9)),
        DatedReading(0, "neutrophils", Reading(0.32)),
        DatedReading(1, "platelets", Reading(5, censored=True)),
        DatedReading(1, "hemoglobin", Reading(pytest.approx(8.1))),  # pyright: ignore[reportArgumentType]
    )
    assert history.doses == (
        Dose(0.5, "platelet_transfusion", 1, "units"),
        Dose(3, "romiplostim", 2.5, "ug/kg"),
    )


def test_one_subject_of_several(tmp_path: Path) -> None:
    table = "ID," + HEADER + "1,0,100,.,0,\n1,1,90,.,0,\n2,0,20,.,0,\n"
    assert [item.reading.value for item in read(tmp_path, table, "2").readings] == [20]
    with pytest.raises(LaboratoryError, match="ID holds 2 patients"):
        read(tmp_path, table)
    with pytest.raises(LaboratoryError, match='no row with ID "3"'):
        read(tmp_path, table, "3")


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (
            HEADER + "0,10,.,0,\n5,12,.,0,\n4,12,.,0,\n",
            "row 4: TIME 4 comes after 5: put the rows in the order",
        ),
        (HEADER + "0,-10,.,0,\n", "row 2: platelets -10 10^9/L is negative"),
        (HEADER + "0,12000,.,0,\n", "row 2: platelets 12000 10^9/L is outside .* did you mean 12000 /uL"),
        (HEADER + "0,nan,.,0,\n", 'row 2: DV is "nan": write a finite number'),
        (HEADER + "0,.,.,0,\n", "row 2: DV is empty"),
        (HEADER + "x,1,.,0,\n", 'row 2: TIME is "x"'),
        (HEADER + "0,10,.,4,\n", 'row 2: EVID is "4": use 0 for an observation and 1 for a dose'),
        (HEADER + "0,.,1,1,.\n", "row 2: CMT is empty on a dose"),
        (HEADER + "0,.,0,1,graft\n", "row 2: AMT is 0: write the amount given"),
        (HEADER + "0,10\n", "row 2: 2 fields stand under 5 columns"),
        ("TIME,DV,AMT,EVID\n0,1,.,0\n", 'column "CMT" is missing'),
        ("DOSE," + HEADER + "1,0,1,.,0,\n", 'column "DOSE" is not a known column'),
        ("DV," + HEADER + "1,0,1,.,0,\n", "the header names a column twice"),
        ("DVID," + HEADER + "sodium,0,1,.,0,\n", 'row 2: DVID is "sodium": use one of platelets'),
        ("CENS," + HEADER + "2,0,1,.,0,\n", 'row 2: CENS is "2"'),
        ("UNIT," + HEADER + "g/dL,0,1,.,0,\n", 'row 2: platelets has the unit "g/dL"'),
        (HEADER, "has no rows: give at least one platelet count"),
        ("", "is empty"),
        (HEADER + '"' + "x" * 200_000 + '"\n', "row 2: not comma-separated text"),
    ],
)
def test_faults_name_row_field_and_remedy(tmp_path: Path, table: str, message: str) -> None:
    with pytest.raises(LaboratoryError, match=message.replace("^", r"\^")):
        read(tmp_path, table)


def test_no_more_than_the_limit_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(50 * 2**20)
    with pytest.raises(LaboratoryError, match="larger than 1 MiB"):
        read_text(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"\x80abc", "not UTF-8 text .byte 1."), (b"a\0b", "binary or UTF-16"), (b" \n", "is empty")],
)
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(LaboratoryError, match=message):
        read_text(path)


def test_absent_files_and_folders_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "absent", tmp_path, tmp_path / "nul\0byte"):
        with pytest.raises(LaboratoryError, match=r"cannot be read .+: check its path"):
            read_text(path)


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "excel.csv"
    path.write_bytes(b"\xef\xbb\xbf" + HEADER.encode() + b"0,10,.,0,\r\n")
    assert read_count_table(path).readings == (DatedReading(0, "platelets", Reading(10)),)
