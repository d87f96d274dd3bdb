"""A small made-up plan: counts are set by hand, so that every statistic has a closed form."""

from collections.abc import Callable

import numpy as np
import pytest
import xarray as xr

from hemograft.outcomes.history import CauseOfDeath
from hemograft.reports.bundle import Assumption, EvidenceLine, PlanReport, StrategyReport

MakeResult = Callable[..., xr.Dataset]


@pytest.fixture
def make_result() -> MakeResult:
    """make_result(patients, days, strategy={variable: values that broadcast to (patient, day)}, ...)."""

    def make(patients: int, days: int, **strategies: dict[str, object]) -> xr.Dataset:
        defaults = {"platelets": 100.0, "transfusions": 0.0, "bleeding": 0.0, "donor_chimerism": 0.0}
        shape = (patients, days + 1)
        variables = {
            name: (
                ("strategy", "patient", "day"),
                np.stack(
                    [
                        np.broadcast_to(np.asarray(values.get(name, default), dtype=np.float32), shape)
                        for values in strategies.values()
                    ]
                ),
            )
            for name, default in defaults.items()
        }
        coordinates = {
            "strategy": list(strategies),
            "patient": np.arange(patients),
            "day": np.arange(days + 1),
        }
        return xr.Dataset(variables, coords=coordinates)

    return make


@pytest.fixture
def result(make_result: MakeResult) -> xr.Dataset:
    """Observation at 8, and a transplant whose counts rise from 4 by one a day with 97 % donor cells."""
    rising = np.arange(366.0) + 4.0
    return make_result(
        40,
        365,
        observation={"platelets": 8.0, "bleeding": 0.01},
        transplant_1={"platelets": rising, "donor_chimerism": np.minimum(np.arange(366.0) / 30.0, 0.97)},
    )


@pytest.fixture
def followed(result: xr.Dataset) -> xr.Dataset:
    """`result` with two years of outcomes of the transplant; those of observation are not predicted.

    Of 40 recipients 10 die of infection on day 50 and 10 of the disease on day 500, after a relapse on day 200; 4 of
    the others have acute disease of grade II from day 30 to 60, 4 chronic systemic disease from day 150 on, and 2 lose
    the graft on day 90.
    """
    never = np.full(40, np.inf)

    def days(day: float, first: int, last: int) -> np.ndarray:
        return np.where((np.arange(40) >= first) & (np.arange(40) < last), day, never)

    death = np.minimum(days(50.0, 0, 10), days(500.0, 10, 20))
    grafted = {
        "death": death,
        "cause_of_death": np.select(
            [death == 50.0, death == 500.0], [float(CauseOfDeath.INFECTION), float(CauseOfDeath.DISEASE)]
        ),
        "infection": days(49.0, 0, 10),
        "relapse": days(200.0, 10, 20),
        "acute_gvhd": days(30.0, 20, 24),
        "acute_gvhd_end": days(60.0, 20, 24),
        "severe_acute_gvhd": never,
        "chronic_gvhd": days(150.0, 24, 28),
        "chronic_gvhd_end": never,
        "systemic_chronic_gvhd": days(150.0, 24, 28),
        "cytomegalovirus": never,
        "poor_graft_function": never,
        "graft_failure": days(90.0, 28, 30),
        "second_transplantation": days(111.0, 28, 30),
        "quality_adjusted_years": np.where(np.isfinite(death), 0.5, 1.8),
    }
    outcomes = {
        name: (("strategy", "patient"), np.stack([np.full(40, np.nan), values])) for name, values in grafted.items()
    }
    neutrophils = np.where(result["day"].to_numpy() < 20, 0.1, 3.0) * np.ones((2, 40, 1))
    whole = result.assign({"neutrophils": (("strategy", "patient", "day"), neutrophils), **outcomes})
    whole = whole.assign_coords(recovery_from=("strategy", [0.0, 7.0])).assign_attrs(follow_up="730")
    lives = ~(whole["day"] > whole["death"])
    return whole.assign({name: whole[name].where(lives) for name in (*result.data_vars, "neutrophils")})


@pytest.fixture
def bundle() -> PlanReport:
    """Words for `result`, with text that would be markup if anyone let it."""
    return PlanReport(
        title="Aplasia <script>alert('title')</script>",
        patient=(("Note", "<img src=x onerror=alert(1)> & [bold]loud[/bold]"),),
        observed=((-10.0, 30.0), (0.0, 8.0)),
        strategies=(
            StrategyReport("observation", "Watch & wait."),
            StrategyReport("transplant_1", "Marrow of the sister."),
        ),
        assumptions=(
            Assumption("Nobody moves away.", ("observation", "transplant_1")),
            Assumption("No <b>change</b> of disease.", ("observation",)),
        ),
        evidence=(
            EvidenceLine("Seeding of CD34 cells", "0.05", "no direct measurement", "assumed", ("transplant_1",)),
            EvidenceLine("Days to 20", "20 day", "A registry </script>", "published", ("transplant_1",)),
        ),
        further=("therapeutic_transfusion",),
        warnings=("Counts are <old>.",),
        manifest={"seed": "7", "case_sha256": "abc"},
    )
