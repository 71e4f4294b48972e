"""How far a draft can be trusted: doubt by word, critical words, expected errors."""

from transcribe.doubt.critical import CriticalKind, critical_kind
from transcribe.doubt.estimate import WordDoubt, estimate_doubt
from transcribe.doubt.remaining import ErrorEstimate

__all__ = ["CriticalKind", "ErrorEstimate", "WordDoubt", "critical_kind", "estimate_doubt"]
