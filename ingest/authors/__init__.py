"""What belongs to an author of dictations: learned words, standard texts. Its face."""

from __future__ import annotations

from ingest.authors.corrections import Correction, corrections_in
from ingest.authors.identity import author_key
from ingest.authors.learning import approved_revision, learn_from_filed
from ingest.authors.normals import (
    NormalUnknownError,
    NormalUnusableError,
    add_normal,
    list_normals,
    normals_for,
    remove_normal,
)
from ingest.authors.replay import Replay, replay
from ingest.authors.vocabulary import (
    TermUnknownError,
    accepted_terms,
    list_terms,
    remove_term,
)

__all__ = [
    "Correction",
    "NormalUnknownError",
    "NormalUnusableError",
    "Replay",
    "TermUnknownError",
    "accepted_terms",
    "add_normal",
    "approved_revision",
    "author_key",
    "corrections_in",
    "learn_from_filed",
    "list_normals",
    "list_terms",
    "normals_for",
    "remove_normal",
    "remove_term",
    "replay",
]
