"""What a laboratory measures, from the state: counts, hemoglobin, thrombopoietin, chimerism."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from hemograft.hematopoiesis.blood_system import BloodSystem, hemoglobin, platelet_pool

EMPTY_BLOOD = 1e-6
"""10^9/L of cells below which chimerism (of neutrophils) and size (of platelets) cannot be measured."""


@dataclass(frozen=True)
class Observables:
    """Blood values; every field has the shape of one state variable.

    ``platelets`` and ``neutrophils`` 10^9/L, ``own_platelets`` without transfused ones, ``donor_platelets`` those
    of grafts, ``hemoglobin`` g/dL, ``thrombopoietin`` a multiple of normal, ``donor_chimerism`` the share of
    neutrophils from grafts (NaN where there are too few to tell).
    """

    platelets: Any
    own_platelets: Any
    donor_platelets: Any
    neutrophils: Any
    hemoglobin: Any
    thrombopoietin: Any
    donor_chimerism: Any


def observe(system: BloodSystem, state: Any, parameters: Any) -> Observables:
    """Blood values at a state, shape (states, ...), with parameters, shape (parameters, ...)."""
    named, values = system.unpack_state(state), system.unpack_parameters(parameters)
    in_blood = (1.0 - values.condition.splenic_fraction) / values.condition.platelet_dilution
    own = [sum(cells.platelets) for cells in named.clones]
    neutrophils = sum(cells.neutrophils for cells in named.clones)
    donor = sum((cells.neutrophils for cells in named.clones[1:]), start=np.zeros_like(neutrophils))
    countable = neutrophils > EMPTY_BLOOD
    return Observables(
        platelets=in_blood * platelet_pool(named),
        own_platelets=in_blood * sum(own),
        donor_platelets=in_blood * sum(own[1:], start=np.zeros_like(neutrophils)),
        neutrophils=neutrophils,
        hemoglobin=hemoglobin(values, named),
        thrombopoietin=named.shared.thrombopoietin,
        donor_chimerism=np.where(countable, donor / np.where(countable, neutrophils, 1.0), np.nan),
    )
