"""How soon platelets recover when what destroyed them ends: by itself, or because it is taken away."""

from hemograft.evidence import number
from hemograft.thrombocytopenia.dengue import dengue_thrombocytopenia
from hemograft.thrombocytopenia.disseminated_intravascular_coagulation import (
    disseminated_intravascular_coagulation,
    trigger_removed,
)
from hemograft.thrombocytopenia.drug_induced_immune import (
    drug_induced_immune_thrombocytopenia,
    sensitizing_drug_stopped,
)
from hemograft.thrombocytopenia.gestational import delivery, gestational_thrombocytopenia
from hemograft.thrombocytopenia.heparin_induced import heparin_induced_thrombocytopenia, heparin_stopped
from hemograft.thrombocytopenia.human_immunodeficiency_virus import (
    antiretroviral_therapy,
    human_immunodeficiency_virus_thrombocytopenia,
)
from hemograft.thrombocytopenia.thrombotic_thrombocytopenic_purpura import (
    plasma_exchange,
    thrombotic_thrombocytopenic_purpura,
)
from hemograft.validation.estimate import Estimates, mean, median
from hemograft.validation.group import Group
from hemograft.validation.ill_patients import first_day_above, ill_patients, mildly_ill_patients
from hemograft.validation.simulation import Simulation

FULL = 2048
NORMAL, LOW = 150.0, 100.0
"""10^9/L: the lower limit of normal, and the limit of thrombocytopenia in sepsis, dengue and infection with HIV."""
AFTER_FIRST_EXCHANGE, SEPSIS, VIRUS, FEVER = 30.0, 60.0, 40.0, 40.0
"""10^9/L, median counts at the start, which the abstracts do not tell."""


def stopped_heparin(simulation: Simulation) -> Estimates:
    """Mean counts 2 and 4 days after heparin."""
    ill = ill_patients(simulation, heparin_induced_thrombocytopenia(), number("heparin_induced.nadir"))
    counts = ill.followed(4, heparin_stopped(0.0)).platelets
    return {f"heparin_induced.recovery_day_{day}": mean(counts[day]) for day in (2, 4)}


def stopped_sensitizing_drug(simulation: Simulation) -> Estimates:
    """Median days from the last dose to a normal count."""
    ill = ill_patients(simulation, drug_induced_immune_thrombocytopenia(), number("drug_induced_immune.nadir"))
    counts = ill.followed(30, sensitizing_drug_stopped(0.0)).platelets
    return {"drug_induced_immune.recovery_complete": median(first_day_above(counts, NORMAL))}


def exchanged_plasma(simulation: Simulation) -> Estimates:
    """Median days from the first exchange to a normal count."""
    ill = ill_patients(simulation, thrombotic_thrombocytopenic_purpura(), AFTER_FIRST_EXCHANGE)
    counts = ill.followed(30, *plasma_exchange(0.0)).platelets
    identifier = "thrombotic_thrombocytopenic_purpura.normalization_exchange"
    return {identifier: median(first_day_above(counts, NORMAL))}


def treated_sepsis(simulation: Simulation) -> Estimates:
    """Median days with fewer than 100x10^9/L; the trigger is under control from the second day on."""
    ill = ill_patients(simulation, disseminated_intravascular_coagulation(), SEPSIS)
    counts = ill.followed(30, trigger_removed(1.0)).platelets
    identifier = "disseminated_intravascular_coagulation.duration_of_thrombocytopenia"
    return {identifier: median(first_day_above(counts, LOW))}


def treated_virus(simulation: Simulation) -> Estimates:
    """Median days of antiretroviral therapy until the count has passed 100x10^9/L."""
    ill = ill_patients(simulation, human_immunodeficiency_virus_thrombocytopenia(), VIRUS)
    counts = ill.followed(365, *antiretroviral_therapy(0.0)).platelets
    return {"human_immunodeficiency_virus.response_time": median(first_day_above(counts, LOW))}


def dengue_fever(simulation: Simulation) -> Estimates:
    """Median day of fever on which the count has passed 100x10^9/L."""
    days = first_day_above(ill_patients(simulation, dengue_thrombocytopenia(), FEVER).followed(21).platelets, LOW)
    return {"dengue.recovery_day": median(number("dengue.day_of_case") + days)}


def childbirth(simulation: Simulation) -> Estimates:
    """Mean of the count on days 2 to 5 after delivery over that before, in pregnancies without any consumption."""
    ill = mildly_ill_patients(simulation, gestational_thrombocytopenia())
    counts = ill.followed(5, *delivery(0.0)).platelets
    return {"gestational_thrombocytopenia.postpartum_ratio": mean(counts[2:].mean(axis=0) / counts[0])}


GROUPS = (
    Group(
        name="heparin_stopped",
        title="Recovery after heparin-induced thrombocytopenia (Argatroban-915, Lewis 2003)",
        records=("heparin_induced.recovery_day_2", "heparin_induced.recovery_day_4"),
        run=stopped_heparin,
        assumed="The median count is that of the series of nadirs; heparin ends on day 0.",
        full=FULL,
    ),
    Group(
        name="sensitizing_drug_stopped",
        title="Recovery from drug-induced immune thrombocytopenia (George and Aster 2009)",
        records=("drug_induced_immune.recovery_complete",),
        run=stopped_sensitizing_drug,
        assumed="The median count on the day of the last dose is that of the series of nadirs on vancomycin.",
        full=FULL,
    ),
    Group(
        name="plasma_exchange",
        title="Plasma exchange in thrombotic thrombocytopenic purpura (HERCULES, Scully 2019, placebo arm)",
        records=("thrombotic_thrombocytopenic_purpura.normalization_exchange",),
        run=exchanged_plasma,
        assumed=f"After the first exchange the median count is {AFTER_FIRST_EXCHANGE:g}x10^9/L.",
        full=FULL,
    ),
    Group(
        name="treated_sepsis",
        title="Thrombocytopenia of sepsis (Venkata 2013)",
        records=("disseminated_intravascular_coagulation.duration_of_thrombocytopenia",),
        run=treated_sepsis,
        assumed=f"The median count is {SEPSIS:g}x10^9/L, and sepsis is under control a day later.",
        full=FULL,
    ),
    Group(
        name="antiretroviral_therapy",
        title="Antiretroviral therapy of thrombocytopenia with human immunodeficiency virus (Carbonara 2001)",
        records=("human_immunodeficiency_virus.response_time",),
        run=treated_virus,
        assumed=f"The median count is {VIRUS:g}x10^9/L, and a significant rise is one to {LOW:g}x10^9/L.",
        full=FULL,
    ),
    Group(
        name="dengue_fever",
        title="Recovery from dengue",
        records=("dengue.recovery_day",),
        run=dengue_fever,
        assumed=f"On day {number('dengue.day_of_case'):g} of fever the median count is {FEVER:g}x10^9/L.",
        full=FULL,
    ),
    Group(
        name="childbirth",
        title="Platelets after delivery",
        records=("gestational_thrombocytopenia.postpartum_ratio",),
        run=childbirth,
        assumed="Normal pregnancies: the dilution of all, and no consumption.",
        full=FULL,
    ),
)
