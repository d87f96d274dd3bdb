"""The HLA-B leader at a single HLA-B mismatch (Petersdorf et al. 2020, Blood 136:362).

Residue -21 of the HLA-B leader peptide is methionine (M) or threonine (T). The status of a mismatch has three letters:
the patient's mismatched allele, the donor's, and the allele that both share.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from hemograft.donors.matching.locus_match import match_locus, meets
from hemograft.donors.typing.genotype import LocusGenotype, Pair, Position, expressed
from hemograft.donors.typing.reading import TypingReader, is_null

# All other families have threonine. Exceptions are single rare alleles, such as B*07:65.
_METHIONINE_FAMILIES = frozenset(("B*07", "B*08", "B*14", "B*38", "B*39", "B*42", "B*48", "B*67", "B*73", "B*81"))


@dataclass(frozen=True)
class LeaderMatch:
    """``status`` as ``MMT``, with X where a letter is open; ``by_family`` says that a sequence was not at hand."""

    status: str
    by_family: bool

    @property
    def matched(self) -> bool:
        """Whether the two mismatched alleles have the same leader."""
        return self.status[0] == self.status[1] != "X"


def match_leaders(patient: LocusGenotype, donor: LocusGenotype, reader: TypingReader) -> LeaderMatch | None:
    """The leader status of two HLA-B genotypes; none unless exactly one of two matches, or one may not match.

    All three letters are open where typings do not tell which alleles the mismatch would be between.
    """
    match = match_locus(patient, donor)
    if not match.typed or (match.count, match.certain) not in ((1, 1), (1, 0), (2, 1)):
        return None
    mismatch = next(_mismatches(patient, donor, potential=match.count == 2), None)
    if mismatch is None:
        return LeaderMatch("XXX", by_family=False)
    mine, other, shared = mismatch
    found = (_leader(reader, mine), _leader(reader, other), _leader(reader, *shared))
    return LeaderMatch("".join(letter for letter, _ in found), any(by_family for _, by_family in found))


def _mismatches(
    patient: LocusGenotype, donor: LocusGenotype, potential: bool
) -> Iterator[tuple[Position, Position, tuple[Position, Position]]]:
    """The mismatched position of each, and the pair that matches; for a potential mismatch that pair is certain."""
    for mine, other in product(patient.alternatives, donor.alternatives):
        for (apart, shared), (counterpart, sharing) in product(_orders(mine), _orders(other)):
            if potential:
                certain = apart.certain and apart.groups == counterpart.groups
                alike = shared.certain and shared.groups == sharing.groups and not certain
            else:
                alike = meets(shared, sharing) and not meets(apart, counterpart)
            if alike:
                yield apart, counterpart, (shared, sharing)


def _orders(pair: Pair) -> tuple[Pair, Pair]:
    first, second = expressed(pair)
    return (first, second), (second, first)


def _leader(reader: TypingReader, *positions: Position) -> tuple[str, bool]:
    """The leader of positions that are the same, X if their typings disagree, and whether a family stood for it."""
    found = [_leader_of_position(reader, position) for position in positions if position.written]
    letters = {letter for letter, _ in found}
    return (letters.pop() if len(letters) == 1 else "X"), any(by_family for _, by_family in found)


def _leader_of_position(reader: TypingReader, position: Position) -> tuple[str, bool]:
    alleles = [allele for allele in reader.alleles("B", position.written) if not is_null(allele)]
    sequenced = {reader.leader(allele) for allele in alleles} - {""}
    if len(sequenced) == 1:
        return sequenced.pop(), False
    families = {"M" if allele.partition(":")[0] in _METHIONINE_FAMILIES else "T" for allele in alleles}
    return (families.pop() if len(families) == 1 else "X"), True
