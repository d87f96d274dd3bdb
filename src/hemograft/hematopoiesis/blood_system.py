"""The composition of the rooms into one vector field, written once.

The same function runs on heyoka expressions (production), NumPy arrays (SciPy, steady states) and SymPy symbols
(SBML, documentation): it uses ordinary arithmetic and ``xp.sqrt``, nothing else.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hemograft.hematopoiesis import (
    autoimmunity,
    megakaryocytes,
    neutrophils,
    platelets,
    red_cells,
    stem_cells,
    thrombopoietin,
)
from hemograft.hematopoiesis.drug import Drug, DrugSignal
from hemograft.hematopoiesis.parameters import (
    BloodParameters,
    CloneCondition,
    CommonParameters,
    PatientCondition,
    flatten_parameters,
    parameter_names,
    standard_parameters,
    unpack_parameters,
)
from hemograft.hematopoiesis.progenitors import cascade_rates
from hemograft.hematopoiesis.state import (
    CLONE_NAMES,
    STANDARD_STAGES,
    BloodState,
    CloneCells,
    SharedState,
    StageCounts,
    flatten,
    state_names,
    unpack,
)
from hemograft.hematopoiesis.toxicity import Toxicity

Array = NDArray[np.float64]


@dataclass(frozen=True)
class BloodSystem:
    """The structure of a model: which clones, which drugs, how fine the chains. Compiled once per structure.

    ``clones`` are names of `CLONE_NAMES`, the host first.
    """

    clones: tuple[str, ...] = ("host",)
    drugs: tuple[Drug, ...] = ()
    stages: StageCounts = STANDARD_STAGES

    def __post_init__(self) -> None:
        known = len(set(self.clones)) == len(self.clones) and set(self.clones) <= set(CLONE_NAMES)
        if not known or self.clones[:1] != CLONE_NAMES[:1]:
            raise ValueError(f"clones are {self.clones}; give the host first, then others of {CLONE_NAMES[1:]}")

    @cached_property
    def state_names(self) -> tuple[str, ...]:
        """State variables in memory order."""
        drug_states = [f"{drug.name}.{state}" for drug in self.drugs for state in drug.states]
        return state_names(self.clones, self.stages, drug_states)

    @cached_property
    def parameter_names(self) -> tuple[str, ...]:
        """Parameters in memory order."""
        drug_parameters = [f"{drug.name}.{name}" for drug in self.drugs for name in drug.parameters]
        return parameter_names(self.clones, drug_parameters)

    def unpack_state(self, values: Iterable[Any]) -> BloodState:
        """Flat state, first axis in the order of `state_names`, as named parts."""
        return unpack(values, len(self.clones), self.stages, [len(drug.states) for drug in self.drugs])

    def unpack_parameters(self, values: Iterable[Any]) -> BloodParameters:
        """Flat parameters, first axis in the order of `parameter_names`, as named parts."""
        return unpack_parameters(values, len(self.clones), [len(drug.parameters) for drug in self.drugs])

    def healthy_parameters(self) -> BloodParameters:
        """Standard parameters without disease or treatment."""
        common = standard_parameters()
        return BloodParameters(
            common=common,
            condition=PatientCondition(splenic_fraction=common.normal_splenic_fraction),
            clones=tuple(CloneCondition() for _ in self.clones),
            drugs=tuple(drug.standard for drug in self.drugs),
        )

    def derivative(self, xp: Any, state: Iterable[Any], parameters: Iterable[Any]) -> list[Any]:
        """The vector field on flat values: d(state)/d(day), in the order of `state_names`.

        Args:
            xp: namespace with ``sqrt`` (NumPy, heyoka or SymPy).
            state: first axis in the order of `state_names`.
            parameters: first axis in the order of `parameter_names`.
        """
        return flatten(blood_derivative(xp, self.drugs, self.unpack_state(state), self.unpack_parameters(parameters)))


def stack_parameters(parameters: BloodParameters, patients: int) -> Array:
    """Parameters as an array of shape (parameters, patients), in the order of `BloodSystem.parameter_names`.

    Fields are one number for all patients or an array of one a patient.
    """
    flat = flatten_parameters(parameters)
    return np.array([np.broadcast_to(np.asarray(value, dtype=float), (patients,)) for value in flat])


def stack_state(state: BloodState, patients: int) -> Array:
    """A state as an array of shape (states, patients), in the order of `BloodSystem.state_names`."""
    return np.array([np.broadcast_to(np.asarray(value, dtype=float), (patients,)) for value in flatten(state)])


def _mean(values: Sequence[Any]) -> Any:
    return sum(values[1:], start=values[0]) / len(values)


def _total(values: Sequence[Any]) -> Any:
    return sum(values[1:], start=values[0])


def _product(values: Sequence[Any]) -> Any:
    return prod(values[1:], start=values[0])


def progenitor_occupancy(clones: Sequence[CloneCells]) -> Any:
    """How full the marrow is of progenitors of all clones, 1 at health: MPP, CMP and the mean of MEP and GMP."""
    per_clone = [_mean(cells.mpp) + _mean(cells.cmp) + 0.5 * (_mean(cells.mep) + _mean(cells.gmp)) for cells in clones]
    return _total(per_clone) / 3.0


def platelet_pool(state: BloodState) -> Any:
    """All platelets, own and transfused, in blood and spleen, 10^9 per litre of blood."""
    own = [platelet for cells in state.clones for platelet in cells.platelets]
    return _total([*own, *state.shared.transfused_platelets])


def hemoglobin(parameters: BloodParameters, state: BloodState) -> Any:
    """Hemoglobin, g/dL, of own and transfused red cells."""
    own = _total([_mean(cells.red_cells) for cells in state.clones])
    return parameters.common.normal_hemoglobin * own + state.shared.transfused_red_cells


def blood_derivative(xp: Any, drugs: Sequence[Drug], state: BloodState, parameters: BloodParameters) -> BloodState:
    """The vector field on named parts; see the rooms for each equation."""
    common, condition, shared = parameters.common, parameters.condition, state.shared
    pool = platelet_pool(state)
    megakaryocyte_number = _total([_mean(cells.megakaryocyte_number) for cells in state.clones])
    receptors = thrombopoietin.receptor_mass(common, megakaryocyte_number, pool / platelets.normal_pool(common))
    signals = [
        drug.kinetics(xp, amounts, values, receptors)
        for drug, amounts, values in zip(drugs, state.drugs, parameters.drugs, strict=True)
    ]
    toxicity = Toxicity.of(condition, signals)
    phagocytosis = _product([condition.phagocytosis, *(signal.phagocytosis for signal in signals)])
    cleared_by_antibody = condition.antibody_destruction * shared.autoantibody * phagocytosis
    loss = _total(
        [platelets.demand_rate(common, pool), cleared_by_antibody, shared.platelet_consumption, condition.consumption]
    )
    surroundings = _Surroundings(
        niche=_total([cells.stem_cells for cells in state.clones]),
        short_term=_total([cells.short_term_stem_cells for cells in state.clones]),
        marrow=progenitor_occupancy(state.clones),
        thrombopoietin=_total([shared.thrombopoietin, *(signal.thrombopoietin for signal in signals)]),
        gcsf=shared.gcsf,
        erythropoietin=red_cells.erythropoietin(common, hemoglobin(parameters, state)),
        platelet_loss=loss,
        antibody_megakaryocyte_death=condition.antibody_megakaryocyte_death * shared.autoantibody,
        t_cell_attack=shared.t_cell_attack,
        toxicity=toxicity,
    )
    return BloodState(
        clones=tuple(
            _clone_derivative(parameters, clone, cells, surroundings)
            for clone, cells in zip(parameters.clones, state.clones, strict=True)
        ),
        shared=_shared_derivative(parameters, state, pool, receptors, loss, cleared_by_antibody, signals),
        drugs=tuple(signal.derivatives for signal in signals),
    )


@dataclass(frozen=True)
class _Surroundings:
    """What one clone sees of the others and of the body."""

    niche: Any
    short_term: Any
    marrow: Any
    thrombopoietin: Any
    gcsf: Any
    erythropoietin: Any
    platelet_loss: Any
    antibody_megakaryocyte_death: Any
    t_cell_attack: Any
    toxicity: Toxicity


def _clone_derivative(
    parameters: BloodParameters, clone: CloneCondition, cells: CloneCells, body: _Surroundings
) -> CloneCells:
    common = parameters.common
    toxicity = body.toxicity
    progenitor_death = _total(
        [
            clone.progenitor_death,
            clone.conditioning,
            clone.immune_death * body.t_cell_attack,
            toxicity.progenitor_kill,
        ]
    )
    d_stem, d_short_term, flow = stem_cells.stem_cell_rates(
        common, clone, cells.stem_cells, cells.short_term_stem_cells, body.niche, body.short_term
    )

    def cascade(name: str, stages: Sequence[Any], inflow: Any, death: Any) -> tuple[tuple[Any, ...], Any]:
        return cascade_rates(
            stages,
            inflow,
            body.marrow,
            rate=getattr(common, f"{name}_rate"),
            amplification_stress=getattr(common, f"{name}_amplification_stress"),
            speed_stress=getattr(common, f"{name}_speed_stress"),
            death=death,
        )

    d_mpp, mpp_out = cascade("mpp", cells.mpp, flow, progenitor_death)
    d_cmp, cmp_out = cascade("cmp", cells.cmp, mpp_out, progenitor_death)
    d_mep, mep_out = cascade("mep", cells.mep, cmp_out, progenitor_death)
    d_gmp, gmp_out = cascade("gmp", cells.gmp, cmp_out, progenitor_death + toxicity.granulocyte_kill)
    d_progenitors, committed = megakaryocytes.progenitor_rate(
        common,
        clone,
        cells.megakaryocyte_progenitors,
        mep_out,
        body.thrombopoietin,
        toxicity.megakaryopoiesis_suppression,
        toxicity.megakaryocyte_kill,
    )
    d_number, d_mass, shedding = megakaryocytes.maturation_rates(
        common,
        clone,
        cells.megakaryocyte_number,
        cells.megakaryocyte_mass,
        committed,
        body.thrombopoietin,
        body.antibody_megakaryocyte_death,
        toxicity.megakaryocyte_kill,
    )
    released = 1.0 - toxicity.shedding_suppression
    production = platelets.normal_production(common, len(cells.platelets)) * clone.platelet_yield * released
    d_platelets = platelets.aging_rates(
        cells.platelets,
        production * cells.platelet_maturity * shedding,
        common.platelet_senescence,
        body.platelet_loss + clone.platelet_clearance,
    )
    d_marrow, d_reserve, d_neutrophils = neutrophils.neutrophil_rates(
        common,
        clone,
        cells.marrow_neutrophils,
        cells.neutrophil_reserve,
        cells.neutrophils,
        gmp_out,
        body.gcsf,
        toxicity.granulocyte_kill,
    )
    d_erythroblasts, d_red_cells = red_cells.red_cell_rates(
        common, clone, cells.erythroblasts, cells.red_cells, mep_out, body.erythropoietin
    )
    return CloneCells(
        stem_cells=d_stem,
        short_term_stem_cells=d_short_term,
        mpp=d_mpp,
        cmp=d_cmp,
        mep=d_mep,
        gmp=d_gmp,
        megakaryocyte_progenitors=d_progenitors,
        megakaryocyte_number=d_number,
        megakaryocyte_mass=d_mass,
        platelets=d_platelets,
        platelet_maturity=(1.0 - cells.platelet_maturity) / common.platelet_maturity_time,
        marrow_neutrophils=d_marrow,
        neutrophil_reserve=d_reserve,
        neutrophils=d_neutrophils,
        erythroblasts=d_erythroblasts,
        red_cells=d_red_cells,
    )


def _shared_derivative(
    parameters: BloodParameters,
    state: BloodState,
    pool: Any,
    receptors: Any,
    loss: Any,
    cleared_by_antibody: Any,
    signals: Sequence[DrugSignal],
) -> SharedState:
    common, condition, shared = parameters.common, parameters.condition, state.shared
    production = platelets.normal_production(common, len(state.clones[0].platelets))
    marrow = _total(
        [
            neutrophils.marrow_mass(common, _mean(cells.marrow_neutrophils), cells.neutrophil_reserve)
            for cells in state.clones
        ]
    )
    blood = _total([cells.neutrophils for cells in state.clones]) / common.normal_neutrophil_count
    return SharedState(
        thrombopoietin=thrombopoietin.thrombopoietin_rate(
            common,
            shared.thrombopoietin,
            condition.thrombopoietin_production,
            receptors,
            cleared_by_antibody * pool / production,
        ),
        gcsf=neutrophils.gcsf_rate(
            common, shared.gcsf, marrow, blood, _total([0.0, *(signal.gcsf_input for signal in signals)])
        ),
        transfused_platelets=platelets.aging_rates(
            shared.transfused_platelets,
            0.0,
            common.transfused_platelet_lifespan,
            loss + condition.transfused_destruction,
        ),
        transfused_red_cells=-shared.transfused_red_cells / common.transfused_red_cell_lifespan,
        endothelial_injury=-shared.endothelial_injury / common.endothelial_injury_onset,
        platelet_consumption=shared.endothelial_injury / common.endothelial_injury_onset
        - shared.platelet_consumption / common.endothelial_injury_duration,
        autoantibody=autoimmunity.autoantibody_rate(
            common,
            shared.autoantibody,
            condition.antibody_production,
            _total([condition.antibody_catabolism, *(signal.antibody_catabolism for signal in signals)]),
        ),
        t_cell_attack=autoimmunity.t_cell_attack_rate(common, shared.t_cell_attack, condition.t_cell_activity),
    )


def healthy_state(system: BloodSystem) -> BloodState:
    """A guess of the healthy state: the host normal, other clones empty, no drug.

    It solves the equations exactly only for healthy parameters; `steady_state` finds the state for any others.
    """
    common = standard_parameters()
    names = system.state_names
    values = [0.0] * len(names)
    state = system.unpack_state(values)
    host = _normal_clone(system, state.clones[0], common)
    absent = tuple(replace(cells, platelet_maturity=1.0) for cells in state.clones[1:])
    return replace(
        state,
        clones=(host, *absent),
        shared=replace(state.shared, thrombopoietin=1.0, gcsf=1.0, autoantibody=1.0, t_cell_attack=1.0),
    )


def _normal_clone(system: BloodSystem, empty: CloneCells, common: CommonParameters) -> CloneCells:
    ones: dict[str, Any] = {
        name: tuple(1.0 for _ in value) if isinstance(value, tuple) else 1.0 for name, value in vars(empty).items()
    }
    count = system.stages.platelets
    aging = count / common.platelet_senescence
    loss = platelets.demand_rate(common, platelets.normal_pool(common))
    first = platelets.normal_production(common, count) / (aging + loss)
    ages = tuple(first * (aging / (aging + loss)) ** index for index in range(count))
    return CloneCells(**{**ones, "platelets": ages, "neutrophils": common.normal_neutrophil_count})
