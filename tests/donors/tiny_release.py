"""A release small enough to read: some fifty real alleles in the file formats of IPD-IMGT/HLA 3.58.0."""

from collections import defaultdict
from pathlib import Path

from hemograft.donors.nomenclature.release import Release
from hemograft.donors.nomenclature.release_files import read_release_files
from hemograft.donors.nomenclature.release_tables import read_tables

VERSION = "3.58.0"

# allele, P group, G group, then the four columns of serology, then DPB1 epitope group or HLA-B leader
_ALLELES = """
A*01:01:01:01   01:01P 01:01:01G 1;;; -
A*01:01:01:02N  -      01:01:01G 0;;; -
A*01:01:02      01:01P -         1;;; -
A*01:01:38L     01:01P 01:01:01G ;0/1;; -
A*01:02:01:01   01:02P 01:02:01G 1;;; -
A*01:04:01:01N  -      01:01:01G 0;;; -
A*01:06         -      -         ;;1; -
A*01:32         01:01P 01:01:01G ;;1; -
A*01:11N        -      -         0;;; -
A*02:01:01:01   02:01P 02:01:01G 2;;; -
A*02:01:01:02L  02:01P 02:01:01G 2;;; -
A*02:01:02:01   02:01P 02:01:02G 2;;; -
A*02:09:01:01   02:01P 02:01:01G 2;;; -
A*02:03:01:01   02:03P 02:03:01G 203;;; -
A*02:55         -      -         ;;2;28 -
A*23:01:01:01   23:01P 23:01:01G 23;;; -
A*23:19N        -      -         0;;; -
A*24:02:01:01   24:02P 24:02:01G 24;;; -
A*24:03:01:01   24:03P 24:03:01G 2403;;; -
B*07:02:01:01   07:02P 07:02:01G 7;;; M
B*07:05:01:01   07:05P 07:05:01G 7;;; M
B*07:65         -      -         ;;7; T
B*08:01:01:01   08:01P 08:01:01G 8;;; M
B*15:01:01:01   15:01P 15:01:01G 62;;; T
B*18:01:01:02   18:01P 18:01:01G 18;;; T
B*27:05:02:01   27:05P 27:05:02G 27;;; T
B*35:01:01:01   35:01P 35:01:01G 35;;; T
B*40:01:02:01   40:01P 40:01:01G 60;;; T
B*40:02:01:01   40:02P 40:02:01G 61;;; T
B*44:02:01:01   44:02P 44:02:01G 44;;; T
B*58:01:01:01   58:01P 58:01:01G 58;;; -
C*04:01:01:01   04:01P 04:01:01G 4;;; -
C*04:01:02      04:01P -         4;;; -
C*04:82:01      04:01P 04:01:01G ;;4; -
C*04:09N        -      04:01:01G 0;;; -
C*07:01:01:01   07:01P 07:01:01G 7;;; -
C*07:02:01:01   07:02P 07:02:01G 7;;; -
C*07:18:01:01   07:01P 07:01:01G ;;7; -
C*12:02:01      12:02P 12:02:01G ?;;; -
C*12:03:01:01   12:03P 12:03:01G ?;;; -
DRB1*01:01:01:01 01:01P 01:01:01G 1;;; -
DRB1*03:01:01:01 03:01P 03:01:01G 17;;; -
DRB1*03:02:01:01 03:02P 03:02:01G 18;;; -
DRB1*04:01:01:01 04:01P 04:01:01G 4;;; -
DRB1*15:01:01:01 15:01P 15:01:01G 15;;; -
DRB1*15:02:01:02 15:02P 15:02:01G 15;;; -
DRB3*01:01:02:01 01:01P 01:01:02G 52;;; -
DRB4*01:03:01:01 01:01P 01:01:01G 53;;; -
DRB4*01:03:01:02N -     01:01:01G 0;;; -
DRB5*01:01:01:01 01:01P 01:01:01G 51;;; -
DQA1*01:01:01:01 01:01P 01:01:01G ?;;; -
DQB1*02:01:01:01 02:01P 02:01:01G 2;;; -
DQB1*02:02:01:01 02:01P 02:01:01G 2;;; -
DQB1*03:01:01:01 03:01P 03:01:01G 7;;; -
DQB1*06:02:01:01 06:02P 06:02:01G 6;;; -
DPA1*01:03:01:01 01:03P 01:03:01G ?;;; -
DPB1*02:01:02:01 02:01P 02:01:02G ?;;; 3
DPB1*03:01:01:01 03:01P 03:01:01G ?;;; 2
DPB1*04:01:01:01 04:01P 04:01:01G ?;;; 3
DPB1*04:02:01:01 04:02P 04:02:01G ?;;; 3
DPB1*105:01:01:01 04:02P 04:02:01G ?;;; 3
DPB1*09:01:01:01 09:01P 09:01:01G ?;;; 1
DPB1*18:01:01:01 18:01P 18:01:01G ?;;; 3$
DPB1*61:01N      -      -         0;;; 0
"""
_NOMENCLATURE = """
A;9;19690101;;;
A*;0105N;19990216;20010717;01:04:01:01N;Sequence identical
A*;01:34N;20090131;20110325;01:01:38L;Shown to be expressed at low levels
A*;2401;19890801;19950311;;Sequence error
Cw*;0301;19890801;19950311;04:01:01:01;Sequence error
"""
_DELETED = """AlleleID,Allele,Description
HLA03183,A*23:19Q,Sequence renamed A*23:19N (April 2015)
"""
_ANTIGENS = """
A;2;;203/210
A;9;23/24;
A;24;;2403
B;15;62/63;
B;40;60/61;
Cw;3;9/10;
DR;3;17/18;
DQ;1;5/6;
DQ;3;7/8/9;
"""


def write_release(folder: Path, version: str = VERSION, columns: int = 6, leaders: bool = True) -> Path:
    """Writes the release as a checkout of the IPD-IMGT/HLA repository has it; 7 columns as from 3.64.0 on."""
    head = f"# version: IPD-IMGT/HLA {version}\n"
    rows = [line.split() for line in _ALLELES.strip().splitlines()]
    groups: dict[str, defaultdict[tuple[str, str], list[str]]] = {"p": defaultdict(list), "g": defaultdict(list)}
    serology, epitopes, proteins = "", "", ""
    for allele, p_group, g_group, antigens, other in rows:
        locus, name = f"{allele.split('*')[0]}*", allele.split("*")[1]
        for kind, group in (("p", p_group), ("g", g_group)):
            if group != "-" or not (kind == "p" and name.endswith("N")):
                groups[kind][locus, group if group != "-" else f";{name}"].append(name)
        serology += f"{locus};{name};{antigens}{';' * (columns - 6)}\n"
        epitopes += f"{allele},{':'.join(allele.split(':')[:2])},,{other},\n" if locus == "DPB1*" else ""
        proteins += f">HLA:HLA00000 {allele} 9 bp\nMLV{other}APRTV\n" if locus == "B*" and other != "-" else ""
    proteins += ">HLA:HLA00001 B*58:01:01:01 6 bp\nGSHSMR\n"
    numbered = enumerate((row[0] for row in rows), start=1)
    files = {
        "wmda/hla_nom.txt": _NOMENCLATURE.lstrip(),
        "wmda/rel_dna_ser.txt": serology,
        "wmda/rel_ser_ser.txt": _ANTIGENS.lstrip(),
        "tce/dpb_tce.csv": f"Allele,Protein,V1_Assignment,V2_Assignment,Comments\n{epitopes}",
        "Allelelist.txt": "AlleleID,Allele\n" + "".join(f"HLA{number:05},{allele}\n" for number, allele in numbered),
        "Deleted_alleles.txt": _DELETED,
    }
    for kind, found in groups.items():
        lines = (f"{at};{'/'.join(names)};{group if group[0] != ';' else ''}\n" for (at, group), names in found.items())
        files[f"wmda/hla_nom_{kind}.txt"] = "".join(lines)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(head + content)
    if leaders:
        (folder / "fasta").mkdir(exist_ok=True)
        (folder / "fasta" / "B_prot.fasta").write_text(proteins)
    return folder


def tiny_release(folder: Path) -> Release:
    """The release, written and read."""
    return Release(read_tables(read_release_files(write_release(folder))), digest="tiny")
