"""From measured numbers to parameters: calibration of the centre, the population and the treatments."""
