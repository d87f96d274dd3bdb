"""Two genotypes compared: counts, directions, grades, antigens, DPB1 epitope groups and the HLA-B leader."""
