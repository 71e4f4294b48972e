"""The words that dictations are made of, and what may have been heard instead of them."""

from transcribe.lexicon.candidates import candidates_near
from transcribe.lexicon.look_alikes import look_alikes
from transcribe.lexicon.suggest import Candidate, TermSuggestion, suggest_terms
from transcribe.lexicon.word_lists import Familiarity, word_lists

__all__ = [
    "Candidate",
    "Familiarity",
    "TermSuggestion",
    "candidates_near",
    "look_alikes",
    "suggest_terms",
    "word_lists",
]
