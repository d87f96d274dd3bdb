"""The files of an IPD-IMGT/HLA release that matching needs, found in a folder or an archive, and their checksum."""

import hashlib
import io
import lzma
import tarfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

REQUIRED = (
    "hla_nom.txt",
    "hla_nom_g.txt",
    "hla_nom_p.txt",
    "rel_dna_ser.txt",
    "rel_ser_ser.txt",
    "dpb_tce.csv",
    "Allelelist.txt",
    "Deleted_alleles.txt",
)
# Without it the HLA-B leader is known by allele family only.
OPTIONAL = ("B_prot.fasta",)

# Text files by their name, as they were given.
ReleaseFiles = Mapping[str, bytes]


def read_release_files(path: Path) -> ReleaseFiles:
    """Takes the files of a release from a folder, a tar or a zip, wherever inside they lie.

    Raises:
        ValueError: nothing is there, it is no archive, or a file is missing.
    """
    found: dict[str, bytes] = {}
    # Recent checkouts keep older files under the same names in a folder below; the outermost are the release's.
    for place, content in sorted(_contents(path), key=lambda item: len(item[0].parts)):
        found.setdefault(place.name, content)
    if missing := [name for name in REQUIRED if name not in found]:
        raise ValueError(f'"{path}" lacks {", ".join(missing)}; give the folder or archive of an IPD-IMGT/HLA release')
    return found


def checksum(files: ReleaseFiles) -> str:
    """SHA-256 over the names and contents: releases get patched without a new number, so the number pins nothing."""
    whole = hashlib.sha256()
    for name in sorted(files):
        whole.update(f"{name} {hashlib.sha256(files[name]).hexdigest()}\n".encode())
    return whole.hexdigest()


def packed(files: ReleaseFiles) -> bytes:
    """The files, unchanged, as a compressed archive; the same files give the same bytes."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:xz") as writer:
        for name in sorted(files):
            entry = tarfile.TarInfo(name)
            entry.size = len(files[name])
            writer.addfile(entry, io.BytesIO(files[name]))
    return archive.getvalue()


def _contents(path: Path) -> Iterator[tuple[PurePosixPath, bytes]]:
    if not path.exists():
        raise ValueError(f'"{path}" does not exist; give the folder or archive of an IPD-IMGT/HLA release')
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            if _wanted(file.name) and file.is_file():
                yield PurePosixPath(file.relative_to(path).as_posix()), file.read_bytes()
        return
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                places = (PurePosixPath(name) for name in archive.namelist())
                yield from ((place, archive.read(str(place))) for place in places if _wanted(place.name))
        else:
            yield from unpacked(path.read_bytes())
    except (tarfile.TarError, zipfile.BadZipFile, lzma.LZMAError, EOFError, OSError) as error:
        raise ValueError(f'"{path}" is no readable archive ({error}); give it whole, or a folder') from None


def unpacked(archive: bytes) -> Iterator[tuple[PurePosixPath, bytes]]:
    """The wanted files of a tar, compressed or not; raises what ``tarfile`` raises."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as reader:
        for entry in reader:
            place = PurePosixPath(entry.name)
            content = reader.extractfile(entry) if _wanted(place.name) else None
            if content is not None:
                yield place, content.read()


def _wanted(name: str) -> bool:
    return name in REQUIRED or name in OPTIONAL
