"""What a site's coders decided, counted, and what it says about the next text: kept apart from editions."""

from nlp.learning.applying import Surroundings, with_learned
from nlp.learning.counting import DecidedText, learn
from nlp.learning.from_decisions import CodeVerdict, decided_text
from nlp.learning.learned import Learned
from nlp.learning.ranker import ranker_from_coded_notes
from nlp.learning.replay import Replayed, ShownTier, replay
from nlp.learning.site_file import forget_learned, keep_learned, learned_path, load_learned
from nlp.learning.word_groups import word_groups

__all__ = [
    "CodeVerdict",
    "DecidedText",
    "Learned",
    "Replayed",
    "ShownTier",
    "Surroundings",
    "decided_text",
    "forget_learned",
    "keep_learned",
    "learn",
    "learned_path",
    "load_learned",
    "ranker_from_coded_notes",
    "replay",
    "with_learned",
    "word_groups",
]
