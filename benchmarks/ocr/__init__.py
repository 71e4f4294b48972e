"""How well charts are read, beside the peers in the same run: `python -m benchmarks.ocr`."""
