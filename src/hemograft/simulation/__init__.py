"""Solvers, schedules at work, and runs of many patients."""
