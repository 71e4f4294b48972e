"""How well dictation is written down, beside the peers in the same run: `python -m benchmarks.dictation`."""
