"""Steps for treatments whose trials are simulated patient by patient: agonists, immunotherapy, immunosuppression.

An odds of 1 means that half of the typical patient's attack is reached. Priors are that and wide, because nothing else
is known beforehand of a share that no trial measures.
"""

from collections.abc import Callable, Mapping

from hemograft.evidence import Numbers
from hemograft.inference.agonist_trials import (
    avatrombopag_liver_trial,
    avatrombopag_trial,
    eltrombopag_trial,
    romiplostim_trial,
)
from hemograft.inference.aplastic_anemia_trials import immunosuppression_trial
from hemograft.inference.free_parameters import FreeParameter
from hemograft.inference.immunotherapy_trials import (
    corticosteroid_trial,
    efgartigimod_trial,
    immunoglobulin_duration_trial,
    immunoglobulin_trial,
    rilzabrutinib_trial,
    rituximab_trial,
    splenectomy_trial,
)
from hemograft.inference.placebo_trial import placebo_trial
from hemograft.inference.step import Step, one_by_one

Trial = Callable[[Numbers, int], Mapping[str, float]]
GENERATIONS, GENERATION_SIZE = 20, 8
ONE_PARAMETER_TRIALS = 30
ITP, SAA = "immune_thrombocytopenia", "severe_aplastic_anemia"


def _odds(record: str) -> FreeParameter:
    """Unknown but for its sign."""
    return FreeParameter(record, 1.0, 1.2)


def _spread(record: str) -> FreeParameter:
    """Responses of most drugs differ widely between patients."""
    return FreeParameter(record, 1.5, 0.5, high=4.0)


def _step(name: str, title: str, free: tuple[FreeParameter, ...], targets: tuple[str, ...], *trials: Trial) -> Step:
    def simulate(numbers: Numbers, seed: int) -> Mapping[str, float]:
        results: dict[str, float] = {}
        for trial in trials:
            results |= trial(numbers, seed)
        return results

    return Step(
        name=name,
        title=title,
        free=free,
        targets=targets,
        simulate=one_by_one(simulate),
        generations=ONE_PARAMETER_TRIALS if len(free) == 1 else GENERATIONS,
        generation_size=GENERATION_SIZE,
    )


def treatments() -> tuple[Step, ...]:
    """The steps; a combination comes after the drugs in it."""
    return (
        _step(
            "count_fluctuation",
            "How counts fluctuate in immune thrombocytopenia",
            (
                FreeParameter(f"{ITP}.count_fluctuation", 0.5, 0.5),
                FreeParameter(f"{ITP}.count_fluctuation_days", 28.0, 0.5),
            ),
            (
                f"{ITP}.rilzabrutinib_placebo_response_week_12",
                f"{ITP}.efgartigimod_placebo_sustained_response",
                f"{ITP}.romiplostim_placebo_durable_response",
                f"{ITP}.avatrombopag_placebo_response_day_8",
            ),
            placebo_trial,
        ),
        _step(
            "romiplostim",
            "Romiplostim with and without the spleen",
            (FreeParameter(f"{ITP}.splenectomized_impairment", 0.3, 0.7),),
            ("romiplostim.durable_response_not_splenectomized", "romiplostim.durable_response_splenectomized"),
            romiplostim_trial,
        ),
        _step(
            "eltrombopag",
            "Eltrombopag in immune thrombocytopenia",
            (FreeParameter("eltrombopag.itp_potency", 1.0, 1.2),),
            ("eltrombopag.itp_response_six_weeks",),
            eltrombopag_trial,
        ),
        _step(
            "avatrombopag",
            "Avatrombopag in liver disease and in immune thrombocytopenia",
            (
                FreeParameter("avatrombopag.thrombopoietin_equivalent", 0.3, 1.0),
                FreeParameter("avatrombopag.itp_potency", 1.0, 1.2),
            ),
            (
                "avatrombopag.liver_trial_rise",
                f"{ITP}.avatrombopag_response_day_8",
                f"{ITP}.avatrombopag_durable_response",
                f"{ITP}.avatrombopag_weeks_of_response",
            ),
            avatrombopag_liver_trial,
            avatrombopag_trial,
        ),
        _step(
            "corticosteroids",
            "Dexamethasone and prednisone",
            (
                _odds("corticosteroid.phagocytosis_odds"),
                _odds("corticosteroid.remission_odds"),
                FreeParameter("corticosteroid.remission_days", 365.0, 0.7),
                FreeParameter("dexamethasone.prednisone_equivalence", 6.67, 1.0),
                _spread("population.corticosteroid_response"),
            ),
            tuple(
                f"{ITP}.{name}"
                for name in (
                    "dexamethasone_initial_response",
                    "prednisone_initial_response",
                    "dexamethasone_complete_response",
                    "prednisone_complete_response",
                    "dexamethasone_sustained_response",
                    "prednisone_sustained_response",
                    "dexamethasone_response_6_months",
                )
            ),
            corticosteroid_trial,
        ),
        _step(
            "intravenous_immunoglobulin",
            "Intravenous immunoglobulin",
            (
                FreeParameter("intravenous_immunoglobulin.half_effect", 5.0, 1.0),
                FreeParameter("intravenous_immunoglobulin.blocking_loss", 0.1, 0.7),
                _spread("population.intravenous_immunoglobulin_response"),
            ),
            tuple(
                f"{ITP}.immunoglobulin_{dose}"
                for dose in ("half_g_response_day_4", "1_g_response_day_4", "2_g_response_day_8", "response_days")
            ),
            immunoglobulin_trial,
            immunoglobulin_duration_trial,
        ),
        _step(
            "rituximab",
            "Rituximab, alone and with dexamethasone",
            (_odds("rituximab.remission_odds"), _spread("population.rituximab_response")),
            (
                f"{ITP}.rituximab_response",
                f"{ITP}.rituximab_response_five_years_adults",
                f"{ITP}.rituximab_dexamethasone_response_6_months",
            ),
            rituximab_trial,
            corticosteroid_trial,
        ),
        _step(
            "efgartigimod",
            "Efgartigimod",
            (_odds("efgartigimod.reached_odds"), _spread("population.efgartigimod_response")),
            (f"{ITP}.efgartigimod_sustained_response", f"{ITP}.efgartigimod_weeks_of_control"),
            efgartigimod_trial,
        ),
        _step(
            "rilzabrutinib",
            "Rilzabrutinib",
            (_odds("rilzabrutinib.odds"),),
            (f"{ITP}.rilzabrutinib_response_week_12",),
            rilzabrutinib_trial,
        ),
        _step(
            "splenectomy",
            "Splenectomy",
            (FreeParameter("splenectomy.phagocytosis_odds", 15.0, 1.2),),
            ("splenectomy.complete_response",),
            splenectomy_trial,
        ),
        _step(
            "immunosuppression",
            "Immunosuppression of aplastic anemia, with and without eltrombopag",
            (_odds("immunosuppression.odds"), _odds("eltrombopag.escape_odds")),
            (
                f"{SAA}.immunosuppression_response_6_months",
                f"{SAA}.immunosuppression_eltrombopag_response_6_months",
            ),
            immunosuppression_trial,
        ),
    )
