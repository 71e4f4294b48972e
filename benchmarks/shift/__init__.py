"""A simulated day in the scanning room: `python -m benchmarks.shift`."""
