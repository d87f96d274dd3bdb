"""An IPD-IMGT/HLA release as a nomenclature: the alleles behind every kind of name, and their groups."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import final

from hemograft.donors.nomenclature.allele_codes import AlleleCodes
from hemograft.donors.nomenclature.antigens import Antigens
from hemograft.donors.nomenclature.release_tables import ReleaseTables
from hemograft.donors.typing.genotype import TypingError
from hemograft.donors.typing.reading import AntigenLevel, TypingReader, is_null
from hemograft.donors.typing.term import SEROLOGICAL_LOCUS, Kind, Term

_SUFFIXES = "NLSCAQ"


@final
class Release(TypingReader):
    """Reads typings by one release. ``codes`` are the multiple allele codes, where the user has imported them."""

    def __init__(self, tables: ReleaseTables, digest: str, codes: AlleleCodes | None = None) -> None:
        super().__init__(tables.version, digest)
        self.tables, self.codes = tables, codes

    def alleles_of(self, term: Term) -> tuple[str, ...]:
        whole = f"{term.locus}*{term.name}"
        match term.kind:
            case Kind.G_GROUP:
                found = self._g_members.get(whole) or self._named(whole[:-1])
            case Kind.P_GROUP:
                # A group that only one allele was left in is listed under the name of the allele.
                found = self._p_members.get(whole) or self._expressed(whole[:-1])
            case Kind.ARS_GROUP:
                found = self._ars_members.get(_fields(whole[:-1], 2)) or self._named(whole[:-1])
            case Kind.XX:
                found = self._family(whole.removesuffix(":XX"))
            case Kind.ALLELE_CODE:
                found = self._coded(term)
            case Kind.SEROLOGY:
                antigen = SEROLOGICAL_LOCUS[term.locus] + term.name
                shown = self.serology.alleles_of(self.related_antigens(antigen))
                # No serum tells C12 and C14 to C18 apart, but registries write the number of the allele family so.
                found = tuple(allele for allele in shown if allele.startswith(f"{term.locus}*")) or self._family(
                    f"{term.locus}*{term.name.zfill(2)}"
                )
            case _:
                found = self._named(whole)
        if not found:
            raise TypingError(term.locus, term.written, self._why_unknown(whole))
        return found

    def group(self, allele: str) -> str:
        return self.tables.p_groups[allele]

    def g_group(self, allele: str) -> str:
        return self.tables.g_groups[allele]

    def ars_group(self, allele: str) -> str:
        """The two-field name of the P group, null alleles with the rest of their G group: the "g" of frequency sets."""
        g_group = self.tables.g_groups[allele]
        p_group = self.tables.p_groups.get(allele) or self._p_of_g.get(g_group, "")
        group = p_group if p_group.endswith("P") else g_group
        return _fields(group.rstrip(f"{_SUFFIXES}PG"), 2)

    def antigens_of(self, term: Term) -> frozenset[str]:
        if term.kind is Kind.SEROLOGY:
            return frozenset((SEROLOGICAL_LOCUS[term.locus] + term.name,))
        expressed = (allele for allele in self.alleles_of(term) if not is_null(allele))
        return frozenset(antigen for allele in expressed for antigen in self.tables.antigens[allele])

    def related_antigens(self, antigen: str) -> frozenset[str]:
        return self.serology.related(antigen)

    def antigen_level(self, antigen: str) -> AntigenLevel:
        if antigen in self.tables.splits:
            return AntigenLevel.BROAD
        return AntigenLevel.ASSOCIATED if antigen in self.serology.associated else AntigenLevel.SPLIT

    def epitope_group(self, group: str) -> str:
        """Of the first allele of the P group that has one: rare members of a group were assigned wrongly before."""
        return self._epitope_groups.get(group, "")

    def leader(self, allele: str) -> str:
        return self.tables.leaders.get(allele, "")

    @cached_property
    def serology(self) -> Antigens:
        return Antigens.of(self.tables)

    @cached_property
    def _by_prefix(self) -> Mapping[str, tuple[str, ...]]:
        """Alleles by their digits up to every field: 3 names for ``A*01:01:02:03`` beside its own."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for allele in self.tables.alleles:
            digits = allele.rstrip(_SUFFIXES)
            while True:
                found[digits].append(allele)
                if ":" not in digits:
                    break
                digits = digits.rpartition(":")[0]
        return {name: tuple(alleles) for name, alleles in found.items()}

    @cached_property
    def _p_members(self) -> Mapping[str, tuple[str, ...]]:
        return _inverted(self.tables.p_groups.items())

    @cached_property
    def _g_members(self) -> Mapping[str, tuple[str, ...]]:
        return _inverted(self.tables.g_groups.items())

    @cached_property
    def _p_of_g(self) -> Mapping[str, str]:
        """The P group of the first expressed allele of a G group."""
        found: dict[str, str] = {}
        for allele, p_group in self.tables.p_groups.items():
            found.setdefault(self.tables.g_groups[allele], p_group)
        return found

    @cached_property
    def _ars_members(self) -> Mapping[str, tuple[str, ...]]:
        return _inverted((allele, self.ars_group(allele)) for allele in self.tables.alleles)

    @cached_property
    def _epitope_groups(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for allele, group in self.tables.epitope_groups.items():
            if not is_null(allele) and allele in self.tables.p_groups:
                found.setdefault(self.tables.p_groups[allele], group)
        return found

    def _named(self, name: str) -> tuple[str, ...]:
        """A short name stands for all longer ones; its suffix, if it has one, for those with that suffix only."""
        digits = name.rstrip(_SUFFIXES)
        found = self._by_prefix.get(digits, ())
        if suffix := name[len(digits) :]:
            found = tuple(allele for allele in found if allele.endswith(suffix))
        successor = self.tables.replaced.get(name, "")
        return found or (self._named(successor) if successor else ())

    def _expressed(self, name: str) -> tuple[str, ...]:
        return tuple(allele for allele in self._named(name) if not is_null(allele))

    def _family(self, first_field: str) -> tuple[str, ...]:
        """All of an allele family; ``A*09:XX``, a family that broke up when A9 was split, is that of its splits."""
        if found := self._by_prefix.get(first_field):
            return found
        locus, _, number = first_field.partition("*")
        prefix = SEROLOGICAL_LOCUS.get(locus, "")
        splits = self.tables.splits.get(prefix + number.lstrip("0"), ())
        families = (f"{locus}*{split.removeprefix(prefix).zfill(2)}" for split in splits)
        return tuple(allele for family in families for allele in self._by_prefix.get(family, ()))

    def _coded(self, term: Term) -> tuple[str, ...]:
        if self.codes is None:
            raise TypingError(
                term.locus, term.written, "a code needs the NMDP's list; `hemograft hla import --codes FILE`"
            )
        family, code = term.name.split(":")
        listed = self.codes.expand(code)
        if not listed:
            raise TypingError(term.locus, term.written, f"{code} is not in the imported list of codes; update it")
        names = (name if ":" in name else f"{family}:{name}" for name in listed)
        # A code lists names for all loci; those that this release does not know are left out.
        return tuple(dict.fromkeys(allele for name in names for allele in self._named(f"{term.locus}*{name}")))

    def _why_unknown(self, whole: str) -> str:
        if self.tables.replaced.get(whole) == "":
            return f"this name was withdrawn and nothing took its place (IPD-IMGT/HLA {self.name}); retype"
        return f"IPD-IMGT/HLA {self.name} does not know it; correct the name, or import the release it is from"


def _fields(name: str, number: int) -> str:
    return ":".join(name.split(":")[:number])


def _inverted(pairs: Iterable[tuple[str, str]]) -> Mapping[str, tuple[str, ...]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for allele, group in pairs:
        found[group].append(allele)
    return {group: tuple(alleles) for group, alleles in found.items()}
