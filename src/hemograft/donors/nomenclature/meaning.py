"""What a release says about one typing, in full: for people who want to see why two typings match."""

from collections.abc import Sequence
from dataclasses import dataclass

from hemograft.donors.nomenclature.release import Release
from hemograft.donors.typing.reading import is_null

_SHOWN = 8


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
        g_groups=frozenset(map(release.g_group, alleles)),
        ars_groups=frozenset(map(release.ars_group, alleles)),
        antigens=release.antigens(locus, written),
        epitope_groups=frozenset(filter(None, map(release.epitope_group, map(release.group, expressed)))),
        leaders=frozenset(filter(None, map(release.leader, expressed))),
    )


def wording(found: Meaning) -> tuple[str, ...]:
    """A meaning as lines of text; long lists are cut and counted."""
    rows = (
        ("alleles", found.alleles),
        ("P groups", sorted(found.p_groups)),
        ("G groups", sorted(found.g_groups)),
        ("ARS groups", sorted(found.ars_groups)),
        ("antigens", sorted(found.antigens)),
        ("epitope groups", sorted(found.epitope_groups)),
        ("leaders", sorted(found.leaders)),
    )
    expressed = () if found.p_groups else ("  not expressed",)
    return (*(f"  {name}: {_listed(values)}" for name, values in rows if values), *expressed)


def _listed(values: Sequence[str]) -> str:
    more = f" and {len(values) - _SHOWN} more" if len(values) > _SHOWN else ""
    return ", ".join(values[:_SHOWN]) + more
