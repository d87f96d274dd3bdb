"""Graft versus marrow: donor T cells kill what conditioning left of the host's marrow, over weeks to months.

It turns mixed into full donor chimerism after reduced conditioning. Depleting T cells slows it, and what is left when
it ends is tolerated: mixed chimerism.
"""

from typing import Any

from hemograft.evidence import number
from hemograft.therapies.marrow_killing import Killing


def graft_versus_marrow(infusion_day: float, *, strength: Any = 1.0, depleted: bool = False) -> Killing:
    """Death of host stem cells, progenitors and precursors at a constant rate, like slow conditioning.

    ``strength`` is the rate over the median recipient's, one number or one a patient (0 where the graft failed);
    ``depleted`` says that antithymocyte globulin or alemtuzumab removed T cells.
    """
    left = number("graft_versus_marrow.depleted_share") if depleted else 1.0
    rate = number("graft_versus_marrow.rate") * left * strength
    first = infusion_day + number("graft_versus_marrow.onset")
    return Killing("host", first, infusion_day + number("graft_versus_marrow.duration"), rate, rate)
