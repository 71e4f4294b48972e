"""The watch over scanners: measures of every page, and from when on they are not what they were."""
