"""Loops in machine code: numba's compiler with the settings that every kernel here wants."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Kernel = TypeVar("Kernel", bound=Callable[..., Any])


def compiled(kernel: Kernel) -> Kernel:
    """Compiles at the first call, keeps the machine code on disk, and lets other threads run meanwhile."""
    return cast(Kernel, numba.njit(cache=True, nogil=True)(kernel))
