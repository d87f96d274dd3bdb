"""What a release says about one typing, in full: for people who want to see why two typings match."""

from dataclasses import dataclass

from hemograft.donors.nomenclature.release import Release
from hemograft.donors.typing.reading import is_null


@dataclass(frozen=True)
class Meaning:
    """The alleles behind a typing, and what they reduce to; null alleles have a G and an ARS group only."""

    alleles: tuple[str, ...]
    p_groups: frozenset[str]
    g_groups: frozenset[str]
    ars_groups: frozenset[str]
    antigens: frozenset[str]
    epitope_groups: frozenset[str]  # DPB1, with marks
    leaders: frozenset[str]  # HLA-B


def meaning(release: Release, locus: str, written: str) -> Meaning:
    """Expands and reduces one typing.

    Raises:
        TypingError: the typing is not readable or not known.
    """
    alleles = release.alleles(locus, written)
    expressed = [allele for allele in alleles if not is_null(allele)]
    return Meaning(
        alleles=alleles,
        p_groups=frozenset(map(release.group, expressed)),
        g_groups=frozenset(release.tables.g_groups[allele] for allele in alleles),
        ars_groups=frozenset(map(release.ars_group, alleles)),
        antigens=release.antigens(locus, written),
        epitope_groups=frozenset(filter(None, map(release.epitope_group, expressed))),
        leaders=frozenset(filter(None, map(release.leader, expressed))),
    )
