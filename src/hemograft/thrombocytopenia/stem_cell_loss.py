"""Inherited marrow failure: the host's stem cells are lost over months to years."""

from hemograft.evidence import number


def stem_cell_death(net_loss: float) -> float:
    """Death rate of stem cells, 1/day, at which a pool shrinks by ``net_loss`` (1/day).

    What an empty niche would regrow at most comes on top, for else the stem cells that are left would make up for it.
    """
    regrowth = (
        number("hematopoiesis.stem_cell_division_rate")
        * number("hematopoiesis.stem_cell_division_stress")
        * (2.0 * number("hematopoiesis.stem_cell_self_renewal") - 1.0)
    )
    return net_loss + regrowth
