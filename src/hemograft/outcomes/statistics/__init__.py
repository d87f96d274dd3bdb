"""Statistics of times to events with competing risks; a status is 0 (censored) or the number of the cause, 1 to K.

Estimates and tests take replicate trials at once: times and statuses of shape (..., patients), results of shape (...).
"""
