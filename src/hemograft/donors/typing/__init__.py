"""What was typed: every kind of HLA typing, read into the sets of alleles that it allows."""
