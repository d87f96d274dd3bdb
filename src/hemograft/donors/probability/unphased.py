"""A person's possible genotypes without phase: what matching compares."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hemograft.donors.probability.imputation import Imputation


@dataclass(frozen=True)
class UnphasedGenotypes:
    """``alleles`` (genotypes, loci, 2), the lower code first, and ``probability`` (genotypes,), which sums to 1."""

    alleles: NDArray[np.int16]
    probability: NDArray[np.float64]


def unphased(imputation: Imputation) -> UnphasedGenotypes:
    """Adds up the diplotypes that differ by phase only; no genotype where the person is not represented."""
    codes = imputation.haplotypes.arrays.codes
    pairs = np.stack([codes[imputation.first], codes[imputation.second]], axis=2)
    pairs.sort(axis=2)
    flat = pairs.reshape(len(pairs), -1)
    if not len(flat):
        return UnphasedGenotypes(pairs, imputation.posterior)
    distinct, which = np.unique(flat, axis=0, return_inverse=True)
    return UnphasedGenotypes(
        np.ascontiguousarray(distinct.reshape(-1, *pairs.shape[1:])),
        np.bincount(which, imputation.posterior).astype(np.float64),
    )
