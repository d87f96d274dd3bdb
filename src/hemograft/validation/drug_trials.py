"""Trials of drugs that the calibration simulates anyway, and of which some results were held out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from hemograft.evidence import number
from hemograft.inference.agonist_trials import (
    avatrombopag_liver_trial,
    eltrombopag_trial,
    lusutrombopag_liver_trial,
    romiplostim_trial,
)
from hemograft.inference.aplastic_anemia_trials import refractory_trial
from hemograft.inference.immunotherapy_trials import rilzabrutinib_trial
from hemograft.inference.placebo_trial import placebo_trial
from hemograft.inference.trial_arm import PATIENTS
from hemograft.validation.estimate import Estimates
from hemograft.validation.group import Group
from hemograft.validation.repeated_trial import Trial, pooled_share, repeated
from hemograft.validation.simulation import Simulation

NO_LOSSES = "Rescue treatment, drop-out, missed visits and missed tablets are not simulated."
LEFT_SEVERE = 1.0 - number("severe_aplastic_anemia.immunosuppression_response_6_months")
"""Share of patients whom immunosuppression leaves with severe disease: those who enter the trial after it."""


@dataclass(frozen=True)
class Answer:
    """The trial that answers a record, and how many patients it asks."""

    trial: Trial
    patients: float


def answers(asked: Mapping[str, Answer], simulation: Simulation) -> Estimates:
    """Shares of all patients of the trials, each run as often as it takes."""
    trials = dict.fromkeys(answer.trial for answer in asked.values())
    results: Mapping[Trial, Sequence[Mapping[str, float]]] = {
        trial: repeated(trial, simulation, PATIENTS) for trial in trials
    }
    return {
        identifier: pooled_share(results[answer.trial], identifier, answer.patients)
        for identifier, answer in asked.items()
    }


def _group(name: str, title: str, asked: Mapping[str, Answer], assumed: str, models: tuple[str, ...] = ()) -> Group:
    return Group(
        name=name,
        title=title,
        records=tuple(asked),
        run=partial(answers, asked),
        assumed=assumed,
        models=models,
        full=8 * PATIENTS,
        reduced=PATIENTS,
    )


ITP = "immune_thrombocytopenia"
GROUPS = (
    _group(
        "romiplostim_response",
        "Romiplostim v placebo, any response (Kuter 2008)",
        {"romiplostim.overall_response": Answer(romiplostim_trial, 2 * PATIENTS)},
        f"The mean of patients with and without a spleen. {NO_LOSSES}",
    ),
    _group(
        "raise",
        "Eltrombopag v placebo for six months (RAISE, Cheng 2011)",
        {
            "eltrombopag.raise_response": Answer(eltrombopag_trial, PATIENTS),
            "eltrombopag.raise_response_placebo": Answer(placebo_trial, PATIENTS),
        },
        NO_LOSSES,
    ),
    _group(
        "luna_3",
        "Rilzabrutinib v placebo, durable response (LUNA 3, Kuter 2025)",
        {
            f"{ITP}.rilzabrutinib_durable_response": Answer(rilzabrutinib_trial, PATIENTS),
            f"{ITP}.rilzabrutinib_placebo_durable_response": Answer(placebo_trial, PATIENTS),
        },
        f"All patients have their spleen; 28 % of the trial's did not. {NO_LOSSES}",
    ),
    _group(
        "refractory_aplasia",
        "Eltrombopag in refractory aplastic anemia (Desmond 2014)",
        {"eltrombopag.refractory_aplasia_response": Answer(refractory_trial, LEFT_SEVERE * PATIENTS)},
        "The refractory are the virtual patients of the first-line trial who did not respond to it.",
    ),
    _group(
        "lusutrombopag_simulation",
        "Lusutrombopag in liver disease, published simulation (Katsube 2019)",
        {"lusutrombopag.response": Answer(lusutrombopag_liver_trial, PATIENTS)},
        "Every patient takes seven tablets.",
        models=("lusutrombopag.response",),
    ),
    _group(
        "avatrombopag_before_procedure",
        "Avatrombopag in liver disease (ADAPT-1 and -2, Poordad 2020)",
        {"avatrombopag.liver_trial_response": Answer(avatrombopag_liver_trial, PATIENTS)},
        "The day of the procedure is the mean of days 10 to 13; the mean rise in the same patients was fitted.",
    ),
)
