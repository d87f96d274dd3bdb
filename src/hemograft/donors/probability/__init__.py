"""What a typing leaves open, from haplotype frequencies: imputation, likelihoods and match probabilities, all exact."""
