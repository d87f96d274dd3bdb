"""IPD-IMGT/HLA releases: imported by the user, pinned by checksum, several side by side."""
