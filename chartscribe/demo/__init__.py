"""The demonstration: the repository's own samples through the real service, with a report at the end."""
