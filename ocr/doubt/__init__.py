"""How likely each word is wrong, what a person should look at, and what is left wrong after that."""

from ocr.doubt.estimate import DoubtEstimate, crops_to_ask, estimate_doubt

__all__ = ["DoubtEstimate", "crops_to_ask", "estimate_doubt"]
