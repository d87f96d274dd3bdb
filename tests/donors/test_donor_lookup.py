"""The lookup table of a patient agrees, typing by typing, with the plain matcher."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemograft.donors.registry import known_typings as known
from hemograft.donors.registry.group_table import group_table
from hemograft.donors.registry.known_typings import known_typings
from hemograft.donors.registry.registry import open_registry
from hemograft.donors.search.antibodies import ABSENT, CERTAIN, POSSIBLE, Antibody, carriage
from hemograft.donors.search.lookup import mismatch_table
from hemograft.donors.typing.genotype import LocusGenotype, Position, expressed
from hemograft.donors.typing.plain_names import PLAIN_NAMES
from tests.donors.donor_files import donor, fill
from tests.donors.plain_matcher import fewest_and_most

GROUPS = ("A*01:01P", "A*02:01P", "A*03:01P", "A*24:02P")
positions = st.one_of(
    st.just(Position(frozenset(), null=True)),
    st.just(Position(frozenset())),  # a new allele
    st.frozensets(st.sampled_from(GROUPS), min_size=1, max_size=3).map(Position),
)
genotypes = st.lists(st.tuples(positions, positions), max_size=3).map(lambda pairs: LocusGenotype(tuple(pairs)))


@given(patient=genotypes, donors=st.lists(genotypes, max_size=8))
def test_every_typing_gets_the_mismatches_of_the_plain_matcher(patient, donors):
    table = mismatch_table(patient, group_table(donors))
    assert [*zip(table.fewest.tolist(), table.most.tolist(), strict=True)] == [
        fewest_and_most(patient, donor) for donor in donors
    ]


@given(one=genotypes, other=genotypes)
def test_who_is_patient_and_who_is_donor_makes_no_difference(one, other):
    there, back = mismatch_table(one, group_table([other])), mismatch_table(other, group_table([one]))
    assert (there.fewest[0], there.most[0]) == (back.fewest[0], back.most[0])


def widened(position: Position, more: frozenset[str]) -> Position:
    return position if position.null or not position.groups else Position(position.groups | more)


@given(patient=genotypes, donor=genotypes, more=st.frozensets(st.sampled_from(GROUPS)))
def test_more_ambiguity_never_makes_a_match_more_certain(patient, donor, more):
    wider = LocusGenotype(tuple((widened(one, more), widened(other, more)) for one, other in donor.alternatives))
    before, after = (mismatch_table(patient, group_table([each])) for each in (donor, wider))
    assert after.fewest[0] <= before.fewest[0] and after.most[0] >= before.most[0]


@given(against=st.frozensets(st.sampled_from(GROUPS), min_size=1), donors=st.lists(genotypes, max_size=6))
def test_an_antigen_is_certain_where_every_reading_carries_it_and_possible_where_one_does(against, donors):
    found = carriage(Antibody("", "A", against, 0.0), group_table(donors))
    for code, genotype in enumerate(donors):
        pairs = [expressed(pair) for pair in genotype.alternatives]
        certain = [any(each.groups and each.groups <= against for each in pair) for pair in pairs]
        possible = [any(each.groups & against for each in pair) for pair in pairs]
        expected = POSSIBLE if not pairs or any(possible) else ABSENT
        assert found[code] == (CERTAIN if pairs and all(certain) else expected)


def test_typings_read_once_are_loaded_again_and_a_damaged_copy_is_read_anew(tmp_path, monkeypatch):
    monkeypatch.setattr(known, "_WORTH_KEEPING", 0)
    folder = tmp_path / "registry"
    fill(folder, [donor("D1", a="01:01/02:01+01:04N"), donor("D2", a="03:01+NEW|11:01+24:02")])
    first = known_typings(open_registry(folder), PLAIN_NAMES)
    (kept,) = folder.glob("typings-*.npz")
    asked = PLAIN_NAMES.read_locus("A", ["01:01", "24:02"])

    def counted():
        table = known_typings(open_registry(folder), PLAIN_NAMES).tables["A"]
        return mismatch_table(asked, table).fewest.tolist()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(known, "read_typing", None)
        assert counted() == mismatch_table(asked, first.tables["A"]).fewest.tolist() == [0, 1, 1]
    kept.write_bytes(kept.read_bytes()[:100])
    assert counted() == [0, 1, 1]
    fill(folder, [donor("D3", a="24:02+01:01")])
    assert counted() == [0, 1, 1, 0]
    assert len(list(folder.glob("typings-*.npz"))) == 1
