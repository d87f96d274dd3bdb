"""The haplotype frequencies that a registry's likelihoods come from, kept with it so that a search uses the same."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from hemograft.donors.frequencies.haplotype_set import HaplotypeSet
from hemograft.donors.frequencies.populations import Populations
from hemograft.donors.registry.files import StoredFile, open_batch, write_batch

_FREQUENCY = "frequency"


def store_frequencies(folder: Path, populations: Populations) -> tuple[StoredFile, ...]:
    """Writes a file for each population, in fallback order."""
    files: list[StoredFile] = []
    for each in populations.sets:
        columns = {
            locus: pa.DictionaryArray.from_arrays(pa.array(each.codes[:, place]), pa.array(names, pa.string()))
            for place, (locus, names) in enumerate(zip(each.loci, each.alleles, strict=True))
        }
        batch = pa.record_batch({**columns, _FREQUENCY: each.frequency})
        told = {"population": each.population, "nomenclature": each.nomenclature, "source": each.source}
        files.append(write_batch(folder, "frequencies", batch.replace_schema_metadata(told)))
    return tuple(files)


def load_frequencies(folder: Path, files: Sequence[StoredFile]) -> Populations | None:
    """The populations exactly as they were stored; None where there are none.

    Raises:
        RegistryError: a file is missing, truncated or damaged.
    """
    sets: list[HaplotypeSet] = []
    for file in files:
        batch = open_batch(folder, file)
        told = {name.decode(): text.decode() for name, text in batch.schema.metadata.items()}
        loci = tuple(name for name in batch.schema.names if name != _FREQUENCY)
        columns = [batch.column(locus) for locus in loci]
        sets.append(
            HaplotypeSet(
                told["population"],
                loci,
                tuple(tuple(column.dictionary.to_pylist()) for column in columns),
                np.stack([column.indices.to_numpy() for column in columns], axis=1),
                batch.column(_FREQUENCY).to_numpy(),
                told["nomenclature"],
                told["source"],
            )
        )
    return Populations(tuple(sets)) if sets else None
