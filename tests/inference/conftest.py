"""The scenarios behind the calibration targets, run once for all tests."""

import pytest

from hemograft.inference.candidates import Candidates
from hemograft.inference.scenarios import run_scenarios


@pytest.fixture(scope="session")
def results() -> dict[str, float]:
    """Result of every target at the calibrated centre."""
    return {name: float(value[0]) for name, value in run_scenarios(Candidates({}, 1)).items()}
