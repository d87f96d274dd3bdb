"""Each distinct typing of a locus once, as it was written, with a number; donors carry the numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from hemograft.donors.registry.files import StoredFile, open_batch, write_batch
from hemograft.donors.typing.genotype import LOCI, UNTYPED, LocusGenotype, Nomenclature

UNTYPED_TEXT = ""
MOST_FILES = 16
"""So many typing files at most before they are written together into one."""


@dataclass
class TypingDictionary:
    """The texts of each locus by code; code 0 is untyped. It only grows, so that a code keeps its meaning."""

    texts: dict[str, list[str]] = field(default_factory=lambda: {locus: [UNTYPED_TEXT] for locus in LOCI})
    codes: dict[str, dict[str, int]] = field(default_factory=lambda: {locus: {UNTYPED_TEXT: 0} for locus in LOCI})
    stored: dict[str, int] = field(default_factory=lambda: dict.fromkeys(LOCI, 1))

    def code(self, locus: str, text: str) -> int:
        """The number of a typing, a new one where it was not seen before."""
        known = self.codes[locus]
        found = known.get(text)
        if found is None:
            found = known[text] = len(self.texts[locus])
            self.texts[locus].append(text)
        return found

    @property
    def sizes(self) -> Mapping[str, int]:
        return {locus: len(texts) for locus, texts in self.texts.items()}


def read_typing(nomenclature: Nomenclature, locus: str, text: str) -> LocusGenotype:
    """What a text of the dictionary means: two typings with ``+`` between, once per alternative with ``|`` between.

    Raises:
        TypingError: the nomenclature does not know it.
    """
    if text == UNTYPED_TEXT:
        return UNTYPED
    read = (nomenclature.read_locus(locus, alternative.split("+")) for alternative in text.split("|"))
    return LocusGenotype(tuple(pair for genotype in read for pair in genotype.alternatives))


def load_typings(folder: Path, files: Sequence[StoredFile]) -> TypingDictionary:
    """All typings of a registry.

    Raises:
        RegistryError: a file is missing, truncated or damaged.
    """
    dictionary = TypingDictionary()
    for file in files:
        batch = open_batch(folder, file)
        loci, texts = batch.column("locus").to_pylist(), batch.column("text").to_pylist()
        for locus, text in zip(loci, texts, strict=True):
            dictionary.code(locus, text)
    dictionary.stored = dict(dictionary.sizes)
    return dictionary


def store_typings(folder: Path, dictionary: TypingDictionary, files: Sequence[StoredFile]) -> tuple[StoredFile, ...]:
    """Writes what is new since the dictionary was loaded; many small files become one.

    Returns the files that now hold the dictionary.
    """
    if dictionary.stored == dictionary.sizes:
        return tuple(files)
    fresh = len(files) >= MOST_FILES
    start = dict.fromkeys(LOCI, 1) if fresh else dictionary.stored
    rows = [(locus, text) for locus in LOCI for text in dictionary.texts[locus][start[locus] :]]
    batch = pa.record_batch(
        {
            "locus": pa.array([locus for locus, _ in rows], pa.string()).dictionary_encode(),
            "text": pa.array([text for _, text in rows], pa.string()),
        }
    )
    return (*(() if fresh else files), write_batch(folder, "typings", batch))
