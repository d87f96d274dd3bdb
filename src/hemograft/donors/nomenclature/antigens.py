"""Serology: which antigens are variants of which, and which alleles may stand behind an antigen."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self, final

from hemograft.donors.nomenclature.release_tables import ReleaseTables


@final
@dataclass(frozen=True)
class Antigens:
    """Broad antigens have splits (A9: A23, A24), and any antigen may have associated ones (A24: A2403)."""

    parents: Mapping[str, str]
    children: Mapping[str, tuple[str, ...]]
    associated: frozenset[str]
    alleles: Mapping[str, tuple[str, ...]]  # alleles that a release gives this very antigen

    @classmethod
    def of(cls, tables: ReleaseTables) -> Self:
        children: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
        for relation in (tables.splits, tables.associated):
            for antigen, variants in relation.items():
                children[antigen] += variants
        alleles: defaultdict[str, list[str]] = defaultdict(list)
        for allele, shown in tables.antigens.items():
            for antigen in shown:
                alleles[antigen].append(allele)
        return cls(
            parents={variant: antigen for antigen, variants in children.items() for variant in variants},
            children=dict(children),
            associated=frozenset(variant for variants in tables.associated.values() for variant in variants),
            alleles={antigen: tuple(found) for antigen, found in alleles.items()},
        )

    def related(self, antigen: str) -> frozenset[str]:
        """The antigen, what it is a variant of, and its own variants, through all levels."""
        return frozenset((antigen, *self._above(antigen), *self._below(antigen)))

    def alleles_of(self, antigens: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(allele for antigen in sorted(antigens) for allele in self.alleles.get(antigen, ())))

    def _above(self, antigen: str) -> Iterable[str]:
        while antigen := self.parents.get(antigen, ""):
            yield antigen

    def _below(self, antigen: str) -> Iterable[str]:
        for variant in self.children.get(antigen, ()):
            yield variant
            yield from self._below(variant)
