"""Newly diagnosed immune thrombocytopenia: less damaged megakaryocytes, so that a block of clearance does more."""

import pytest
from pydantic import ValidationError

from hemograft.evidence import number
from hemograft.planning.case_cohort import case_cohort
from hemograft.planning.plan import make_plan
from hemograft.population.individuals import draw_individuals
from tests.planning.cases_at_hand import case_of

ITP = "immune_thrombocytopenia"


def test_the_same_count_is_explained_by_more_clearance() -> None:
    people = draw_individuals(1, range(8))
    chronic, fresh = (case_cohort(case_of(ITP, newly_diagnosed=new), people) for new in (False, True))
    assert (fresh.severity > chronic.severity).all()


def test_immunoglobulin_raises_platelets_further() -> None:
    day_4 = {
        new: float(
            make_plan(
                case_of(ITP, newly_diagnosed=new),
                chosen=("intravenous_immunoglobulin",),
                patients=16,
                days=7,
                seed=1,
                workers=1,
            )
            .result["platelets"]
            .sel(day=4)
            .median()
        )
        for new in (False, True)
    }
    assert day_4[True] > 1.2 * day_4[False]


def test_it_belongs_to_immune_thrombocytopenia() -> None:
    with pytest.raises(ValidationError, match="newly_diagnosed does not go with fanconi_anemia: leave it out"):
        case_of("fanconi_anemia", newly_diagnosed=True)


def test_after_splenectomy_megakaryocytes_are_less_damaged_and_an_agonist_does_less():
    """As fitted to the trial: the liver clears what the spleen did, and the same count needs less damage."""
    people = draw_individuals(4, range(24))
    ratio = number("immune_thrombocytopenia.splenectomized_impairment")
    whole, without = (case_cohort(case_of(ITP, spleen=spleen), people) for spleen in ("intact", "removed"))
    damage, less = (cohort.people["megakaryocyte_impairment"] for cohort in (whole, without))
    assert less == pytest.approx(damage * ratio)
    assert ratio < 1.0
