"""The score of a suggestion as the chance that a coder accepts it, and the tier whose precision is known."""

from nlp.confidence.model import ConfidenceModel, Tier, shipped_model
from nlp.confidence.scoring import measured, shown_from, with_chances

__all__ = ["ConfidenceModel", "Tier", "measured", "shipped_model", "shown_from", "with_chances"]
