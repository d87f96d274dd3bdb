"""Carrying a patient from a small model to a larger one: more clones, drugs not yet given."""

from hemograft.hematopoiesis.blood_system import Array, BloodSystem, healthy_state, stack_parameters, stack_state


def extend_state(small: BloodSystem, state: Array, large: BloodSystem) -> Array:
    """The same patients in a larger model: new clones are empty, new drugs absent.

    ``state`` has shape (states of ``small``, patients). A variable that only ``large`` has takes the value it has
    in an untreated body.
    """
    result = stack_state(healthy_state(large), state.shape[1])
    return _copied(small.state_names, state, large.state_names, result)


def extend_parameters(small: BloodSystem, parameters: Array, large: BloodSystem) -> Array:
    """The same parameters in a larger model: new clones are healthy, new drugs have their standard kinetics."""
    result = stack_parameters(large.healthy_parameters(), parameters.shape[1])
    return _copied(small.parameter_names, parameters, large.parameter_names, result)


def _copied(names: tuple[str, ...], values: Array, into: tuple[str, ...], result: Array) -> Array:
    for row, name in enumerate(names):
        result[into.index(name)] = values[row]
    return result
