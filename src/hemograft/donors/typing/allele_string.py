"""Typings that leave a choice: ``A*01:01/A*01:02``, and the short form ``A*01:06/07``."""

import re

from hemograft.donors.typing.genotype import TypingError
from hemograft.donors.typing.term import Kind, Term, read_term

_SECOND_FIELD = re.compile(r"\d{2,4}[NLSCAQ]?")


def read_allele_string(text: str, locus: str = "") -> tuple[Term, ...]:
    """Reads the typings between slashes, all of one locus; a piece without colon is a second field of the first.

    Raises:
        TypingError: a piece is no typing, is empty, or belongs to another locus than the first.
    """
    first, *others = (piece.strip() for piece in text.split("/"))
    terms = [read_term(first, locus)]
    home, family = terms[0].locus, terms[0].name.partition(":")[0]
    for piece in others:
        if not piece:
            raise TypingError(home, text, "a name is missing beside a slash")
        short = terms[0].kind is Kind.ALLELE and _SECOND_FIELD.fullmatch(piece) and ":" in first
        try:
            terms.append(read_term(f"{family}:{piece}" if short else _like_the_first(piece, first), home))
        except TypingError as error:
            raise TypingError(home, text, f"at {piece}, {error.why}") from None
    if len(terms) > 1 and any(term.kind in (Kind.NEW, Kind.ABSENT) for term in terms):
        raise TypingError(home, text, "NEW and NNNN stand alone, not as one choice of several")
    return tuple(terms)


def _like_the_first(piece: str, first: str) -> str:
    """In the spelling without colons a further name may leave out the ``*`` that makes it DNA."""
    return f"*{piece}" if "*" in first and "*" not in piece and ":" not in piece and piece[0].isdigit() else piece
