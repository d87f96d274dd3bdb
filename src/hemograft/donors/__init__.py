"""The graft: HLA typing and matching, haplotype frequencies, search of donor registries and cord blood banks."""
