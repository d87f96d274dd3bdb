"""How fast the engine is beside libroadrunner and SciPy, at equal error, on one machine."""
