"""Compilation by numba: once for each kernel, kept on disk, running without Python's lock so that threads add up."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar, cast

from numba import njit

Function = TypeVar("Function", bound=Callable[..., object])
Result = TypeVar("Result")


def compiled(function: Function) -> Function:
    """The function in machine code; it takes arrays, numbers and named tuples of them."""
    return cast(Function, njit(cache=True, nogil=True, error_model="numpy")(function))


def in_threads(work: Callable[[int, int], Result], count: int, block: int) -> Iterator[Result]:
    """Runs ``work(begin, end)`` over 0 to ``count`` in blocks, on every core; results come in order."""
    begins = range(0, count, block)
    if len(begins) < 2:
        yield from (work(begin, min(begin + block, count)) for begin in begins)
        return
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        yield from threads.map(lambda begin: work(begin, min(begin + block, count)), begins)
