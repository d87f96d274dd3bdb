"""The log-rank test: is the hazard of the event the same in all groups?"""

import numpy as np
from numpy.typing import ArrayLike

from hemograft.outcomes.statistics.chi_square import ChiSquareTest, chi_square_test
from hemograft.outcomes.statistics.risk_table import risk_table, share


def log_rank_test(
    time: ArrayLike,
    status: ArrayLike,
    groups: ArrayLike,
    entry: ArrayLike | None = None,
    strata: ArrayLike | None = None,
) -> ChiSquareTest:
    """Log-rank test in each replicate, tied events by the hypergeometric variance.

    Mantel, Cancer Chemother Rep 1966;50:163; Peto and Peto, J R Stat Soc A 1972;135:185.

    Args:
        time: end of observation, shape (..., patients).
        status: 1 for the event, 0 for censored; shape of ``time``.
        groups: 0 to groups - 1, broadcasts to the shape of ``time``; -1 for a patient who does not count.
        entry: start of observation (left truncation), or None.
        strata: whole numbers that broadcast to the shape of ``time``: scores are added over strata; None: one.

    Raises:
        ValueError: as `risk_table`, or there are fewer than two groups.
    """
    members = np.broadcast_to(np.asarray(groups, dtype=np.int64), np.shape(time))
    count = int(members.max()) + 1
    if count < 2:
        raise ValueError("groups has one group only: a comparison needs two")
    layers = np.broadcast_to(np.int64(0) if strata is None else np.asarray(strata, dtype=np.int64), np.shape(time))
    score = np.zeros((*np.shape(time)[:-1], count - 1))
    covariance = np.zeros((*score.shape, count - 1))
    for layer in np.unique(layers):
        table = risk_table(time, status, 1, entry, np.where(layers == layer, members, -1), count)
        events = table.events[..., 0, :]
        together, at_risk = events.sum(axis=-2), table.at_risk.sum(axis=-2)
        expected = share(table.at_risk, at_risk[..., None, :])[..., :-1, :]
        score += (events[..., :-1, :] - together[..., None, :] * expected).sum(axis=-1)
        spread = together * share(at_risk - together, at_risk - 1.0)
        covariance -= np.einsum("...it,...jt,...t->...ij", expected, expected, spread)
        covariance += np.einsum("...it,...t->...i", expected, spread)[..., None] * np.eye(count - 1)
    return chi_square_test(score, covariance)
