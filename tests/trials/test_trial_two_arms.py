"""Two arms give what they gave before there could be more: the numbers were computed with the code of that time."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hemograft.trials.full_analysis import Interval, full_analysis
from hemograft.trials.operating_characteristics import operating_characteristics
from hemograft.trials.results import PatientTable
from tests.trials.conftest import MakeDesign, made_up

GOLDENS: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "goldens" / "two_arms.json").read_text())
POOL = 400
ROUNDING = 1e-11


def pool() -> PatientTable:
    generator = np.random.default_rng(11)
    luck, death = generator.exponential(size=POOL), generator.exponential(500.0, POOL)
    infection = luck * np.array([[90.0], [200.0]])
    death = np.array([death, death * 1.6])
    table = made_up(
        POOL,
        infection=np.where(infection < death, infection, np.inf),
        death=death,
        platelet_units=generator.poisson(np.array([[3.0], [2.2]]), (2, POOL)).astype(float),
    )
    table.weekly["platelets"][:] = 20.0 * np.exp(0.4 * generator.standard_normal((1, 53, POOL)))
    table.weekly["platelets"][1] *= 1.5
    return table


@pytest.mark.parametrize("name", GOLDENS)
def test_results_are_what_they_were(make_design: MakeDesign, name: str) -> None:
    golden = GOLDENS[name]
    conduct = {"accrual": 60.0, "dropout_per_year": 0.1}
    design = make_design(
        analysis=golden["plan"], follow_up=365, patients=60, pool=POOL, replicates=200, conduct=conduct
    )
    table, start = pool(), np.zeros(2)
    primary = full_analysis(design, table, start).endpoints[0]
    (comparison,) = primary.comparisons
    found = operating_characteristics(design, table, start, [comparison.truth])

    def ends(interval: Interval | None) -> list[float]:
        return [] if interval is None else [interval.value, interval.low, interval.high]

    numbers = {
        "difference": ends(comparison.difference),
        "p": comparison.p,
        "control": ends(primary.arms[0].estimate),
        "treated": ends(primary.arms[1].estimate),
        "truth": [*primary.truth, comparison.truth],
        "hazard_ratio": ends(comparison.hazard_ratio),
        "subdistribution_ratio": ends(comparison.subdistribution_ratio),
        "power": found.power.any.share,
        "false_positive": found.false_positive.any.share,
        "estimate": found.effects[0].estimate,
        "spread": found.effects[0].spread,
        "coverage": found.effects[0].coverage.share,
    }
    for field, value in numbers.items():
        assert value == pytest.approx(golden[field], rel=ROUNDING), field
    assert [[point.patients, point.power.any.share] for point in found.curve] == golden["curve"]
    assert [claims.any for _, claims in found.needed] == golden["needed"]
    assert found.power.any == found.power.every == found.power.comparisons[0]
