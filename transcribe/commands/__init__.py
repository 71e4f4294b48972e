"""Spoken commands and what they do to a draft: the public names."""

from transcribe.commands.blanks import Blank
from transcribe.commands.header import HeaderField
from transcribe.commands.headings import CANONICAL as KNOWN_HEADINGS
from transcribe.commands.headings import REQUIRED as REQUIRED_HEADINGS
from transcribe.commands.headings import known_worktype
from transcribe.commands.normals import Normal
from transcribe.commands.notes import Note
from transcribe.commands.sections import Section
from transcribe.commands.spelled import SpelledWord
from transcribe.commands.splits import Split

__all__ = [
    "KNOWN_HEADINGS",
    "REQUIRED_HEADINGS",
    "Blank",
    "HeaderField",
    "Normal",
    "Note",
    "Section",
    "SpelledWord",
    "Split",
    "known_worktype",
]
