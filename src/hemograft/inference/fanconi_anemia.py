"""Fanconi anemia: how much more dangerous a transplantation is than in other inherited diseases of children."""

from hemograft.inference.free_parameters import FreeParameter
from hemograft.inference.step import Step, one_by_one
from hemograft.inference.transplant_outcomes import JUDGED_PATIENTS, outcome_readings
from hemograft.inference.transplant_scenarios import scenarios_of

NAME = "fanconi_anemia"


def fanconi_anemia() -> Step:
    """The step, after the hazards that its ratio multiplies."""
    return Step(
        name=NAME,
        title="Death after transplantation for Fanconi anemia",
        free=(FreeParameter("outcomes.nonrelapse_mortality.fanconi_anemia_hazard_ratio", 2.0, 0.7),),
        targets=tuple(record for scenario in scenarios_of(NAME) for record in scenario.reads),
        simulate=one_by_one(lambda numbers, seed: outcome_readings(NAME, numbers, seed)),
        generations=30,
        judge=one_by_one(lambda numbers, seed: outcome_readings(NAME, numbers, seed + 1, JUDGED_PATIENTS)),
        note=(
            "One center, alternative donors from 1995 to 2012, half of them mismatched (assumed). Cord units (31 of"
            " 130), which fail more often, and 8 relatives count as unrelated marrow, so that the ratio is rather too"
            " high; the depletion of T cells counts as antithymocyte globulin. Radiation was the heavier the earlier."
        ),
    )
