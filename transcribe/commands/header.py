"""What the author says about the dictation itself: patient, numbers, dates, author, worktype. Pure.

The words stay in the text as dictated; the fields are for the index, to be compared with the job's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from transcribe.commands.headings import known_worktype
from transcribe.commands.kinds import Part, Piece, bare, ends_sentence, ids_of
from transcribe.commands.spoken_values import spoken_date, spoken_record_number
from transcribe.commands.word_lists import words

FieldName = Literal[
    "patient_name", "mrn", "date_of_birth", "date_of_service", "author", "worktype", "encounter"
]
_LONGEST_NAME = 4
_LONGEST_WORKTYPE = 5
_WORKTYPE_IN_FIRST = 25  # words: later "consultation" is a word of the report
_LABELS: dict[FieldName, tuple[str, ...]] = {
    "patient_name": (
        "patient name", "patient named", "patient's name", "patients name", "name of patient",
        "name of the patient", "patient's full name", "dictation on patient", "report on patient",
        "note on patient", "summary on patient", "dictating on patient",
        "the patient's name", "patient is mr",
        "patient is mrs", "patient is ms", "patient is miss", "dictating on", "dictation on", "dictation for",
    ),
    "mrn": (
        "medical record number", "medical records number", "mrn", "m r n", "m-r-n", "record number",
        "chart number", "patient number", "patient id", "hospital number", "unit number", "m.r.n",
        "medical record", "mr number",
    ),
    "date_of_birth": (
        "date of birth", "data birth", "data of birth", "dob", "d o b", "d-o-b", "d.o.b", "birth date",
        "birthdate", "date of the birth", "date birth", "born on", "birthday",
    ),
    "date_of_service": (
        "date of service", "dos", "d.o.s", "date of visit", "date of procedure", "date of surgery",
        "date of operation", "date of exam", "date of examination", "date of consultation", "visit date",
        "service date", "date of study", "date of admission", "date of encounter",
    ),
    "author": (
        "dictated by", "dictating physician", "dictating provider", "dictating doctor", "dictating author",
        "this is doctor", "this is dr", "author", "authored by", "dictator",
    ),
    "worktype": ("work type", "worktype", "report type", "document type", "type of report", "type of note"),
    "encounter": (
        "account number", "encounter number", "visit number", "csn", "accession number", "case number",
    ),
}  # fmt: skip
_LABEL_WORDS: dict[tuple[str, ...], FieldName] = {
    tuple(label.split()): name for name, labels in _LABELS.items() for label in labels
}
_LONGEST_LABEL = max(len(label) for label in _LABEL_WORDS)
_BETWEEN = frozenset({"is", "was", "of", "number", "colon", "comma", "to", "be", "#", ""})
_ENDS_NAME = words(
    """
    spelled spelt spelling date dob d.o.b mrn medical record number age aged sex gender this is was the a an
    account who with and chart born dictating dictated for on year seen presents presented comma period
    patient doctor, male female here from in at her his she he has had will today speaking calling
    """
)
_TITLES = frozenset({"dr", "doctor", "mr", "mrs", "ms", "miss", "professor"})


@dataclass(frozen=True)
class HeaderField:
    """One field of the spoken header: dates as YYYY-MM-DD where they are whole, numbers without blanks.

    `word_ids` are those of the label and of the value.
    """

    name: FieldName
    value: str
    word_ids: tuple[str, ...]


@dataclass(frozen=True)
class FoundField:
    """A header field and the place among the parts where its label starts."""

    field: HeaderField
    at: int


def find_header(parts: Sequence[Part]) -> list[FoundField]:
    """Every field that is said, in order; the same field may be said more than once."""
    found: list[FoundField] = []
    at = words = 0
    while at < len(parts):
        if not isinstance(parts[at], Piece):
            at += 1
            continue
        field, length = _field_at(parts, at)
        if field is None and words < _WORKTYPE_IN_FIRST and not _has(found, "worktype"):
            field, length = _worktype_at(parts, at)
        if field is not None:
            found.append(FoundField(field, at))
        words += max(length, 1)
        at += max(length, 1)
    return found


def _has(found: Sequence[FoundField], name: FieldName) -> bool:
    return any(one.field.name == name for one in found)


def _field_at(parts: Sequence[Part], at: int) -> tuple[HeaderField | None, int]:
    """The field whose label starts here and how many parts say it."""
    for size in range(_LONGEST_LABEL, 0, -1):
        label = parts[at : at + size]
        if len(label) < size or not all(isinstance(part, Piece) for part in label):
            continue
        name = _LABEL_WORDS.get(tuple(bare(part.text) for part in label if isinstance(part, Piece)))
        if name is None or (size == 1 and name == "author" and not _starts_line(parts, at)):
            continue
        value_at = _value_start(parts, at + size)
        value, used = _value(name, parts[value_at : value_at + 12])
        if value:
            end = value_at + used
            ids = tuple(dict.fromkeys(word_id for part in parts[at:end] for word_id in ids_of(part)))
            return HeaderField(name, value, ids), end - at
    return None, 0


def _starts_line(parts: Sequence[Part], at: int) -> bool:
    return at == 0 or not isinstance(parts[at - 1], Piece) or ends_sentence(parts[at - 1])


def _value_start(parts: Sequence[Part], at: int) -> int:
    """Behind "is", "number" and a spoken colon or comma."""
    while at < len(parts):
        part = parts[at]
        if isinstance(part, Piece):
            if bare(part.text) not in _BETWEEN:
                break
        elif ids_of(part) and getattr(part, "text", "") == "" and _mark(part) not in (":", ","):
            break
        at += 1
    return at


def _mark(part: Part) -> str:
    kind = getattr(part, "kind", None)
    return kind.mark if kind is not None else ""


def _value(name: FieldName, parts: Sequence[Part]) -> tuple[str, int]:
    """The value that these parts start with, and how many of them say it; ("", 0) where none does."""
    if name in ("date_of_birth", "date_of_service"):
        words = [part.text if isinstance(part, Piece) else _joining(part) for part in parts]
        return spoken_date(_until_break(words))
    pieces: list[Piece] = []
    for part in parts:
        if not isinstance(part, Piece):
            break
        pieces.append(part)
    if name in ("mrn", "encounter"):
        return spoken_record_number([piece.text for piece in pieces])
    if name == "worktype":
        return _worktype(pieces)
    return _person(pieces, is_patient=name == "patient_name")


def _joining(part: Part) -> str:
    """A slash, hyphen or comma inside a date; anything else ends it."""
    return "," if _mark(part) in ("/", "-", ",") else "\n"


def _until_break(words: Sequence[str]) -> list[str]:
    until: list[str] = []
    for word in words:
        if word == "\n":
            break
        until.append(word)
        if word[-1] in ".;:?!" and len(word) > 4:
            break
    return until


def _person(pieces: Sequence[Piece], *, is_patient: bool) -> tuple[str, int]:
    """The name of a person: up to four words, to the first mark or to a word that is no name."""
    names: list[str] = []
    for piece in pieces:
        word = bare(piece.text)
        if word in _ENDS_NAME or not word[:1].isalpha() or len(names) == _LONGEST_NAME:
            break
        if names and piece.text[0].islower() and names[0][0].isupper():
            break
        names.append(piece.text.strip(',;:?!"').rstrip("." if word not in _TITLES else ""))
        is_title = word in _TITLES
        last_first = is_patient and len(names) == 1 and piece.text[-1] == ","
        if piece.text[-1] in ".,;:?!" and not is_title and not last_first:
            break
    said = len(names)
    while names and names[0].casefold().strip(".") in _TITLES and is_patient:
        names.pop(0)
    if len(names) > 1 and is_patient and pieces[0].text[-1] == ",":
        names = [*names[1:], names[0]]
    return " ".join(names), said if names else 0


def _worktype(pieces: Sequence[Piece]) -> tuple[str, int]:
    for size in range(min(_LONGEST_WORKTYPE, len(pieces)), 0, -1):
        worktype = known_worktype(" ".join(bare(piece.text) for piece in pieces[:size]))
        if worktype:
            return worktype, size
    return "", 0


_BEFORE_WORKTYPE = frozenset({"a", "an", "dictating", "dictation", "this", "is", "the", "for", "cardiology"})


def _worktype_at(parts: Sequence[Part], at: int) -> tuple[HeaderField | None, int]:
    """A worktype that is announced: "Operative report.", "this is a discharge summary on ..."."""
    before = parts[at - 1] if at else None
    specialty = at == 1 or (at > 1 and _starts_line(parts, at - 1))
    announced = isinstance(before, Piece) and bare(before.text) in _BEFORE_WORKTYPE
    if not (_starts_line(parts, at) or announced or specialty):
        return None, 0
    pieces = [part for part in parts[at : at + _LONGEST_WORKTYPE] if isinstance(part, Piece)]
    worktype, size = _worktype(pieces)
    if not worktype or (len(pieces) > size and not _ends(parts, at + size)):
        return None, 0
    return HeaderField("worktype", worktype, tuple(piece.word_id for piece in pieces[:size])), size


def _ends(parts: Sequence[Part], end: int) -> bool:
    """True where the worktype is a phrase of its own: a mark, a command or "on", "for", "dictated" follow."""
    last, following = parts[end - 1], parts[end]
    if not isinstance(following, Piece) or (isinstance(last, Piece) and last.text[-1] in ".,;:?!"):
        return True
    return bare(following.text) in ("on", "for", "dictated", "patient", "by", "regarding", "date")
