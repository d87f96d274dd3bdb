"""The definitions themselves, by enumeration in plain Python: what the donor room's sums over haplotypes must equal."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement, product

from hypothesis import strategies as st

from hemograft.donors.frequencies.haplotype_set import HaplotypeSet, haplotype_set
from hemograft.donors.frequencies.populations import populations
from hemograft.donors.matching.locus_match import match_count
from hemograft.donors.probability.allele_dictionary import allele_dictionary
from hemograft.donors.probability.coded_haplotypes import CodedHaplotypes, coded_haplotypes
from hemograft.donors.typing.genotype import Genotype, LocusGenotype, Position
from hemograft.donors.typing.plain_names import PLAIN_NAMES

LOCI = ("A", "B", "DRB1")
# The last of B is a null allele, and the last of DRB1 stands in no haplotype.
NAMES = {"A": ("01:01", "02:01", "03:01"), "B": ("07:02", "08:01", "15:01N"), "DRB1": ("01:01", "04:01", "15:01")}

A1_B7, A2_B8 = ("01:01", "07:02", "01:01"), ("02:01", "08:01", "04:01")

Haplotype = tuple[str, ...]
Diplotype = tuple[Haplotype, Haplotype]


def coded(*sets: HaplotypeSet) -> tuple[CodedHaplotypes, ...]:
    together = populations(sets)
    return coded_haplotypes(together, allele_dictionary(together, PLAIN_NAMES))


def position(locus: str, names: Sequence[str]) -> Position:
    """A typing that allows these names, as the reader would have made it."""
    written = "/".join(f"{locus}*{name}" for name in names)
    return PLAIN_NAMES.read_locus(locus, [written]).alternatives[0][0]


def person(**names: tuple[str, str]) -> Genotype:
    """Somebody typed without ambiguity at the loci named."""
    return Genotype(
        {
            locus: LocusGenotype(((position(locus, [one]), position(locus, [other])),))
            for locus, (one, other) in names.items()
        }
    )


@st.composite
def haplotype_sets(draw: st.DrawFn, population: str = "first") -> HaplotypeSet:
    every = list(product(NAMES["A"], NAMES["B"], NAMES["DRB1"][:2]))
    chosen = draw(st.lists(st.sampled_from(every), min_size=1, max_size=7, unique=True))
    weight = draw(st.lists(st.integers(1, 20), min_size=len(chosen), max_size=len(chosen)))
    return haplotype_set(population, LOCI, chosen, [each / (sum(weight) + 1) for each in weight])


@st.composite
def people(draw: st.DrawFn) -> Genotype:
    """Anyone: untyped loci, ambiguous positions, null alleles, and genotype lists of two alternatives."""
    loci: dict[str, LocusGenotype] = {}
    for locus in LOCI:
        names = st.lists(st.sampled_from(NAMES[locus]), min_size=1, max_size=3, unique=True)
        pair = st.tuples(names, names)
        alternatives = draw(st.lists(pair, max_size=2))
        loci[locus] = LocusGenotype(
            tuple((position(locus, one), position(locus, other)) for one, other in alternatives)
        )
    return Genotype(loci)


def allows(where: Position, locus: str, name: str) -> bool:
    return f"{locus}*{name}" in where.groups or (name.endswith("N") and f"{locus}*{name}" in where.written.split("/"))


def explains(diplotype: Diplotype, person: Genotype) -> bool:
    for place, locus in enumerate(LOCI):
        typing = person.at(locus)
        one, other = diplotype[0][place], diplotype[1][place]
        orders = [pair for first, second in typing.alternatives for pair in ((first, second), (second, first))]
        if typing.typed and not any(
            allows(first, locus, one) and allows(second, locus, other) for first, second in orders
        ):
            return False
    return True


def frequencies(haplotypes: HaplotypeSet) -> dict[Haplotype, float]:
    return {
        tuple(names[code] for names, code in zip(haplotypes.alleles, row, strict=True)): float(value)
        for row, value in zip(haplotypes.codes, haplotypes.frequency, strict=True)
    }


def priors(haplotypes: HaplotypeSet, person: Genotype) -> dict[Diplotype, float]:
    """Every explaining diplotype: f² if its haplotypes are one, 2·f·g if they are two."""
    known = frequencies(haplotypes)
    return {
        (one, other): known[one] ** 2 if one == other else 2 * known[one] * known[other]
        for one, other in combinations_with_replacement(sorted(known), 2)
        if explains((one, other), person)
    }


def posteriors(haplotypes: HaplotypeSet, person: Genotype) -> Iterator[tuple[Diplotype, float]]:
    found = priors(haplotypes, person)
    total = sum(found.values())
    return ((diplotype, prior / total) for diplotype, prior in found.items())


def mismatch_chances(
    patients: HaplotypeSet, patient: Genotype, donors: HaplotypeSet, donor: Genotype, counted: Sequence[str]
) -> dict[int, float]:
    """The chance of each number of mismatches over some loci, pair of diplotypes by pair, by the matching rules."""
    chances: dict[int, float] = defaultdict(float)
    theirs = list(posteriors(donors, donor))
    for mine, share in posteriors(patients, patient):
        for other, part in theirs:
            chances[sum(2 - match_count(*_resolved(locus, mine, other)) for locus in counted)] += share * part
    return chances


def _resolved(locus: str, mine: Diplotype, other: Diplotype) -> tuple[LocusGenotype, LocusGenotype]:
    place = LOCI.index(locus)
    first, second = (
        LocusGenotype(((position(locus, [one[place]]), position(locus, [two[place]])),)) for one, two in (mine, other)
    )
    return first, second
