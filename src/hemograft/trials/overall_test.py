"""Do the arms of one trial differ at all? A test of all of them together, of the same kind as that of two arms."""

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from hemograft.outcomes.statistics.chi_square import chi_square_test
from hemograft.outcomes.statistics.estimate import Estimate
from hemograft.outcomes.statistics.gray import gray_test
from hemograft.outcomes.statistics.log_rank import log_rank_test
from hemograft.simulation.integrator import Array
from hemograft.trials.comparison import Seen, arm_estimate
from hemograft.trials.endpoints import EndpointChoice, Response
from hemograft.trials.observations import TimesToEvent


def overall_p(choice: EndpointChoice, outcome: Seen, arm: NDArray[np.int64], arms: int, test: str) -> float:
    """Two-sided p value that all arms of one trial are the same; nan where the data cannot tell.

    Gray's and the log-rank test of all groups; Wald's test of incidences, survival or mean times at the horizon;
    Pearson's chi-square test of shares; Welch's analysis of variance of means (Biometrika 1951;38:330). Each is that
    of `compared` where there are two arms.

    Args:
        choice, test: as for `compared`.
        outcome, arm: of one trial, (1, patients).
        arms: how many; each has patients.
    """
    if not isinstance(outcome, TimesToEvent):
        samples = [outcome[(arm == place) & ~np.isnan(outcome)] for place in range(arms)]
        return _of_shares(samples) if isinstance(choice.what, Response) else _of_means(samples)
    if test == "gray":
        return float(gray_test(outcome.time, outcome.status, arm).p[0])
    if test == "log_rank":
        return float(log_rank_test(outcome.time, outcome.status, arm).p[0])
    return _of_estimates([arm_estimate(choice, outcome, arm == place, test) for place in range(arms)])


def _of_estimates(found: list[Estimate]) -> float:
    values, variances = np.array([(one.value[0], one.variance[0]) for one in found]).T
    if not np.isfinite(variances).all():
        return np.nan
    differences = values[1:] - values[0]
    return float(chi_square_test(differences[None], (np.diag(variances[1:]) + variances[0])[None]).p[0])


def _of_shares(samples: list[Array]) -> float:
    responders = np.array([sample.sum() for sample in samples])
    others = np.array([len(sample) for sample in samples]) - responders
    if not responders.any() or not others.any():
        return 1.0
    return float(stats.chi2_contingency(np.array([responders, others]), correction=False)[1])  # pyright: ignore[reportArgumentType]


def _of_means(samples: list[Array]) -> float:
    if any(len(sample) < 2 or np.ptp(sample) == 0.0 for sample in samples):
        return np.nan
    return float(stats.f_oneway(*samples, equal_var=False).pvalue)
