"""Clones are an index: no clone is special, and one clone split in two is still one."""

import numpy as np
import pytest

from hemograft.hematopoiesis.observables import observe
from tests.hematopoiesis.patients_at_hand import (
    ONE_CLONE,
    THREE_CLONES,
    TIGHT,
    TWO_CLONES,
    Array,
    advanced,
    healthy,
    random_values,
    rates,
)

INTENSIVE = ("platelet_maturity",)
"""Properties of a clone's cells, not numbers of them: they do not add up."""


def relabeled(names: tuple[str, ...], values: Array, first: str, second: str) -> Array:
    """The same values with two clones' labels exchanged."""
    other = {first: second, second: first}

    def renamed(name: str) -> str:
        clone, dot, rest = name.partition(".")
        return f"{other.get(clone, clone)}{dot}{rest}"

    return values[[names.index(renamed(name)) for name in names]]


@pytest.mark.parametrize(
    ("system", "first", "second"),
    [(TWO_CLONES, "host", "donor"), (THREE_CLONES, "host", "second_donor"), (THREE_CLONES, "donor", "second_donor")],
)
def test_exchanging_labels_exchanges_rates(system, first, second):
    state, parameters = random_values(system, 5, 4)

    def exchange(values: Array) -> Array:
        return relabeled(system.state_names, values, first, second)

    swapped = relabeled(system.parameter_names, parameters, first, second)
    # Sums over clones run in another order, so equal to rounding.
    expected = exchange(rates(system, state, parameters))
    assert rates(system, exchange(state), swapped) == pytest.approx(expected, rel=1e-12, abs=1e-12)


def test_exchanging_host_and_donor_exchanges_their_courses():
    """Sums of two terms do not depend on their order, so whole courses agree to the last bits."""
    state, parameters = random_values(TWO_CLONES, 6)
    swapped = relabeled(TWO_CLONES.parameter_names, parameters, "host", "donor")
    mirrored = relabeled(TWO_CLONES.state_names, state, "host", "donor")
    course = advanced(TWO_CLONES, state, parameters, 60.0)
    mirror = advanced(TWO_CLONES, mirrored, swapped, 60.0)
    assert mirror == pytest.approx(relabeled(TWO_CLONES.state_names, course, "host", "donor"), rel=1e-12, abs=1e-12)
    chimerism = observe(TWO_CLONES, course, parameters).donor_chimerism
    assert observe(TWO_CLONES, mirror, swapped).donor_chimerism == pytest.approx(1.0 - chimerism)


def split(one: Array, share: float) -> Array:
    """The state of one clone as that of two equal ones with ``share`` and the rest of its cells."""
    result = np.zeros((len(TWO_CLONES.state_names), one.shape[1]))
    for row, name in enumerate(TWO_CLONES.state_names):
        clone, _, rest = name.partition(".")
        source = one[ONE_CLONE.state_names.index(f"host.{rest}" if rest else name)]
        part = {"host": share, "donor": 1.0 - share}.get(clone, 1.0)
        result[row] = source * (1.0 if rest in INTENSIVE else part)
    return result


def without_extinction(names: tuple[str, ...], parameters: Array) -> Array:
    """The extinction of the last cell counts cells of one clone, on purpose; it is set aside here."""
    result = parameters.copy()
    result[names.index("stem_cell_extinction")] = 0.0
    return result


@pytest.mark.parametrize("share", [0.5, 0.9])
def test_two_parts_of_a_clone_behave_as_the_whole(share):
    start, one = random_values(ONE_CLONE, 7)
    parameters = healthy(TWO_CLONES)[1]
    for row, name in enumerate(TWO_CLONES.parameter_names):
        parameters[row] = one[ONE_CLONE.parameter_names.index(name.replace("donor.", "host."))]
    one = without_extinction(ONE_CLONE.parameter_names, one)
    parameters = without_extinction(TWO_CLONES.parameter_names, parameters)
    together = advanced(TWO_CLONES, split(start, share), parameters, 15.0, TIGHT)
    whole = split(advanced(ONE_CLONE, start, one, 15.0), share)
    assert together == pytest.approx(whole, rel=1e-5, abs=1e-5)
    assert observe(TWO_CLONES, together, parameters).donor_chimerism == pytest.approx(1.0 - share, abs=1e-6)


def test_an_empty_clone_stays_empty_and_changes_nothing():
    start, parameters = healthy(TWO_CLONES)
    start = start * 0.5
    donor = [name.startswith("donor.") and not name.endswith(INTENSIVE) for name in TWO_CLONES.state_names]
    course = advanced(TWO_CLONES, start, parameters, 60.0)
    assert np.all(course[donor] == 0.0)
    alone = advanced(ONE_CLONE, 0.5 * healthy(ONE_CLONE)[0], healthy(ONE_CLONE)[1], 60.0)
    shared_and_host = [not name.startswith("donor.") for name in TWO_CLONES.state_names]
    assert course[shared_and_host] == pytest.approx(alone, rel=1e-5, abs=1e-6)
