"""Records in words: nothing is lost, and nothing runs over the width."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemograft.evidence import record, records
from hemograft.evidence.selection import select
from hemograft.evidence.wording import description, interval_text, listing, number_text, value_text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.000376, "0.000376"), (270000.0, "270000"), (3e11, "3e11"), (1.7e5, "170000"), (0.5, "0.5"), (3.3e-5, "3.3e-5")],
)
def test_numbers_are_written_short_and_exact(value, text):
    assert number_text(value) == text


def test_a_long_list_is_cut_in_a_listing_and_whole_in_a_description():
    item = record("donor_selection.unrelated_10_of_10_by_ancestry")
    assert value_text(item) == "0.62, 0.59, 0.33, 0.5, … (9 values)"
    assert "0.62, 0.59, 0.33, 0.5, 0.19, 0.08, 0.21, 0.6, 0.39" in " ".join(description(item, 100))


def test_an_open_interval_says_which_end_it_has():
    assert interval_text(record("transplantation.children_platelet_day_cd34_at_most_2")) == "from 32 (bootstrap 95% CI)"


@given(st.sampled_from(sorted(records())), st.integers(72, 160))  # the longest id with its indent
def test_lines_fit_and_ids_stay_whole(identifier, width):
    item = records()[identifier]
    for lines in (listing(item, width), description(item, width)):
        assert lines[0] == identifier
        assert all(len(line) <= width for line in lines[1:])
        assert " ".join(item.meaning.split()) in " ".join(" ".join(lines).split())
    shown = " ".join(" ".join(description(item, width)).split())
    for text in (item.population, item.endpoint, item.source, item.use.value, item.provenance.value):
        assert " ".join((text or "").split()) in shown


def test_a_selection_meets_all_its_conditions():
    everything = records().values()
    assert select(everything) == list(everything)
    found = select(everything, topic="severe_aplastic_anemia.", use="calibrate", find="eltrombopag RACE")
    assert [item.id for item in found] == ["severe_aplastic_anemia.immunosuppression_eltrombopag_response_6_months"]
    assert select(everything, provenance="published", find="no such words at all") == []
