"""Acceptance sampling of indexed pages: how many to look at, which, and what the result proves."""
