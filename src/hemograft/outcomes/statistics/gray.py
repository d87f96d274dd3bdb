"""Gray's test: is the cumulative incidence of a cause the same in all groups?"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hemograft.outcomes.statistics.chi_square import ChiSquareTest, chi_square_test
from hemograft.outcomes.statistics.risk_table import Array, before, event_variance, product_limit, risk_table, share

CELLS_AT_ONCE = 50_000
"""Replicates x patients that are worked on together: the arrays of one portion stay in the processor's cache."""


def gray_test(
    time: ArrayLike, status: ArrayLike, groups: ArrayLike, cause: int = 1, strata: ArrayLike | None = None
) -> ChiSquareTest:
    """Gray's test of one cause with weight 1 (rho = 0), in each replicate.

    Gray, Ann Stat 1988;16:1141. Shares of tied events are corrected as in R's ``cmprsk::cuminc``.

    Args:
        time: end of observation, shape (..., patients).
        status: 0 for censored, else the cause; shape of ``time``.
        groups: 0 to groups - 1, broadcasts to the shape of ``time``; -1 for a patient who does not count.
        cause: the cause whose incidence is compared; all others compete with it.
        strata: whole numbers that broadcast to the shape of ``time``: scores are added over strata; None: one.

    Raises:
        ValueError: as `risk_table`, or there are fewer than two groups.
    """
    time = np.asarray(time, dtype=float)
    status = np.asarray(status)
    coded = np.where(status == cause, 1, np.where(status == 0, 0, 2))
    members = np.broadcast_to(np.asarray(groups, dtype=np.int64), time.shape)
    count = int(members.max()) + 1
    if count < 2:
        raise ValueError("groups has one group only: a comparison needs two")
    layers = np.broadcast_to(np.int64(0) if strata is None else np.asarray(strata, dtype=np.int64), time.shape)
    patients = time.shape[-1]
    times = time.reshape(-1, patients)
    codes, of_group, of_layer = (each.reshape(-1, patients) for each in (coded, members, layers))
    score = np.zeros((len(times), count - 1))
    covariance = np.zeros((*score.shape, count - 1))
    together = max(CELLS_AT_ONCE // patients, 1)
    for start in range(0, len(score), together):
        portion = slice(start, start + together)
        for layer in np.unique(of_layer[portion]):
            inside = np.where(of_layer[portion] == layer, of_group[portion], -1)
            added = _score_and_covariance(times[portion], codes[portion], inside, count)
            score[portion] += added[0]
            covariance[portion] += added[1]
    shape = time.shape[:-1]
    return chi_square_test(score.reshape((*shape, -1)), covariance.reshape((*shape, count - 1, count - 1)))


def _score_and_covariance(
    time: Array, status: NDArray[np.int64], groups: NDArray[np.int64], count: int
) -> tuple[Array, Array]:
    """Scores of all groups but the last, shape (replicates, groups - 1), and their covariance."""
    table = risk_table(time, status, 2, groups=groups, group_count=count)
    at_risk, own, other = table.at_risk, table.events[..., 0, :], table.events[..., 1, :]
    survival = product_limit(own + other, at_risk)
    earlier = before(survival, 1.0)
    incidence = np.cumsum(earlier * share(own, at_risk), axis=-1, dtype=np.float64)
    # those who would still be at risk, were nobody censored: h and R of the paper
    reweighted = share(at_risk, earlier)
    modified = reweighted * (1.0 - before(incidence))
    all_own = own.sum(axis=-2)
    all_reweighted = reweighted.sum(axis=-2)
    score = own - modified * share(all_own, modified.sum(axis=-2))[..., None, :]

    # the incidence that all groups share under the null hypothesis
    rise = share(all_own, all_reweighted)
    common = np.cumsum(rise, axis=-1, dtype=np.float64)
    hazard = share(rise, 1.0 - before(common))
    # how an event in a group moves that group's incidence later on, of the cause itself and of the others
    held_back = share(1.0 - common[..., None, :], survival)
    own_move = np.where(survival > 0, 1.0 - held_back, 1.0)
    # the pooled events, spread over the groups, are tied among a risk set that counts in the pooled weights
    pooled_tied = share(np.maximum(all_own - 1.0, 0.0)[..., None, :], all_reweighted[..., None, :] * earlier - 1.0)
    own_variance = share(rise[..., None, :], reweighted) * (1.0 - pooled_tied)
    other_variance = earlier**2 * event_variance(other, at_risk)

    contrasts = range(count - 1)
    own_effect, other_effect = [], []
    for contrast in contrasts:
        weight = -reweighted[..., contrast, None, :] * share(reweighted, all_reweighted[..., None, :])
        weight[..., contrast, :] += reweighted[..., contrast, :]
        reached = np.cumsum(weight * hazard[..., None, :], axis=-1)
        to_come = reached[..., -1:] - reached
        own_effect.append(weight + own_move * to_come)
        other_effect.append(held_back * to_come)
    covariance = np.empty((*score.shape[:-2], count - 1, count - 1))
    for one in contrasts:
        for two in range(one + 1):
            value = (own_effect[one] * own_effect[two] * own_variance).sum(axis=(-2, -1))
            value += (other_effect[one] * other_effect[two] * other_variance).sum(axis=(-2, -1))
            covariance[..., one, two] = covariance[..., two, one] = value
    return score[..., :-1, :].sum(axis=-1), covariance
