"""How well and how fast codes are suggested, beside peers in the same run."""
