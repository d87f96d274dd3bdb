"""The two rational functions that do all the regulation; both are 1 at health.

They are rational because the Taylor integrator needs an analytic right-hand side: a non-integer power of a state
that may reach zero is not analytic there.
"""

from typing import Any


def response(maximum: Any, signal: Any) -> Any:
    """Saturating response to a cytokine: signal 0 gives 0, 1 gives 1, infinity gives ``maximum``."""
    return maximum * signal / (maximum - 1.0 + signal)


def vacancy(maximum: Any, occupancy: Any) -> Any:
    """Compensation for missing cells: occupancy 1 gives 1, 0 gives ``maximum`` (bounded stress)."""
    return maximum / (1.0 + (maximum - 1.0) * occupancy)
