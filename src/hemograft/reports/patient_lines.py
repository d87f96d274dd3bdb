"""The patient in words: diagnosis, what its cause predicts, what the count means, and how severe it is."""

import numpy as np

from hemograft.evidence import numbers_of
from hemograft.planning.case import IMMUNE_THROMBOCYTOPENIA, Case
from hemograft.planning.plan import Plan
from hemograft.planning.starting_counts import StartingCounts, starting_counts
from hemograft.planning.suppressing_drug import case_cause
from hemograft.thrombocytopenia.grades import (
    AplasticAnemiaSeverity,
    ImmuneThrombocytopeniaCount,
    aplastic_anemia_severity,
    immune_thrombocytopenia_count,
    platelet_grade,
)
from hemograft.thrombocytopenia.skin_bleeding import bruising_probability
from hemograft.thrombocytopenia.symptoms import symptoms_at

COUNT_WORDS = {
    ImmuneThrombocytopeniaCount.NOT_LOW: "the count is above that of immune thrombocytopenia",
    ImmuneThrombocytopeniaCount.SEVERE_BLEEDING_UNCOMMON: "severe bleeding is uncommon at this count",
    ImmuneThrombocytopeniaCount.SEVERE_BLEEDING_POSSIBLE: "severe bleeding is possible at this count",
    ImmuneThrombocytopeniaCount.SEVERE_BLEEDING_TYPICAL: "where bleeding is severe, counts are usually this low",
}
EMPTY_MARROW = 0.0


def patient_lines(plan: Plan) -> tuple[tuple[str, str], ...]:
    """(label, text) lines; what the case does not say has none."""
    case, cause, counts = plan.case, case_cause(plan.case), starting_counts(plan.case)
    low, high = float(plan.severity.min()), float(plan.severity.max())
    space = "" if cause.severity_unit.startswith("/") else " "
    bleeding = None if case.bleeding_grade is None else f"WHO grade {case.bleeding_grade}"
    lines = (
        ("Patient", f"{case.age:g} years, {case.sex}, {case.weight:g} kg"),
        ("Diagnosis", cause.label),
        ("Starting platelets", _readings(counts)),
        ("Bleeding", bleeding),
        ("Grade", grade_of(case, counts)),
        ("What the count means", count_meaning(counts.platelets)),
        ("Mechanism", cause.mechanism),
        ("Distinguished by", cause.distinguishes),
        (
            "Severity found",
            f"{low:.2g} to {high:.2g}{space}{cause.severity_unit}: the strength of the cause that gives this platelet"
            " count, lowest and highest of the virtual patients",
        ),
        ("Notes", case.notes),
    )
    return tuple((label, text) for label, text in lines if text)


def count_meaning(platelets: float) -> str:
    """What a platelet count (10^9/L) means in general, and the signs to expect."""
    band = symptoms_at(platelets)
    signs = f" Signs: {', '.join(band.signs)}." if band.signs else ""
    bruised = float(bruising_probability(platelets))
    bruises = f" Bruises or petechiae (WHO grade 1) on about {bruised:.0%} of days." if bruised > 0.0 else ""
    return f"{band.meaning}{signs}{bruises}"


def grade_of(case: Case, counts: StartingCounts) -> str:
    """Grade by the count, and severity of the diagnoses that have criteria, as far as the case allows."""
    grade = f"CTCAE grade {int(platelet_grade(counts.platelets))} by the count"
    if case.diagnosis == IMMUNE_THROMBOCYTOPENIA:
        words = COUNT_WORDS[ImmuneThrombocytopeniaCount(int(immune_thrombocytopenia_count(counts.platelets)))]
        phase = "Newly diagnosed" if case.newly_diagnosed else "Taken as chronic or persistent: not newly diagnosed"
        return f"{grade}; {words}. {phase}."
    if case.diagnosis == "severe_aplastic_anemia":
        return f"{grade}; {_aplastic_anemia(counts)}"
    return grade


def _aplastic_anemia(counts: StartingCounts) -> str:
    """By neutrophils and platelets alone: two low counts suffice where the marrow is empty."""
    if counts.neutrophils is None:
        return "severity of the aplastic anemia not known without neutrophils, reticulocytes and marrow."
    severity = AplasticAnemiaSeverity(
        int(aplastic_anemia_severity(counts.neutrophils, counts.platelets, np.nan, EMPTY_MARROW, EMPTY_MARROW))
    )
    if severity is AplasticAnemiaSeverity.NONSEVERE:
        return "severity of the aplastic anemia not known without reticulocytes and marrow."
    words = severity.name.lower().replace("_", " ")
    empty, _ = numbers_of("grades.aplastic_anemia_cellularity")
    return (
        f"{words} aplastic anemia by neutrophils and platelets, if marrow cellularity is below {empty:.0%} of normal."
    )


def _readings(counts: StartingCounts) -> str:
    readings = len(counts.used["platelets"])
    origin = "one reading" if readings == 1 else f"median of {readings} readings"
    return f"{counts.platelets:.3g}x10^9/L, {origin}"
