"""Candidate parameter sets run side by side: one lane a candidate and variant of a scenario."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from hemograft.evidence import number
from hemograft.hematopoiesis.blood_system import (
    BloodSystem,
    healthy_state,
    stack_parameters,
    stack_state,
)
from hemograft.hematopoiesis.interventions import AddToState, Intervention, SetParameter
from hemograft.hematopoiesis.parameters import BloodParameters, CommonParameters
from hemograft.simulation.integrator import Array, integrator
from hemograft.simulation.run import Patients, Trajectory, simulate
from hemograft.therapies.bedside import Course, Policy

TOLERANCE = 1e-5


@dataclass(frozen=True)
class Candidates:
    """Values of the free records, one a candidate; every other number is its record."""

    values: dict[str, Array]
    count: int

    def number(self, identifier: str) -> Any:
        """The candidates' values of a record, shape (candidates,), or its fixed number."""
        return self.values.get(identifier, None) if identifier in self.values else number(identifier)

    def with_factor(self, identifier: str, factor: float) -> "Candidates":
        """The same candidates with one record multiplied."""
        changed = np.broadcast_to(self.number(identifier) * factor, (self.count,))
        return replace(self, values={**self.values, identifier: changed})

    def parameters(self, system: BloodSystem) -> BloodParameters:
        """Healthy parameters of the candidates; fields are numbers or one a candidate."""
        healthy = system.healthy_parameters()
        common = CommonParameters(
            **{field.name: self.number(f"hematopoiesis.{field.name}") for field in fields(CommonParameters)}
        )
        drugs = tuple(
            tuple(
                self.number(f"{drug.name}.thrombopoietin_equivalent") * _scale(standard, drug.name)
                if name == "equivalent"
                else standard
                for name, standard in zip(drug.parameters, drug.standard, strict=True)
            )
            for drug in system.drugs
        )
        return replace(healthy, common=common, drugs=drugs)


def _scale(standard: float, drug: str) -> float:
    """Unit factor between a drug's potency parameter and its record."""
    return standard / number(f"{drug}.thrombopoietin_equivalent")


@dataclass(frozen=True)
class Variant:
    """One variant of a scenario: its parameters and interventions for every candidate."""

    parameters: BloodParameters
    schedule: tuple[Intervention, ...] = ()


def run_variants(
    system: BloodSystem,
    candidates: int,
    variants: Sequence[Variant],
    days: int,
    *,
    start: Array | None = None,
    policies: tuple[Policy, ...] = (),
) -> list[Trajectory]:
    """Runs all variants of all candidates in one ensemble; one trajectory a variant.

    ``start`` has shape (states, variants * candidates); by default everybody is healthy.
    """
    lanes = candidates * len(variants)
    state = stack_state(healthy_state(system), lanes) if start is None else start
    parameters = np.hstack([stack_parameters(variant.parameters, candidates) for variant in variants])
    schedule = [
        _in_lanes(intervention, index, candidates, lanes)
        for index, variant in enumerate(variants)
        for intervention in variant.schedule
    ]
    course = Course(schedule=_merged(schedule), policies=policies)
    patients = Patients(system, state, parameters, range(lanes), None)
    result = simulate(patients, course, days, integrator(system, TOLERANCE))
    return [_slice(result, slice(index * candidates, (index + 1) * candidates)) for index in range(len(variants))]


def _in_lanes(intervention: Intervention, index: int, candidates: int, lanes: int) -> Intervention:
    """The intervention of one variant for all lanes: zero (or NaN, meaning unchanged) for the others."""
    own = slice(index * candidates, (index + 1) * candidates)
    if isinstance(intervention, AddToState):
        amounts = np.zeros(lanes)
        amounts[own] = intervention.amount
        return replace(intervention, amount=amounts)
    values = np.full(lanes, np.nan)
    values[own] = intervention.value
    return replace(intervention, value=values)


def _merged(schedule: Sequence[Intervention]) -> tuple[Intervention, ...]:
    """Interventions that touch the same thing on the same day in different variants, as one."""
    merged: dict[tuple[type, float, str], Intervention] = {}
    for item in schedule:
        if isinstance(item, AddToState):
            key = (AddToState, item.day, item.state)
            known = merged.get(key)
            merged[key] = (
                item if not isinstance(known, AddToState) else replace(item, amount=known.amount + item.amount)
            )
        else:
            key = (SetParameter, item.day, item.parameter)
            known = merged.get(key)
            values = (
                item.value
                if not isinstance(known, SetParameter)
                else np.where(np.isnan(item.value), known.value, item.value)
            )
            merged[key] = replace(item, value=values)
    for item in merged.values():
        if isinstance(item, SetParameter) and np.isnan(item.value).any():
            raise ValueError(f"variants disagree on whether {item.parameter} is set on day {item.day:g}")
    return tuple(merged.values())


def _slice(result: Trajectory, lanes: slice) -> Trajectory:
    observables = replace(
        result.observables,
        **{field.name: getattr(result.observables, field.name)[:, lanes] for field in fields(result.observables)},
    )
    return replace(
        result,
        observables=observables,
        platelet_units=result.platelet_units[:, lanes],
        final_state=result.final_state[:, lanes],
    )


def crossing_day(counts: Array, level: float) -> Array:
    """Day from which daily ``counts`` (days, lanes) stay at or above ``level``, interpolated; the horizon where never.

    A count that starts above and never falls below crosses on day 0.
    """
    days, lanes = counts.shape
    below = counts < level
    last_below = np.where(below.any(axis=0), days - 1 - np.argmax(below[::-1], axis=0), -1)
    before = np.clip(last_below, 0, days - 2)
    lane = np.arange(lanes)
    low, high = counts[before, lane], counts[before + 1, lane]
    share = np.where(high > low, (level - low) / np.where(high > low, high - low, 1.0), 0.0)
    crossing = np.where(last_below < 0, 0.0, before + share)
    return np.where(last_below == days - 1, float(days), crossing)
