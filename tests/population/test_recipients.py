"""Virtual populations: the recorded medians, spreads and shares, the same patients for the same numbers."""

import numpy as np
import pytest

from hemograft.evidence import EvidenceError, number, record, records_with
from hemograft.population.recipients import POPULATIONS, draw_recipients
from hemograft.therapies.transplantation import GraftSource

MANY = range(4000)


@pytest.fixture(scope="module")
def children():
    return draw_recipients("unrelated_children", 5, MANY)


def test_a_covariate_has_its_median_and_nine_tenths_between_its_ends(children):
    for covariate in ("age", "weight"):
        item = record(f"recipients.unrelated_children.{covariate}")
        values = getattr(children, covariate)
        assert np.median(values) == pytest.approx(item.number, rel=0.06), covariate
        assert item.low is not None and item.high is not None
        spread = np.log(item.high / item.low) / (2.0 * 1.6449)
        assert np.log(values).std() == pytest.approx(spread, rel=0.05), covariate


def test_dose_goes_with_the_source(children):
    mobilized = children.source == GraftSource.MOBILIZED_BLOOD
    assert mobilized.mean() == pytest.approx(number("recipients.unrelated_children.mobilized_blood"), abs=0.03)
    assert np.median(children.cd34_per_kg[mobilized]) == pytest.approx(1.127e7, rel=0.06)
    assert np.median(children.cd34_per_kg[~mobilized]) == pytest.approx(3.425e6, rel=0.08)


def test_older_children_weigh_more(children):
    agreement = np.corrcoef(np.log(children.age), np.log(children.weight))[0, 1]
    assert agreement == pytest.approx(number("recipients.unrelated_children.age_weight_correlation"), abs=0.02)
    assert children.male.mean() == pytest.approx(number("recipients.unrelated_children.male"), abs=0.03)


@pytest.mark.parametrize("population", POPULATIONS)
def test_a_patient_is_the_same_in_any_company(population):
    some, alone = draw_recipients(population, 5, range(40)), draw_recipients(population, 5, range(30, 33))
    for name, values in vars(some).items():
        assert np.array_equal(values[30:33], getattr(alone, name), equal_nan=values.dtype == float), name
    chosen = some.those(np.array([30, 31, 32, 30]))
    assert np.array_equal(chosen.age[:3], alone.age, equal_nan=True)
    assert len(chosen.weight) == 4


def test_what_no_record_tells_is_unknown_and_a_range_is_never_left():
    adults = draw_recipients("double_cord_adults", 5, range(500))
    assert np.isnan(adults.weight).all()
    item = record("recipients.double_cord_adults.age")
    assert adults.age.min() >= item.low and adults.age.max() <= item.high
    assert set(adults.source) == {str(GraftSource.CORD_BLOOD)}
    patients = draw_recipients("severe_aplastic_anemia", 5, range(10))
    assert set(patients.source) == {""} and np.isnan(patients.cd34_per_kg).all()


def test_an_unknown_population_is_refused():
    with pytest.raises(ValueError, match="population 'nobody' is unknown; it can be autologous_adults"):
        draw_recipients("nobody", 1, range(2))


def test_records_of_populations_name_an_interval_that_is_understood():
    for population in POPULATIONS:
        draw_recipients(population, 1, range(2))
    with records_with({"recipients.unrelated_children.age": 9.5}), pytest.raises(EvidenceError, match="interval"):
        from hemograft.population import recipients

        recipients._log_sd(record("transplantation.hazard_ratio_platelets_per_cd34_doubling"))
