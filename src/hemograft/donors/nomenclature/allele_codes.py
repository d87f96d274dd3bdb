"""Multiple allele codes of the NMDP: ``A*01:AB`` for ``A*01:01/A*01:02``, from the list that the user has."""

import mmap
import re
import zipfile
from pathlib import Path
from typing import Self, final

from hemograft.whole_file import write_whole

_ROW = re.compile(r"(?:\*?\t)?(?P<code>[A-Z]{2,})\t(?P<names>[0-9][0-9:/A-Z]*)\s*")


@final
class AlleleCodes:
    """Looks codes up in a sorted file, which stays on disk: there are above a million."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._rows = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def expand(self, code: str) -> tuple[str, ...]:
        """Second fields (``01``), or names of two fields (``01:01``); nothing for a code that is not listed."""
        wanted, low, high = code.encode(), 0, len(self._rows)
        while low < high:
            # Both ends lie at the beginning of a row.
            start = self._rows.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = self._rows.find(b"\n", start) + 1
            found, _, names = self._rows[start : end - 1].partition(b"\t")
            if found == wanted:
                return tuple(names.decode("ascii").split("/"))
            low, high = (end, high) if found < wanted else (low, start)
        return ()

    @classmethod
    def store(cls, source: Path, place: Path) -> Self:
        """Sorts a list in the NMDP's format (``alpha.v3.txt``, ``numer.v3.txt``, or zipped) into ``place``.

        Raises:
            ValueError: the file cannot be read, or a row of it is no code.
        """
        rows: dict[str, str] = {}
        for number, line in enumerate(_text(source).splitlines(), start=1):
            if row := _ROW.fullmatch(line):
                rows[row["code"]] = row["names"]
            elif line.strip() and not re.match(r"\W*(LAST UPDATED|CODE)", line):
                raise ValueError(f'"{source}" line {number} is no multiple allele code; give the NMDP file as it is')
        if not rows:
            raise ValueError(f'"{source}" lists no multiple allele code; give alpha.v3.txt or numer.v3.txt of the NMDP')
        write_whole(place, "".join(f"{code}\t{names}\n" for code, names in sorted(rows.items())))
        return cls(place)


def _text(source: Path) -> str:
    try:
        if zipfile.is_zipfile(source):
            with zipfile.ZipFile(source) as archive:
                return archive.read(archive.namelist()[0]).decode("utf-8")
        return source.read_text("utf-8")
    except (OSError, UnicodeDecodeError, zipfile.BadZipFile) as error:
        raise ValueError(
            f'"{source}" cannot be read ({error}); give alpha.v3.txt or numer.v3.txt of the NMDP'
        ) from None
