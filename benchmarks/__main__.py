"""``python -m benchmarks``: prints the table and writes it to ``benchmarks/results/latest.md``."""

from functools import partial
from itertools import product
from time import perf_counter

from benchmarks.accuracy import LIMIT, Setting, Tuned, best_seconds, fastest, largest_error
from benchmarks.cohort import DAYS, PATIENTS, VARIATION, Array, Cohort
from benchmarks.donors import donor_sections
from benchmarks.engine import hemograft_at_once, hemograft_bedside, hemograft_daily, scipy_daily
from benchmarks.libroadrunner import roadrunner_daily
from benchmarks.processes import compile_cold, fresh, hemograft_memory, hemograft_rate, pin
from benchmarks.report import RESULTS, machine, progress, table, write
from benchmarks.wmda_exercise_3 import exercise_sections
from hemograft import NOTICE
from hemograft.simulation.integrator import integrator

REFERENCE = 1e-11
CLONES = 2
REPEATS = 5
SCIPY_TOLERANCE = 1e-6
HEMOGRAFT_SETTINGS: tuple[Setting, ...] = tuple({"tolerance": each} for each in (3e-4, 1e-4, 7e-5, 5e-5, 3e-5, 1e-5))
ROADRUNNER_SETTINGS: tuple[Setting, ...] = tuple(
    {"stiff": stiff, "relative_tolerance": relative, "absolute_tolerance": relative * share}
    for stiff, relative, share in product((True, False), (3e-5, 1e-5, 5e-6, 3e-6), (1e-3, 1e-6))
)


def main() -> None:
    """Measures everything: the donors some ten minutes, most of it forty million of them, the engine about two."""
    # On all cores, before this process is kept to one of them.
    donors = [*donor_sections(), *exercise_sections()]
    started = perf_counter()
    pin(0)
    cohort = Cohort(CLONES)
    progress("reference")
    reference = hemograft_daily(cohort, integrator(cohort.system, REFERENCE))
    tight: Setting = {"relative_tolerance": REFERENCE, "absolute_tolerance": REFERENCE * 1e-3}
    disagreement = largest_error(roadrunner_daily(cohort, tight)(), reference)
    progress("tuning libroadrunner")
    theirs = fastest(partial(roadrunner_daily, cohort), ROADRUNNER_SETTINGS, reference)
    progress("tuning hemograft")
    ours = fastest(
        lambda setting: partial(hemograft_daily, cohort, integrator(cohort.system, setting["tolerance"])),
        HEMOGRAFT_SETTINGS,
        reference,
    )
    tolerance = float(ours.setting["tolerance"])
    head = (
        f"{PATIENTS} patients, {CLONES} clones ({len(cohort.system.state_names)} states), {DAYS} days after a "
        f"myeloablative transplant; parameters vary by {VARIATION:.0%}. Largest relative error of platelets, "
        f"neutrophils and hemoglobin on any day of any patient at most {LIMIT:g}, against a reference at tolerance "
        f"{REFERENCE:g} that CVODE at {REFERENCE:g} matches to {disagreement:.1e}. One core, warm, processor time, "
        f"best of {REPEATS} rounds taken in turns."
    )
    sections = [
        "# Benchmark",
        NOTICE,
        machine(),
        head,
        _speed(cohort, ours, theirs, reference, tolerance),
        _structures(tolerance),
        _sharing(tolerance),
        f"The engine was measured in {perf_counter() - started:.0f} s.",
        *donors,
    ]
    write(sections)
    print("\n\n".join(sections))
    print(f"\nWritten to {RESULTS}")


def _speed(cohort: Cohort, ours: Tuned, theirs: Tuned, reference: Array, tolerance: float) -> str:
    progress("speed")
    solver = integrator(cohort.system, tolerance)
    runs = {
        "libroadrunner, CVODE, daily counts": theirs.run,
        "hemograft, daily counts": ours.run,
        "hemograft, plan loop with all observables": partial(hemograft_bedside, cohort, solver),
        "hemograft, one go, final state only": partial(hemograft_at_once, cohort, solver),
    }
    seconds = best_seconds(runs, REPEATS)
    base = seconds["libroadrunner, CVODE, daily counts"]
    settings = {"libroadrunner, CVODE, daily counts": theirs}
    rows = [
        [
            name,
            f"{cohort.patients / taken:,.0f}",
            f"{base / taken:.1f}",
            f"{settings.get(name, ours).error:.1e}",
            _words(settings.get(name, ours).setting),
        ]
        for name, taken in seconds.items()
    ]
    alone = Cohort(cohort.clones, patients=1)
    taken = best_seconds({"scipy": partial(scipy_daily, alone, SCIPY_TOLERANCE)}, 1)["scipy"]
    error = largest_error(scipy_daily(alone, SCIPY_TOLERANCE), reference[:, :, :1])
    portable = ["hemograft, SciPy solver (1 patient)", f"{1 / taken:.2g}", f"{base / cohort.patients / taken:.2g}"]
    rows.append([*portable, f"{error:.1e}", f"tolerance {SCIPY_TOLERANCE:g}"])
    return table(["simulator", "patients x years / s", "times libroadrunner", "largest error", "setting"], rows)


def _structures(tolerance: float) -> str:
    rows: list[list[str]] = []
    for clones in (1, 2, 3):
        progress(f"{clones} clones")
        cohort = Cohort(clones)
        solver = integrator(cohort.system, tolerance)
        runs = {
            "daily": partial(hemograft_daily, cohort, solver),
            "at once": partial(hemograft_at_once, cohort, solver),
        }
        seconds = best_seconds(runs, REPEATS)
        (compilation,) = fresh((compile_cold, (clones, tolerance)))
        (memory,) = fresh((hemograft_memory, (clones, tolerance)))
        rows.append(
            [
                str(clones),
                str(len(cohort.system.state_names)),
                f"{cohort.patients / seconds['daily']:,.0f}",
                f"{cohort.patients / seconds['at once']:,.0f}",
                f"{compilation.compilation:.2f}",
                f"{compilation.imports:.2f}",
                f"{memory:.0f}",
            ]
        )
    header = ["clones", "states", "daily counts / s", "one go / s", "compile, cold, s", "import, s", "peak memory, MiB"]
    return table(header, rows)


def _sharing(tolerance: float) -> str:
    progress("both cores")
    (alone,) = fresh((hemograft_rate, (CLONES, tolerance, 0)))
    both = fresh(*((hemograft_rate, (CLONES, tolerance, core)) for core in (0, 1)))
    return (
        f"Daily counts, {CLONES} clones: one process {alone:,.0f} patients x years / s, two processes on two cores "
        f"{sum(both):,.0f} together ({sum(both) / alone:.2f} times)."
    )


def _words(setting: Setting) -> str:
    return ", ".join(
        f"{name.replace('_', ' ')} {value:g}" if isinstance(value, float) else f"{name} {value}"
        for name, value in setting.items()
    )


if __name__ == "__main__":
    main()
