"""Typings without an IPD-IMGT/HLA release: two-field names, compared as they are."""

from typing import final

from hemograft.donors.typing.genotype import TypingError
from hemograft.donors.typing.reading import AntigenLevel, TypingReader
from hemograft.donors.typing.term import Kind, Term

_REMEDY = "needs an IPD-IMGT/HLA release; import one with `hemograft hla import`"


@final
class PlainNames(TypingReader):
    """Names cut to two fields. Codes, antigens and XX stay unread: which alleles they mean, only a release says."""

    def __init__(self) -> None:
        super().__init__("names as written")

    def alleles_of(self, term: Term) -> tuple[str, ...]:
        if term.kind in (Kind.ALLELE_CODE, Kind.XX, Kind.SEROLOGY):
            raise TypingError(term.locus, term.written, f"{_article(term.kind)} {_REMEDY}")
        digits = term.name.rstrip("NLSCAQGPg")
        suffix = term.name[-1] if term.name.endswith("N") else ""
        return (f"{term.locus}*{':'.join(digits.split(':')[:2])}{suffix}",)

    def group(self, allele: str) -> str:
        return allele

    def g_group(self, allele: str) -> str:
        return allele

    def antigens_of(self, term: Term) -> frozenset[str]:
        """The first field stands for the antigen, which is wrong within B*15, B*40, C*03, DRB1*03 and DQB1*03."""
        return frozenset(allele.partition(":")[0] for allele in self.alleles_of(term) if allele[-1] != "N")

    def related_antigens(self, antigen: str) -> frozenset[str]:
        return frozenset((antigen,))

    def antigen_level(self, antigen: str) -> AntigenLevel:
        del antigen
        return AntigenLevel.SPLIT

    def epitope_group(self, group: str) -> str:
        del group
        return ""

    def leader(self, allele: str) -> str:
        del allele
        return ""


def _article(kind: Kind) -> str:
    return f"{'an' if kind is Kind.XX else 'a'} {kind}" if kind is not Kind.SEROLOGY else "serology"


PLAIN_NAMES = PlainNames()
