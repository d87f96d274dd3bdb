"""The reader of the individual transplants: what it keeps, what it drops, and what it refuses."""

from pathlib import Path

import numpy as np
import pytest

from hemograft.interop.uci_children import read_children
from hemograft.therapies.transplantation import GraftSource

HEADER = (
    "recipient_age,recipient_body_mass,recipient_gender,stem_cell_source,CD34_x1e6_per_kg,ANC_recovery,PLT_recovery,"
    "survival_time"
)
ROWS = [
    "9.6,35.0,male,peripheral_blood,7.2,19.0,51.0,999.0",
    "4.0,,female,bone_marrow,4.5,16.0,1000000.0,60.0",
    "18.2,56.0,male,bone_marrow,6.41,22.0,58.0,45.0",  # platelets recover after death
]


def _file(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "rows.csv"
    path.write_text("\n".join([header, *rows]) + "\n")
    return path


def test_rows_become_recipients_and_days(tmp_path):
    seen = read_children(_file(tmp_path, *ROWS))
    assert seen.recipients.age.tolist() == [9.6, 4.0]
    assert seen.recipients.cd34_per_kg == pytest.approx([7.2e6, 4.5e6])
    assert seen.recipients.source.tolist() == [str(GraftSource.MOBILIZED_BLOOD), str(GraftSource.BONE_MARROW)]
    assert seen.recipients.male.tolist() == [True, False]
    assert seen.recipients.weight[0] == 35.0 and np.isnan(seen.recipients.weight[1])
    assert seen.platelets.tolist() == [51.0, np.inf]
    assert seen.neutrophils.tolist() == [19.0, 16.0]
    assert seen.end.tolist() == [999.0, 60.0]


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("old,35.0,male,peripheral_blood,7.2,19.0,51.0,999.0", "line 2: recipient_age is 'old'"),
        ("9.6,35.0,male,liver,7.2,19.0,51.0,999.0", "line 2: stem_cell_source is 'liver'; it must be one of"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path, row, complaint):
    with pytest.raises(ValueError, match=complaint):
        read_children(_file(tmp_path, row))


def test_another_table_is_refused(tmp_path):
    with pytest.raises(ValueError, match="lacks the column ANC_recovery"):
        read_children(_file(tmp_path, "1,2", header="age,weight"))


def test_the_data_set_has_185_usable_rows(shared):
    seen = read_children(shared / "data" / "uci-bmt-children" / "bone_marrow_labelled.csv")
    assert len(seen.platelets) == 185
    assert np.isinf(seen.platelets).sum() == 17 and np.isinf(seen.neutrophils).sum() == 5
    assert (seen.recipients.source == GraftSource.MOBILIZED_BLOOD).sum() == 145
    assert not np.any(np.isfinite(seen.platelets) & (seen.platelets > seen.end))
