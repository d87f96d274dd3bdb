"""Every name of IPD-IMGT/HLA 3.58.0 reduces to P, G, ARS and serology as py-ard has it, known differences apart.

The functions ``as_...`` turn this project's answers into py-ard's, and so hold every difference:

- py-ard calls a G group after the first allele in its list, this project by the name in the file: three groups.
- py-ard takes the ARS group from G groups, this project from P groups (the protein): ten alleles differ.
- py-ard gives a null allele back as its own P group, and an ungrouped allele of two fields as its own ARS group.
- For two fields py-ard leaves out alleles outside of G groups, where there are any inside.
- For antigens py-ard adds the broad one, leaves out those assigned by experts, and gives a name of two fields all
  antigens of its ARS group.
- py-ard refuses two fields without suffix where the only allele has one (``A*01:11`` for ``A*01:11N``).
- 2,350 alleles at loci that are not matched here (HLA-E, MICA, pseudogenes) have no counterpart.
"""

import importlib.util
import json
from collections import defaultdict
from pathlib import Path

import pytest

from hemograft.donors.nomenclature.meaning import Meaning, meaning
from hemograft.donors.nomenclature.release import Release
from tests.donors.py_ard_oracle import GOLDEN, LEVELS, all_names, digest, py_ard, reductions

G_BY_FIRST_MEMBER = {
    "A*02:17:01G": "A*02:17:02G",
    "C*02:10:01G": "C*02:02:37G",
    "DRB3*03:22:01G": "DRB3*02:171:01G",
}
ARS_BY_G_GROUP = {
    "C*03:404": "C*03:404",
    "C*03:404:01:01": "C*03:404",
    "C*03:404:01:02": "C*03:404",
    "DPB1*806:01": "DPB1*806:01",
    "DPB1*806:01:01:01": "DPB1*806:01",
    "DPB1*806:01:01:02": "DPB1*806:01",
    "DQB1*02:180": "DQB1*02:180",
    "DQB1*02:180:01": "DQB1*02:180",
    "DQB1*02:180:02": "DQB1*02:180",
    "DQB1*05:43": "DQB1*05:43",
    "DRB3*02:171": "DRB3*02:171",
    "DRB3*02:173": "DRB3*02:171",
    "DRB3*02:173:01": "DRB3*02:171",
    "DRB3*02:173:02": "DRB3*02:171",
    "DRB5*01:08": "DRB5*01:02",  # a null allele of its own G group beside one of DRB5*01:02:01G
    "DRB5*01:08:02N": "DRB5*01:02",
}


@pytest.fixture(scope="module")
def expected(release: Release, shared: Path) -> dict[str, dict[str, str]]:
    names = all_names(release.tables)
    meanings = {name: meaning(release, name.partition("*")[0], name) for name in names}
    ars = {name: as_ars(name, found) for name, found in meanings.items()}
    experts = assigned_by_experts_only(shared / "data" / "imgthla-3580" / "wmda" / "rel_dna_ser.txt")
    return {
        "P": {name: as_p(name, found) for name, found in meanings.items()},
        "G": {name: as_g(name, found) for name, found in meanings.items()},
        "ARS": ars,
        "serology": as_serology(release, meanings, ars, experts),
    }


def refused(name: str, found: Meaning) -> bool:
    return len(found.alleles) == 1 and name == found.alleles[0][:-1] and found.alleles[0][-1].isalpha()


def as_p(name: str, found: Meaning) -> str:
    return "-" if refused(name, found) else "/".join(sorted(found.p_groups)) or name


def as_g(name: str, found: Meaning) -> str:
    if refused(name, found) or found.alleles == (name,):
        return "-" if refused(name, found) else G_BY_FIRST_MEMBER.get(*found.g_groups, *found.g_groups)
    groups = {G_BY_FIRST_MEMBER.get(group, group) for group in found.g_groups if group.endswith("G")}
    return "/".join(sorted(groups)) or name


def as_ars(name: str, found: Meaning) -> str:
    if refused(name, found):
        return "-"
    grouped = any(group[-1] in "GP" for group in found.g_groups | found.p_groups)
    suffix = name[-1] if name[-1].isalpha() and name.count(":") == 1 and not grouped else ""
    return ARS_BY_G_GROUP.get(name) or "/".join(sorted(found.ars_groups)) + suffix


def as_serology(
    release: Release, meanings: dict[str, Meaning], ars: dict[str, str], experts: dict[str, set[str]]
) -> dict[str, str]:
    broad = {split: antigen for antigen, splits in release.tables.splits.items() for split in splits}
    shown: dict[str, set[str]] = {}
    pooled: defaultdict[str, set[str]] = defaultdict(set)
    for allele in release.tables.alleles:
        antigens = set(release.tables.antigens[allele]) - experts.get(allele, set())
        shown[allele] = antigens | {broad[antigen] for antigen in antigens if antigen in broad}
        pooled[ars[allele]] |= shown[allele]
    return {
        name: "-"
        if refused(name, found)
        else "/".join(sorted(pooled[ars[name]] if name.count(":") == 1 else shown[name]))
        for name, found in meanings.items()
    }


def assigned_by_experts_only(path: Path) -> dict[str, set[str]]:
    """The antigens that an allele has in the last column of ``rel_dna_ser`` and in no other."""
    prefixes = {"A*": "A", "B*": "B", "C*": "Cw", "DRB1*": "DR", "DQB1*": "DQ"}
    found: dict[str, set[str]] = {}
    for line in path.read_text().splitlines():
        locus, *rest = line.split(";")
        if locus in prefixes and rest[4]:
            other = {number for column in rest[1:4] for number in column.split("/")}
            found[locus + rest[0]] = {prefixes[locus] + number for number in rest[4].split("/") if number not in other}
    return found


def test_the_listed_differences_are_differences(release: Release) -> None:
    """Fails where one vanished, so that the list above stays true."""
    assert G_BY_FIRST_MEMBER.keys() <= set(release.tables.g_groups.values())
    for name, group in ARS_BY_G_GROUP.items():
        assert meaning(release, name.partition("*")[0], name).ars_groups != {group}


@pytest.mark.parametrize("level", LEVELS)
def test_all_names_reduce_as_in_the_digest_of_py_ard(expected: dict[str, dict[str, str]], level: str) -> None:
    golden = json.loads(GOLDEN.read_text())
    assert golden["made_by"]["names"] == len(expected[level])
    assert digest(expected[level]) == golden["sha256"][level]


@pytest.mark.skipif(importlib.util.find_spec("pyard") is None, reason="py-ard is not installed: pip install py-ard")
def test_names_reduce_as_py_ard_itself_says(
    expected: dict[str, dict[str, str]], release: Release, shared: Path
) -> None:
    """One name in four hundred, and the differences; the digest above covers every name."""
    names = all_names(release.tables)
    sample = {*names[::400], *ARS_BY_G_GROUP, *(name for name in names if name.startswith(("DRB3*02:17", "C*02:10")))}
    with py_ard(shared / "data" / "imgthla-3580", release.name) as reader:
        for level in LEVELS:
            found = reductions(reader, sample, level)
            assert found == {name: expected[level][name] for name in sample}, level
