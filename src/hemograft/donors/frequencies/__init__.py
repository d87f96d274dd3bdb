"""Haplotype frequencies: read from files, estimated from a registry, or made up for a demonstration."""
