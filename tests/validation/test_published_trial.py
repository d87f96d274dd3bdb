"""The files of published studies: their arms are whole, their patients possible, their mixes add up."""

import numpy as np
import pytest

from hemograft.trials.endpoints import ENDPOINTS
from hemograft.validation.published_trial import OF_ALL, OF_RECOVERED, OF_THOSE, published_trials
from hemograft.validation.reading import FULL_CHIMERISM, endpoint_named
from hemograft.validation.virtual_arm import allocated

ARMS = [pytest.param(trial, arm, id=f"{trial.name}.{arm.name}") for trial in published_trials() for arm in trial.arms]


@pytest.mark.parametrize(("trial", "arm"), ARMS)
def test_an_arm_has_a_patient_a_donor_for_every_stratum_and_readings_in_its_follow_up(trial, arm):
    case = arm.template()
    low, middle, high = arm.told["age"]
    assert low <= middle <= high
    assert (case.age < 18.0) == (middle < 18.0), "the blood's patient is a child where most are"
    assert sum(stratum.share for stratum in arm.strata) == pytest.approx(1.0)
    for stratum in arm.strata:
        donor = arm.donor(stratum)
        assert (donor.relation, donor.source) == (stratum.relation, stratum.source)
    assert arm.reads, "an arm that answers nothing is not simulated"
    for reading in arm.reads.values():
        assert reading.endpoint == FULL_CHIMERISM or endpoint_named(reading.endpoint)
        assert reading.of in (OF_ALL, OF_RECOVERED, OF_THOSE)
        assert reading.median or reading.from_dose or reading.day <= trial.follow_up
        if reading.endpoint in ENDPOINTS and "engraftment" in reading.endpoint and not reading.median:
            assert reading.from_dose or reading.day <= trial.days


def test_files_are_named_after_their_trials_and_say_what_is_assumed():
    names = [trial.name for trial in published_trials()]
    assert len(set(names)) == len(names) >= 15
    for trial in published_trials():
        assert len(trial.assumed) > 20
        assert trial.title[-1] == ")"


def test_patients_of_a_mix_fall_to_its_strata_by_their_shares():
    (trial,) = (trial for trial in published_trials() if trial.name == "gvhd_free_relapse_free_survival")
    arm = trial.arms[0]
    parts = [range(first, first + 64) for first in range(0, 64 * 500, 64)]
    counts = np.zeros(len(arm.strata))
    for part in parts:
        given = allocated(arm, 1, part)
        assert [place for _, places in given for place in places] == list(part)
        counts += [len(places) for _, places in given]
    shares = np.array([stratum.share for stratum in arm.strata])
    np.testing.assert_allclose(counts / counts.sum(), shares, atol=0.003)
