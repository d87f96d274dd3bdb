"""The same population and the same person at some of their loci: what differs elsewhere only becomes one.

A sum over haplotypes costs what their number costs, so that loci which neither count nor are typed are left out first.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from hemograft.donors.probability.coded_haplotypes import CodedHaplotypes, haplotype_arrays
from hemograft.donors.probability.unphased import UnphasedGenotypes


def haplotypes_at(haplotypes: CodedHaplotypes, loci: Sequence[str]) -> CodedHaplotypes:
    """The haplotypes over ``loci``, in the same codes."""
    if tuple(loci) == haplotypes.loci:
        return haplotypes
    columns = [haplotypes.loci.index(locus) for locus in loci]
    codes, which = np.unique(haplotypes.arrays.codes[:, columns], axis=0, return_inverse=True)
    frequency = np.bincount(which, haplotypes.arrays.frequency).astype(np.float64)
    dictionary = haplotypes.dictionary
    fewer = replace(dictionary, loci=tuple(dictionary.loci[column] for column in columns), codes_of=())
    alleles = max(len(each.names) for each in fewer.loci)
    return CodedHaplotypes(haplotypes.population, fewer, haplotype_arrays(codes, frequency, alleles))


def genotypes_at(patient: UnphasedGenotypes, columns: Sequence[int]) -> UnphasedGenotypes:
    """The genotypes at some loci, by place, each once with the probability of all that have it."""
    alleles = patient.alleles[:, list(columns)]
    flat = alleles.reshape(len(alleles), -1)
    if not flat.size:
        return UnphasedGenotypes(alleles, patient.probability)
    first, which = np.unique(flat, axis=0, return_index=True, return_inverse=True)[1:]
    return UnphasedGenotypes(alleles[first], np.bincount(which, patient.probability).astype(np.float64))
