"""The comparison: every strategy simulated for the same virtual patients, who share the patient's counts."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import xarray as xr

from hemograft import __version__
from hemograft.evidence import number, records
from hemograft.hematopoiesis.observables import Observables
from hemograft.planning.case import DRUG_INDUCED, IMMUNE_THROMBOCYTOPENIA, PLATELET_TRANSFUSION, Case
from hemograft.planning.case_bleeding import bleeding_circumstances, days_of_fever
from hemograft.planning.case_cohort import case_cohort
from hemograft.planning.gene_therapy_strategy import SETTINGS as GENE_THERAPY_SETTINGS
from hemograft.planning.natural_course import STOPPED
from hemograft.planning.platelet_volume import platelet_volume
from hemograft.planning.starting_counts import starting_counts
from hemograft.planning.strategies import strategies_for
from hemograft.planning.strategy import Strategy
from hemograft.population.individuals import draw_individuals
from hemograft.simulation.ensemble import chunks, map_chunks
from hemograft.simulation.integrator import DEFAULT_TOLERANCE, Array, integrator, solver_name
from hemograft.simulation.run import Patients, Trajectory, simulate
from hemograft.therapies.tranexamic_acid import days_on_tranexamic_acid
from hemograft.thrombocytopenia.bleeding import bleeding_probability
from hemograft.thrombocytopenia.catalog import CAUSES
from hemograft.thrombocytopenia.intracranial_hemorrhage import intracranial_hemorrhage_probability

VARIABLES = {
    "platelets": ("10^9/L", "platelet count"),
    "own_platelets": ("10^9/L", "platelets not transfused"),
    "neutrophils": ("10^9/L", "neutrophil count"),
    "hemoglobin": ("g/dL", "hemoglobin"),
    "thrombopoietin": ("multiple of normal", "thrombopoietin"),
    "donor_chimerism": ("fraction of neutrophils", "donor chimerism"),
    "transfusions": ("platelet units per day", "platelet units given"),
    "bleeding": ("probability per day", "onset of a bleed of WHO grade 2 or more"),
    "intracranial_hemorrhage": ("probability per day", "intracranial hemorrhage (immune thrombocytopenia)"),
    "mean_platelet_volume": ("fL", "mean platelet volume"),
}


@dataclass(frozen=True)
class Plan:
    """A finished comparison. ``result`` has dimensions strategy, patient and day, and units in its attributes."""

    case: Case
    strategies: tuple[Strategy, ...]
    result: xr.Dataset
    severity: Array
    warnings: tuple[str, ...]
    manifest: dict[str, str]


def make_plan(
    case: Case,
    *,
    chosen: Sequence[str] = (),
    patients: int,
    days: int,
    seed: int,
    workers: int | None = None,
    on_done: Callable[[int], None] | None = None,
) -> Plan:
    """Simulates each strategy for ``patients`` virtual patients over ``days`` days.

    Args:
        case: the patient.
        chosen: names of strategies; all sensible ones by default.
        patients, days: how many and how long.
        seed: fixes everything random; the same seed gives the same numbers on any number of workers.
        workers: processes, by default one a core.
        on_done: called with the patients finished since the last call.

    Raises:
        StrategyError: see `strategies_for`.
        UnexplainedCountError: the diagnosis cannot explain the patient's platelet count.
    """
    strategies = strategies_for(case, chosen)
    task = partial(_simulate_part, case, tuple(strategy.name for strategy in strategies), days, seed)
    parts = map_chunks(task, chunks(patients), workers=workers, on_done=on_done)
    warnings = _warnings(case)
    manifest = {
        "version": __version__,
        "seed": str(seed),
        "patients": str(patients),
        "days": str(days),
        "solver": f"{solver_name()}, tolerance {DEFAULT_TOLERANCE:g} per step",
        "parameters_sha256": parameters_sha256(),
        "case_sha256": case.case_sha256,
        "warnings": json.dumps(warnings),
    }
    values = {name: np.concatenate([part[name] for part, _ in parts], axis=1) for name in VARIABLES}
    result = xr.Dataset(
        {
            name: (("strategy", "patient", "day"), values[name], {"units": units, "long_name": long_name})
            for name, (units, long_name) in VARIABLES.items()
        },
        coords={
            "strategy": [strategy.name for strategy in strategies],
            "recovery_from": ("strategy", [strategy.infusion_day for strategy in strategies]),
            "patient": np.arange(patients),
            "day": np.arange(days + 1),
        },
        attrs=manifest,
    )
    severity = np.concatenate([severity for _, severity in parts])
    return Plan(case, strategies, result, severity, warnings, manifest)


def parameters_sha256() -> str:
    """Digest of all evidence records: any changed number changes it."""
    content = json.dumps({name: item.model_dump(mode="json") for name, item in records().items()}, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def _simulate_part(
    case: Case, names: tuple[str, ...], days: int, seed: int, part: range
) -> tuple[dict[str, np.ndarray], Array]:
    """All strategies for some of the patients: arrays (strategy, patient, day) by variable, and severities."""
    people = draw_individuals(seed, part)
    cohort = case_cohort(case, people)
    columns: dict[str, list[np.ndarray]] = {name: [] for name in VARIABLES}
    for strategy in strategies_for(case, names):
        patients = cohort.in_system(strategy.system, strategy.prepare)
        run = simulate(patients, strategy.course(people), days, integrator(strategy.system))
        for name, values in _columns(case, strategy, patients, run).items():
            columns[name].append(values.T.astype(np.float32))
    return {name: np.array(values) for name, values in columns.items()}, cohort.severity


def _columns(case: Case, strategy: Strategy, patients: Patients, run: Trajectory) -> dict[str, Array]:
    """What the result holds, by variable, each of shape (days + 1, patients)."""
    seen: Observables = run.observables
    aplasia = seen.neutrophils < number("transplantation.neutrophil_engraftment_threshold")
    tranexamic_acid = days_on_tranexamic_acid(seen.platelets.T).T if strategy.tranexamic_acid else False
    circumstances = bleeding_circumstances(
        case,
        np.arange(len(seen.platelets))[:, np.newaxis],
        inpatient=aplasia & strategy.transplant,
        tranexamic_acid=tranexamic_acid,
    )
    chimerism = seen.donor_chimerism if strategy.transplant else np.full_like(seen.platelets, np.nan)
    return {
        "platelets": seen.platelets,
        "own_platelets": seen.own_platelets,
        "neutrophils": seen.neutrophils,
        "hemoglobin": seen.hemoglobin,
        "thrombopoietin": seen.thrombopoietin,
        "donor_chimerism": chimerism,
        "transfusions": run.platelet_units,
        "bleeding": bleeding_probability(seen.platelets, seen.hemoglobin, circumstances),
        "intracranial_hemorrhage": _intracranial_hemorrhage(case, seen.platelets),
        "mean_platelet_volume": platelet_volume(case, patients, seen),
    }


def _intracranial_hemorrhage(case: Case, platelets: Array) -> Array:
    """Known for immune thrombocytopenia alone."""
    if case.diagnosis != IMMUNE_THROMBOCYTOPENIA:
        return np.full_like(platelets, np.nan)
    return intracranial_hemorrhage_probability(platelets, case.age)


def _warnings(case: Case) -> tuple[str, ...]:
    counts = starting_counts(case)
    found = [*case.assumptions, *counts.notes]
    ongoing = [given.name for given in case.treatments if given.name != PLATELET_TRANSFUSION]
    if ongoing:
        found.append(
            f"Treatments so far are not simulated ({', '.join(sorted(set(ongoing)))}): the counts speak for them."
        )
    if case.donors and not CAUSES[case.diagnosis]().transplantable:
        found.append("Transplantation is not modelled for this diagnosis: the donors are left out.")
    if case.gene_therapy is not None and case.diagnosis not in GENE_THERAPY_SETTINGS:
        found.append("Gene therapy is not modelled for this diagnosis: it is left out.")
    if case.suppressing_drug is not None and case.diagnosis not in (DRUG_INDUCED, *STOPPED):
        found.append("A drug behind the counts is not modelled for this diagnosis: suppressing_drug is left out.")
    if case.fever:
        found.append(f"How long the fever lasts is not known: {days_of_fever(case):g} days are assumed.")
    if case.hla:
        found.append("HLA typings are read and not used yet.")
    if solver_name() == "scipy":
        found.append("heyoka is not available on this machine: the portable solver is right but slow.")
    if case.age < number("population.adult_age"):
        found.append("The blood model is calibrated to adults; this patient is a child.")
    return tuple(found)
