"""Single virtual trials of mechanisms: what moves their results, and in which direction."""

import numpy as np
import pytest

from hemograft.evidence import record, records_with
from hemograft.hematopoiesis.interventions import AddToState
from hemograft.therapies.bedside import Morning
from hemograft.thrombocytopenia.acute_leukemia import acute_leukemia
from hemograft.validation.cause_inherited import two_doses
from hemograft.validation.cause_kinetics import massive_transfusion
from hemograft.validation.cause_recovery import stopped_heparin
from hemograft.validation.drug_filgrastim import volunteers
from hemograft.validation.drug_lusutrombopag import TrialCourse
from hemograft.validation.gene_therapy_clones import clones
from hemograft.validation.health_splenectomy import healthy_adult
from hemograft.validation.ill_patients import ill_patients
from hemograft.validation.repeated_trial import pooled_share, repeated
from hemograft.validation.simulation import Simulation
from hemograft.validation.supportive_tranexamic_acid import treatt
from hemograft.validation.supportive_transfusion import Transfused, transfused

FEW = Simulation(16, 1)


def test_a_trial_is_repeated_with_other_patients_until_there_are_enough():
    seeds: list[int] = []

    def trial(_numbers, seed):
        seeds.append(seed)
        return {"share": 0.25 if len(seeds) % 2 else 0.5}

    results = repeated(trial, Simulation(1000, 3), 256)
    assert len(results) == len(set(seeds)) == 4
    estimate = pooled_share(results, "share", 256)
    assert estimate.value == pytest.approx(0.375) and 0.34 < estimate.low < 0.36
    repeated(trial, Simulation(1000, 4), 256)
    assert len(set(seeds)) == 8


def test_more_patients_leave_less_monte_carlo_error():
    few, many = (pooled_share([{"share": 0.5}] * count, "share", 100) for count in (1, 9))
    assert (few.high - few.low) / (many.high - many.low) == pytest.approx(3.0, rel=0.05)


def test_a_tablet_is_left_out_from_the_fifth_day_on_where_the_count_is_high_and_has_risen():
    course = TrialCourse()
    memory = course.begin(3)
    given = []
    for day in range(9):
        counts = np.array([40.0, 55.0, 30.0]) if day == 0 else np.array([61.0, 60.0, 49.0])
        orders = course.decide(Morning(day, counts, counts, counts, {}), memory)
        memory = orders.memory
        (tablet,) = orders.interventions
        assert isinstance(tablet, AddToState)
        given.append(np.broadcast_to(tablet.amount, 3))
    # the second patient was high from the start, the third one never gets there
    assert (np.array(given) > 0.0).sum(axis=0).tolist() == [4, 7, 7]


def test_the_days_to_the_next_unit_are_interpolated():
    after = np.array([[60.0, 15.0, 90.0], [40.0, 14.0, 80.0], [10.0, 13.0, 70.0]])
    days = Transfused(np.full(3, 5.0), after).days_to_next
    assert days.tolist() == [pytest.approx(1.0 + 2.0 / 3.0), 0.0, np.inf]


def test_twice_the_platelets_raise_the_count_twice_as_much_and_last_longer():
    ill = ill_patients(FEW, acute_leukemia(), 10.0)
    one, two = (transfused(ill, dose, 1) for dose in (3e11, 6e11))
    assert two.rise == pytest.approx(2.0 * one.rise)
    assert (two.days_to_next >= one.days_to_next).all()


def test_more_copies_of_nothing_but_engraftment_change_the_number_of_clones():
    usual = clones(Simulation(400, 1))
    with records_with({"engraftment.stem_cells": 3.0 * float(record("engraftment.stem_cells").number)}):
        more = clones(Simulation(400, 1))
    for identifier in usual:
        assert more[identifier].value / usual[identifier].value == pytest.approx(3.0, rel=0.05)


def test_tranexamic_acid_that_does_nothing_has_a_ratio_of_one():
    (half,) = treatt(FEW).values()
    with records_with({"tranexamic_acid.hazard_ratio": 1.0}):
        (none,) = treatt(FEW).values()
    assert none.value == pytest.approx(1.0)
    assert float(record("tranexamic_acid.hazard_ratio").number) < half.value < 1.0


def test_a_weaker_agonist_helps_fewer_patients_with_inherited_thrombocytopenia():
    identifier = "eltrombopag.thrombopoietin_equivalent"
    strong = two_doses(FEW)
    with records_with({identifier: 100.0 * float(record(identifier).number)}):
        weak = two_doses(FEW)
    assert all(weak[name].value < strong[name].value for name in strong)
    assert weak["inherited_thrombocytopenia.eltrombopag_rise"].value < 5.0


def test_the_spleen_delays_dilution_and_its_loss_leaves_the_random_loss_of_the_pool():
    """Without splenic platelets a count of 250 would be 50 after the logarithm of five volumes."""
    (volumes,) = massive_transfusion(FEW).values()
    assert volumes.value > 1.2 * np.log(5.0)
    (ratio,) = healthy_adult(FEW).values()
    assert ratio.value == pytest.approx(2.0 / 3.0, abs=0.05)


def test_counts_rise_from_the_second_to_the_fourth_day_without_heparin():
    found = stopped_heparin(FEW)
    assert found["heparin_induced.recovery_day_4"].value > 1.2 * found["heparin_induced.recovery_day_2"].value


def test_more_filgrastim_mobilizes_no_fewer_neutrophils():
    counts = volunteers(FEW)
    five, ten = (counts[f"target.v20.neutrophils_{dose}_ug_24_hours"].value for dose in (5, 10))
    assert 5.0 < five <= ten
