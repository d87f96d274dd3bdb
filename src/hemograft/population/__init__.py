"""Virtual patients: how people differ around the calibrated centre."""
