"""Where documents begin in a long chart, and what types they are, on invented charts."""
