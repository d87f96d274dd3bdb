"""Files of a registry: written whole, known by size and checksum, memory-mapped when read."""

import os
import secrets
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

_BLOCK = 1 << 24


class RegistryError(RuntimeError):
    """A registry on disk that cannot be used as it is; the message names the file and the remedy."""


@dataclass(frozen=True)
class StoredFile:
    """A file that never changes once the manifest names it: its name, bytes and CRC-32."""

    name: str
    bytes: int
    checksum: int


def write_batch(folder: Path, stem: str, batch: Any) -> StoredFile:
    """Writes one Arrow record batch, uncompressed so that it can be memory-mapped, and waits for the disk.

    Raises:
        OSError: the disk is full, or the folder is not writable.
    """
    name = f"{stem}-{secrets.token_hex(6)}.arrow"
    path = folder / name
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, batch.schema) as writer:
        writer.write_batch(batch)
    with path.open("rb") as written:
        os.fsync(written.fileno())
    return StoredFile(name, path.stat().st_size, checksum(path))


def open_batch(folder: Path, file: StoredFile) -> Any:
    """The record batch of a file, memory-mapped: nothing is read before it is used.

    Raises:
        RegistryError: the file is missing, has not the size that the manifest tells, or is no Arrow file.
    """
    path = folder / file.name
    found = path.stat().st_size if path.is_file() else None
    if found is None:
        raise RegistryError(f'registry file "{path}" is missing: restore it from a backup, or import the donors again')
    if found != file.bytes:
        raise RegistryError(
            f'registry file "{path}" has {found} of its {file.bytes} bytes: restore it from a backup, or import the '
            "donors again"
        )
    try:
        return pa.ipc.open_file(pa.memory_map(str(path))).get_batch(0)
    except (pa.ArrowInvalid, OSError):
        raise RegistryError(
            f'registry file "{path}" is damaged: restore it from a backup, or import the donors again'
        ) from None


def checksum(path: Path) -> int:
    """CRC-32 of a file's bytes."""
    total = 0
    with path.open("rb") as source:
        while block := source.read(_BLOCK):
            total = zlib.crc32(block, total)
    return total
