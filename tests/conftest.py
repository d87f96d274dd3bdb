"""What every test may lean on: the shared data folder, and Hypothesis drawing the same examples each run."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]

# The same examples on every machine, and no failure because a shared core was slow.
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.load_profile("fixed")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference data: beside the repository, or where HEMOGRAFT_SHARED says."""
    folder = Path(os.environ.get("HEMOGRAFT_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"the shared reference data are not at {folder}; set HEMOGRAFT_SHARED to their folder")
    return folder
