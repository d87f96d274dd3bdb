"""The alleles that haplotype frequencies know, as codes shared by all their populations."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hemograft.donors.frequencies.populations import Populations
from hemograft.donors.typing.genotype import Nomenclature, Position, TypingError

BoolArray = NDArray[np.bool_]


@dataclass(frozen=True)
class LocusAlleles:
    """The alleles of one locus: a code is a place in ``names``.

    Alleles that share a match group have one code, called after the first of them. ``null`` marks the codes that
    express nothing; ``members`` gives for each match group the codes that may be it.
    """

    locus: str
    names: tuple[str, ...]
    null: BoolArray
    members: dict[str, BoolArray]

    def allowed(self, position: Position) -> BoolArray:
        """The codes that a typed position may be.

        Match groups speak of expressed alleles alone, so a null allele is allowed where the typing names it: it is
        certainly there, or one of the alleles written out (``A*01:01/A*01:16N``).
        """
        allowed = np.zeros(len(self.names), np.bool_)
        for group in position.groups:
            if group in self.members:
                allowed |= self.members[group]
        for code in np.flatnonzero(self.null):
            allowed[code] = any(_same_null(self.names[code], name) for name in _written(position.written, self.locus))
        return allowed


@dataclass(frozen=True)
class AlleleDictionary:
    """The alleles of every locus, and where each population's own allele numbers lead.

    ``unknown`` lists names of the frequency files that the nomenclature does not have; they match themselves only.
    """

    loci: tuple[LocusAlleles, ...]
    codes_of: tuple[tuple[NDArray[np.int16], ...], ...]
    nomenclature: str
    unknown: tuple[str, ...]


def allele_dictionary(populations: Populations, nomenclature: Nomenclature) -> AlleleDictionary:
    """Codes the alleles of all populations together, those of one match group as one."""
    loci: list[LocusAlleles] = []
    unknown: list[str] = []
    codes: list[dict[str, int]] = []
    for column, locus in enumerate(populations.loci):
        names = sorted({name for each in populations.sets for name in each.alleles[column]})
        groups: dict[str, frozenset[str]] = {}
        for name in names:
            try:
                groups[name] = nomenclature.group_of(locus, name)
            except TypingError:
                groups[name] = frozenset((f"{locus}*{name}",))
                unknown.append(f"{locus}*{name}")
        sharing = list(_sharing(groups))
        members: dict[str, BoolArray] = {}
        for code, together in enumerate(sharing):
            for group in frozenset[str]().union(*(groups[name] for name in together)):
                members.setdefault(group, np.zeros(len(sharing), np.bool_))[code] = True
        null = np.array([not groups[together[0]] for together in sharing])
        loci.append(LocusAlleles(locus, tuple(together[0] for together in sharing), null, members))
        codes.append({name: code for code, together in enumerate(sharing) for name in together})
    codes_of = tuple(
        tuple(
            np.array([code[name] for name in names], np.int16) for code, names in zip(codes, each.alleles, strict=True)
        )
        for each in populations.sets
    )
    return AlleleDictionary(tuple(loci), codes_of, nomenclature.name, tuple(unknown))


def _sharing(groups: dict[str, frozenset[str]]) -> Iterator[tuple[str, ...]]:
    """Parts names into those that share a match group, directly or through others; a null allele stands alone."""
    parts: list[tuple[list[str], set[str]]] = []
    for name, own in groups.items():
        touching = [part for part in parts if part[1] & own]
        merged = [each for part in touching for each in part[0]] + [name]
        parts = [part for part in parts if not part[1] & own]
        parts.append((merged, set(own).union(*(part[1] for part in touching))))
    yield from sorted(tuple(names) for names, _ in parts)


def _written(text: str, locus: str) -> Iterable[str]:
    for part in text.split("/"):
        name = part.strip().removeprefix("HLA-").removeprefix(f"{locus}*")
        if name.endswith("N"):
            yield name


def _same_null(known: str, written: str) -> bool:
    """Whether a null allele is the one written, in as many fields as both have."""
    pairs = list(zip(known.rstrip("N").split(":"), written.rstrip("N").split(":"), strict=False))
    return known == written or (len(pairs) > 1 and all(one == other for one, other in pairs))
