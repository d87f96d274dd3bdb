"""The bytes of a file, whether compressed or not."""

import gzip
import zlib
from pathlib import Path

from hemograft.donors.frequencies.haplotype_set import FrequencyError

_GZIP = b"\x1f\x8b"


def decompressed(name: str, content: bytes) -> bytes:
    """The content itself, or what a gzip file holds.

    Raises:
        FrequencyError: the gzip file is damaged or cut short.
    """
    if not content.startswith(_GZIP):
        return content
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as error:
        raise FrequencyError(f"{name} is a damaged gzip file ({error}); fetch it again") from error


def text_of(name: str, content: bytes) -> str:
    """The text of a file, compressed or not, in UTF-8 with or without a byte-order mark.

    Raises:
        FrequencyError: the file is damaged or not UTF-8 text.
    """
    try:
        return decompressed(name, content).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FrequencyError(f"{name} is not UTF-8 text (byte {error.start}); save it as UTF-8") from error


def stem(path: Path) -> str:
    """The name of a file before all its endings: ``CAU`` of ``CAU.freqs.gz``."""
    return path.name.split(".")[0]
