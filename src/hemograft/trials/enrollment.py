"""Replicate trials: who of the pool enters each, in which arm, when, and how long each is followed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hemograft.outcomes.quality_of_life import DAYS_PER_YEAR
from hemograft.simulation.integrator import Array
from hemograft.simulation.streams import stream
from hemograft.trials.design import Stratum, TrialDesign
from hemograft.trials.distributions import COVARIATES
from hemograft.trials.results import PatientTable


@dataclass(frozen=True)
class Enrollment:
    """Trials and their patients, each array (replicates, patients).

    ``patient`` is the place in the pool, ``arm`` the place of the arm, ``entry`` the calendar day. ``observed`` is for
    how many days after entry the patient can be seen at most: until ``lost`` to follow-up, the cut-off of the data or
    the end of what is simulated, whichever comes first; ``lost`` is infinite for those who stay.
    """

    patient: NDArray[np.int64]
    arm: NDArray[np.int64]
    entry: Array
    lost: Array
    observed: Array


def enroll(design: TrialDesign, table: PatientTable, size: int, replicates: range) -> Enrollment:
    """The replicate trials of these numbers with ``size`` patients each, drawn from the pool without replacement.

    A replicate has random numbers of its own, by its number, and so is the same whichever others are drawn.
    """
    strata = stratum_of(design.allocation.strata, table)
    rows = [_one_trial(design, strata, size, replicate) for replicate in replicates]
    patient, arm, entry, lost = (np.array(values) for values in zip(*rows, strict=True))
    observed = np.minimum(lost, float(design.follow_up))
    if design.conduct.after_last_entry is not None:
        cut_off = entry.max(axis=1, keepdims=True) + design.conduct.after_last_entry
        observed = np.minimum(observed, cut_off - entry)
    return Enrollment(patient, arm, entry, lost, observed)


def permuted_blocks(
    generator: np.random.Generator, strata: NDArray[np.int64], weights: Sequence[int], multiple: int
) -> NDArray[np.int64]:
    """Arms by permuted blocks within strata, (patients,), for patients in the order of their entry.

    Each complete block of a stratum has ``multiple * sum(weights)`` patients, ``multiple`` times its weight of each
    arm.
    """
    block = np.repeat(np.arange(len(weights)), np.asarray(weights) * multiple)
    arms = np.empty(len(strata), dtype=np.int64)
    for stratum in np.unique(strata):
        members = np.flatnonzero(strata == stratum)
        blocks = -(-len(members) // len(block))
        order = generator.random((blocks, len(block))).argsort(axis=1)
        arms[members] = block[order].ravel()[: len(members)]
    return arms


def stratum_of(strata: Sequence[Stratum], table: PatientTable) -> NDArray[np.int64]:
    """The stratum of every patient of the pool, (patients,)."""
    number = np.zeros(table.patients, dtype=np.int64)
    for stratum in strata:
        values = table.covariates[stratum.covariate]
        named = COVARIATES[stratum.covariate]
        if named:
            level = sum((index + 1) * (values == name) for index, name in enumerate(named))
            number = number * (len(named) + 1) + level
        else:
            assert stratum.cut is not None
            number = number * 2 + (values >= stratum.cut)
    return number


def _one_trial(
    design: TrialDesign, strata: NDArray[np.int64], size: int, replicate: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], Array, Array]:
    patient = stream(design.seed, replicate, "trial.sample").choice(len(strata), size, replace=False)
    weights = [arm.allocation for arm in design.arms]
    arm = permuted_blocks(
        stream(design.seed, replicate, "trial.allocation"), strata[patient], weights, design.allocation.block_multiple
    )
    entry = np.sort(stream(design.seed, replicate, "trial.accrual").random(size)) * design.conduct.accrual
    luck = stream(design.seed, replicate, "trial.dropout").standard_exponential(size)
    share = design.conduct.dropout_per_year
    lost = luck * DAYS_PER_YEAR / -np.log1p(-share) if share > 0.0 else np.full(size, np.inf)
    return patient, arm, entry, lost
