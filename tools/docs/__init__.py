"""Documentation generated from the code and the evidence records: ``python -m tools.docs``."""
