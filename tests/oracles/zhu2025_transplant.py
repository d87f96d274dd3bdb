"""Platelet engraftment after autologous transplantation: stem cell to platelet, fed back by the platelets.

Zhu, Wilms, Koschmieder, Stiehl et al. 2025, "Insufficient common myeloid progenitors in the CD34+ graft
contributes to delayed platelet engraftment after ASCT"; the average fit to 53 patients. Platelets slow the
division (``s_p``) and the self-renewal (``s_a``) of HSC, MPP, CMP and MEP; megakaryoblasts and megakaryocytes
only mature. Self-renewal that follows the platelet count adapts perfectly to clearance, so this is an oracle
for the solver, not a model of ITP.

Units: day; 10^6 cells per kg, platelets too. The paper counts cells per kg: the factor keeps states near 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from tests.oracles.course import Array, column

CELLS = 1e6  # cells per kg in one unit of state
COUNT_PER_UNIT = CELLS * 70.0 / 5e9
"""Platelets per nl (10^9/L) for one unit: a body of 70 kg with 5 litres of blood, 5e9 nl."""


class Parameters(NamedTuple):
    """The average fit of the paper."""

    hsc_division: Any = 0.027  # 1/day
    mpp_division: Any = 0.035
    cmp_division: Any = 0.808
    mep_division: Any = 1.52
    megakaryoblast_maturation: Any = 0.16  # 1/day
    megakaryocyte_shedding: Any = 0.16  # 1/day
    hsc_renewal: Any = 0.877
    mpp_renewal: Any = 0.854
    cmp_renewal: Any = 0.853
    mep_renewal: Any = 0.688
    division_inhibition: Any = 1.4e-9 * CELLS  # kg per 10^6 platelets
    renewal_inhibition: Any = 5.4e-11 * CELLS  # kg per 10^6 platelets
    platelet_clearance: Any = 0.19  # 1/day
    residual_decline: Any = 0.345  # 1/day, platelets left after conditioning
    platelets_per_megakaryocyte: Any = 1037.0


PUBLISHED = Parameters()
STATES = ("hsc", "mpp", "cmp", "mep", "megakaryoblasts", "megakaryocytes", "platelets", "residual_platelets")
PLATELETS, RESIDUAL = STATES.index("platelets"), STATES.index("residual_platelets")

CD34_DOSE = 3.47  # 10^6 per kg, the mean of the 53 patients
GRAFT_COMPOSITION = {"hsc": 0.0408, "mpp": 0.0719, "cmp": 0.2839, "mep": 0.1484}
"""Share of CD34+ cells of mobilized blood."""

COUNT_AT_TRANSPLANT = 196.8  # platelets per nl on day 0


@dataclass(frozen=True)
class ZhuTransplant:
    """The vector field of the paper."""

    state_names: tuple[str, ...] = STATES
    parameter_names: tuple[str, ...] = Parameters._fields

    def derivative(self, xp: Any, state: Sequence[Any], parameters: Sequence[Any]) -> list[Any]:
        """Rates of change per day, in the order of ``state_names``."""
        p = Parameters(*parameters)
        *dividing, megakaryoblasts, megakaryocytes, platelets, residual = state
        slow = 1.0 / (1.0 + p.division_inhibition * (platelets + residual))
        renew = 1.0 / (1.0 + p.renewal_inhibition * (platelets + residual))
        rates = (p.hsc_division, p.mpp_division, p.cmp_division, p.mep_division)
        renewals = (p.hsc_renewal, p.mpp_renewal, p.cmp_renewal, p.mep_renewal)
        changes: list[Any] = []
        inflow: Any = 0.0
        for cells, rate, renewal in zip(dividing, rates, renewals, strict=True):
            divisions = rate * slow * cells
            changes.append((2.0 * renewal * renew - 1.0) * divisions + inflow)
            inflow = 2.0 * (1.0 - renewal * renew) * divisions
        matured = p.megakaryoblast_maturation * megakaryoblasts
        shed = p.megakaryocyte_shedding * megakaryocytes
        return [
            *changes,
            inflow - matured,
            matured - shed,
            p.platelets_per_megakaryocyte * shed - p.platelet_clearance * platelets,
            -p.residual_decline * residual,
        ]


def steady_state(p: Parameters = PUBLISHED) -> Array:
    """The fixed point in closed form, shape (states, 1): HSC self-renew by one half, then stage by stage.

    The trajectory comes within 1 % of it only after centuries: its slowest eigenvalue is -2.4e-5 per day.
    """
    renew = 1.0 / (2.0 * p.hsc_renewal)
    platelets = (1.0 / renew - 1.0) / p.renewal_inhibition
    slow = 1.0 / (1.0 + p.division_inhibition * platelets)
    flow = p.platelet_clearance * platelets / p.platelets_per_megakaryocyte
    maturing = [flow / p.megakaryoblast_maturation, flow / p.megakaryocyte_shedding]
    dividing: list[float] = []
    for division, renewal in (
        (p.mep_division, p.mep_renewal),
        (p.cmp_division, p.cmp_renewal),
        (p.mpp_division, p.mpp_renewal),
        (p.hsc_division, p.hsc_renewal),
    ):
        cells = flow / (2.0 * (1.0 - renewal * renew) * division * slow)
        flow = (1.0 - 2.0 * renewal * renew) * division * slow * cells
        dividing.insert(0, cells)
    return column([*dividing, *maturing, platelets, 0.0])


def transplanted_state(dose: float = CD34_DOSE, **fold: float) -> Array:
    """Day 0, shape (states, 1): a graft of ``dose`` 10^6 CD34+/kg, a lineage times its ``fold`` if named."""
    graft = [dose * share * fold.get(lineage, 1.0) for lineage, share in GRAFT_COMPOSITION.items()]
    return column([*graft, 0.0, 0.0, 0.0, COUNT_AT_TRANSPLANT / COUNT_PER_UNIT])


def new_platelets(states: Array) -> Array:
    """Platelets per nl that the graft made, of states of shape (days, states, patients)."""
    return COUNT_PER_UNIT * states[:, PLATELETS]


def all_platelets(states: Array) -> Array:
    """Platelets per nl, with those left over from before conditioning."""
    return COUNT_PER_UNIT * (states[:, PLATELETS] + states[:, RESIDUAL])
