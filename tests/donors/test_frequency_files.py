"""Haplotype frequencies are read from every layout, and a broken file is refused with the row and the remedy."""

import gzip
import hashlib
import json
import zipfile
from pathlib import Path

import pytest

from hemograft.donors.frequencies.haplotype_set import FrequencyError, HaplotypeSet, haplotype_set, restricted
from hemograft.donors.frequencies.hfx import write_hfx
from hemograft.donors.frequencies.read import read_frequencies

ONE, OTHER = "A*01:01~B*08:01~DRB1*03:01", "A*02:01~B*07:02~DRB1*15:01"
EXPECTED = {ONE: 0.06, OTHER: 0.03}


def known(haplotypes: HaplotypeSet) -> dict[str, float]:
    return {haplotypes.haplotype(row): float(value) for row, value in enumerate(haplotypes.frequency)}


def written(folder: Path, content: str | bytes, name: str = "CAU.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    "text",
    [
        f"{ONE},0.06\n{OTHER},0.03\n",
        f"{ONE},12,0.06\n{OTHER},6,0.03\n",
        f"Haplo,Count,Freq\n{ONE},12,0.06\n{OTHER},6,0.03\n",
        f"freq;hap\n0.06;{ONE}\n3e-2;{OTHER}\n",
        f"\ufeffhaplotype\tfrequency\r\nHLA-{ONE}\t0.06\r\n{OTHER}\t0.03\r\n\r\n",
        "A,B,DRB1,CAU_freq,CAU_rank\nA*01:01,B*08:01,DRB1*03:01,0.06,1\nA*02:01,B*07:02,DRB1*15:01,0.03,2\n",
    ],
)
@pytest.mark.parametrize("compressed", [False, True])
def test_every_table_layout_gives_the_same_set(tmp_path: Path, text: str, compressed: bool) -> None:
    path = written(tmp_path, gzip.compress(text.encode()) if compressed else text, "CAU.freqs.gz")
    (found,) = read_frequencies(path)
    assert (found.population, found.loci) == ("CAU", ("A", "B", "DRB1"))
    assert known(found) == pytest.approx(EXPECTED)


def test_a_table_may_hold_several_populations(tmp_path: Path) -> None:
    long = written(tmp_path, f"hap,pop,freq\n{ONE},AFA,0.1\n{ONE},CAU,0.06\n{OTHER},CAU,0.03\n")
    assert {each.population: known(each) for each in read_frequencies(long)} == {"AFA": {ONE: 0.1}, "CAU": EXPECTED}
    wide = "A,C,B,DRB3-4-5,DRB1,AFA_freq,CAU_freq\n"
    wide += (
        "A*01:01,C*07:01,B*08:01,DRB3*01:01,DRB1*03:01,NA,0.01\nA*01:01,C*07:01,B*08:01,DRB3*02:02,DRB1*03:01,,0.02\n"
    )
    (found,) = read_frequencies(written(tmp_path, wide))
    assert known(found) == pytest.approx({"A*01:01~C*07:01~B*08:01~DRB1*03:01": 0.03})  # DRB3/4/5 is summed out


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "CAU.csv is empty"),
        (f"{ONE},0.7\n{OTHER},0.5\n", r"CAU sum to 1.2, above 1; divide by 100 if they are percentages"),
        (f"{ONE},600\n{OTHER},500\n", r"sum to 1100, above 1; divide counts by their sum"),
        (f"{ONE},0.7\n{OTHER},x\n", r"CAU.csv, row 2: frequency 'x' is not a number from 0 to 1"),
        (f"{ONE},0.7\n{OTHER},-0.1\n", r"row 2: frequency '-0.1'"),
        (f"{ONE},0.1\n{OTHER},nan\n", r"row 2: frequency 'nan'"),
        (f"{ONE},0.1\n{OTHER},0.1\n{ONE},0.2\n", r"row 3: the same haplotype stands in row 1"),
        (f"{ONE},0.1\n{OTHER}\n", r"row 2 has 1 columns where 2 are needed"),
        (f"{ONE},0.1\nA*01:01~B*08:01,0.1\n", r"row 2: loci A~B differ from A~B~DRB1 above"),
        (f"{ONE},0.1\nA*01:01~Q*08:01~DRB1*01:01,0.1\n", r"row 2: 'A\*01:01~Q\*08:01~DRB1\*01:01' is no haplotype"),
        ("A*01:01~A*02:01,0.1\n", r"row 1: .* names a locus twice"),
        (f"{ONE},0\n", r"no haplotype has a frequency above 0"),
        ("allele,freq\nA,0.1\n", r"no haplotype column among allele, freq; call one 'haplotype'"),
        ("hap,share\nA,0.1\n", r"no frequency column among hap, share"),
        ("X,CAU_freq\nA,0.1\n", r"no column is named as a locus"),
        (b"\x1f\x8b\x08broken", r"CAU.csv is a damaged gzip file"),
        (b"A*01:01,\xff", r"CAU.csv is not UTF-8 text \(byte 8\)"),
    ],
)
def test_a_broken_table_is_refused_with_its_row_and_the_remedy(tmp_path: Path, text: str | bytes, message: str) -> None:
    with pytest.raises(FrequencyError, match=message):
        read_frequencies(written(tmp_path, text))


def test_what_rounding_adds_above_one_is_let_pass(tmp_path: Path) -> None:
    names = [f"A*{first:02}:{second:02}" for first in range(1, 51) for second in range(1, 51)]
    row = 1.0035 / len(names)
    (found,) = read_frequencies(written(tmp_path, "".join(f"{name},{row:.5f}\n" for name in names)))
    assert found.frequency.sum() == pytest.approx(1.0, abs=0.005)
    with pytest.raises(FrequencyError, match="above 1"):
        read_frequencies(written(tmp_path, "".join(f"{name},{row:.9f}\n" for name in names)))


def hfx(folder: Path, table: str, head: str = "metadata", **changes: str) -> Path:
    written(folder, table, "table.csv")
    metadata: dict[str, object] = {
        "cohortDescription": {"population": [{"name": "CAU"}]},
        "nomenclatureUsed": {"database": "IPD-IMGT/HLA", "version": "3.4.0"},
        "frequencyLocation": "file://table.csv",
        "frequencyFileHeader": {"haplotype": "Typing", "frequency": "Share"},
        "checkSum": hashlib.md5(table.encode()).hexdigest(),
    }
    return written(folder, json.dumps({head: metadata | changes}), "x.hfx-metadata.json")


@pytest.mark.parametrize("head", ["metadata", "metaData"])
def test_hfx_reads_its_table_and_names(tmp_path: Path, head: str) -> None:
    (found,) = read_frequencies(hfx(tmp_path, f"Typing,Share\n{ONE},0.06\n{OTHER},0.03\n", head))
    assert (found.population, found.nomenclature) == ("CAU", "IPD-IMGT/HLA 3.4.0")
    assert known(found) == pytest.approx(EXPECTED)


def test_hfx_archive_and_inline_frequencies_are_read(tmp_path: Path) -> None:
    metadata = hfx(tmp_path, f"Typing,Share\n{ONE},0.06\n{OTHER},0.03\n")
    with zipfile.ZipFile(tmp_path / "x.hfx", "w") as archive:
        archive.write(metadata, "inside/x.json")
        archive.write(tmp_path / "table.csv", "inside/table.csv")
    assert known(read_frequencies(tmp_path / "x.hfx")[0]) == pytest.approx(EXPECTED)
    data = [{"haplotype": name, "frequency": value} for name, value in EXPECTED.items()]
    inline = {"metaData": {"frequencyLocation": "inline"}, "frequencyData": data}
    assert known(read_frequencies(written(tmp_path, json.dumps(inline), "y.json"))[0]) == pytest.approx(EXPECTED)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"checkSum": "0" * 32}, r"table.csv has MD5 [0-9a-f]+ where x.hfx-metadata.json says 0+; fetch both again"),
        ({"frequencyLocation": "file://gone.csv"}, r"its frequencies should be in .*gone.csv; put the file there"),
        ({"frequencyLocation": "https://example.org/t.csv"}, r"is on the network; download it beside"),
        ({"frequencyLocation": "inline"}, r"has neither frequencyLocation nor frequencyData"),
    ],
)
def test_broken_hfx_is_refused(tmp_path: Path, changes: dict[str, str], message: str) -> None:
    with pytest.raises(FrequencyError, match=message):
        read_frequencies(hfx(tmp_path, f"Typing,Share\n{ONE},0.06\n", **changes))


def test_json_that_is_no_hfx_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FrequencyError, match=r"x.json is no HFX file"):
        read_frequencies(written(tmp_path, '{"data": 1}', "x.json"))


def test_a_written_set_reads_back_the_same(tmp_path: Path) -> None:
    rows = [("01:01", "08:01"), ("02:01", "07:02")]
    own = haplotype_set("EST", ("A", "B"), rows, [1 / 3, 0.1], nomenclature="3.58.0")
    write_hfx(tmp_path / "EST.hfx-metadata.json", own, method="EM", parameters={"rounds": "10"}, cohort=100)
    (found,) = read_frequencies(tmp_path / "EST.hfx-metadata.json")
    assert (found.population, found.nomenclature) == ("EST", "IPD-IMGT/HLA 3.58.0")
    assert known(found) == known(own)


def test_fewer_loci_merge_the_haplotypes_that_no_longer_differ() -> None:
    rows = [("01:01", "08:01"), ("01:01", "07:02"), ("02:01", "07:02")]
    own = haplotype_set("p", ("A", "B"), rows, [0.1, 0.2, 0.3])
    assert known(restricted(own, ("A",))) == pytest.approx({"A*01:01": 0.3, "A*02:01": 0.3})
    assert known(restricted(own, ("B", "A")))["B*07:02~A*01:01"] == pytest.approx(0.2)
    with pytest.raises(FrequencyError, match="p have no locus DPB1"):
        restricted(own, ("A", "DPB1"))


def test_the_published_sets_have_their_published_sizes(shared: Path) -> None:
    folder = shared / "data" / "haplotypes"
    sizes = {name: read_frequencies(folder / name)[0].size for name in ("CAU.freqs.gz", "HEGL_API.csv", "HEGL_HIS.csv")}
    assert sizes == {"CAU.freqs.gz": 3380, "HEGL_API.csv": 1629, "HEGL_HIS.csv": 1821}
    (caucasian,) = read_frequencies(folder / "HEGL_CAU.hfx-metadata.json")
    assert (caucasian.population, caucasian.nomenclature) == ("CAU", "IPD-IMGT/HLA 2.16.0")
    assert known(caucasian) == known(read_frequencies(folder / "CAU.freqs.gz")[0])
    # As published, the metadata of API carry the sum of another file.
    with pytest.raises(FrequencyError, match=r"HEGL_API\.csv has MD5 a7fcfbb4"):
        read_frequencies(folder / "HEGL_API.hfx-metadata.json")
