"""GL Strings: a person's genotype in one line, with every ambiguity (Milius et al. 2013, doi:10.1111/tan.12150)."""

from hemograft.donors.typing.genotype import TypingError
from hemograft.donors.typing.term import SOMETIMES_ABSENT, read_term

# Per locus, per alternative, the one or two typings of the copies.
Alternatives = dict[str, list[tuple[str, ...]]]


def split_genotype_list(text: str) -> Alternatives:
    """Takes a GL String apart: ``^`` between loci, ``|`` genotypes, ``+`` copies, ``~`` a haplotype, ``/`` alleles.

    Which alleles of a haplotype lie together is not kept: loci are compared one by one. A chromosome written
    without one of DRB3, DRB4 and DRB5 while its sister has it lacks that gene.

    Raises:
        TypingError: an empty piece, more than two copies, one locus in two places, or the operator ``?``.
    """
    if "?" in text:
        raise TypingError("", text, "the operator ? (locus not known) is not read; give one string per locus")
    loci: Alternatives = {}
    for block in text.strip().split("^"):
        for locus, alternatives in _block(block, text).items():
            if locus in loci:
                raise TypingError(locus, text, "the locus stands in two places; join them with + or |")
            loci[locus] = alternatives
    return loci


def _block(block: str, text: str) -> Alternatives:
    loci: Alternatives = {}
    for genotype in block.split("|"):
        copies = [_by_locus(copy, text) for copy in genotype.split("+")]
        if len(copies) > 2:
            locus = next(iter(copies[0]))
            raise TypingError(locus, genotype, f"{len(copies)} alleles at a locus; a person has two")
        phased = any(len(copy) > 1 for copy in copies)
        for locus in dict.fromkeys(name for copy in copies for name in copy):
            missing = f"{locus}*NNNN" if phased and locus in SOMETIMES_ABSENT else ""
            loci.setdefault(locus, []).append(tuple(filter(None, (copy.get(locus, missing) for copy in copies))))
    return loci


def _by_locus(copy: str, text: str) -> dict[str, str]:
    typings = [typing.strip() for typing in copy.split("~")]
    if not all(typings):
        raise TypingError("", text, "a name is missing beside an operator of the GL String")
    found = {read_term(typing.split("/")[0]).locus: typing for typing in typings}
    if len(found) < len(typings):
        raise TypingError("", copy, "a haplotype names a locus twice")
    return found
