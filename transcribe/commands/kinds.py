"""What a spoken command can be, and the parts that a dictation is made of: words and commands. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Side = Literal[
    "closing",  # a mark written after the word before it
    "opening",  # a mark written before the word after it
    "joining",  # a mark between two words, without blanks
    "break",  # a new line or paragraph
    "item",  # a new item of a list
    "case",  # how the next words are capitalised
    "strike",  # takes back what was said before
    "correction",  # puts the words after it in the place of words before it
    "spelling",  # letters that spell the name before them
    "insertion",  # calls one of the author's own blocks of text
    "split",  # another patient's dictation starts, or this one ends
    "aside",  # words to the typist or to the mail room, not part of the report
    "blank",  # the author asks for a blank
]


@dataclass(frozen=True)
class CommandKind:
    """What a command does: `mark` is written, on the side that `side` says."""

    name: str
    mark: str
    side: Side


COMMA = CommandKind("comma", ",", "closing")
PERIOD = CommandKind("period", ".", "closing")
COLON = CommandKind("colon", ":", "closing")
SEMICOLON = CommandKind("semicolon", ";", "closing")
QUESTION = CommandKind("question mark", "?", "closing")
EXCLAMATION = CommandKind("exclamation mark", "!", "closing")
HYPHEN = CommandKind("hyphen", "-", "joining")
SLASH = CommandKind("slash", "/", "joining")
OPEN_PAREN = CommandKind("open parenthesis", "(", "opening")
CLOSE_PAREN = CommandKind("close parenthesis", ")", "closing")
OPEN_QUOTE = CommandKind("open quote", '"', "opening")
CLOSE_QUOTE = CommandKind("close quote", '"', "closing")
LINE = CommandKind("new line", "\n", "break")
PARAGRAPH = CommandKind("new paragraph", "\n\n", "break")
NEXT_NUMBER = CommandKind("next number", "", "item")
BULLET = CommandKind("bullet", "-", "item")
CAPITALS_ON = CommandKind("caps on", "", "case")
CAPITALS_OFF = CommandKind("caps off", "", "case")
ALL_CAPITALS_NEXT = CommandKind("all caps", "", "case")
ALL_CAPITALS_ON = CommandKind("all caps on", "", "case")
ALL_CAPITALS_OFF = CommandKind("all caps off", "", "case")
CAPITAL_NEXT = CommandKind("cap", "", "case")
NO_CAPITALS = CommandKind("no caps", "", "case")
SCRATCH = CommandKind("scratch that", "clause", "strike")
SCRATCH_WORD = CommandKind("scratch that", "word", "strike")
SCRATCH_SENTENCE = CommandKind("scratch that", "sentence", "strike")
SCRATCH_PARAGRAPH = CommandKind("scratch that", "paragraph", "strike")
CORRECTION = CommandKind("correction", "", "correction")
SPELLED = CommandKind("spelled", "", "spelling")
INSERT_NORMAL = CommandKind("insert normal", "", "insertion")
NEXT_PATIENT = CommandKind("next patient", "", "split")
END_OF_DICTATION = CommandKind("end of dictation", "", "split")
NOTE_TO_TYPIST = CommandKind("note to typist", "", "aside")
END_OF_NOTE = CommandKind("end of note", "", "aside")
COPY_TO = CommandKind("cc", "", "aside")
LEAVE_BLANK = CommandKind("leave a blank", "", "blank")


@dataclass(frozen=True)
class Piece:
    """A word of the report, or one side of a hyphen in a word that also held a command.

    `more_ids` are further words that this one stands for: the letters that spelled it, or the words that it
    was put in the place of.
    """

    text: str
    word_id: str
    follows_pause: bool = False
    start_s: float = 0.0
    more_ids: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """The ids of every word that this piece stands for."""
        return (self.word_id, *self.more_ids)


@dataclass(frozen=True)
class SpokenCommand:
    """A command and the words that said it.

    `number` is given where a list number was named ("number two"). `heard` is what the engine wrote; the
    command is not `sure` where that is a word of its own ("coma"). `pieces` are the words themselves, for a
    command that turns out to be none.
    """

    kind: CommandKind
    word_ids: tuple[str, ...]
    heard: str
    sure: bool = True
    number: int | None = None
    start_s: float = 0.0
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class Inserted:
    """Text that nobody said: one of the author's blocks, or a blank; `sources` are the words that called it.

    A blank has a `reason` and the seconds it stands for.
    """

    text: str
    sources: tuple[str, ...]
    reason: str = ""
    start_s: float = 0.0
    end_s: float = 0.0


Part = Piece | SpokenCommand | Inserted


def bare(text: str) -> str:
    """The word in lower case without its outer punctuation."""
    return text.strip(".,;:?!\"'()[]…").casefold().replace("’", "'")


def ids_of(part: Part) -> tuple[str, ...]:
    """The ids of the spoken words behind a part."""
    return part.word_ids if isinstance(part, SpokenCommand) else part.sources


def ends_sentence(part: Part) -> bool:
    """True for a spoken or written sentence end; "Dr." and its like end none."""
    if isinstance(part, SpokenCommand):
        return part.kind.side == "closing" and part.kind.mark in ".?!"
    return part.text[-1] in ".?!" and part.text.casefold() not in _ABBREVIATIONS


_ABBREVIATIONS = frozenset({"dr.", "mr.", "mrs.", "ms.", "no.", "st.", "vs.", "jr.", "sr.", "approx."})
