"""Cause-specific Cox and Fine-Gray regression against R's survival and cmprsk, and where they have no answer."""

import numpy as np
import pytest
from golden_numbers import COHORTS, cohort, golden, near

from hemograft.outcomes.statistics.aalen_johansen import aalen_johansen
from hemograft.outcomes.statistics.cox import cause_specific_cox
from hemograft.outcomes.statistics.fine_gray import fine_gray, total_incidence


def _design(data):
    return np.column_stack([data["age"], data["dose"]])


@pytest.mark.parametrize("name", COHORTS)
@pytest.mark.parametrize("entry", [False, True])
@pytest.mark.parametrize("strata", [False, True])
def test_cox_is_that_of_coxph_with_efron_ties(name, entry, strata):
    data = cohort(name)
    began, stratum = data["entry"] if entry else None, data["stratum"] if strata else None
    label = ", ".join(name for name, present in (("entry", entry), ("strata", strata)) if present) or "efron"
    found = cause_specific_cox(data["time"], data["status"], _design(data), entry=began, strata=stratum)
    assert found.coefficients == near(golden(name, "cox", f"{label},coefficients"))
    assert found.covariance.ravel() == near(golden(name, "cox", f"{label},variance"))


@pytest.mark.parametrize("name", COHORTS)
@pytest.mark.parametrize("entry", [False, True])
def test_robust_cox_is_that_of_coxph_with_breslow_ties(name, entry):
    data, label = cohort(name), "breslow, entry" if entry else "breslow"
    found = cause_specific_cox(
        data["time"], data["status"], _design(data), entry=data["entry"] if entry else None, robust=True
    )
    assert found.coefficients == near(golden(name, "cox", f"{label},coefficients"))
    assert found.covariance.ravel() == near(golden(name, "cox", f"{label},robust"))


@pytest.mark.parametrize("name", COHORTS)
def test_fine_gray_is_that_of_crr(name):
    data = cohort(name)
    for cause in range(1, COHORTS[name] + 1):
        found = fine_gray(data["time"], data["status"], _design(data), cause)
        assert found.ratios.coefficients == near(golden(name, "fine-gray", f"coefficients,{cause}"))
        assert found.ratios.covariance.ravel() == near(golden(name, "fine-gray", f"variance,{cause}"))
        assert found.model_covariance.ravel() == near(golden(name, "fine-gray", f"model variance,{cause}"))
        predicted = found.incidence([[0.0, 0.0], [0.5, 1.0]], golden(name, "times"))
        for person in (1, 2):
            assert predicted[person - 1] == near(golden(name, "fine-gray", f"incidence,{cause},{person}"))


def test_origin_of_a_covariate_changes_nothing():
    data, design = cohort("untied"), _design(cohort("untied"))
    one, other = (fine_gray(data["time"], data["status"], design + shift) for shift in (0.0, 30.0))
    assert other.ratios.coefficients == near(one.ratios.coefficients)
    assert other.incidence(design[:3] + 30.0, [5.0, 9.0]) == near(one.incidence(design[:3], [5.0, 9.0]))


def test_fine_gray_is_cox_where_nothing_competes():
    data, design = cohort("untied"), _design(cohort("untied"))
    dead = (data["status"] > 0).astype(int)
    one, other = fine_gray(data["time"], dead, design).ratios, cause_specific_cox(data["time"], dead, design)
    assert one.coefficients == near(other.coefficients)
    assert fine_gray(data["time"], dead, design).model_covariance == near(other.covariance)


def test_fine_gray_predicts_close_to_aalen_johansen_without_an_effect():
    """The baseline at the mean of a covariate that does nothing is the curve of all; Breslow's is close to it."""
    data = cohort("large")
    noise = np.random.default_rng(3).normal(size=(len(data["time"]), 1))
    found = fine_gray(data["time"], data["status"], noise).incidence(noise.mean(axis=0), [5.0, 10.0, 20.0])
    curve = aalen_johansen(data["time"], data["status"], 3).at([5.0, 10.0, 20.0])
    assert found[0] == pytest.approx(curve.incidence[0], abs=0.01)


def test_ratios_carry_interval_and_p():
    data = cohort("large")
    found = cause_specific_cox(data["time"], data["status"], _design(data))
    low, high = found.interval()
    assert np.all((low < found.ratios) & (found.ratios < high))
    assert np.log(high / found.ratios) == near(1.959963984540054 * found.standard_errors)
    assert np.array_equal(found.p < 0.05, (low > 1) | (high < 1))


def test_total_above_one_is_warned_of():
    random = np.random.default_rng(7)
    covariate = random.normal(size=(300, 1))
    time = random.exponential(np.exp(-0.5 * covariate[:, 0]))
    status = np.where(random.random(300) < 1 / (1 + np.exp(-2 * covariate[:, 0])), 1, 2)
    models = [fine_gray(time, status, covariate, cause) for cause in (1, 2)]
    with pytest.warns(UserWarning, match="more than 1"):
        total = total_incidence(models, [[3.0], [0.0]], [20.0])
    assert total.max() > 1
    assert total_incidence(models, [[0.0]], [0.1]).max() < 1


@pytest.mark.parametrize("fit", [fine_gray, cause_specific_cox])
def test_what_cannot_be_fitted_is_refused(fit):
    time, covariate = np.arange(1.0, 13.0), np.repeat([0.0, 1.0], 6)[:, None]
    with pytest.raises(ValueError, match="at least one"):
        fit(time, np.full(12, 2), covariate)
    with pytest.raises(ValueError, match="run away"):
        fit(time, np.repeat([1, 0], 6), covariate)
    noise = np.random.default_rng(2).normal(size=12)
    for useless in (np.ones(12), 2.0 * noise):
        with pytest.raises(ValueError, match="is constant, or follows from others"):
            fit(time, np.tile([1, 0], 6), np.column_stack([noise, useless]))


@pytest.mark.parametrize("fit", [lambda *sample: fine_gray(*sample).ratios, cause_specific_cox])
def test_unit_of_a_covariate_changes_nothing(fit):
    data, design = cohort("untied"), _design(cohort("untied"))
    one, other = (fit(data["time"], data["status"], design * unit) for unit in (1.0, 1e5))
    assert other.coefficients * 1e5 == near(one.coefficients)
    assert other.p == pytest.approx(one.p, rel=1e-7)
