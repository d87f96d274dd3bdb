"""The haplotype frequencies that a registry's likelihoods come from, kept with it so that a search uses the same."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from hemograft.donors.frequencies.haplotype_set import LARGEST_ROUNDING_EXCESS, haplotype_set
from hemograft.donors.frequencies.populations import Populations
from hemograft.donors.registry.files import StoredFile, open_batch, write_batch


def store_frequencies(folder: Path, populations: Populations) -> tuple[StoredFile, ...]:
    """Writes a file for each population, in fallback order."""
    files: list[StoredFile] = []
    for each in populations.sets:
        columns = {
            locus: pa.array(each.alleles[place], pa.string()).take(pa.array(each.codes[:, place]))
            for place, locus in enumerate(each.loci)
        }
        batch = pa.record_batch(columns | {"frequency": each.frequency})
        told = {"population": each.population, "nomenclature": each.nomenclature, "source": each.source}
        files.append(write_batch(folder, "frequencies", batch.replace_schema_metadata(told)))
    return tuple(files)


def load_frequencies(folder: Path, files: Sequence[StoredFile]) -> Populations | None:
    """The populations as they were stored; None where there are none.

    Raises:
        RegistryError: a file is missing, truncated or damaged.
    """
    sets = []
    for file in files:
        batch = open_batch(folder, file)
        told = {name.decode(): text.decode() for name, text in batch.schema.metadata.items()}
        loci = [name for name in batch.schema.names if name != "frequency"]
        haplotypes = list(zip(*(batch.column(locus).to_pylist() for locus in loci), strict=True))
        frequency = batch.column("frequency").to_pylist()
        sets.append(
            haplotype_set(
                told["population"],
                loci,
                haplotypes,
                frequency,
                nomenclature=told["nomenclature"],
                source=told["source"],
                rounding=LARGEST_ROUNDING_EXCESS,
            )
        )
    return Populations(tuple(sets)) if sets else None
