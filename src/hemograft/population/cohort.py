"""Virtual patients who share a diagnosis and a platelet count, each in a state of their own."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from hemograft.evidence import number
from hemograft.hematopoiesis.blood_system import BloodSystem, healthy_state, stack_parameters, stack_state
from hemograft.hematopoiesis.extension import extend_parameters, extend_state
from hemograft.hematopoiesis.observables import observe
from hemograft.hematopoiesis.parameters import BloodParameters
from hemograft.hematopoiesis.steady_state import Array, steady_state
from hemograft.population.individuals import Individuals, individual_parameters
from hemograft.population.severity import UnexplainedCountError, severity_for
from hemograft.simulation.run import Patients
from hemograft.thrombocytopenia.cause import Cause

HOST = BloodSystem()
"""Before any treatment there is one clone and no drug."""
HIGHEST_SHARE_OF_NORMAL = 0.95
"""A thrombocytopenic patient's count stays below this share of the same patient's healthy count."""


@dataclass(frozen=True)
class Cohort:
    """Patients before treatment: ``severity`` of shape (patients,), ``state`` and ``parameters`` as in ``system``."""

    system: BloodSystem
    people: Individuals
    severity: Array
    state: Array
    parameters: Array

    def in_system(
        self, system: BloodSystem, prepare: Callable[[BloodParameters], BloodParameters] | None = None
    ) -> Patients:
        """The same patients in the model of a treatment, with their own answer to agonists.

        ``prepare`` changes the parameters of that model.
        """
        parameters = extend_parameters(self.system, self.parameters, system)
        if prepare is not None:
            parameters = stack_parameters(prepare(system.unpack_parameters(parameters)), parameters.shape[1])
        for drug in system.drugs:
            name = f"{drug.name}.equivalent"
            if name in system.parameter_names:
                parameters[system.parameter_names.index(name)] /= self.people["agonist_potency"]
        return Patients(
            system=system,
            state=extend_state(self.system, self.state, system),
            parameters=parameters,
            identifiers=self.people.identifiers,
            seed=self.people.seed,
        )


def thrombocytopenic_cohort(
    cause: Cause,
    platelets: float,
    people: Individuals,
    *,
    system: BloodSystem = HOST,
    asplenic: bool = False,
    hemoglobin: float | None = None,
) -> Cohort:
    """Finds for each virtual patient the severity of ``cause`` that explains a count near ``platelets`` (10^9/L).

    Anemic patients live on transfused red cells: these fill up to ``hemoglobin`` (g/dL; by default the transfusion
    trigger) where their own are fewer.

    ``system`` has the host's clone and the drugs that the patients take already.

    Raises:
        UnexplainedCountError: the count is normal, or the cause cannot explain it in some patient.
        SteadyStateError: the search did not settle.
    """
    well = system.healthy_parameters()
    parameters = cause.prone(replace(well, common=individual_parameters(well.common, people)), people.factors)
    if asplenic:
        parameters = replace(parameters, condition=replace(parameters.condition, splenic_fraction=0.0))
    normal_from = number("bleeding.no_excess_above")
    if platelets >= normal_from:
        raise UnexplainedCountError(
            f"platelets {platelets:.3g}x10^9/L are not low (normal from {normal_from:g}): check the counts"
        )
    count = len(people.identifiers)
    healthy = stack_state(healthy_state(system), count)
    if cause.onset is not None:
        healthy = steady_state(system, stack_parameters(parameters, count), healthy)
    normal = parameters.common.normal_platelet_count
    target = np.minimum(platelets * people["own_count"], HIGHEST_SHARE_OF_NORMAL * normal)
    severity, state = severity_for(system, parameters, cause, target, healthy)
    diseased = stack_parameters(cause.apply(parameters, severity), count)
    lived_on = number("transfusion.red_cell_trigger") if hemoglobin is None else hemoglobin
    missing = np.maximum(lived_on - observe(system, state, diseased).hemoglobin, 0.0)
    state[system.state_names.index("transfused_red_cells")] += missing
    return Cohort(system, people, severity, state, diseased)
