"""Lusutrombopag and thrombopoietin: human thrombopoiesis in health and in chronic liver disease, 48 states.

Shimizu, Katsube and Wajima, CPT Pharmacometrics Syst Pharmacol 2021;10:489, doi:10.1002/psp4.12623.
Progenitors double through 27 stages at the stimulated rate k1, megakaryocytes mature through 5, platelets age
through 9; thrombopoietin (TPO) is taken up by receptors on platelets alone; lusutrombopag has oral three-
compartment kinetics and adds to TPO's effect.

The paper's k1 = max(stimulus, floor) has a corner, which no Taylor series crosses. Here the parameter
``stimulated`` names the side: 1, k1 is the stimulus; 0, k1 is the floor, the rate at baseline TPO. Without
drug the sides are equal for ever. With drug the stimulus stands above the floor until, days after the last
dose, the drug has faded while the raised platelets still hold TPO below baseline: `recovery` finds that day
and makes it a stop. (Weeks later, on day 29 at the earliest in the courses tested here, platelets undershoot
and the stimulus rises above the floor again: the courses end before.)

In liver disease the receptors scale with the platelet count and their internalization with TPO: the first is
in the deposited scripts of the paper (as noted by nlmixr2lib, Shimizu_2021_lusutrombopag) and is needed for
the published peak of 122.

Units: day; mg of drug, ng/mL; pmol/L of TPO and receptors; progenitors and megakaryocytes relative to the
first stage, divided by the doublings behind them (2^26 ~ 7e7 would swamp a norm-wise error control);
platelets, in blood and spleen, in 10^9 per litre of blood.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import brentq

from hemograft.hematopoiesis.interventions import AddToState, SetParameter
from tests.oracles.course import Array, column, course

PROGENITORS, MEGAKARYOCYTES, AGES = 27, 5, 9
DOUBLINGS = 2.0 ** (PROGENITORS - 1)
BLOOD_VOLUME = 5.0  # L
MICROGRAMS = 1000.0  # per mg, so mg/L becomes ng/mL


class Parameters(NamedTuple):
    """What the paper gives for both populations, and what `healthy` and `liver_disease` set."""

    platelet_count: Any  # baseline in blood, 10^9/L
    thrombopoietin: Any  # baseline, pmol/L
    platelets_per_megakaryocyte: Any
    blood_fraction: Any  # of platelets, the rest is in the spleen
    receptors: Any  # at the baseline count, pmol/L
    internalization: Any  # of bound receptors, 1/day
    stimulated: Any = 1.0  # side of the corner, see above
    maturation: Any = 1.0  # kout, 1/day
    greatest_effect: Any = 4.52
    half_effect_thrombopoietin: Any = 4.928  # pmol/L
    half_effect_drug: Any = 183.0  # ng/mL
    binding: Any = 1.32  # L/pmol/day
    unbinding: Any = 60.0  # 1/day
    nonspecific_binding: Any = 3.12
    nonspecific_unbinding: Any = 1.152
    absorption: Any = 7.176  # 1/day
    elimination: Any = 1.358
    to_shallow: Any = 1.2816
    from_shallow: Any = 2.088
    to_deep: Any = 0.03408
    from_deep: Any = 0.14088
    volume: Any = 13.7  # L


STATES = (
    *(f"progenitors_{stage + 1}" for stage in range(PROGENITORS)),
    *(f"megakaryocytes_{stage + 1}" for stage in range(MEGAKARYOCYTES)),
    *(f"platelets_{stage + 1}" for stage in range(AGES)),
    *("thrombopoietin", "nonspecific", "bound", "gut", "central", "shallow", "deep"),
)
FIRST_MEGAKARYOCYTE = PROGENITORS
FIRST_PLATELET = FIRST_MEGAKARYOCYTE + MEGAKARYOCYTES
THROMBOPOIETIN = FIRST_PLATELET + AGES
CENTRAL = STATES.index("central")


def stimulus(p: Parameters, thrombopoietin: Any, drug: Any) -> Any:
    """Rate of progenitors, 1/day, that ``thrombopoietin`` (pmol/L) and ``drug`` (mg in the blood) ask for."""
    concentration = MICROGRAMS * drug / p.volume
    return (
        p.maturation
        * p.greatest_effect
        * (
            thrombopoietin / (p.half_effect_thrombopoietin + thrombopoietin)
            + concentration / (p.half_effect_drug + concentration)
        )
    )


def floor(p: Parameters) -> Any:
    """The rate, 1/day, below which progenitors never fall: that of baseline TPO without drug."""
    return stimulus(p, p.thrombopoietin, 0.0)


def platelets_per_shedding(p: Parameters) -> Any:
    """Platelets, 10^9 per litre of blood, from one unit of megakaryocytes."""
    return DOUBLINGS * p.platelets_per_megakaryocyte / BLOOD_VOLUME / 1e9


@dataclass(frozen=True)
class ShimizuLusutrombopag:
    """The vector field of the paper."""

    state_names: tuple[str, ...] = STATES
    parameter_names: tuple[str, ...] = Parameters._fields

    def derivative(self, xp: Any, state: Sequence[Any], parameters: Sequence[Any]) -> list[Any]:
        """Rates of change per day, in the order of ``state_names``."""
        p = Parameters(*parameters)
        progenitors = state[:FIRST_MEGAKARYOCYTE]
        megakaryocytes = state[FIRST_MEGAKARYOCYTE:FIRST_PLATELET]
        platelets = state[FIRST_PLATELET:THROMBOPOIETIN]
        free, nonspecific, bound, gut, central, shallow, deep = state[THROMBOPOIETIN:]
        rate = floor(p) + p.stimulated * (stimulus(p, free, central) - floor(p))
        shed = platelets_per_shedding(p) * megakaryocytes[-1]
        count = p.blood_fraction * sum(platelets[1:], start=platelets[0])
        uptake = p.binding * free * p.receptors * count / p.platelet_count - p.unbinding * bound
        production = p.internalization * _bound_at_baseline(p)
        to_tissue = p.nonspecific_binding * free - p.nonspecific_unbinding * nonspecific
        to_shallow = p.to_shallow * central - p.from_shallow * shallow
        to_deep = p.to_deep * central - p.from_deep * deep
        return [
            *(rate * (before - stage) for before, stage in zip([1.0, *progenitors[:-1]], progenitors, strict=True)),
            rate * progenitors[-1] - p.maturation * megakaryocytes[0],
            *(p.maturation * (megakaryocytes[i - 1] - megakaryocytes[i]) for i in range(1, MEGAKARYOCYTES)),
            p.maturation * (shed - platelets[0]),
            *(p.maturation * (platelets[i - 1] - platelets[i]) for i in range(1, AGES)),
            production - uptake - to_tissue,
            to_tissue,
            uptake - p.internalization * bound,
            -p.absorption * gut,
            p.absorption * gut - p.elimination * central - to_shallow - to_deep,
            to_shallow,
            to_deep,
        ]


def _bound_at_baseline(p: Parameters) -> Any:
    return p.binding * p.thrombopoietin * p.receptors / (p.unbinding + p.internalization)


NORMAL_COUNT, NORMAL_THROMBOPOIETIN, NORMAL_RECEPTORS, NORMAL_INTERNALIZATION = 200.0, 1.4, 164.0, 2.4


def healthy() -> Parameters:
    """Healthy volunteers: a third of the platelets in the spleen; the yield of a megakaryocyte follows."""
    p = _population(NORMAL_COUNT, NORMAL_THROMBOPOIETIN)._replace(blood_fraction=2.0 / 3.0)
    return p._replace(platelets_per_megakaryocyte=p.platelet_count / (p.blood_fraction * _platelet_pool(p)))


def liver_disease() -> Parameters:
    """Chronic liver disease: 2500 platelets per megakaryocyte; the spleen's share follows."""
    p = _population(40.0, 0.78)._replace(platelets_per_megakaryocyte=2500.0)
    return p._replace(blood_fraction=p.platelet_count / _platelet_pool(p))


def _population(count: float, thrombopoietin: float) -> Parameters:
    """Receptors go with the count, internalization with TPO; yet one platelet a megakaryocyte, no spleen."""
    return Parameters(
        platelet_count=count,
        thrombopoietin=thrombopoietin,
        platelets_per_megakaryocyte=1.0,
        blood_fraction=1.0,
        receptors=NORMAL_RECEPTORS * count / NORMAL_COUNT,
        internalization=NORMAL_INTERNALIZATION * thrombopoietin / NORMAL_THROMBOPOIETIN,
    )


def _platelet_pool(p: Parameters) -> Any:
    """Platelets in blood and spleen at the drug-free steady state, 10^9 per litre of blood."""
    return AGES * platelets_per_shedding(p) * floor(p) / p.maturation


def drug_free_state(p: Parameters) -> Array:
    """The closed-form steady state before any dose, shape (states, 1)."""
    nonspecific = p.nonspecific_binding * p.thrombopoietin / p.nonspecific_unbinding
    return column(
        [
            *[1.0] * PROGENITORS,
            *[floor(p) / p.maturation] * MEGAKARYOCYTES,
            *[p.platelet_count / p.blood_fraction / AGES] * AGES,
            *(p.thrombopoietin, nonspecific, _bound_at_baseline(p), 0.0, 0.0, 0.0, 0.0),
        ]
    )


def recovery(p: Parameters, doses: Sequence[AddToState]) -> SetParameter:
    """The stop at which the stimulus, sinking after the last of ``doses``, meets the floor."""
    model, last = ShimizuLusutrombopag(), doses[-1].day

    def excess(day: float) -> float:
        end = course(model, drug_free_state(p), column(p), np.array([0.0, day]), doses)[-1, :, 0]
        return stimulus(p, end[THROMBOPOIETIN], end[CENTRAL]) - floor(p)

    crossing: Any = brentq(excess, last + 0.5, last + 10.0, xtol=1e-9)
    return SetParameter(crossing, "stimulated", 0.0)


def platelets(p: Parameters, states: Array) -> Array:
    """Platelet count in blood, 10^9/L, of states of shape (days, states, patients)."""
    return p.blood_fraction * states[:, FIRST_PLATELET:THROMBOPOIETIN].sum(axis=1)
