"""How well drawn samples bound what got through, and how soon a scanner that drifts is named."""
