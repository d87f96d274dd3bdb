"""Several populations, and which one stands in where a person's own has no frequencies."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from hemograft.donors.frequencies.haplotype_set import FrequencyError, HaplotypeSet


@dataclass(frozen=True)
class Populations:
    """Haplotype sets over the same loci, in the order in which they stand in for one another."""

    sets: tuple[HaplotypeSet, ...]

    @property
    def loci(self) -> tuple[str, ...]:
        return self.sets[0].loci

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(each.population for each in self.sets)

    def candidates(self, wanted: Sequence[str]) -> Iterator[int]:
        """Which sets to try for a person: those wanted (say registry, then ancestry), then the fallback order."""
        own = [self.names.index(name) for name in wanted if name in self.names]
        yield from dict.fromkeys((*own, *range(len(self.sets))))


def populations(sets: Iterable[HaplotypeSet], fallback: Sequence[str] = ()) -> Populations:
    """Puts sets in fallback order: those that ``fallback`` names first, the others as given.

    Raises:
        FrequencyError: no set, two of one name, different loci, or a name in ``fallback`` that has no set.
    """
    found = tuple(sets)
    given = {each.population: each for each in found}
    if not found:
        raise FrequencyError("no haplotype frequencies given; import at least one population")
    if len(given) < len(found):
        raise FrequencyError(f"two haplotype sets are called {_twice(found)}; give each its own population name")
    unknown = [name for name in fallback if name not in given]
    if unknown:
        raise FrequencyError(f"fallback population {unknown[0]} has no frequencies; choose among {', '.join(given)}")
    order = dict.fromkeys((*fallback, *given))
    loci = given[next(iter(order))].loci
    for each in given.values():
        if set(each.loci) != set(loci):
            raise FrequencyError(
                f"{each.population} has loci {'~'.join(each.loci)}, others {'~'.join(loci)}; restrict them to the same"
            )
    return Populations(tuple(_in_order(given[name], loci) for name in order))


def _in_order(haplotypes: HaplotypeSet, loci: tuple[str, ...]) -> HaplotypeSet:
    columns = [haplotypes.loci.index(locus) for locus in loci]
    alleles = tuple(haplotypes.alleles[column] for column in columns)
    return replace(haplotypes, loci=loci, alleles=alleles, codes=haplotypes.codes[:, columns])


def _twice(sets: Sequence[HaplotypeSet]) -> str:
    names = [each.population for each in sets]
    return next(name for name in names if names.count(name) > 1)
