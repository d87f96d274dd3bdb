"""The MIMIC-III demonstration export, and small made-up exports for what it does not contain."""

import shutil
from pathlib import Path

import pytest

from hemograft.interop.laboratory import LaboratoryError
from hemograft.interop.mimic import read_mimic


@pytest.fixture
def export(shared: Path) -> Path:
    return shared / "data" / "mimic3-demo"


def values(folder: Path, subject: str, analyte: str) -> list[tuple[float, bool]]:
    history = read_mimic(folder, subject=subject, until="latest")
    return [(item.reading.value, item.reading.censored) for item in history.readings if item.analyte == analyte]


def test_the_patient_with_the_lowest_count_up_to_that_count(export: Path) -> None:
    history = read_mimic(export)
    assert history.source.endswith("subject 44212")
    platelets = [item for item in history.readings if item.analyte == "platelets"]
    assert len(platelets) == 27
    assert (platelets[-1].day, platelets[-1].reading.value, platelets[-1].reading.censored) == (0, 5, True)
    assert [item.reading.value for item in platelets[-4:-1]] == [27, 16, 11]
    assert (history.age, history.sex, history.weight) == (45.5, "female", 92)
    assert "Immune thrombocytopenic purpura" in history.diagnoses
    assert [dose.amount for dose in history.doses] == [199, 256]
    assert all(dose.day <= 0 and dose.name == "platelet_transfusion" and dose.unit == "mL" for dose in history.doses)


def test_until_the_latest_count_nothing_is_left_out(export: Path) -> None:
    history = read_mimic(export, subject="44212", until="latest")
    assert len([item for item in history.readings if item.analyte == "platelets"]) == 49
    assert history.readings[-1].day == 13.7
    assert not any("left out" in warning for warning in history.warnings)


def test_below_the_limit_is_censored_and_words_are_left_out(export: Path) -> None:
    platelets = values(export, "10102", "platelets")
    assert len(platelets) == 36
    assert platelets.count((5, True)) == 2
    assert platelets.count((5, False)) == 1
    history = read_mimic(export, subject="40310", until="latest")
    assert "Readings that are no usable number were left out: 1." in history.warnings


def test_neutrophils_are_their_share_of_leukocytes(export: Path) -> None:
    history = read_mimic(export, subject="40310", until="latest")
    leukocytes = {item.day: item.reading.value for item in history.readings if item.analyte == "leukocytes"}
    neutrophils = [item for item in history.readings if item.analyte == "neutrophils"]
    assert len(neutrophils) > 50
    assert all(0 <= item.reading.value <= leukocytes[item.day] for item in neutrophils)


def test_readings_are_in_order_of_time(export: Path) -> None:
    days = [item.day for item in read_mimic(export, subject="10006", until="latest").readings]
    assert days == sorted(days)


def test_rewritten_orders_and_empty_infusions_do_not_count(export: Path) -> None:
    assert len(read_mimic(export, subject="10126", until="latest").doses) == 39  # of 40 rows, one of 0 mL
    assert read_mimic(export, subject="10117", until="latest").doses == ()  # its only row has no volume


def test_an_unknown_subject_is_refused(export: Path) -> None:
    with pytest.raises(LaboratoryError, match=r'subject "1" has no platelet count'):
        read_mimic(export, subject="1")


def test_a_missing_table_is_named(export: Path, tmp_path: Path) -> None:
    shutil.copy(export / "cbc_labs.csv", tmp_path)
    with pytest.raises(LaboratoryError, match=r'file "platelet_transfusions_cv.csv" cannot be read'):
        read_mimic(tmp_path)


def made_up(folder: Path, birth: str = "1850-01-01 00:00:00") -> Path:
    tables = {
        "cbc_labs.csv": "subject_id,itemid,charttime,value,valueuom\n"
        "7,51265,2150-01-01 00:00:00,20,K/uL\n7,51265,2150-01-02 12:00:00,99999,K/uL\n"
        "7,51301,2150-01-01 00:00:00,4,K/uL\n7,51256,2150-01-01 00:00:00,25,%\n",
        "patients.csv": f"subject_id,gender,dob\n7,M,{birth}\n",
        "diagnoses.csv": "subject_id,long_title\n7,\n",
        "platelet_transfusions_cv.csv": "subject_id,charttime,amount\n",
        "platelet_transfusions_mv.csv": "subject_id,starttime,amount,patientweight,statusdescription\n"
        "7,2149-12-31 00:00:00,250,81,Rewritten\n7,2149-12-31 12:00:00,240,80,FinishedRunning\n",
    }
    for name, content in tables.items():
        (folder / name).write_text(content, "utf-8")
    return folder


def test_a_made_up_export(tmp_path: Path) -> None:
    history = read_mimic(made_up(tmp_path), subject="7")
    assert [(item.analyte, item.day, item.reading.value) for item in history.readings] == [
        ("leukocytes", 0, 4),
        ("neutrophils", 0, 1),
        ("platelets", 0, 20),
    ]
    assert [(dose.day, dose.amount) for dose in history.doses] == [(-0.5, 240)]
    assert (history.age, history.sex, history.weight) == (91.4, "male", 80)
    assert any("above 89 years and hidden" in warning for warning in history.warnings)
    assert "Readings that are no usable number were left out: 1." in history.warnings


def test_too_few_counts_ask_for_a_subject(tmp_path: Path) -> None:
    with pytest.raises(LaboratoryError, match="no subject has 10 platelet counts: name the subject"):
        read_mimic(made_up(tmp_path))


def test_malformed_tables_are_refused(tmp_path: Path) -> None:
    with pytest.raises(LaboratoryError, match=r'the time "soon" is no date'):
        read_mimic(made_up(tmp_path, birth="soon"), subject="7")
    (tmp_path / "patients.csv").write_text("subject_id,sex\n7,M\n", "utf-8")
    with pytest.raises(LaboratoryError, match=r'patients.csv has no column "gender"'):
        read_mimic(tmp_path, subject="7")
