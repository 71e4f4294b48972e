"""ICD-10-CM editions: built once into a file, then asked for titles, notes and paths of the index."""

from nlp.code_set.code_set import CodeSearchHit, CodeSet
from nlp.code_set.editions import Edition, edition_for
from nlp.code_set.index_lookup import IndexPath
from nlp.code_set.release_kinds import ReleaseKind
from nlp.code_set.tabular_list import NoteKind
from nlp.code_set.tabular_notes import Note, SeventhCharacter

__all__ = [
    "CodeSearchHit",
    "CodeSet",
    "Edition",
    "IndexPath",
    "Note",
    "NoteKind",
    "ReleaseKind",
    "SeventhCharacter",
    "edition_for",
]
