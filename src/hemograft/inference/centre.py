"""The first step: the centre of the population, from 54 numbers that tell how the typical patient behaves.

Priors are log-normal around an earlier prototype of this model or the published value; ``log_sd`` is small where a
literature value exists.
"""

from collections.abc import Mapping

from hemograft.inference.candidates import Candidates
from hemograft.inference.free_parameters import FreeParameter, above_one
from hemograft.inference.scenarios import run_scenarios
from hemograft.inference.step import Step
from hemograft.inference.targets import PREFIX, calibration_targets
from hemograft.simulation.integrator import Array

FREE_PARAMETERS = (
    above_one("hematopoiesis.short_term_stress", 6.524, 0.3),
    FreeParameter("hematopoiesis.mpp_rate", 0.05768, 0.3),
    above_one("hematopoiesis.mpp_amplification_stress", 1.237, 0.2),
    above_one("hematopoiesis.mpp_speed_stress", 2.869, 0.3),
    FreeParameter("hematopoiesis.cmp_rate", 0.1214, 0.3),
    above_one("hematopoiesis.cmp_amplification_stress", 2.033, 0.3),
    above_one("hematopoiesis.cmp_speed_stress", 1.831, 0.3),
    FreeParameter("hematopoiesis.mep_rate", 0.2612, 0.3),
    above_one("hematopoiesis.mep_amplification_stress", 1.2, 0.2),
    above_one("hematopoiesis.mep_speed_stress", 1.328, 0.3),
    FreeParameter("hematopoiesis.gmp_rate", 0.2343, 0.3),
    above_one("hematopoiesis.gmp_amplification_stress", 1.2, 0.2),
    above_one("hematopoiesis.gmp_speed_stress", 1.648, 0.3),
    FreeParameter("hematopoiesis.megakaryocyte_progenitor_rate", 0.6856, 0.3),
    above_one("hematopoiesis.megakaryocyte_progenitor_expansion", 3.687, 0.3),
    above_one("hematopoiesis.megakaryocyte_progenitor_acceleration", 1.205, 0.2),
    FreeParameter("hematopoiesis.megakaryocyte_maturation_time", 6.3, 0.15),
    above_one("hematopoiesis.megakaryocyte_ploidy_gain", 3.196, 0.3),
    above_one("hematopoiesis.megakaryocyte_acceleration", 1.787, 0.2),
    FreeParameter("hematopoiesis.platelet_maturity_time", 60.0, 0.4),
    FreeParameter("hematopoiesis.thrombopoietin_turnover", 3.0, 0.3),
    FreeParameter("hematopoiesis.thrombopoietin_megakaryocyte_share", 0.9, 0.05, low=0.75, high=0.92),
    FreeParameter("hematopoiesis.thrombopoietin_antibody_feedback", 0.5, 0.5),
    FreeParameter("hematopoiesis.neutrophil_maturation_time", 5.5, 0.25),
    above_one("hematopoiesis.neutrophil_expansion", 8.155, 0.3),
    above_one("hematopoiesis.neutrophil_acceleration", 1.369, 0.2),
    above_one("hematopoiesis.gcsf_production_stress", 10.0, 0.5),
    FreeParameter("hematopoiesis.megakaryocyte_conditioning_sensitivity", 0.16, 0.3),
    FreeParameter("hematopoiesis.marrow_neutrophil_conditioning_sensitivity", 0.0555, 0.5),
    FreeParameter("hematopoiesis.endothelial_injury_duration", 25.3, 0.3),
    FreeParameter("conditioning.endothelial_injury", 0.25, 0.4),
    FreeParameter("conditioning.allogeneic_progenitor_death", 0.2437, 0.3),
    FreeParameter("conditioning.cord_toxicity_factor", 0.72, 0.3, high=1.5),
    FreeParameter("engraftment.short_term_stem_cells", 0.0003593, 0.5),
    FreeParameter("engraftment.mpp", 0.07499, 0.5),
    FreeParameter("engraftment.cmp", 0.01508, 0.7),
    FreeParameter("engraftment.mep", 0.2047, 0.7),
    FreeParameter("engraftment.gmp", 0.03343, 0.7),
    FreeParameter("engraftment.megakaryocyte_progenitors", 0.000376, 0.7),
    FreeParameter("graft.bone_marrow.cmp", 0.0222, 0.7),
    FreeParameter("graft.bone_marrow.mep", 0.00666, 0.7),
    FreeParameter("graft.bone_marrow.gmp", 0.20, 0.4),
    FreeParameter("graft.cord_blood.mpp", 0.0403, 0.5),
    FreeParameter("graft.cord_blood.cmp", 0.00365, 0.7),
    FreeParameter("graft.cord_blood.mep", 0.000914, 0.7),
    FreeParameter("graft.cord_blood.gmp", 0.157, 0.5),
    FreeParameter("graft.cord_platelet_maturity", 0.35, 0.4, low=0.1, high=1.0),
    FreeParameter("immune_thrombocytopenia.megakaryocyte_death", 0.4126, 0.3),
    FreeParameter("romiplostim.thrombopoietin_equivalent", 0.002533, 0.7),
    FreeParameter("romiplostim.itp_potency", 1.0, 0.5),
    FreeParameter("eltrombopag.thrombopoietin_equivalent", 2.0, 0.7),
    FreeParameter("lusutrombopag.thrombopoietin_equivalent", 50.0, 0.7),
)


def _simulate(candidates: Candidates, _seed: int) -> Mapping[str, Array]:
    """The typical patient has no luck: the seed changes nothing."""
    return {f"{PREFIX}{name}": values for name, values in run_scenarios(candidates).items()}


def centre() -> Step:
    """The step; its targets are the records ``center.*``."""
    return Step(
        name="centre",
        title="The typical patient",
        free=FREE_PARAMETERS,
        targets=tuple(f"{PREFIX}{name}" for name in calibration_targets()),
        simulate=_simulate,
        generations=480,
        generation_size=24,
        first_spread=0.55,
    )
