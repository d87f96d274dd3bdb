"""An imputation as a file: every pair of haplotypes, whole or not at all."""

from collections.abc import Callable
from pathlib import Path

from hemograft.donors.probability.imputation import Imputation
from hemograft.donors.replacing_file import replacing

_BLOCK = 1 << 14


def write_imputation(path: Path, imputation: Imputation, on_rows: Callable[[int], None] = lambda rows: None) -> None:
    """Writes CSV, the most probable pair first; ``on_rows`` hears how many were written.

    Raises:
        OSError: the file cannot be written.
    """
    name = imputation.haplotypes.name
    with replacing(path) as place, place.open("w", encoding="utf-8", newline="") as file:
        file.write("haplotype_1,haplotype_2,probability\n")
        for start in range(0, imputation.size, _BLOCK):
            block = slice(start, start + _BLOCK)
            pairs = zip(imputation.first[block], imputation.second[block], imputation.posterior[block], strict=True)
            lines = [f"{name(one)},{name(other)},{float(share)!r}\n" for one, other, share in pairs]
            file.writelines(lines)
            on_rows(len(lines))
