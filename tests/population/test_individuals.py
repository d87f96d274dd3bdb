"""How virtual patients differ: median 1, the recorded spread, and luck that belongs to the patient."""

import numpy as np
import pytest

from hemograft.evidence import number
from hemograft.hematopoiesis.blood_system import BloodSystem
from hemograft.population.individuals import TRAITS, draw_individuals, individual_parameters

MANY = draw_individuals(7, range(2000))


@pytest.mark.parametrize("trait", TRAITS)
def test_a_trait_is_log_normal_with_the_recorded_spread(trait: str) -> None:
    logarithm = np.log(MANY[trait])
    spread = number(f"population.{trait}")
    assert spread > 0.0
    # five standard errors
    assert abs(logarithm.mean()) < 5.0 * spread / np.sqrt(2000)
    assert logarithm.std(ddof=1) == pytest.approx(spread, rel=5.0 / np.sqrt(2 * 2000))
    standardized = logarithm / spread
    assert np.mean(standardized**3) == pytest.approx(0.0, abs=5.0 * np.sqrt(15 / 2000))
    assert np.mean(standardized**4) == pytest.approx(3.0, abs=5.0 * np.sqrt(96 / 2000))


def test_traits_are_independent() -> None:
    correlation = np.corrcoef([np.log(MANY[trait]) for trait in TRAITS])
    np.fill_diagonal(correlation, 0.0)
    assert np.abs(correlation).max() < 5.0 / np.sqrt(2000)


def test_a_patient_is_the_same_in_any_company() -> None:
    alone = draw_individuals(7, range(100, 103))
    for trait in TRAITS:
        assert np.array_equal(alone[trait], MANY[trait][100:103])
    other = draw_individuals(8, range(100, 103))
    assert not any(np.isclose(other[trait], alone[trait], rtol=1e-6).any() for trait in TRAITS)


def test_parameters_vary_by_their_factors_and_no_others_do() -> None:
    centre = BloodSystem().healthy_parameters().common
    people = draw_individuals(3, range(5))
    varied = individual_parameters(centre, people)
    np.testing.assert_allclose(
        varied.normal_platelet_count, centre.normal_platelet_count * people["normal_platelet_count"]
    )
    np.testing.assert_allclose(
        varied.megakaryocyte_ploidy_gain - 1.0,
        (centre.megakaryocyte_ploidy_gain - 1.0) * people["megakaryocyte_ploidy_gain"],
    )
    changed = {name for name, value in vars(varied).items() if np.shape(value) == (5,)}
    assert changed == {
        "normal_platelet_count",
        "normal_neutrophil_count",
        "neutrophil_maturation_time",
        "megakaryocyte_ploidy_gain",
    }
