"""From measured numbers to parameters: calibration of the centre."""
