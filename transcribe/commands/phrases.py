"""The words that say a command, as authors speak them and as the engine writes them down. Pure.

Longest phrase first: "all caps off" before "all caps". Where a command may start ("No, scratch that") is
the business of `command_position`.
"""

from __future__ import annotations

from itertools import product

from transcribe.commands import kinds
from transcribe.commands.kinds import CommandKind

Phrase = tuple[str, ...]

# what the engine writes for a spoken comma: those no report has as words of their own, and those it may have
NEVER_DICTATED = frozenset({"karma", "kama", "kamma", "camma", "calma", "commas", "commer", "komma", "cama"})
COMMA_HOMOPHONES = NEVER_DICTATED | {"coma", "calmer", "comer"}
PERIOD_HOMOPHONES = frozenset({"periods", "pyriod", "peroid"})
# these are names of people and places: only behind a heading
COLON_HOMOPHONES = frozenset({"colin", "collin", "cologne", "cullen", "kolon", "colan", "coleman", "colons"})


def _every(*choices: str) -> list[Phrase]:
    """All phrases that take one of the alternatives ("a|b") at each place; "" leaves the place out."""
    alternatives = [choice.split("|") for choice in choices]
    return [
        tuple(word for part in combination for word in part.split()) for combination in product(*alternatives)
    ]


_PAREN = "paren|parens|parenthesis|parentheses|parent|parents|bracket|brackets"
_QUOTE = "quote|quotes|quotation|quotations|quotation mark|quotation marks|quote mark|quote marks"
_CLOSE = "close|closed|closing|end|clothes|right"
_OPEN = "open|opening|begin|left"
_TYPIST = (
    "typist|transcriptionist|transcription|operator|transcriber|editor|medical transcriptionist|mt|"
    "transcription department|secretary"
)
_THE = "|the|my"
_SEND = "send|forward|fax|mail|please send|please forward|please fax|please mail|also send"
_REPORTS = "report|letter|note|dictation|consultation|summary"
_OF_REPORT = "|".join(f"of {the} {noun}" for the in ("this", "the", "my") for noun in _REPORTS.split("|"))
_NAME = "|that is|that's|it's|which is|last name|last name is|first name|first name is|name is|name"
_TAKE_BACK = "scratch|strike|delete|erase|scrap|remove|disregard"

_MARKS: dict[CommandKind, list[Phrase]] = {
    kinds.COMMA: _every("comma"),
    kinds.PERIOD: _every("period|full stop|fullstop|fulstop|full stops"),
    kinds.COLON: _every("colon"),
    kinds.SEMICOLON: _every("semicolon|semi colon|semicolin|semi colin|semicolons"),
    kinds.QUESTION: _every("question mark|questionmark|question marks"),
    kinds.EXCLAMATION: _every("exclamation", "mark|point|marks|points"),
    kinds.HYPHEN: _every("hyphen|dash|hyphens|hyphenate"),
    kinds.SLASH: _every("|forward", "slash"),
    kinds.OPEN_PAREN: [*_every(_OPEN, _PAREN), *_every("paren|parenthesis|bracket", "open")],
    kinds.CLOSE_PAREN: [*_every(_CLOSE, _PAREN), *_every("paren|parenthesis|bracket", "close|closed")],
    kinds.OPEN_QUOTE: [*_every("open|opening|begin|start", _QUOTE), ("quote", "unquote")],
    kinds.CLOSE_QUOTE: [*_every("close|closed|closing|end|clothes", _QUOTE), ("unquote",), ("endquote",)],
}
_LAYOUT: dict[CommandKind, list[Phrase]] = {
    kinds.LINE: [
        *_every("new|next|knew", "line"),
        *_every("newline|line break|carriage return|neuline|nuline|newlines|newlin"),
        *_every("start|begin|go to", "a|the|", "new|next", "line"),
    ],
    kinds.PARAGRAPH: [
        *_every("new|next|knew", "paragraph|paragraphs|para|pair of graph|pair a graph"),
        *_every("new|next", "power graph|pair graph|pear graph|per graph|para graph|paragram"),
        *_every("newparagraph|paragraph break"),
        *_every("start|begin", "a|", "new", "paragraph"),
    ],
    kinds.NEXT_NUMBER: _every("next number|next numbers|nextnumber|next numeral|next item|number next"),
    kinds.BULLET: _every("bullet point|next bullet|new bullet|next bullet point|new bullet point"),
}
_CASE: dict[CommandKind, list[Phrase]] = {
    kinds.CAPITALS_ON: _every("cats on|cap's on|caps on|cap on|caps start|capitals on|begin caps"),
    kinds.CAPITALS_OFF: _every(
        "cats off|cap's off|caps of|cats of|caps off|cap off|capitals off|end caps|end capitals|caps end"
    ),
    kinds.ALL_CAPITALS_ON: [
        *_every("all caps|all capitals|all cap", "on"),
        *_every("start|begin", "all caps|all capitals"),
        *_every("caps lock on|all caps start"),
    ],
    kinds.ALL_CAPITALS_OFF: [
        *_every("all caps|all capitals|all cap", "off|end"),
        *_every("end|end of|stop|close", "all caps|all capitals"),
        *_every("caps lock off"),
    ],
    kinds.ALL_CAPITALS_NEXT: _every("|in", "all caps|all capitals|all cap|all capital letters|uppercase"),
    kinds.CAPITAL_NEXT: _every("cap|capital|capitalize|capital letter|initial cap|initial caps"),
    kinds.NO_CAPITALS: _every("no caps|no cap|lowercase|lower case"),
}
# what the engine wrote for "strike that" and "scratch that"; each may also be meant
HEARD_AS_STRIKE = frozenset(
    [
        *_every("try|strict|stripe|strikes|struck|straight|scratched|scratches", "that|at|dat|it"),
        *_every("scratch|strike", "the|dat|dad"),
    ]
)
_TAKING_BACK: dict[CommandKind, list[Phrase]] = {
    kinds.SCRATCH: [
        *HEARD_AS_STRIKE,
        *_every("scratch|strike|delete|erase|scrap|disregard", "that|this|that last|that last part"),
        *_every("strike that out|cross that out|take that out|take that back|undo that|scratch all that"),
        *_every(_TAKE_BACK, "the last|last|that last", "phrase|part|bit|clause"),
    ],
    kinds.SCRATCH_WORD: _every(_TAKE_BACK, "the last|last|that last|that|the previous", "word"),
    kinds.SCRATCH_SENTENCE: _every(
        _TAKE_BACK, "the last|last|that last|that|the previous|previous|that whole", "sentence|line|statement"
    ),
    kinds.SCRATCH_PARAGRAPH: _every(
        _TAKE_BACK, "the last|last|that last|that|the previous|that whole", "paragraph"
    ),
    kinds.CORRECTION: _every(
        "sorry|i'm sorry|im sorry|correction|make that|i mean|or rather|excuse me|change that to|"
        "that should be"
    ),
}
_ROUTING: dict[CommandKind, list[Phrase]] = {
    kinds.NEXT_PATIENT: _every("next|new", "patient|dictation|report"),
    kinds.END_OF_DICTATION: [
        *_every("|this is the|that is the|that's the", "end of", "|this|the", "dictation|report|recording"),
        *_every("end", "dictation|report|recording"),
        *_every("this|that", "ends|concludes|completes|is the end of", "the|this|my", "dictation|report"),
    ],
    kinds.NOTE_TO_TYPIST: [
        *_every("operator|typist|transcriptionist|transcriber"),
        *_every("typist|transcriptionist|transcription|operator", "note"),
        *_every("|a|please", "note", "to|for", _THE, _TYPIST),
        *_every("note|no|notes", "the|two|too", "|the", _TYPIST),  # "note to", as it was heard
        *_every("attention|dear|message to|message for|memo to", _THE, _TYPIST),
        *_every("begin|start", "note", "to|for", _THE, _TYPIST),
    ],
    kinds.END_OF_NOTE: [
        *_every("end", "of|", "note|aside|message", "to|for", _THE, _TYPIST),
        *_every("end", "of|", "note|aside|message"),
        *_every("end", "|of", "typist|transcriptionist|operator", "note"),
        *_every("back to", "the|my|", "dictation|report|note"),
        *_every("resume|continue|continuing", "with|", "the|", "dictation|report"),
    ],
    kinds.COPY_TO: [
        *_every("cc|c.c|c c|carbon copy|courtesy copy|copy|copies", "|to|goes to|go to"),
        *_every(_SEND, "|a|the", "copy|copies", f"|of this|of the|{_OF_REPORT}", "to|"),
        *_every("please", "cc|copy", "|to"),
    ],
    kinds.LEAVE_BLANK: [
        *_every("|please", "leave", "a|the|", "blank", "|here|there"),
        *_every("|please", "insert|put", "a", "blank", "|here|there"),
    ],
    kinds.INSERT_NORMAL: [
        *_every(
            "|please", "insert|use|add|put in|pull in|enter", "my|the", "normal|standard|usual|template|macro"
        ),
        *_every("|please", "insert|use|pull in", "normal|standard|template|macro"),
        # "insert", as it was heard
        *_every("and cert|in cert|incert|and sert|in sert|assert|inserts|concert", "my", "normal|standard"),
    ],
    kinds.SPELLED: _every(_NAME, "spelled|spelt|spelling|spell|spelled as"),
}
PHRASES: dict[Phrase, CommandKind] = {
    phrase: kind
    for table in (_MARKS, _LAYOUT, _CASE, _TAKING_BACK, _ROUTING)
    for kind, phrases in table.items()
    for phrase in phrases
}
LONGEST_PHRASE = max(len(phrase) for phrase in PHRASES)
# said for many things: a correction only where the next words plainly stand for the last ones
WEAK_CORRECTIONS = frozenset({("sorry",), ("i'm", "sorry"), ("im", "sorry")})
# said before a retraction, and part of it: "no, wait, scratch that"
FILLERS = frozenset(
    {"no", "sorry", "oh", "actually", "wait", "please", "uh", "um", "oops", "okay", "well", "er"}
)
