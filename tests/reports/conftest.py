"""A small made-up plan: counts are set by hand, so that every statistic has a closed form."""

from collections.abc import Callable

import numpy as np
import pytest
import xarray as xr

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
