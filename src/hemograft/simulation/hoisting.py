"""What depends on parameters alone is computed once a patient, not at every step.

The right-hand side is evaluated on recording quantities. Arithmetic among parameters goes on a tape, which NumPy plays
for all patients at once; where a result meets the state, it enters the compiled code as one parameter.
"""

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import heyoka
import numpy as np

from hemograft.simulation.integrator import Array, VectorField


@dataclass(frozen=True)
class Hoisted:
    """A right-hand side for the compiler; its ``count`` parameters are ``derived(parameters)``, (count, patients)."""

    right_hand_side: list[Any]
    derived: Callable[[Array], Array]
    count: int


def hoist(model: VectorField, variables: Sequence[Any]) -> Hoisted:
    """The right-hand side of ``model`` on heyoka ``variables`` with everything that parameters decide taken out."""
    tape = _Tape(len(model.parameter_names))
    derivatives = model.derivative(
        _Namespace,
        [_Quantity(tape, expression=variable) for variable in variables],
        [_Quantity(tape, index=index) for index in range(len(model.parameter_names))],
    )
    right_hand_side = [heyoka.expression(tape.compiled(each)) for each in derivatives]
    return Hoisted(right_hand_side, tape.play, len(tape.slots))


class _Tape:
    """Operations among parameters, each once; ``slots`` maps a result to its place in the compiled code."""

    def __init__(self, parameters: int) -> None:
        self._parameters = parameters
        self._operations: dict[tuple[Any, ...], int] = {}
        self.slots: dict[int, int] = {}

    def combine(self, operation: Callable[..., Any], *operands: Any) -> "_Quantity":
        if any(isinstance(each, _Quantity) and each.expression is not None for each in operands):
            return _Quantity(self, expression=operation(*(self.compiled(each) for each in operands)))
        recorded = tuple((True, each.index) if isinstance(each, _Quantity) else (False, each) for each in operands)
        place = self._parameters + len(self._operations)
        return _Quantity(self, index=self._operations.setdefault((operation, *recorded), place))

    def compiled(self, operand: Any) -> Any:
        if not isinstance(operand, _Quantity):
            return operand
        if operand.expression is not None:
            return operand.expression
        return heyoka.par[self.slots.setdefault(operand.index, len(self.slots))]

    def play(self, parameters: Array) -> Array:
        values: list[Any] = list(parameters)
        for operation, *operands in self._operations:
            values.append(operation(*(values[each] if is_value else each for is_value, each in operands)))
        return np.array([values[index] for index in self.slots])


class _Quantity:
    """A result on the tape (``index``), or an expression that the state enters (``expression``)."""

    def __init__(self, tape: _Tape, *, expression: Any = None, index: int = -1) -> None:
        self.tape, self.expression, self.index = tape, expression, index

    def __add__(self, other: Any) -> "_Quantity":
        return self.tape.combine(operator.add, self, other)

    def __radd__(self, other: Any) -> "_Quantity":
        return self.tape.combine(operator.add, other, self)

    def __sub__(self, other: Any) -> "_Quantity":
        return self.tape.combine(operator.sub, self, other)

    def __rsub__(self, other: Any) -> "_Quantity":
        return self.tape.combine(operator.sub, other, self)

    def __mul__(self, other: Any) -> "_Quantity":
        return self.tape.combine(operator.mul, self, other)

    def __rmul__(self, other: Any) -> "_Quantity":
        return self.tape.combine(operator.mul, other, self)

    def __truediv__(self, other: Any) -> "_Quantity":
        return self.tape.combine(operator.truediv, self, other)

    def __rtruediv__(self, other: Any) -> "_Quantity":
        return self.tape.combine(operator.truediv, other, self)

    def __pow__(self, other: Any) -> "_Quantity":
        return self.tape.combine(operator.pow, self, other)

    def __neg__(self) -> "_Quantity":
        return self.tape.combine(operator.neg, self)


def _function(name: str) -> Any:
    def apply(operand: _Quantity) -> _Quantity:
        library = np if operand.expression is None else heyoka
        return operand.tape.combine(getattr(library, name), operand)

    return staticmethod(apply)


class _Namespace:
    """What a right-hand side may ask of ``xp``."""

    sqrt = _function("sqrt")
    exp = _function("exp")
    log = _function("log")
    tanh = _function("tanh")
