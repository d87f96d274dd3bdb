"""The releases that the user has imported: one file each, unchanged and compressed, named by version and checksum."""

import lzma
import re
import tarfile
from dataclasses import dataclass
from pathlib import Path

from hemograft.donors.data_directory import data_directory
from hemograft.donors.nomenclature.allele_codes import AlleleCodes
from hemograft.donors.nomenclature.release import Release
from hemograft.donors.nomenclature.release_files import ReleaseFiles, checksum, packed, unpacked
from hemograft.donors.nomenclature.release_tables import read_tables
from hemograft.donors.typing.plain_names import PLAIN_NAMES
from hemograft.donors.typing.reading import TypingReader
from hemograft.whole_file import write_whole

_FILE_NAME = re.compile(r"(?P<version>\d+\.\d+\.\d+)\+(?P<digest>[0-9a-f]{64})\.tar\.xz")
_IN_USE = "in-use"
_CODES = "allele-codes.txt"


@dataclass(frozen=True)
class StoredRelease:
    """One imported release. The same version may be there twice, before and after a silent correction."""

    version: str
    digest: str  # SHA-256 over its files
    path: Path

    @property
    def label(self) -> str:
        return f"{self.version}+{self.digest[:8]}"


def hla_folder() -> Path:
    return data_directory() / "hla"


def store_release(files: ReleaseFiles, folder: Path) -> StoredRelease:
    """Checks and keeps a release; the first one is also the one in use.

    Raises:
        ValueError: the files are damaged or of different releases; nothing is written then.
        OSError: the folder cannot be written.
    """
    version, digest = read_tables(files).version, checksum(files)
    stored = StoredRelease(version, digest, folder / f"{version}+{digest}.tar.xz")
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(stored.path, packed(files))
    if not (folder / _IN_USE).exists():
        use_release(stored, folder)
    return stored


def store_codes(source: Path, folder: Path) -> None:
    """Keeps the NMDP's list of multiple allele codes, in place of an older one.

    Raises:
        ValueError: it is no such list.
    """
    folder.mkdir(parents=True, exist_ok=True)
    AlleleCodes.store(source, folder / _CODES)


def stored_releases(folder: Path) -> tuple[StoredRelease, ...]:
    """All imported releases, oldest version first."""
    names = ((_FILE_NAME.fullmatch(path.name), path) for path in folder.glob("*.tar.xz"))
    found = (StoredRelease(name["version"], name["digest"], path) for name, path in names if name)
    return tuple(sorted(found, key=lambda stored: (*map(int, stored.version.split(".")), stored.digest)))


def find_release(name: str, folder: Path) -> StoredRelease:
    """A release by version or label; by nothing, the one in use.

    Raises:
        ValueError: none or several are meant.
    """
    stored = stored_releases(folder)
    if not name:
        in_use = folder / _IN_USE
        name = in_use.read_text("utf-8").strip() if in_use.exists() else ""
    found = [each for each in stored if name and each.label.startswith(name) and _whole_version(name, each)]
    if len(found) == 1:
        return found[0]
    if not stored:
        raise ValueError("no IPD-IMGT/HLA release is imported; import one with `hemograft hla import DIR`")
    labels = ", ".join(each.label for each in (found or stored))
    if found:
        raise ValueError(f'release "{name}" is there more than once, corrected in between; choose one of {labels}')
    raise ValueError(f'release "{name}" is not imported; choose one of {labels}')


def use_release(stored: StoredRelease, folder: Path) -> None:
    """Makes a release the one that is used where none is named."""
    write_whole(folder / _IN_USE, f"{stored.label}\n")


def load_release(name: str = "", folder: Path | None = None) -> Release:
    """Reads an imported release; by default the one in use.

    Raises:
        ValueError: it is not imported, or its file was damaged since.
    """
    folder = folder or hla_folder()
    stored = find_release(name, folder)
    try:
        files = {place.name: content for place, content in unpacked(stored.path.read_bytes())}
    except (tarfile.TarError, lzma.LZMAError, EOFError, OSError):
        files = {}
    if checksum(files) != stored.digest:
        raise ValueError(f'the stored release {stored.label} is damaged ("{stored.path}"); import it again')
    codes = folder / _CODES
    return Release(read_tables(files), stored.digest, AlleleCodes(codes) if codes.exists() else None)


def nomenclature_in_use(name: str = "", folder: Path | None = None) -> TypingReader:
    """The named release, or the one in use; where none was ever imported, names are compared as they are."""
    folder = folder or hla_folder()
    return load_release(name, folder) if name or stored_releases(folder) else PLAIN_NAMES


def _whole_version(name: str, stored: StoredRelease) -> bool:
    """``3.5`` must not mean ``3.58.0``."""
    return stored.label[len(name) :][:1] in ("", "+") or "+" in name
