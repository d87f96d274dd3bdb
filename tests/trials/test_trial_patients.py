"""Who enters a virtual trial: drawn as the population says, screened by the criteria, each by luck of his own."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from hemograft.trials.design import TrialDesign
from hemograft.trials.distributions import LogNormal, Normal, Shares, Uniform
from hemograft.trials.virtual_patients import EligibilityError, criterion_text, enrolled
from tests.trials.conftest import MakeDesign, design_fields

GRID = np.linspace(0.001, 0.999, 999)


def test_quantiles_are_those_of_the_named_distributions() -> None:
    normal = Normal(distribution="normal", mean=50.0, standard_deviation=10.0, at_least=40.0, at_most=65.0)
    truth = stats.truncnorm(-1.0, 1.5, loc=50.0, scale=10.0)
    np.testing.assert_allclose(normal.quantile(GRID), truth.ppf(GRID), rtol=1e-9)
    skewed = LogNormal(distribution="log_normal", median=18.0, log_standard_deviation=0.5)
    np.testing.assert_allclose(skewed.quantile(GRID), stats.lognorm(0.5, scale=18.0).ppf(GRID), rtol=1e-9)
    even = Uniform(distribution="uniform", at_least=2.0, at_most=4.0)
    np.testing.assert_allclose(even.quantile(GRID), 2.0 + 2.0 * GRID)


@given(st.lists(st.floats(0.0, 10.0), min_size=1, max_size=6).filter(lambda weights: sum(weights) > 0.1))
def test_shares_come_out_as_given(weights: list[float]) -> None:
    shares = Shares(distribution="shares", shares={f"v{place}": weight for place, weight in enumerate(weights)})
    drawn = shares.quantile((np.arange(20_000) + 0.5) / 20_000)
    found = [np.mean(drawn == name) for name in shares.shares]
    np.testing.assert_allclose(found, np.array(weights) / sum(weights), atol=1e-4)


def test_everybody_enrolled_is_eligible_and_the_excluded_are_counted(make_design: MakeDesign) -> None:
    people, excluded = enrolled(make_design(), range(300))
    assert people["age"].max() <= 75.0
    assert people["age"].min() >= 18.0
    assert people["platelets"].max() <= 30.0
    screened = 300 + excluded.sum()
    # of those drawn, by the design: P(age > 75) = 4.9 % and, of the others, P(platelets > 30) = 15.4 %
    age = stats.truncnorm((18 - 50) / 15, np.inf, loc=50, scale=15).sf(75)
    platelets = stats.lognorm(0.5, scale=18.0).sf(30)
    assert excluded[0].sum() / screened == pytest.approx(age, abs=0.03)
    assert excluded[1].sum() / screened == pytest.approx(platelets * (1 - age), abs=0.05)


def test_a_part_of_the_pool_has_the_same_people_as_the_whole(make_design: MakeDesign) -> None:
    design = make_design()
    whole, excluded = enrolled(design, range(20))
    part, missed = enrolled(design, range(7, 12))
    for name, values in part.items():
        np.testing.assert_array_equal(values, whole[name][7:12])
    np.testing.assert_array_equal(missed, excluded[:, 7:12])


def test_another_covariate_changes_nobodys_age(make_design: MakeDesign) -> None:
    fields = design_fields()
    fields["population"] = {
        **fields["population"],
        "comorbidity_index": {"distribution": "uniform", "at_least": 0.0, "at_most": 5.0},
    }
    more = TrialDesign.model_validate(fields)
    np.testing.assert_array_equal(enrolled(more, range(9))[0]["age"], enrolled(make_design(), range(9))[0]["age"])


def test_what_the_population_does_not_say_is_the_template_patients(make_design: MakeDesign) -> None:
    design = make_design(population={}, eligibility=[])
    people, excluded = enrolled(design, range(3))
    assert people["age"].tolist() == [design.case.age] * 3
    assert people["sex"].tolist() == ["female"] * 3
    assert excluded.shape == (0, 3)


def test_criteria_that_nobody_meets_are_refused(make_design: MakeDesign) -> None:
    with pytest.raises(EligibilityError, match="not one of 512 people"):
        enrolled(make_design(eligibility=[{"covariate": "platelets", "at_most": 0.01}]), range(2))


def test_criteria_in_words(make_design: MakeDesign) -> None:
    criteria = [
        {"covariate": "age", "at_least": 18.0, "at_most": 60.0},
        {"covariate": "platelets", "at_most": 30.0},
        {"covariate": "sex", "one_of": ["female"]},
    ]
    words = [criterion_text(item) for item in make_design(eligibility=criteria).eligibility]
    assert words == ["age 18 to 60", "platelets of 30 or less", "sex female"]
