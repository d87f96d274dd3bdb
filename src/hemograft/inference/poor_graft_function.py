"""Poor graft function after engraftment: how often and when, fitted by the donor to one large center."""

from collections.abc import Mapping

import numpy as np

from hemograft.evidence import Numbers
from hemograft.inference.free_parameters import FreeParameter
from hemograft.inference.step import Step, one_by_one
from hemograft.outcomes.transplant_risk import GraftRisk, Recipient
from hemograft.outcomes.transplant_timeline import transplant_timeline
from hemograft.population.individuals import draw_individuals
from hemograft.therapies.transplantation import Conditioning, GraftSource

ID = "graft_failure.secondary_poor_function"
RELATIONS = {"sibling": "matched_sibling", "unrelated": "matched_unrelated", "haploidentical": "haploidentical"}
PATIENTS = 20_000
FOLLOWED = 180.0
AGE = 35.0
"""Years; the hazards do not depend on it."""


def poor_graft_function() -> Step:
    """The step, after the hazards of acute disease, which brings cytomegalovirus, which brings poor function."""
    return Step(
        name="poor_graft_function",
        title="Poor graft function after engraftment",
        free=(
            FreeParameter("outcomes.poor_graft_function.incidence", 0.012, 0.5, high=0.9),
            FreeParameter("outcomes.poor_graft_function.median_day", 65.0, 0.2),
        ),
        targets=(*(f"{ID}_{donor}" for donor in RELATIONS), f"{ID}_day"),
        simulate=one_by_one(poor_function_readings),
        generations=15,
        note=(
            "Seropositive recipients of mobilized blood after full conditioning, haploidentical ones with antithymocyte"
            " globulin; of grafts that took, as if nobody died."
        ),
    )


def poor_function_readings(numbers: Numbers, seed: int) -> Mapping[str, float]:
    """The share with poor function by donor, and its median day in a center with as many of each donor."""
    people = draw_individuals(seed, range(PATIENTS))
    recipient = Recipient(age=AGE, cytomegalovirus_positive=True)
    took = np.zeros(PATIENTS, dtype=bool)
    found: dict[str, float] = {}
    days: list[np.ndarray] = []
    for donor, relation in RELATIONS.items():
        haploidentical = relation == "haploidentical"
        graft = GraftRisk(relation, GraftSource.MOBILIZED_BLOOD, Conditioning.MYELOABLATIVE, serotherapy=haploidentical)
        day = transplant_timeline(people, recipient, graft, 0.0, took, numbers).poor_graft_function
        found[f"{ID}_{donor}"] = float(np.mean(day <= FOLLOWED))
        days.append(day[day <= FOLLOWED])
    return found | {f"{ID}_day": float(np.median(np.concatenate(days)))}
