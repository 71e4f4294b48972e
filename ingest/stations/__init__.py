"""The scanning room: stations where paper comes in, the batches made there, and their counts."""
