"""Treatments: each one a small pure function or a drug of its own."""
