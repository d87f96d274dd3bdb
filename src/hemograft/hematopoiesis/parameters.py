"""Parameters of the blood system, each one an evidence record of the same name (``hematopoiesis.<field>``)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

from hemograft.evidence import number


@dataclass(frozen=True)
class CommonParameters:
    """Parameters that all clones of a patient share. Units: day, 10^9/L, g/dL; "stress" is a multiple of normal."""

    # stem cells
    stem_cell_division_rate: Any
    stem_cell_division_stress: Any
    stem_cell_self_renewal: Any
    stem_cell_extinction: Any
    short_term_turnover: Any
    short_term_stress: Any
    # progenitor cascades: speed, and how far amplification and speed rise when the marrow is empty
    mpp_rate: Any
    mpp_amplification_stress: Any
    mpp_speed_stress: Any
    cmp_rate: Any
    cmp_amplification_stress: Any
    cmp_speed_stress: Any
    mep_rate: Any
    mep_amplification_stress: Any
    mep_speed_stress: Any
    gmp_rate: Any
    gmp_amplification_stress: Any
    gmp_speed_stress: Any
    # megakaryocytes
    megakaryocyte_progenitor_rate: Any
    megakaryocyte_progenitor_expansion: Any
    megakaryocyte_progenitor_acceleration: Any
    megakaryocyte_maturation_time: Any
    megakaryocyte_ploidy_gain: Any
    megakaryocyte_acceleration: Any
    # platelets
    normal_platelet_count: Any
    normal_splenic_fraction: Any
    platelet_senescence: Any
    endothelial_demand: Any
    endothelial_demand_floor: Any
    transfused_platelet_lifespan: Any
    platelet_maturity_time: Any
    # thrombopoietin
    thrombopoietin_turnover: Any
    thrombopoietin_megakaryocyte_share: Any
    thrombopoietin_antibody_feedback: Any
    # neutrophils and G-CSF
    normal_neutrophil_count: Any
    neutrophil_clearance: Any
    neutrophil_maturation_time: Any
    neutrophil_expansion: Any
    neutrophil_acceleration: Any
    neutrophil_reserve_release: Any
    neutrophil_reserve_mobilization: Any
    neutrophil_reserve_share: Any
    gcsf_turnover: Any
    gcsf_production_stress: Any
    gcsf_receptor_clearance: Any
    gcsf_marrow_share: Any
    # red cells
    normal_hemoglobin: Any
    erythroblast_expansion: Any
    erythroblast_maturation_time: Any
    red_cell_lifespan: Any
    erythropoietin_ceiling: Any
    transfused_red_cell_lifespan: Any
    # sensitivity to conditioning, relative to stem cells and progenitors
    megakaryocyte_conditioning_sensitivity: Any
    marrow_neutrophil_conditioning_sensitivity: Any
    erythroblast_conditioning_sensitivity: Any
    # consumption of platelets on injured endothelium after conditioning
    endothelial_injury_onset: Any
    endothelial_injury_duration: Any
    # autoimmunity: how fast antibody and T cells follow a change of their source
    antibody_turnover: Any
    t_cell_attack_turnover: Any


@dataclass(frozen=True)
class PatientCondition:
    """What disease and treatment change for all clones. The defaults are health.

    "Before" means before treatment: the level of autoantibody and T-cell attack with which the disease was found.
    """

    splenic_fraction: Any
    antibody_destruction: Any = 0.0  # 1/day, clearance of every platelet by the antibody level before
    antibody_production: Any = 1.0  # multiple of that before
    antibody_catabolism: Any = 1.0  # multiple of normal
    phagocytosis: Any = 1.0  # share of the clearance of coated platelets that is left
    antibody_megakaryocyte_death: Any = 0.0  # 1/day, by the antibody level before, in every maturation stage
    t_cell_activity: Any = 1.0  # where the T-cell attack heads to, multiple of that before
    consumption: Any = 0.0  # 1/day, loss of every platelet in thrombi or by bleeding
    transfused_destruction: Any = 0.0  # 1/day, alloimmune clearance of transfused platelets on top
    thrombopoietin_production: Any = 1.0  # multiple of normal
    megakaryopoiesis_suppression: Any = 0.0  # fraction of megakaryocyte progenitor input that is prevented
    shedding_suppression: Any = 0.0  # fraction of platelet release that is prevented
    platelet_dilution: Any = 1.0  # volume in which platelets circulate, multiple of normal


@dataclass(frozen=True)
class CloneCondition:
    """What disease and treatment change for one clone. The defaults are health."""

    conditioning: Any = 0.0  # 1/day, log-kill rate of stem cells and progenitors
    stem_cell_conditioning_sensitivity: Any = 1.0  # kill of stem cells over that of progenitors
    stem_cell_death: Any = 0.0  # 1/day
    progenitor_death: Any = 0.0  # 1/day, MPP to MEP and GMP
    immune_death: Any = 0.0  # 1/day, MPP to MEP and GMP, by the T-cell attack before
    megakaryocyte_death: Any = 0.0  # 1/day, every maturation stage
    thrombopoietin_response: Any = 1.0  # fraction of the normal response to TPO (MPL function)
    platelet_yield: Any = 1.0  # platelets per unit of megakaryocyte mass
    platelet_clearance: Any = 0.0  # 1/day, intrinsic excess clearance


@dataclass(frozen=True)
class BloodParameters:
    """Everything the right-hand side needs."""

    common: CommonParameters
    condition: PatientCondition
    clones: tuple[CloneCondition, ...]
    drugs: tuple[tuple[Any, ...], ...] = ()


def standard_parameters() -> CommonParameters:
    """The centre of the population, from the evidence records."""
    return CommonParameters(**{field.name: number(f"hematopoiesis.{field.name}") for field in fields(CommonParameters)})


def parameter_names(clone_names: Sequence[str], drug_parameters: Sequence[str] = ()) -> tuple[str, ...]:
    """Names of the parameters in memory order: common, ``condition.*``, ``<clone>.*``, drugs."""
    return (
        *(field.name for field in fields(CommonParameters)),
        *(f"condition.{field.name}" for field in fields(PatientCondition)),
        *(f"{clone}.{field.name}" for clone in clone_names for field in fields(CloneCondition)),
        *drug_parameters,
    )


def unpack_parameters(values: Iterable[Any], clones: int, drug_parameter_counts: Sequence[int] = ()) -> BloodParameters:
    """The flat values, in the order of `parameter_names`, as `BloodParameters`."""
    source = iter(values)

    def take(count: int) -> tuple[Any, ...]:
        return tuple(next(source) for _ in range(count))

    return BloodParameters(
        common=CommonParameters(*take(len(fields(CommonParameters)))),
        condition=PatientCondition(*take(len(fields(PatientCondition)))),
        clones=tuple(CloneCondition(*take(len(fields(CloneCondition)))) for _ in range(clones)),
        drugs=tuple(take(count) for count in drug_parameter_counts),
    )


def flatten_parameters(parameters: BloodParameters) -> list[Any]:
    """The inverse of `unpack_parameters`."""
    flat = [
        getattr(part, field.name)
        for part in (parameters.common, parameters.condition, *parameters.clones)
        for field in fields(part)
    ]
    for amounts in parameters.drugs:
        flat.extend(amounts)
    return flat
