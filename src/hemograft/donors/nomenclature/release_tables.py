"""The files of a release as tables: alleles with their groups and antigens, names that are gone, epitope groups."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from hemograft.donors.nomenclature.release_files import ReleaseFiles
from hemograft.donors.typing.genotype import LOCI
from hemograft.donors.typing.term import SEROLOGICAL_LOCUS, present_day_name


@dataclass(frozen=True)
class ReleaseTables:
    """What a release says. Alleles are whole names, ``A*01:01:01:02N``; antigens have their prefix, ``Cw9``."""

    version: str
    alleles: tuple[str, ...]
    p_groups: dict[str, str]  # of an expressed allele; an allele in no group is its own
    g_groups: dict[str, str]  # of an allele; an allele in no group is its own
    antigens: dict[str, tuple[str, ...]]  # unambiguous, possible, assumed and by experts, in this order
    replaced: dict[str, str]  # a name that is gone, and the one to use; empty where there is none
    splits: dict[str, tuple[str, ...]]  # of a broad antigen
    associated: dict[str, tuple[str, ...]]  # antigens that are variants of a broad or split one
    epitope_groups: dict[str, str]  # DPB1 allele: version 2 of the T-cell epitope group, with marks: 2a$
    leaders: dict[str, str]  # HLA-B allele: residue -21, M or T

    def contents(self) -> tuple[str, ...]:
        """What the release holds, as lines of text."""
        loci = Counter(allele.partition("*")[0] for allele in self.alleles)
        p_groups, g_groups = (len(set(groups.values())) for groups in (self.p_groups, self.g_groups))
        return (
            f"{len(self.alleles)} alleles: {', '.join(f'{locus} {loci[locus]}' for locus in LOCI)}",
            f"{p_groups} P and {g_groups} G groups, alleles without a group counted as one each",
            f"{len(self.replaced)} withdrawn names, {len(self.epitope_groups)} DPB1 alleles with an epitope group, "
            f"{len(self.leaders)} HLA-B alleles with a known leader",
        )


_SUCCESSOR = re.compile(r"(?:identical to|renamed|named|sequence of)\s+([A-Za-z0-9]+\*[0-9:A-Z]+)")
# Residue -21 counts from the mature protein; the precursor begins with its leader: MLVMAPRTVLL.
_LEADER_RESIDUE = 3


def read_tables(files: ReleaseFiles) -> ReleaseTables:
    """Reads the files of one release.

    Raises:
        ValueError: a file names another version than the rest, is damaged, or lists an unknown allele.
    """
    version = _version(files)
    alleles = tuple(row[1] for row in _rows(files, "Allelelist.txt", ",", 2) if _at_matched_locus(row[1]))
    current = set(alleles)
    tables = ReleaseTables(
        version=version,
        alleles=alleles,
        p_groups=dict(_groups(files, "hla_nom_p.txt")),
        g_groups=dict(_groups(files, "hla_nom_g.txt")),
        antigens=dict(_antigens(files)),
        replaced={name: new for name, new in _replaced(files).items() if name not in current},
        splits=_relatives(files, 2),
        associated=_relatives(files, 3),
        epitope_groups={row[0]: row[3] for row in _rows(files, "dpb_tce.csv", ",", 4) if row[3]},
        leaders=dict(_leaders(files)),
    )
    for file, names in (("hla_nom_g.txt", tables.g_groups), ("rel_dna_ser.txt", tables.antigens)):
        if different := current.symmetric_difference(names):
            raise ValueError(f"{file} and Allelelist.txt differ at {min(different)}; import the release whole again")
    return tables


def _version(files: ReleaseFiles) -> str:
    found: dict[str, str] = {}
    for name, content in files.items():
        if named := re.search(rb"# version: IPD-IMGT/HLA (\d+\.\d+\.\d+)", content[:2000]):
            found[named[1].decode()] = name
    if not found:
        raise ValueError('no file names its version ("# version: IPD-IMGT/HLA 3.58.0"); import a newer release')
    if len(found) > 1:
        mixed = " and ".join(f"{name} is of {version}" for version, name in sorted(found.items()))
        raise ValueError(f"{mixed}; import the files of one release")
    return next(iter(found))


def _rows(files: ReleaseFiles, name: str, separator: str, fields: int) -> Iterator[list[str]]:
    """The rows with their number of fields checked; comments and the names of columns are left out."""
    try:
        lines = files[name].decode("utf-8").splitlines()
    except UnicodeDecodeError:
        raise ValueError(f"{name} is not text in UTF-8; import the release whole again") from None
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith(("#", "AlleleID,", "Allele,")):
            continue
        row = line.split(separator)
        if len(row) < fields:
            raise ValueError(
                f"{name} line {number} has {len(row)} fields, not {fields}; import the release whole again"
            )
        yield row


def _at_matched_locus(name: str) -> bool:
    return name.partition("*")[0] in LOCI


def _groups(files: ReleaseFiles, name: str) -> Iterator[tuple[str, str]]:
    for locus, members, group, *_ in _rows(files, name, ";", 3):
        if _at_matched_locus(locus):
            for member in members.split("/"):
                yield locus + member, locus + (group or member)


def _antigens(files: ReleaseFiles) -> Iterator[tuple[str, tuple[str, ...]]]:
    # A seventh column, the specificity calculated by HATS, came with 3.64.0; it is not used.
    for locus, allele, *columns in _rows(files, "rel_dna_ser.txt", ";", 6):
        if _at_matched_locus(locus):
            shown = (number.lstrip("0") for column in columns[:4] for number in column.strip().split("/"))
            prefix = SEROLOGICAL_LOCUS.get(locus.rstrip("*"))
            yield (
                locus + allele,
                tuple(dict.fromkeys(prefix + number for number in shown if prefix and number.isdigit())),
            )


def _relatives(files: ReleaseFiles, column: int) -> dict[str, tuple[str, ...]]:
    rows = _rows(files, "rel_ser_ser.txt", ";", 4)
    return {
        row[0] + row[1]: tuple(row[0] + each.lstrip("0") for each in row[column].split("/"))
        for row in rows
        if row[column]
    }


def _replaced(files: ReleaseFiles) -> dict[str, str]:
    """Names that are gone: what they became has a field in ``hla_nom``; changes of suffix are told in prose only."""
    found: dict[str, str] = {}
    for row in _rows(files, "Deleted_alleles.txt", ",", 3):
        successors = _SUCCESSOR.findall(",".join(row[2:]))
        found[_present_day(row[1])] = _present_day(successors[0]) if successors else ""
    for locus, name, _, deleted, successor, *_ in _rows(files, "hla_nom.txt", ";", 6):
        if "*" in locus and deleted:
            found[_present_day(locus + name)] = _present_day(locus + successor) if successor else ""
    return {name: new for name, new in found.items() if _at_matched_locus(name)}


def _present_day(name: str) -> str:
    locus, _, body = name.partition("*")
    locus = {"Cw": "C"}.get(locus, locus)
    return f"{locus}*{present_day_name(locus, body)}"


def _leaders(files: ReleaseFiles) -> Iterator[tuple[str, str]]:
    for entry in files.get("B_prot.fasta", b"").decode("ascii", errors="replace").split(">")[1:]:
        header, _, sequence = entry.partition("\n")
        allele = next((word for word in header.split() if word.startswith("B*")), "")
        # A sequence without exon 1 begins inside the mature protein.
        if allele and sequence.startswith("M") and sequence[_LEADER_RESIDUE : _LEADER_RESIDUE + 1] in ("M", "T"):
            yield allele, sequence[_LEADER_RESIDUE]
