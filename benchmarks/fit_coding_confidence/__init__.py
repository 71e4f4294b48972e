"""Fits the chance that a coder accepts a suggestion."""
