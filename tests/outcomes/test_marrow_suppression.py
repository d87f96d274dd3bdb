"""What outcomes do to the marrow: rates on the right mornings, and counts of the same patients with and without."""

import numpy as np
import pytest

from hemograft.evidence import number
from hemograft.hematopoiesis.blood_system import BloodSystem, healthy_state, stack_parameters, stack_state
from hemograft.outcomes.marrow_suppression import MarrowSuppression
from hemograft.outcomes.onset_law import NEVER
from hemograft.outcomes.transplant_timeline import TransplantTimeline
from hemograft.simulation.integrator import Array, integrator
from hemograft.simulation.run import Patients, Trajectory, simulate
from hemograft.therapies.bedside import Course
from hemograft.therapies.transplantation import (
    Conditioning,
    Graft,
    GraftSource,
    allogeneic_toxicity,
    conditioning_interventions,
    graft_interventions,
)
from tests.outcomes.recipients_at_hand import INFUSION, quiet_timeline
from tests.therapies.ward import morning, settings

SETTLED = INFUSION + number("conditioning.allogeneic_progenitor_death_days")
ONE = BloodSystem(clones=("host", "donor"))
DAYS = 160


def rates(line: TransplantTimeline, parameter: str, days: int = 120, clones: tuple[str, ...] = ("donor",)) -> Array:
    """The value of a parameter after the orders of each morning, of shape (days, patients)."""
    policy, patients = MarrowSuppression(line, clones), len(line.acute_gvhd)
    memory, value = policy.begin(patients), np.zeros(patients)
    found: list[Array] = []
    for day in range(days):
        orders = policy.decide(morning(day, platelets=np.full(patients, 50.0)), memory)
        memory = orders.memory
        for item in settings(orders.interventions):
            if item.parameter == parameter:
                value = np.where(item.patients, item.value, value)
        found.append(value)
    return np.array(found)


def days_with(values: Array, patient: int = 0) -> list[int]:
    return np.flatnonzero(values[:, patient]).tolist()


def test_acute_disease_acts_by_its_grade_from_its_first_morning_to_its_last():
    line = quiet_timeline(
        2, acute_gvhd=np.array([40.3, 50.0]), acute_gvhd_end=np.array([60.0, 70.5]), severe_acute_gvhd=[False, True]
    )
    found = rates(line, "donor.progenitor_death")
    assert days_with(found, 0) == list(range(41, 60))
    assert days_with(found, 1) == list(range(50, 71))
    assert found.max(axis=0) == pytest.approx(
        [number("outcomes.marrow.acute_gvhd"), number("outcomes.marrow.severe_acute_gvhd")]
    )


def test_chronic_disease_acts_where_it_is_moderate_or_severe():
    line = quiet_timeline(3, chronic_gvhd=80.0, chronic_gvhd_end=100.0, chronic_gvhd_severity=[0, 1, 2])
    rate = number("outcomes.marrow.chronic_gvhd")
    assert rates(line, "donor.progenitor_death")[90] == pytest.approx([0.0, rate, rate])


def test_acute_and_chronic_disease_do_not_add_and_relapse_does():
    line = quiet_timeline(
        2,
        acute_gvhd=40.0,
        acute_gvhd_end=NEVER,
        chronic_gvhd=50.0,
        chronic_gvhd_end=NEVER,
        chronic_gvhd_severity=2,
        relapse=[NEVER, 60.0],
        death_of_disease=[NEVER, 90.0],
    )
    disease = max(number("outcomes.marrow.acute_gvhd"), number("outcomes.marrow.chronic_gvhd"))
    found = rates(line, "donor.progenitor_death")
    assert found[70] == pytest.approx([disease, disease + number("outcomes.marrow.relapse")])


def test_the_virus_kills_megakaryocytes_alone():
    line = quiet_timeline(1, cytomegalovirus=45.0, cytomegalovirus_end=66.0)
    found = rates(line, "donor.megakaryocyte_death")
    assert days_with(found) == list(range(45, 66))
    assert found.max() == pytest.approx(number("outcomes.marrow.cytomegalovirus"))
    assert not rates(line, "donor.progenitor_death").any()


def test_late_rejection_kills_the_graft_for_its_days_and_primary_failure_is_left_to_its_own_course():
    line = quiet_timeline(2, graft_failure=50.0, rejected_late=[True, False])
    found = rates(line, "donor.conditioning")
    assert days_with(found, 0) == list(range(50, 50 + int(number("graft_failure.last_day"))))
    assert found.max() == pytest.approx(number("graft_failure.rate"))
    assert days_with(found, 1) == []


def test_poor_graft_function_kills_for_its_days_and_the_hosts_cells_with_the_donors():
    line = quiet_timeline(2, poor_graft_function=[60.0, NEVER])
    lasting = list(range(60, 60 + int(number("outcomes.marrow.poor_graft_function_days"))))
    for parameter in ("donor.conditioning", "host.conditioning"):
        found = rates(line, parameter)
        assert days_with(found, 0) == lasting
        assert found.max() == pytest.approx(number("graft_failure.rate"))
        assert days_with(found, 1) == []


def test_nothing_acts_until_early_toxicity_has_ended():
    """The end of that toxicity is dated for the same day and comes after the orders of the morning."""
    line = quiet_timeline(1, acute_gvhd=INFUSION + 9.0, acute_gvhd_end=60.0)
    assert days_with(rates(line, "donor.progenitor_death"))[0] == int(SETTLED) + 1


def test_every_clone_of_the_donors_is_struck_and_the_host_is_not():
    line = quiet_timeline(1, acute_gvhd=40.0, acute_gvhd_end=60.0)
    clones = ("donor", "second_donor")
    for clone in clones:
        assert rates(line, f"{clone}.progenitor_death", clones=clones).any()
    assert not rates(line, "host.progenitor_death", clones=clones).any()


def test_orders_come_only_when_something_changes():
    policy = MarrowSuppression(quiet_timeline(1, acute_gvhd=40.0, acute_gvhd_end=60.0), ("donor",))
    memory, mornings = policy.begin(1), list[int]()
    for day in range(100):
        orders = policy.decide(morning(day), memory)
        memory = orders.memory
        mornings += [day] * bool(orders.interventions)
    assert mornings == [40, 60]


def course(line: TransplantTimeline) -> Trajectory:
    """Counts after full conditioning and mobilized blood, with the early toxicity and what ``line`` brings."""
    patients = len(line.acute_gvhd)
    start = stack_state(healthy_state(ONE), patients), stack_parameters(ONE.healthy_parameters(), patients)
    schedule = (
        *conditioning_interventions(Conditioning.MYELOABLATIVE, 0.0, 5.0),
        *graft_interventions(Graft(GraftSource.MOBILIZED_BLOOD, 5e6, INFUSION)),
        *allogeneic_toxicity(GraftSource.MOBILIZED_BLOOD, INFUSION),
    )
    who = Patients(ONE, *start, range(patients), None)
    return simulate(who, Course(schedule, (MarrowSuppression(line, ("donor",)),)), DAYS, integrator(ONE))


NOBODY, ACUTE, SEVERE, CHRONIC, VIRUS, RELAPSED, REJECTED, POOR, EARLY = range(9)


@pytest.fixture(scope="module")
def counts() -> Trajectory:
    """One patient, nine times, with one event each; day 60 to 90 but for the last three."""

    def only(patient: int, value: float) -> Array:
        return np.where(np.arange(9) == patient, value, NEVER)

    acute = np.fmin(np.fmin(only(ACUTE, 60.0), only(SEVERE, 60.0)), only(EARLY, INFUSION + 9.0))
    return course(
        quiet_timeline(
            9,
            acute_gvhd=acute,
            acute_gvhd_end=np.where(np.isfinite(acute), 90.0, NEVER),
            severe_acute_gvhd=np.isin(np.arange(9), (SEVERE, EARLY)),
            chronic_gvhd=only(CHRONIC, 60.0),
            chronic_gvhd_end=only(CHRONIC, 90.0),
            chronic_gvhd_severity=1,
            cytomegalovirus=only(VIRUS, 60.0),
            cytomegalovirus_end=only(VIRUS, 90.0),
            relapse=only(RELAPSED, 60.0),
            death_of_disease=only(RELAPSED, 90.0),
            graft_failure=only(REJECTED, 60.0),
            poor_graft_function=only(POOR, 60.0),
            rejected_late=np.arange(9) == REJECTED,
        )
    )


def test_before_the_event_all_counts_are_the_same(counts):
    same = counts.observables.platelets[:60, :EARLY]
    assert same == pytest.approx(np.broadcast_to(same[:, :1], same.shape), rel=1e-9)


@pytest.mark.parametrize("event", [ACUTE, SEVERE, CHRONIC, VIRUS, RELAPSED], ids=str)
def test_platelets_fall_while_it_lasts_and_come_back(counts, event):
    platelets = counts.observables.platelets
    share = platelets[:, event] / platelets[:, NOBODY]
    assert share[90] < 0.98
    assert share[DAYS] > share[90]
    assert share[DAYS] == pytest.approx(1.0, abs=0.2)


def test_the_more_progenitors_die_the_fewer_platelets_are_left(counts):
    platelets = counts.observables.platelets[90]
    rate = {
        ACUTE: number("outcomes.marrow.acute_gvhd"),
        SEVERE: number("outcomes.marrow.severe_acute_gvhd"),
        CHRONIC: number("outcomes.marrow.chronic_gvhd"),
        RELAPSED: number("outcomes.marrow.relapse"),
        NOBODY: 0.0,
    }
    by_rate = sorted(rate, key=lambda event: rate[event], reverse=True)
    assert (np.diff(platelets[by_rate]) > 0.0).all()
    assert rate[SEVERE] > rate[ACUTE]


def test_the_virus_costs_platelets_and_few_neutrophils(counts):
    seen = counts.observables
    platelets, neutrophils = (values[90, VIRUS] / values[90, NOBODY] for values in (seen.platelets, seen.neutrophils))
    assert platelets < 0.98
    assert neutrophils == pytest.approx(1.0, abs=0.05)


def test_disease_before_the_end_of_early_toxicity_acts_after_it(counts):
    """Against the same patient, whose marrow would recover without it."""
    platelets = counts.observables.platelets[int(SETTLED) + 20]
    assert platelets[EARLY] < 0.9 * platelets[NOBODY]


def test_rejection_empties_the_clone_of_the_donor(counts):
    donor = ONE.unpack_state(counts.final_state).clones[1]
    assert donor.stem_cells[REJECTED] < 0.1 * number("hematopoiesis.stem_cell_extinction") < donor.stem_cells[NOBODY]
    assert donor.neutrophils[REJECTED] < 0.1 < 2.0 < donor.neutrophils[NOBODY]
    assert counts.observables.donor_chimerism[50, REJECTED] > 0.9
    assert counts.observables.neutrophils[DAYS, REJECTED] < number("transplantation.neutrophil_engraftment_threshold")


def test_poor_graft_function_empties_the_marrow_for_weeks_and_leaves_it_the_donors(counts):
    """Every lineage falls, and rises again from what is left; the graft is not rejected."""
    seen = counts.observables
    low = seen.platelets[:, POOR] < number("poor_graft_function.platelets")
    assert 28 <= low[60:].sum() <= 90
    assert not low[40:60].any()
    assert seen.neutrophils[95, POOR] < number("transplantation.neutrophil_engraftment_threshold")
    assert seen.platelets[DAYS, POOR] > seen.platelets[90:130, POOR].min() + 20.0
    assert (seen.donor_chimerism[60:, POOR] > number("transplantation.full_donor_chimerism")).all()
