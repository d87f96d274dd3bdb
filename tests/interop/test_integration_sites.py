"""Tables of integration sites: read as they are, refused with file, line and remedy."""

from pathlib import Path

import numpy as np
import pytest

from hemograft.interop.integration_sites import IntegrationSiteError, read_integration_sites

METADATA = "SAMPLENAME\tmonths\tcelltype\na\t12\tT\nb\t12\tGr\nc\t24\tGr\n"
READS = "a\tb\tc\nchr1-100\t1\t0\t5\nchr2-7\t0\t3\t20\n"


def written(folder: Path, reads: str = READS, metadata: str = METADATA) -> tuple[Path, Path]:
    files = folder / "reads.txt", folder / "metadata.txt"
    for file, text in zip(files, (reads, metadata), strict=True):
        file.write_text(text, encoding="utf-8")
    return files


def test_sites_samples_and_reads_are_what_is_written(tmp_path):
    found = read_integration_sites(*written(tmp_path))
    assert found.sites == ("chr1-100", "chr2-7")
    assert (found.months, found.cell_types) == ((12.0, 12.0, 24.0), ("T", "Gr", "Gr"))
    assert found.reads.tolist() == [[1, 0, 5], [0, 3, 20]]
    assert found.sample(24, "Gr").tolist() == [5, 20]
    with pytest.raises(KeyError, match="no sample of B at month 24"):
        found.sample(24, "B")


def test_a_table_without_sites_is_empty(tmp_path):
    assert read_integration_sites(*written(tmp_path, reads="a\tb\n")).reads.shape == (0, 2)


@pytest.mark.parametrize(
    ("reads", "metadata", "sentence"),
    [
        ("a\td\nx\t1\t1\n", METADATA, r"reads.txt: sample d is not in metadata.txt: add it"),
        ("a\tb\nx\t1\n", METADATA, r"reads.txt: line 2 is not a site with 2 whole numbers: correct it"),
        ("a\tb\nx\t1\t2\ny\t1\t-2\n", METADATA, r"reads.txt: line 3 is not a site"),
        ("a\tb\nx\t1\t2.5\n", METADATA, r"reads.txt: line 2 is not a site"),
        (READS, "SAMPLENAME\tcelltype\na\tT\n", r"metadata.txt: column months is missing: add it"),
        (READS, METADATA.replace("24", "two years"), r"metadata.txt: months of c is 'two years': give a number"),
    ],
)
def test_a_faulty_table_is_refused_in_a_sentence(tmp_path, reads, metadata, sentence):
    with pytest.raises(IntegrationSiteError, match=sentence):
        read_integration_sites(*written(tmp_path, reads, metadata))


def test_the_real_patient_has_the_sites_that_are_described(shared):
    folder = shared / "data" / "was-clonal"
    found = read_integration_sites(folder / "WAS5_reads.txt", folder / "WAS5_metadata.txt")
    assert found.reads.shape == (7523, 20)
    assert set(found.months) == {13.0, 36.0, 43.0, 55.0}
    assert set(found.cell_types) == {"T", "B", "NK", "Gr", "Mo"}
    assert np.count_nonzero(found.sample(13, "Gr")) == 482
