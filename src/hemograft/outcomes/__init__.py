"""What becomes of patients, read from simulated courses: when blood counts recover."""
