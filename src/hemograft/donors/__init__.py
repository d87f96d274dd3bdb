"""The graft: HLA typing and matching, haplotype frequencies, and the search of donor registries and cord blood banks."""
