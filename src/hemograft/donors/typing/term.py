"""The spelling of one HLA typing: which kind it is, at which locus, under its present-day name."""

import re
from dataclasses import dataclass
from enum import StrEnum

from hemograft.donors.typing.genotype import LOCI, TypingError


class Kind(StrEnum):
    ALLELE = "allele"
    G_GROUP = "G group"
    P_GROUP = "P group"
    ARS_GROUP = "ARS group (g)"
    ALLELE_CODE = "multiple allele code"
    XX = "XX code"
    SEROLOGY = "serology"
    NEW = "new allele"
    ABSENT = "gene absent"


@dataclass(frozen=True)
class Term:
    """One typing, without alternatives. ``name`` lacks the locus: ``01:01:01:02N``, ``01:01P``, ``01:AB``, ``2403``."""

    locus: str
    kind: Kind
    name: str
    written: str


# The genes that many chromosomes lack: DRB1*01, *08 and *10 haplotypes carry none of them.
SOMETIMES_ABSENT = ("DRB3", "DRB4", "DRB5")
SEROLOGICAL_LOCUS = {
    "A": "A", "B": "B", "C": "Cw", "DRB1": "DR", "DRB3": "DR", "DRB4": "DR", "DRB5": "DR", "DQB1": "DQ"
}  # fmt: skip

_LOCUS = re.compile(r"(?:HLA-)?(?P<locus>[A-Z]+\d?|Cw)?\*(?P<body>.*)")
_ANTIGEN = re.compile(r"(?:HLA-)?(?P<locus>A|B|Cw?|DR|DQ|DPw)?(?P<antigen>\d+)(?:\.0)?")
_BODY = (
    (Kind.ALLELE, re.compile(r"\d{2,4}(:\d{2,4}){1,3}[NLSCAQ]?")),
    (Kind.G_GROUP, re.compile(r"\d{2,4}(:\d{2,4}){2}G")),
    (Kind.P_GROUP, re.compile(r"\d{2,4}:\d{2,4}P")),
    (Kind.ARS_GROUP, re.compile(r"\d{2,4}(:\d{2,4}){1,2}g")),
    (Kind.XX, re.compile(r"\d{2,4}:XX")),
    (Kind.NEW, re.compile(r"(\d{2,4}:)?NEW")),
    (Kind.ALLELE_CODE, re.compile(r"\d{2,4}:[A-Z]{2,}")),
    (Kind.ABSENT, re.compile(r"NNNN")),
)
_WITHOUT_COLONS = re.compile(r"(?P<digits>\d{4,8})(?P<suffix>[NLSCAQgG]?)")
_CODE_WITHOUT_COLON = re.compile(r"(?P<first>\d{2})(?P<code>[A-Z]{2,})")
# Before the colons of 2010, A*02 and B*15 ran out of two-digit numbers and went on as A*92 and B*95.
_CONTINUED = {("A", "92"): "02", ("B", "95"): "15"}


def read_term(text: str, locus: str = "") -> Term:
    """Reads one typing; ``locus`` is needed where the text does not name it, and must agree where it does.

    ``A*2403`` (with ``*``) is the old spelling of allele ``A*24:03``; ``A2403`` and, at a given locus, the bare
    number ``2403`` are antigens.

    Raises:
        TypingError: the text is no typing, or one of another locus.
    """
    written = text.strip()
    if "*" in written or ":" in written or written == "NEW":
        named, body = _locus_and_body(written, locus)
        for kind, shape in _BODY:
            if shape.fullmatch(name := present_day_name(named, body)):
                return _checked(Term(named, kind, name, written))
        raise TypingError(named, written, _why_unreadable(body))
    return _antigen(written, locus)


def is_serological(locus: str, text: str) -> bool:
    """Whether a typing, or the first of several to choose from, is an antigen."""
    return read_term(text.split("/")[0], locus).kind is Kind.SEROLOGY


def present_day_name(locus: str, body: str) -> str:
    """A name in the spelling before 2010 (``0101``, ``01XX``) with colons; any other name as it is."""
    if code := _CODE_WITHOUT_COLON.fullmatch(body):
        return f"{code['first']}:{code['code']}"
    found = _WITHOUT_COLONS.fullmatch(body)
    if not found:
        return body
    digits = found["digits"]
    width = 3 if locus.startswith("DP") and len(digits) == 5 else 2
    first, *others = digits[:width], *(digits[at : at + 2].zfill(2) for at in range(width, len(digits), 2))
    if continued := _CONTINUED.get((locus, first)):
        first, others = continued, [f"1{others[0]}", *others[1:]]
    return ":".join((first, *others)) + found["suffix"]


def _locus_and_body(written: str, locus: str) -> tuple[str, str]:
    found = _LOCUS.fullmatch(written)
    named = ((found["locus"] or "") if found else "").replace("Cw", "C")
    body = found["body"] if found else written
    if named and named not in LOCI:
        raise TypingError(locus or named, written, f"HLA-{named} is not matched here; the loci are {', '.join(LOCI)}")
    if named and locus and named != locus:
        raise TypingError(locus, written, f"this is a typing of HLA-{named}; move it there")
    if not (named or locus):
        raise TypingError("", written, "it names no locus; write it like A*01:01")
    return named or locus, body


def _antigen(written: str, locus: str) -> Term:
    found = _ANTIGEN.fullmatch(written)
    if not found or not (found["locus"] or locus):
        why = "write it like A*01:01, A*01:XX, A*01:01P or A1"
        raise TypingError(locus, written, f"it is no HLA typing; {why}")
    antigen = found["antigen"].lstrip("0")
    prefix = {"C": "Cw"}.get(found["locus"] or "", found["locus"]) or SEROLOGICAL_LOCUS.get(locus, locus)
    homes = {"A": "A", "B": "B", "Cw": "C", "DQ": "DQB1", "DPw": "DPB1"}
    drb = {"51": "DRB5", "52": "DRB3", "53": "DRB4"}
    home = drb.get(antigen, "DRB1") if prefix == "DR" else homes.get(prefix, locus)
    if locus and home != locus:
        raise TypingError(locus, written, f"{prefix}{antigen} is an antigen of HLA-{home}; move it there")
    if home not in SEROLOGICAL_LOCUS:
        raise TypingError(home, written, f"HLA-{home} antigens are not used in matching; give the DNA typing")
    return Term(home, Kind.SEROLOGY, antigen, written)


def _checked(term: Term) -> Term:
    if term.kind is Kind.ABSENT and term.locus not in SOMETIMES_ABSENT:
        raise TypingError(term.locus, term.written, f"every chromosome has HLA-{term.locus}; NNNN is for DRB3, 4 and 5")
    return term


def _why_unreadable(body: str) -> str:
    if re.fullmatch(r"\d{2,3}", body):
        return f"one field says the allele family only; write *{body}:XX"
    if re.search(r"[^\d:]", body[:-1]) is None and body[-1:].isalpha():
        return f"{body[-1]!r} is no suffix of a name of {body.count(':') + 1} fields (N, L, S, C, A, Q; G of 3; P of 2)"
    return "fields are two to four digits with colons between, like 01:01:01:02N"
