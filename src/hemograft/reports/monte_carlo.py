"""How far a share of virtual patients is off for want of more patients."""

import numpy as np
from numpy.typing import NDArray


def share_error(share: NDArray[np.float64], patients: int) -> NDArray[np.float64]:
    """Monte Carlo standard error of a share of `patients`, same shape.

    The binomial variance is taken at the Jeffreys estimate (k + 1/2) / (n + 1) (Brown, Cai & DasGupta, Stat
    Sci 2001;16:101), so that 0 of 300 and 300 of 300 do not claim to be exact.
    """
    estimate = (share * patients + 0.5) / (patients + 1.0)
    return np.sqrt(estimate * (1.0 - estimate) / patients)
