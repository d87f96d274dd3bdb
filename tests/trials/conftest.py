"""A small trial, and pools that are made up rather than simulated: quick, and with known truth."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hemograft.outcomes.history import EVENTS
from hemograft.planning.case_file import read_case
from hemograft.trials.design import TrialDesign
from hemograft.trials.distributions import COVARIATES
from hemograft.trials.results import BURDENS, ENGRAFTMENT, WEEKLY, PatientTable

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
MakeDesign = Callable[..., TrialDesign]


def design_fields(case: str = "immune_thrombocytopenia", **changes: Any) -> dict[str, Any]:
    """Romiplostim or nothing for ten weeks."""
    return {
        "title": "A small trial",
        "question": "Does it run?",
        "case": read_case(EXAMPLES / f"{case}.yaml"),
        "population": {
            "age": {"distribution": "normal", "mean": 50.0, "standard_deviation": 15.0, "at_least": 18.0},
            "sex": {"distribution": "shares", "shares": {"female": 0.7, "male": 0.3}},
            "platelets": {"distribution": "log_normal", "median": 18.0, "log_standard_deviation": 0.5},
        },
        "eligibility": [{"covariate": "age", "at_most": 75.0}, {"covariate": "platelets", "at_most": 30.0}],
        "arms": [
            {"name": "placebo", "strategy": "observation"},
            {"name": "romiplostim", "strategy": "romiplostim"},
        ],
        "days": 70,
        "follow_up": 70,
        "analysis": {
            "primary": {"endpoint": "platelet_response", "week": 8},
            "test": "difference",
            "secondary": [{"endpoint": "overall_survival", "horizon": 70.0}],
        },
        "patients": 24,
        "pool": 64,
        "replicates": 20,
        **changes,
    }


@pytest.fixture
def make_design() -> MakeDesign:
    """make_design(case, patients=..., ...): the small trial with changes."""
    return lambda *case, **changes: TrialDesign.model_validate(design_fields(*case, **changes))


SURVIVAL = {
    "primary": {"endpoint": "overall_survival", "horizon": 365.0},
    "test": "log_rank",
}


def made_up(
    patients: int, days: int = 365, seed: int = 1, death: Any = np.inf, arms: int = 2, **columns: Any
) -> PatientTable:
    """A pool with these columns, (arms, patients) or what broadcasts to it; nothing else ever happens to anybody."""
    shape = (arms, patients)
    values = {name: np.full(shape, np.inf) for name in (*EVENTS, *ENGRAFTMENT)}
    values |= {name: np.zeros(shape) for name in BURDENS} | {
        "counted": np.full(shape, float(days)),
        "followed": np.full(shape, float(days)),
        "death": death,
    }
    values |= columns
    generator = np.random.default_rng(seed)
    named = {
        name: generator.choice(levels, patients) if levels else generator.normal(50.0, 10.0, patients)
        for name, levels in COVARIATES.items()
    }
    return PatientTable(
        covariates=named,
        excluded=np.zeros((2, patients), dtype=np.int32),
        columns={name: np.broadcast_to(value, shape).astype(np.float32) for name, value in values.items()},
        weekly={name: np.full((arms, days // 7 + 1, patients), 20.0, dtype=np.float32) for name in WEEKLY},
    )
