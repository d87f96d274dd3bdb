"""The scenarios behind the calibration targets, run through the same engine as a plan.

Each function returns results by target name, one value a candidate.
"""

from dataclasses import replace

import numpy as np

from hemograft.evidence import number, record
from hemograft.hematopoiesis import platelets
from hemograft.hematopoiesis.blood_system import BloodSystem, healthy_state, stack_parameters, stack_state
from hemograft.hematopoiesis.interventions import AddToState, Intervention
from hemograft.hematopoiesis.observables import observe
from hemograft.hematopoiesis.parameters import BloodParameters, CommonParameters
from hemograft.hematopoiesis.steady_state import steady_state
from hemograft.inference.candidates import Candidates, Variant, crossing_day, run_variants
from hemograft.population.severity import severity_for
from hemograft.simulation.integrator import Array
from hemograft.therapies.eltrombopag import eltrombopag
from hemograft.therapies.filgrastim import FilgrastimUntilEngraftment, filgrastim
from hemograft.therapies.lusutrombopag import lusutrombopag, lusutrombopag_course
from hemograft.therapies.romiplostim import NANOGRAMS_PER_MICROGRAM, romiplostim
from hemograft.therapies.transfusion import PlateletTransfusion
from hemograft.therapies.transplantation import (
    Conditioning,
    Graft,
    GraftSource,
    allogeneic_toxicity,
    conditioning_interventions,
    graft_interventions,
)
from hemograft.thrombocytopenia.cause import Cause
from hemograft.thrombocytopenia.cirrhosis import cirrhosis_with_hypersplenism
from hemograft.thrombocytopenia.immune_thrombocytopenia import immune_thrombocytopenia, impair_megakaryocytes
from hemograft.thrombocytopenia.severe_aplastic_anemia import severe_aplastic_anemia

Results = dict[str, Array]
ADULT_WEIGHT = 70.0


TRANSFUSIONS = (PlateletTransfusion(weight=ADULT_WEIGHT, trigger=number("transfusion.prophylactic_trigger")),)


# --- platelet kinetics -------------------------------------------------------------------------------------------


def platelet_life(common: CommonParameters, count: float) -> float:
    """Mean life, days, of a platelet at a steady ``count``: closed form of senescence plus endothelial demand."""
    loss = platelets.demand_rate(common, count / (1.0 - common.normal_splenic_fraction))
    return float((1.0 - np.exp(-loss * common.platelet_senescence)) / loss)


def lifespans(candidates: Candidates) -> Results:
    """V1, V2: platelet life at three counts."""
    common = candidates.parameters(BloodSystem()).common
    return {f"life_{count}": np.full(candidates.count, platelet_life(common, count)) for count in (250, 75, 30)}


# --- disease at rest ---------------------------------------------------------------------------------------------


def _at_rest(
    parameters: BloodParameters, candidates: Candidates, cause: Cause, count: float
) -> tuple[Array, Array, Array]:
    """State, parameters and severity of the candidates with a cause that leaves ``count`` platelets."""
    system = BloodSystem()
    target = np.full(candidates.count, count)
    severity, state = severity_for(
        system, parameters, cause, target, stack_state(healthy_state(system), candidates.count)
    )
    return state, stack_parameters(cause.apply(parameters, severity), candidates.count), severity


def diseases_at_rest(candidates: Candidates) -> Results:
    """V3, V4: thrombopoietin, megakaryocytes and production in aplasia and in immune thrombocytopenia."""
    system = BloodSystem()
    healthy = candidates.parameters(system)
    aplasia, _, _ = _at_rest(healthy, candidates, severe_aplastic_anemia(), 24.0)
    itp, itp_parameters, _ = _at_rest(healthy, candidates, immune_thrombocytopenia(), 24.0)
    impaired, _, _ = _at_rest(_impaired(candidates, healthy), candidates, immune_thrombocytopenia(), 21.5)
    named = system.unpack_state(aplasia)
    common = system.unpack_parameters(itp_parameters).common
    return {
        "aplasia_tpo": named.shared.thrombopoietin,
        "aplasia_megakaryocytes": np.mean(named.clones[0].megakaryocyte_number, axis=0),
        "itp_tpo": system.unpack_state(itp).shared.thrombopoietin,
        "itp_impaired_tpo": system.unpack_state(impaired).shared.thrombopoietin,
        "itp_production": system.unpack_state(itp).clones[0].megakaryocyte_mass[-1],
        "clearance_x5": _clearance_times_five(candidates, system, common),
    }


def _impaired(candidates: Candidates, parameters: BloodParameters) -> BloodParameters:
    identifier = "immune_thrombocytopenia.megakaryocyte_death"
    return impair_megakaryocytes(parameters, candidates.number(identifier) / number(identifier))


def _clearance_times_five(candidates: Candidates, system: BloodSystem, common: CommonParameters) -> Array:
    """Platelets over baseline when every platelet meets four times the normal clearance on top of it."""
    healthy = candidates.parameters(system)
    normal = platelets.normal_production(common, system.stages.platelets) / platelets.normal_pool(common)
    changed = replace(healthy, condition=replace(healthy.condition, antibody_destruction=4.0 * normal))
    parameters = stack_parameters(changed, candidates.count)
    state = steady_state(system, parameters, stack_state(healthy_state(system), candidates.count))
    return observe(system, state, parameters).platelets / common.normal_platelet_count


# --- transplantation ---------------------------------------------------------------------------------------------

CONDITIONING_DAYS_BEFORE = 3  # autologous: one day of melphalan, day -3 to -2


def _autologous(candidates: Candidates, dose: float) -> tuple[Intervention, ...]:
    infusion = float(CONDITIONING_DAYS_BEFORE)
    return (
        *conditioning_interventions(Conditioning.MYELOABLATIVE, 0.0, 1.0, numbers=candidates.number),
        *graft_interventions(Graft(GraftSource.MOBILIZED_BLOOD, dose, infusion), candidates.number),
    )


def autologous(candidates: Candidates) -> Results:
    """V9, V10, V11: the mean autologous curve, the dose effect, and what each part of the graft does."""
    system = BloodSystem(clones=("host", "donor"))
    parameters = candidates.parameters(system)
    stem = ("graft.mobilized_blood.stem_cells", "graft.mobilized_blood.short_term_stem_cells")
    changed = {
        "stem_cells_tenth": candidates.with_factor(stem[0], 0.1).with_factor(stem[1], 0.1),
        "stem_cells_tenfold": candidates.with_factor(stem[0], 10.0).with_factor(stem[1], 10.0),
        "cmp_tenth": candidates.with_factor("graft.mobilized_blood.cmp", 0.1),
    }
    dose = number("transplantation.cd34_dose_autologous")
    doses = (dose, 0.1 * dose, 10.0 * dose, 5e6, 15e6)
    variants = [Variant(parameters, _autologous(candidates, cells)) for cells in doses]
    variants += [Variant(parameters, _autologous(other, dose)) for other in changed.values()]
    days = CONDITIONING_DAYS_BEFORE + 54
    runs = run_variants(system, candidates.count, variants, days, policies=TRANSFUSIONS)
    before = CONDITIONING_DAYS_BEFORE
    from_infusion = [run.observables for run in runs]
    donor_20 = [crossing_day(run.donor_platelets[before:], 20.0) for run in from_infusion]
    donor_50 = [crossing_day(run.donor_platelets[before:], 50.0) for run in from_infusion]
    neutrophils = [run.neutrophils[before:] for run in from_infusion]
    results = _autologous_curve(from_infusion[0].platelets[before:])
    results |= {
        "dose_tenth": donor_20[1] - donor_20[0],
        "dose_tenfold": donor_20[2] - donor_20[0],
        "t50_5": donor_50[3],
        "t50_15": donor_50[4],
        "anc1_5": crossing_day(neutrophils[3], 1.0),
        "anc1_15": crossing_day(neutrophils[4], 1.0),
        "auto_anc": crossing_day(neutrophils[0], 0.5),
    }
    for index, name in enumerate(changed, start=len(doses)):
        results[name] = donor_20[index] - donor_20[0]
    return results


def autologous_platelet_day(candidates: Candidates, dose: float) -> Array:
    """Day on which donor platelets stay at 50x10^9/L or more after ``dose`` CD34+ cells per kg, one a candidate."""
    system = BloodSystem(clones=("host", "donor"))
    variant = Variant(candidates.parameters(system), _autologous(candidates, dose))
    days = CONDITIONING_DAYS_BEFORE + 54
    (run,) = run_variants(system, candidates.count, [variant], days, policies=TRANSFUSIONS)
    return crossing_day(run.observables.donor_platelets[CONDITIONING_DAYS_BEFORE:], 50.0)


def _autologous_curve(counts: Array) -> Results:
    observed = np.array(record("transplantation.autologous_mean_curve").value)
    days = np.array(record("transplantation.autologous_mean_curve_days").value, dtype=int)
    error = counts[days] - observed[:, None]
    return {
        "asct_rmse": np.sqrt(np.mean(error**2, axis=0)),
        "asct_nadir": counts[:30].min(axis=0),
        "asct_nadir_day": counts[:30].argmin(axis=0).astype(float),
        "asct_20": crossing_day(counts, 20.0),
        "asct_50": crossing_day(counts, 50.0),
        "asct_100": crossing_day(counts, 100.0),
        "asct_plateau": counts[40:55].mean(axis=0),
    }


def _infusion_day() -> float:
    return number("conditioning.duration") + number("conditioning.rest")


def _allogeneic(candidates: Candidates, source: GraftSource, dose: float, infusion: float) -> tuple[Intervention, ...]:
    return (
        *conditioning_interventions(
            Conditioning.MYELOABLATIVE, 0.0, number("conditioning.duration"), numbers=candidates.number
        ),
        *graft_interventions(Graft(source, dose, infusion), candidates.number),
        *allogeneic_toxicity(source, infusion, numbers=candidates.number),
    )


def allogeneic(candidates: Candidates) -> Results:
    """V12: sibling mobilized blood, sibling marrow and cord blood, with early toxicity."""
    system = BloodSystem(clones=("host", "donor"))
    infusion = _infusion_day()
    grafts = {
        "pbsc": (GraftSource.MOBILIZED_BLOOD, number("transplantation.cd34_dose_mobilized_allogeneic")),
        "marrow": (GraftSource.BONE_MARROW, number("transplantation.cd34_dose_bone_marrow")),
        "cord": (GraftSource.CORD_BLOOD, number("transplantation.cd34_dose_cord")),
    }
    variants = [
        Variant(candidates.parameters(system), _allogeneic(candidates, source, dose, infusion))
        for source, dose in grafts.values()
    ]
    runs = run_variants(system, candidates.count, variants, int(infusion) + 80, policies=TRANSFUSIONS)
    results: Results = {}
    for name, run in zip(grafts, runs, strict=True):
        results[f"{name}_anc"] = crossing_day(run.observables.neutrophils[int(infusion) :], 0.5)
        results[f"{name}_20"] = crossing_day(run.observables.donor_platelets[int(infusion) :], 20.0)
    return results


def filgrastim_after_transplantation(candidates: Candidates) -> Results:
    """How much sooner neutrophils recover with filgrastim after sibling mobilized blood."""
    system = BloodSystem(clones=("host", "donor"), drugs=(filgrastim(),))
    source, infusion = GraftSource.MOBILIZED_BLOOD, _infusion_day()
    variant = Variant(
        candidates.parameters(system),
        _allogeneic(candidates, source, number("transplantation.cd34_dose_mobilized_allogeneic"), infusion),
    )
    given = (FilgrastimUntilEngraftment(int(infusion + number("transplantation.gcsf_start_day"))),)
    recovery = [
        crossing_day(run.observables.neutrophils[int(infusion) :], 0.5)
        for policies in ((), given)
        for run in run_variants(system, candidates.count, [variant], int(infusion) + 30, policies=policies)
    ]
    return {"gcsf_effect": recovery[1] - recovery[0]}


# --- thrombopoietin receptor agonists ----------------------------------------------------------------------------


def romiplostim_in_health(candidates: Candidates) -> Results:
    """V5: one intravenous dose in healthy people."""
    drug = romiplostim()
    system = BloodSystem(drugs=(drug,))
    parameters = candidates.parameters(system)
    volume = drug.standard[drug.parameters.index("volume")]
    doses = {"03": 0.3, "1": 1.0, "10": 10.0}
    variants = [
        Variant(parameters, (AddToState(0.0, "romiplostim.plasma", dose * NANOGRAMS_PER_MICROGRAM / volume),))
        for dose in doses.values()
    ]
    runs = run_variants(system, candidates.count, variants, 22)
    results: Results = {}
    for name, run in zip(doses, runs, strict=True):
        ratio, day = _peak(run.observables.platelets)
        results[f"romiplostim_{name}"] = ratio / run.observables.platelets[0]
        results[f"romiplostim_{name}_day"] = day
    return results


def romiplostim_in_itp(candidates: Candidates) -> Results:
    """V6: mean platelets over a week after 12 weeks of fixed weekly doses."""
    drug = romiplostim()
    system = BloodSystem(drugs=(drug,))
    cause = immune_thrombocytopenia()
    unaffected = _impaired(candidates, candidates.parameters(BloodSystem()))
    state, _, severity = _at_rest(unaffected, candidates, cause, 21.5)
    start = np.vstack([state, np.zeros((len(drug.states), candidates.count))])
    healthy = _impaired(candidates, candidates.parameters(system))
    potency = candidates.number("romiplostim.itp_potency")
    drugs = (
        tuple(
            value / potency if name == "equivalent" else value
            for name, value in zip(drug.parameters, healthy.drugs[0], strict=True)
        ),
    )
    parameters = cause.apply(replace(healthy, drugs=drugs), severity)
    doses, weeks = (1, 2, 3, 5, 10), 12
    variants = [
        Variant(
            parameters,
            tuple(AddToState(7.0 * week, "romiplostim.depot", dose * NANOGRAMS_PER_MICROGRAM) for week in range(weeks)),
        )
        for dose in doses
    ]
    runs = run_variants(system, candidates.count, variants, 7 * weeks, start=np.tile(start, len(doses)))
    return {f"itp_{dose}": run.observables.platelets[-7:].mean(axis=0) for dose, run in zip(doses, runs, strict=True)}


def lusutrombopag_courses(candidates: Candidates) -> Results:
    """V7: 2 mg for 14 days in health (baseline 200), 3 mg for 7 days in cirrhosis."""
    drug = lusutrombopag()
    system = BloodSystem(drugs=(drug,))
    healthy = candidates.parameters(system)
    volunteers = replace(healthy, common=replace(healthy.common, normal_platelet_count=200.0))
    start = _rested(system, candidates.count, volunteers)
    (in_health,) = run_variants(
        system,
        candidates.count,
        [Variant(volunteers, lusutrombopag_course(0, dose=2.0, days=14))],
        25,
        start=start,
    )
    patients = cirrhosis_with_hypersplenism().apply(healthy, number("cirrhosis.splenic_fraction"))
    (in_liver_disease,) = run_variants(
        system,
        candidates.count,
        [Variant(patients, lusutrombopag_course(0))],
        22,
        start=_rested(system, candidates.count, patients),
    )
    peak, day = _peak(in_health.observables.platelets)
    liver_peak, liver_day = _peak(in_liver_disease.observables.platelets)
    return {
        "lusutrombopag_healthy": peak,
        "lusutrombopag_healthy_day": day,
        "lusutrombopag_liver": liver_peak,
        "lusutrombopag_liver_day": liver_day,
        "cirrhosis": in_liver_disease.observables.platelets[0],
    }


def eltrombopag_courses(candidates: Candidates) -> Results:
    """V8: 14 days of four doses in chronic liver disease (Child-Pugh 6)."""
    system = BloodSystem(drugs=(eltrombopag(chronic_liver_disease=True),))
    patients = cirrhosis_with_hypersplenism().apply(candidates.parameters(system), number("cirrhosis.splenic_fraction"))
    doses = (12.5, 25, 37.5, 75)
    variants = [
        Variant(patients, tuple(AddToState(float(day), "eltrombopag.depot", dose) for day in range(14)))
        for dose in doses
    ]
    start = np.tile(_rested(system, candidates.count, patients), len(doses))
    runs = run_variants(system, candidates.count, variants, 27, start=start)
    results: Results = {}
    for dose, run in zip(doses, runs, strict=True):
        peak, day = _peak(run.observables.platelets)
        results[f"eltrombopag_{str(dose).replace('.', '_')}"] = peak
        results["eltrombopag_day"] = day
    return results


def _rested(system: BloodSystem, count: int, parameters: BloodParameters) -> Array:
    return steady_state(system, stack_parameters(parameters, count), stack_state(healthy_state(system), count))


def _peak(counts: Array) -> tuple[Array, Array]:
    """Height and day of the highest daily count, refined by a parabola through its neighbours."""
    top = np.clip(counts.argmax(axis=0), 1, len(counts) - 2)
    lanes = np.arange(counts.shape[1])
    left, middle, right = counts[top - 1, lanes], counts[top, lanes], counts[top + 1, lanes]
    curvature = left - 2.0 * middle + right
    shift = np.where(np.abs(curvature) > 1e-12, 0.5 * (left - right) / np.where(curvature == 0, 1.0, curvature), 0.0)
    return middle - 0.25 * (left - right) * shift, top + shift


SCENARIOS = (
    lifespans,
    diseases_at_rest,
    autologous,
    allogeneic,
    filgrastim_after_transplantation,
    romiplostim_in_health,
    romiplostim_in_itp,
    lusutrombopag_courses,
    eltrombopag_courses,
)


def run_scenarios(candidates: Candidates) -> Results:
    """Results of every target, one value a candidate."""
    results: Results = {}
    for scenario in SCENARIOS:
        results |= scenario(candidates)
    return results
