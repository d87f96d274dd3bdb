"""Who enters a virtual trial: people are drawn from the population until one is eligible, each by luck of his own."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hemograft.planning.case import Case
from hemograft.planning.starting_counts import starting_counts
from hemograft.simulation.integrator import Array
from hemograft.simulation.streams import stream
from hemograft.trials.design import Criterion, TrialDesign
from hemograft.trials.distributions import COVARIATES

CANDIDATES = 512
"""People screened for one place at most: fewer than one in that many makes a trial that nobody would run."""

Covariates = Mapping[str, NDArray[Any]]


class EligibilityError(ValueError):
    """The criteria leave too few of the population."""


def enrolled(design: TrialDesign, places: range) -> tuple[Covariates, NDArray[np.int32]]:
    """The eligible person at each of these places of the pool.

    Each place has candidates of its own, so that any part of the pool can be drawn by itself.

    Returns:
        Covariates by name, each (places,), and how many were screened in vain, by the first criterion that each of
        them failed, (criteria, places).

    Raises:
        EligibilityError: nobody among the candidates of a place is eligible.
    """
    count = len(places)
    candidates = {
        name: _drawn(design, name, places) if name in design.population else np.broadcast_to(value, (count, CANDIDATES))
        for name, value in _template(design.case).items()
    }
    failed = np.zeros((len(design.eligibility), count, CANDIDATES), dtype=bool)
    for row, criterion in enumerate(design.eligibility):
        failed[row] = ~meets(criterion, candidates)
    eligible = ~failed.any(axis=0)
    if not eligible.any(axis=-1).all():
        raise EligibilityError(
            f"eligibility: not one of {CANDIDATES} people drawn from the population meets the criteria: widen them"
        )
    chosen = eligible.argmax(axis=-1)
    earlier = np.arange(CANDIDATES) < chosen[:, np.newaxis]
    first = np.cumsum(failed, axis=0) == 1
    excluded = (failed & first & earlier).sum(axis=2).astype(np.int32)
    people = {name: values[np.arange(count), chosen] for name, values in candidates.items()}
    return people, excluded


def meets(criterion: Criterion, people: Covariates) -> NDArray[np.bool_]:
    """Whether each of these people meets a criterion."""
    values = people[criterion.covariate]
    if criterion.one_of is not None:
        return np.isin(values, criterion.one_of)
    low = -np.inf if criterion.at_least is None else criterion.at_least
    high = np.inf if criterion.at_most is None else criterion.at_most
    return (values >= low) & (values <= high)


def criterion_text(criterion: Criterion) -> str:
    """The criterion in words."""
    name = criterion.covariate.replace("_", " ")
    if criterion.one_of is not None:
        return f"{name} {' or '.join(value.replace('_', ' ') for value in criterion.one_of)}"
    if criterion.at_least is not None and criterion.at_most is not None:
        return f"{name} {criterion.at_least:g} to {criterion.at_most:g}"
    if criterion.at_least is not None:
        return f"{name} of {criterion.at_least:g} or more"
    return f"{name} of {criterion.at_most:g} or less"


def varying(design: TrialDesign) -> Sequence[str]:
    """Covariates that differ between the patients of a design, in the order of the table of covariates."""
    return [name for name in COVARIATES if name in design.population]


def _drawn(design: TrialDesign, name: str, places: range) -> NDArray[Any]:
    """Values of a covariate, (places, candidates)."""
    luck: Array = np.array([stream(design.seed, place, f"trial.{name}").random(CANDIDATES) for place in places])
    values = design.population[name].quantile(luck.reshape(len(places), CANDIDATES))  # pyright: ignore[reportArgumentType]
    if COVARIATES[name]:
        return values
    values = values.astype(float)
    return np.round(values) if name == "comorbidity_index" else values


def _template(case: Case) -> Mapping[str, Any]:
    """The covariates of the template patient; nan or empty where they are not known."""
    virus = {True: "positive", False: "negative", None: ""}[case.cytomegalovirus_positive]
    return {
        "age": case.age,
        "sex": "" if case.sex == "unknown" else case.sex,
        "comorbidity_index": np.nan if case.comorbidity_index is None else case.comorbidity_index,
        "cytomegalovirus": virus,
        "disease_risk": case.disease_risk or "",
        "platelets": starting_counts(case).platelets,
    }
