"""Measures the workbench: lists at size, a simulated reviewer, faults, typing."""
