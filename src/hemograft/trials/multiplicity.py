"""Several comparisons in one trial: p values adjusted so that alpha is that of the whole family."""

from typing import Final, Literal

import numpy as np

from hemograft.simulation.integrator import Array

Multiplicity = Literal["none", "bonferroni", "holm", "hochberg"]
LARGEST: Final = 1.0


def adjusted(p: Array, method: Multiplicity) -> Array:
    """Adjusted p values of the comparisons of many trials at once, each to be held against alpha.

    Bonferroni; Holm, Scand J Stat 1979;6:65; Hochberg, Biometrika 1988;75:800, which keeps alpha where the tests are
    positively dependent, as comparisons with one control are.

    Args:
        p: (comparisons, ...); a comparison that could not be tested is not a number: it counts in the family as if its
            p were 1, and stays not a number.
        method: "none" leaves p as it is.
    """
    count = len(p)
    if method == "none":
        return p
    if method == "bonferroni":
        return np.minimum(count * p, LARGEST)
    filled = np.where(np.isnan(p), LARGEST, p)
    order = filled.argsort(axis=0, kind="stable")
    ranked = np.take_along_axis(filled, order, axis=0)
    steps = np.arange(count, 0, -1).reshape((-1,) + (1,) * (p.ndim - 1)) * ranked
    if method == "holm":
        steps = np.maximum.accumulate(steps, axis=0)
    else:
        steps = np.minimum.accumulate(steps[::-1], axis=0)[::-1]
    found = np.empty_like(filled)
    np.put_along_axis(found, order, np.minimum(steps, LARGEST), axis=0)
    return np.where(np.isnan(p), np.nan, found)
