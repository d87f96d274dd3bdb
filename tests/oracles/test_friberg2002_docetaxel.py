"""Neutrophils after 180 mg of docetaxel (models.md section 3, T5, V15; computed from the published model)."""

import numpy as np
import pytest

from hemograft.hematopoiesis.interventions import AddToState, Intervention, SetParameter
from tests.oracles import friberg2002_docetaxel as friberg
from tests.oracles.course import column, course
from tests.oracles.milestones import PRINTED_DAY, first_above, nadir, peak

DAYS = np.arange(0, 601) / 20
MODEL = friberg.FribergDocetaxel()
DOSE = 180.0 / friberg.MILLIGRAM_PER_MICROMOLE  # µmol
INFUSION_TIME = 1.0 / friberg.HOURS  # day

BOLUS: list[Intervention] = [AddToState(0.0, "central", DOSE)]
INFUSION: list[Intervention] = [
    SetParameter(0.0, "infusion", DOSE / INFUSION_TIME),
    SetParameter(INFUSION_TIME, "infusion", 0.0),
]


@pytest.mark.parametrize("doses", [BOLUS, INFUSION], ids=["bolus", "infusion"])
def test_neutropenia_and_overshoot(doses):
    """Counts to half a unit of the last digit. An hour of infusion delays all by its half, 0.02 day."""
    states = course(MODEL, friberg.drug_free_state(), column(friberg.PUBLISHED), DAYS, doses)
    counts = states[:, friberg.STATES.index("neutrophils"), 0]
    lowest, highest = nadir(DAYS, counts), peak(DAYS, counts)
    assert lowest.cells == pytest.approx(0.90, abs=0.005)
    assert lowest.day == pytest.approx(7.5, abs=PRINTED_DAY)
    half_recovered = first_above(DAYS, counts, friberg.PUBLISHED.normal_count / 2.0, after=lowest.day)
    assert half_recovered == pytest.approx(12.1, abs=PRINTED_DAY)
    assert highest.cells == pytest.approx(6.28, abs=0.005)
    assert highest.day == pytest.approx(19.8, abs=PRINTED_DAY)


def test_an_infusion_delivers_its_dose():
    """With no way out, all of the drug is in the body when the infusion stops."""
    closed = friberg.PUBLISHED._replace(elimination=0.0)
    days = np.array([0.0, INFUSION_TIME, 1.0])
    states = course(MODEL, friberg.drug_free_state(), column(closed), days, INFUSION)
    assert states[:, :3, 0].sum(axis=1) == pytest.approx([0.0, DOSE, DOSE], rel=1e-10)


def test_without_a_dose_nothing_moves():
    days = np.array([0.0, 365.0])
    states = course(MODEL, friberg.drug_free_state(), column(friberg.PUBLISHED), days)
    assert states[1] == pytest.approx(states[0], rel=1e-12)  # a fixed point, to rounding
