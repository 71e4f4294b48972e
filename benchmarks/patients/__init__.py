"""Whether a page of another patient is stopped, and the right patient is found."""
