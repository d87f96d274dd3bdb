"""The parts of the page that need a run of the model: the calibration table and one number followed to its sources.

They stand between two comments, so that a test can compare them with a tolerance: the last digit may differ between
solvers and machines.
"""

from collections.abc import Mapping

import numpy as np

from hemograft.evidence.wording import number_text
from hemograft.hematopoiesis import platelets
from hemograft.hematopoiesis.blood_system import BloodSystem, healthy_state, stack_state
from hemograft.hematopoiesis.thrombopoietin import receptor_mass
from hemograft.inference.candidates import Candidates
from hemograft.inference.scenarios import run_scenarios
from hemograft.inference.targets import calibration_targets
from hemograft.population.severity import severity_for
from hemograft.thrombocytopenia.immune_thrombocytopenia import immune_thrombocytopenia
from tools.docs.markdown import plain, table

BEGIN, END = "<!-- simulated -->", "<!-- end of simulated -->"
EXAMPLE_COUNT = 24.0
"""10^9/L; the count of the targets in immune thrombocytopenia."""
DIGITS = 3


def rounded(value: float) -> str:
    """A simulated number as the page prints it."""
    return f"{value:.{DIGITS}g}" if abs(value) > 1e-3 else "0"


def target_results() -> dict[str, float]:
    """The result of every target at the centre of the population."""
    return {name: float(value[0]) for name, value in run_scenarios(Candidates({}, 1)).items()}


def target_section(results: Mapping[str, float]) -> str:
    """Targets, results and how many lie inside, clinical ones and outputs of other models counted apart."""
    rows: list[tuple[str, ...]] = []
    inside: dict[str, list[bool]] = {}
    for name, target in calibration_targets().items():
        result = results[name]
        assert target.low is not None and target.high is not None
        met = target.low <= result <= target.high
        kind = target.endpoint or ""
        inside.setdefault(kind, []).append(met)
        rows.append(
            (
                plain(target.meaning),
                number_text(target.number),
                f"{number_text(target.low)} to {number_text(target.high)}",
                rounded(result),
                plain("" if target.unit == "dimensionless" else target.unit),
                "inside" if met else "**outside**",
                kind,
                plain(target.source),
            )
        )
    counts = "; ".join(f"{kind}: {sum(met)} of {len(met)} inside" for kind, met in inside.items())
    head = ("Target", "Aim", "Tolerance", "Result", "Unit", "Verdict", "Kind", "Source")
    return f"{BEGIN}\n**{counts[0].upper()}{counts[1:]}.**\n\n{table(head, rows)}\n{END}"


def example_section() -> str:
    """Thrombopoietin in one patient with immune thrombocytopenia, step by step."""
    system = BloodSystem()
    parameters, common = system.healthy_parameters(), system.healthy_parameters().common
    healthy = stack_state(healthy_state(system), 1)
    severity, state = severity_for(system, parameters, immune_thrombocytopenia(), np.array([EXAMPLE_COUNT]), healthy)
    named = system.unpack_state(state[:, 0])
    pool = float(np.sum(named.clones[0].platelets))
    number = float(np.mean(named.clones[0].megakaryocyte_number))
    production = float(platelets.normal_production(common, system.stages.platelets))
    flux = float(severity[0]) * pool / production
    receptors = float(receptor_mass(common, number, pool / platelets.normal_pool(common)))
    made = 1.0 + common.thrombopoietin_antibody_feedback * flux
    rows = [
        ("Platelets in blood and spleen", "$P_t = P / (1 - f_{sp})$", rounded(pool), "10^9/L"),
        (
            "Severity that explains the count",
            "$z = k_{ab}$, found with the state at rest",
            rounded(severity[0]),
            "1/day",
        ),
        ("Normal platelet production", r"$\Phi_0$", rounded(production), "10^9/L/day"),
        ("Megakaryocytes", r"$\sum_{c} \bar{n}$", rounded(number), "multiple of normal"),
        ("Receptors", "$W$", rounded(receptors), "multiple of normal"),
        ("Thrombopoietin made", r"$1 + h k_{ab} P_t / \Phi_0$", rounded(made), "multiple of normal"),
        (
            "Thrombopoietin at rest",
            r"$T = (1 + h k_{ab} P_t / \Phi_0) / W$",
            rounded(made / receptors),
            "multiple of normal",
        ),
    ]
    return f"{BEGIN}\n{table(('Step', 'Formula', 'Value', 'Unit'), rows)}\n{END}"
