"""Measurements: seeded, a table for people and JSON for machines; never part of the test suite."""
