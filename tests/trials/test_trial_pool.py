"""The pool: the same patients under every arm, in parts that can be lost, kept, and gone on from."""

import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from hemograft.trials.chunk_store import CHUNK, IDENTITY, CheckpointError, chunk_store
from hemograft.trials.design import TrialDesign
from hemograft.trials.pool import simulate_pool
from hemograft.trials.results import PatientTable
from hemograft.trials.simulated_patients import simulate_part
from hemograft.trials.trial import run_trial
from tests.trials.conftest import design_fields, made_up

ONE = range(CHUNK)


@contextmanager
def silent(_what: str, _steps: int) -> Generator[Callable[[int], None]]:
    """No progress bar."""
    yield lambda _: None


@pytest.fixture(scope="module")
def design() -> TrialDesign:
    return TrialDesign.model_validate(design_fields(pool=CHUNK + 8, days=63))


@pytest.fixture(scope="module")
def table(design: TrialDesign) -> PatientTable:
    return simulate_part(design, range(16))


def test_arms_share_people_and_luck(table: PatientTable) -> None:
    """Before the drug acts both arms read the same counts, then romiplostim raises them."""
    platelets = table.weekly["platelets"]
    np.testing.assert_array_equal(platelets[0, 0], platelets[1, 0])
    assert platelets.shape == (2, 10, 16)
    assert np.median(platelets[1, 8]) > 2.0 * np.median(platelets[0, 8])


def test_a_drawn_count_is_where_the_patient_starts(table: PatientTable) -> None:
    """Up to the fluctuation of counts and the noise of the assay."""
    ratio = table.weekly["platelets"][0, 0] / table.covariates["platelets"]
    assert np.median(ratio) == pytest.approx(1.0, abs=0.35)
    assert np.corrcoef(np.log(ratio * table.covariates["platelets"]), np.log(table.covariates["platelets"]))[0, 1] > 0.3


def test_an_arm_of_the_same_strategy_has_the_same_results() -> None:
    arms = [{"name": "one", "strategy": "observation"}, {"name": "two", "strategy": "observation"}]
    found = simulate_part(TrialDesign.model_validate(design_fields(arms=arms)), range(8))
    for values in (*found.columns.values(), *found.weekly.values()):
        np.testing.assert_array_equal(values[0], values[1])


def test_a_part_is_the_same_alone_and_in_the_whole(design: TrialDesign, table: PatientTable) -> None:
    some = simulate_part(design, range(8, 16))
    np.testing.assert_array_equal(some.weekly["platelets"], table.weekly["platelets"][..., 8:])
    np.testing.assert_array_equal(some.columns["infection"], table.columns["infection"][:, 8:])


def test_recipients_of_a_graft_have_events_and_engraft() -> None:
    arms = [{"name": "sister", "strategy": "transplant_sister"}, {"name": "cord", "strategy": "transplant_cord"}]
    fields = design_fields("severe_aplastic_anemia", arms=arms, population={}, eligibility=[], days=90, follow_up=400)
    fields["analysis"] = {"primary": {"endpoint": "neutrophil_engraftment", "horizon": 60.0}, "test": "gray"}
    found = simulate_part(TrialDesign.model_validate(fields), range(24))
    neutrophils = found.columns["neutrophil_engraftment"]
    assert np.mean(neutrophils[0] <= 42.0) > 0.7
    assert np.median(neutrophils[0]) < np.median(neutrophils[1])
    died = found.columns["death"]
    assert ((found.columns["cause"] > 0) == np.isfinite(died)).all()
    assert (found.columns["followed"] == 400.0).all()
    dead = died[:, np.newaxis, :] <= 7.0 * np.arange(found.weekly["platelets"].shape[1])[:, np.newaxis]
    assert np.isnan(found.weekly["platelets"][dead]).all()
    assert not np.isnan(found.weekly["platelets"][~dead]).any()


def test_a_hundred_thousand_patients_for_a_year_stay_under_half_a_gibibyte() -> None:
    """What is kept of them: the days between the weekly visits are gone once a part is simulated."""
    kept = made_up(64, days=365)
    size = sum(values.nbytes for group in (kept.columns, kept.weekly, kept.covariates) for values in group.values())
    assert {values.dtype for values in (*kept.columns.values(), *kept.weekly.values())} == {np.dtype(np.float32)}
    assert size / 64 * 100_000 < 2**29


def test_a_pool_goes_on_from_what_is_there(design: TrialDesign, tmp_path: Path) -> None:
    done: list[int] = []
    whole = simulate_pool(design, tmp_path, workers=1, advance=done.append)
    assert (whole.patients, sum(done)) == (design.pool, design.pool)
    first, last = sorted(tmp_path.glob("*.npz.sha256"))
    before = {path: path.read_bytes() for path in (first, last)}
    first.write_bytes(before[first][:-100])  # a crash of the machine cut it short
    last.unlink()
    again = simulate_pool(design, tmp_path, workers=1)
    assert {path: path.read_bytes() for path in (first, last)} == before
    np.testing.assert_array_equal(again.weekly["platelets"], whole.weekly["platelets"])


def test_what_is_there_is_not_simulated_again(
    design: TrialDesign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = chunk_store(tmp_path, design)
    store.open()
    store.keep(ONE, made_up(CHUNK))
    store.keep(range(CHUNK, CHUNK + 8), made_up(8))
    monkeypatch.setattr("hemograft.trials.pool.simulate_here", lambda *_, **__: pytest.fail("simulated again"))
    assert simulate_pool(design, tmp_path).patients == CHUNK + 8


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("hemograft.trials.chunk_store.__version__", "patients of another version"),
        ("hemograft.trials.chunk_store.parameters_sha256", "patients of another parameters"),
    ],
)
def test_parts_of_another_version_are_refused(
    design: TrialDesign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str, message: str
) -> None:
    chunk_store(tmp_path, design).open()
    monkeypatch.setattr(target, (lambda: "0" * 64) if target.endswith("256") else "0.0.1")
    with pytest.raises(CheckpointError, match=message) as error:
        chunk_store(tmp_path, design).open()
    assert "choose another --out, or delete that folder" in str(error.value)


def test_parts_of_another_design_are_refused(design: TrialDesign, tmp_path: Path) -> None:
    chunk_store(tmp_path, design).open()
    other = TrialDesign.model_validate(design_fields(pool=CHUNK + 8, days=70))
    with pytest.raises(CheckpointError, match="patients of another design"):
        chunk_store(tmp_path, other).open()


def test_a_folder_of_something_else_is_refused(design: TrialDesign, tmp_path: Path) -> None:
    (tmp_path / IDENTITY).write_text("[]")
    with pytest.raises(CheckpointError, match="is not that of a trial"):
        chunk_store(tmp_path, design).open()


def test_a_full_disk_keeps_what_was_there(design: TrialDesign, tmp_path: Path) -> None:
    store = chunk_store(tmp_path, design)
    store.open()
    store.keep(ONE, made_up(CHUNK))
    (tmp_path / f"{CHUNK:08d}.npz.sha256").symlink_to("/dev/full")
    with pytest.raises(OSError, match="cannot be written: No space left on device"):
        store.keep(range(CHUNK, 2 * CHUNK), made_up(CHUNK))
    assert store.holds(ONE)
    assert len(os.listdir(tmp_path)) == 3


def test_a_trial_says_where_deaths_are_of_low_counts_alone(tmp_path: Path) -> None:
    arms = [{"name": "one", "strategy": "observation"}, {"name": "two", "strategy": "platelet_transfusion"}]
    analysis = {"primary": {"endpoint": "platelet_response", "week": 1}, "test": "difference"}
    small = {"arms": arms, "analysis": analysis, "population": {}, "eligibility": [], "patients": 8, "pool": 8}

    def warnings(case: str) -> str:
        design = TrialDesign.model_validate(design_fields(case, days=7, follow_up=7, replicates=2, **small))
        return " ".join(run_trial(design, tmp_path / case, progress=silent, workers=1).warnings)

    assert "Survival is not predicted in this disease" in warnings("cirrhosis_with_hypersplenism")
    assert "Survival is not predicted" not in warnings("immune_thrombocytopenia")
