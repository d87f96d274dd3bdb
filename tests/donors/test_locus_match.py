"""What must hold of any two people at any locus: symmetry, the direction identities, and what ambiguity may do."""

from collections import Counter
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from hemograft.donors.matching.locus_match import LocusMatch, Outcome, match_count, match_locus
from hemograft.donors.matching.scheme import SCHEMES, match_genotypes
from hemograft.donors.nomenclature.release import Release
from hemograft.donors.typing.genotype import UNTYPED, Genotype, LocusGenotype, Position, expressed

GROUPS = [f"A*{number:02}:01P" for number in range(1, 7)]
NULL = Position(frozenset(), null=True)
sets = st.frozensets(st.sampled_from(GROUPS), min_size=1)
positions = st.one_of(st.builds(Position, sets), st.just(NULL), st.just(Position(frozenset())))
pairs = st.tuples(positions, positions)
genotypes = st.builds(LocusGenotype, st.lists(pairs, max_size=3).map(tuple))
certain_positions = st.sampled_from(GROUPS).map(lambda group: Position(frozenset((group,))))
certain_pairs = st.tuples(certain_positions, certain_positions)


def one(pair: tuple[Position, Position]) -> LocusGenotype:
    return LocusGenotype((pair,))


@given(genotypes, genotypes)
def test_patient_and_donor_are_symmetric_and_their_directions_swap(
    patient: LocusGenotype, donor: LocusGenotype
) -> None:
    there, back = match_locus(patient, donor), match_locus(donor, patient)
    assert (there.count, there.certain) == (back.count, back.certain)
    assert there.graft_versus_host == back.host_versus_graft
    assert there.host_versus_graft == back.graft_versus_host


@given(pairs, pairs)
def test_the_order_of_positions_means_nothing(
    patient: tuple[Position, Position], donor: tuple[Position, Position]
) -> None:
    match = match_locus(one(patient), one(donor))
    turned = [one((second, first)) for first, second in (patient, donor)]
    assert match_locus(turned[0], one(donor)) == match == match_locus(one(patient), turned[1])


@given(st.permutations(range(3)), st.lists(pairs, min_size=3, max_size=3), genotypes)
def test_the_order_of_alternatives_means_nothing(
    order: list[int], alternatives: list[tuple[Position, Position]], donor: LocusGenotype
) -> None:
    shuffled = LocusGenotype(tuple(alternatives[at] for at in order))
    assert match_locus(shuffled, donor) == match_locus(LocusGenotype(tuple(alternatives)), donor)


@given(certain_pairs, certain_pairs)
def test_the_directions_follow_from_the_count(
    patient: tuple[Position, Position], donor: tuple[Position, Position]
) -> None:
    ((outcome),) = match_locus(one(patient), one(donor)).outcomes
    proteins, others = len(set(patient)), len(set(donor))
    # A direction cannot count more proteins than there are, and both count the same shared ones.
    assert proteins - outcome.graft_versus_host == others - outcome.host_versus_graft >= 0
    worst = max(outcome.graft_versus_host, outcome.host_versus_graft)
    both_homozygous_and_different = proteins == others == 1 and patient != donor
    assert worst == 2 - outcome.matched - both_homozygous_and_different


@given(genotypes, genotypes, pairs)
def test_another_alternative_never_makes_a_match_more_certain(
    patient: LocusGenotype, donor: LocusGenotype, pair: tuple[Position, Position]
) -> None:
    before = match_locus(patient, donor)
    after = match_locus(patient, LocusGenotype((*donor.alternatives, pair)))
    if donor.typed:
        assert after.certain <= before.certain
        assert after.count >= before.count


@given(pairs, pairs, st.integers(0, 1), sets)
def test_another_possible_group_never_makes_a_match_more_certain(
    patient: tuple[Position, Position], donor: tuple[Position, Position], at: int, more: frozenset[str]
) -> None:
    known = donor[at]
    if not known.groups:  # a null or new allele says what it is; it is not ambiguous
        return
    wider = list(donor)
    wider[at] = Position(known.groups | more)
    before, after = match_locus(one(patient), one(donor)), match_locus(one(patient), one((wider[0], wider[1])))
    assert before.outcomes <= after.outcomes
    assert after.certain <= before.certain <= before.count <= after.count


@given(pairs, pairs)
def test_outcomes_are_all_and_only_those_of_full_resolution(
    patient: tuple[Position, Position], donor: tuple[Position, Position]
) -> None:
    def options(position: Position, name: str) -> set[str]:
        return set(position.groups) or ({""} if position.null else {name})

    chosen = [options(position, f"new {at}") for at, position in enumerate((*expressed(patient), *expressed(donor)))]
    brute: set[Outcome] = set()
    for first, second, third, fourth in product(*chosen):
        mine, other = {first, second} - {""}, {third, fourth} - {""}
        matched = (Counter((first, second)) & Counter((third, fourth))).total()
        brute.add(Outcome(matched, len(mine - other), len(other - mine)))
    assert match_locus(one(patient), one(donor)).outcomes == brute


@given(genotypes, genotypes)
def test_the_quick_count_is_the_count(patient: LocusGenotype, donor: LocusGenotype) -> None:
    assert match_count(patient, donor) == match_locus(patient, donor).count


def test_unknown_typings_match_at_most_and_at_least() -> None:
    assert match_locus(UNTYPED, UNTYPED) == LocusMatch(frozenset((Outcome(2, 0, 0), Outcome(0, 2, 2))), typed=False)
    assert match_count(UNTYPED, one((NULL, NULL))) == 2


def test_an_xx_typing_of_a_whole_family_is_exact_and_quick(release: Release) -> None:
    xx = release.read_locus("A", ["A*02:XX", "A*24:XX"])
    assert len(xx.alternatives[0][0].groups) > 600
    assert {outcome.matched for outcome in match_locus(xx, xx).outcomes} == {0, 1, 2}


@given(st.fixed_dictionaries({locus: genotypes for locus in SCHEMES["12/12"]}), st.sampled_from(list(SCHEMES)))
def test_a_scheme_sums_its_loci(loci: dict[str, LocusGenotype], scheme: str) -> None:
    person = Genotype(loci)
    other = Genotype({locus: loci["A"] for locus in loci})
    match = match_genotypes(person, other, scheme, "3.58.0")
    assert list(match.loci) == list(SCHEMES[scheme])
    single = [match_locus(person.at(locus), other.at(locus)) for locus in SCHEMES[scheme]]
    assert match.count == sum(each.count for each in single) >= match.certain
    assert match.graft_versus_host == tuple(sum(each.graft_versus_host[end] for each in single) for end in (0, 1))
    assert match.host_versus_graft == tuple(sum(each.host_versus_graft[end] for each in single) for end in (0, 1))
    assert match.count <= int(scheme.split("/")[1])
