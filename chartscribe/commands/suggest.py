"""`chartscribe suggest`: notes in; ICD-10-CM suggestions with their evidence out. Needs no site.

Takes plain text, or what `chartscribe ocr` and `chartscribe transcribe` print: then the evidence leads back
to the page or the second. What a file holds is told from its content, never from its name.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

from chartscribe.commands import Commands
from chartscribe.commands.dates import iso_day
from chartscribe.commands.file_arguments import add_file_arguments, sink_for
from chartscribe.file_results import Content, Unit, give_out, read_input
from storage.errors import Disposition, ServiceError

if TYPE_CHECKING:
    from nlp.options import CodingOptions

_BYTE_ORDER_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class NotTextError(ServiceError):
    """The input is neither text nor JSON."""

    code = "chartscribe.not_text"
    disposition = Disposition.REJECT
    remedy = "Give text in UTF-8; charts go through `chartscribe ocr` first, dictations through `transcribe`"


class NothingWasReadError(ServiceError):
    """The line stands for a file that `ocr` or `transcribe` could not read."""

    code = "chartscribe.nothing_was_read"
    disposition = Disposition.REJECT
    remedy = "Mend what the earlier step reported, and run it again"


@dataclass(frozen=True)
class Note:
    """One text to code: plain, or the JSON object of a reading; `keys` go into its result."""

    content: str | dict[str, Any]
    keys: dict[str, Any] = field(default_factory=dict)


def add_parser(commands: Commands, home: argparse.ArgumentParser) -> None:
    """Describe the command line."""
    parser = commands.add_parser(
        "suggest",
        parents=[home],
        help="suggest ICD-10-CM codes for notes, or for what ocr and transcribe print",
        description="Suggests ICD-10-CM codes, each with the words that speak for it.",
    )
    add_file_arguments(parser, formats=("json",))
    parser.add_argument(
        "--encounter-type",
        choices=("inpatient", "outpatient", "emergency", "observation"),
        help="decides how uncertain diagnoses are coded; without it as for outpatients",
    )
    parser.add_argument(
        "--date-of-service", type=iso_day, metavar="D", help="YYYY-MM-DD; decides the edition"
    )
    parser.add_argument("--discharge-date", type=iso_day, metavar="D", help="YYYY-MM-DD, for inpatients")
    parser.add_argument(
        "--edition", metavar="NAME", help="edition of the code set, see `chartscribe codes list`"
    )
    parser.add_argument(
        "--document-type",
        default="",
        metavar="TYPE",
        help='such as "Discharge summary" or "Nursing note"; decides what the document may state',
    )
    parser.add_argument(
        "--author-role", default="", metavar="ROLE", help='such as "MD" or "RN"; decides it, too'
    )
    parser.add_argument("--lines", action="store_true", help="every line is a note of its own")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Suggest codes for every file, in order; the worst of what became of them."""
    sink = sink_for(arguments)
    options = _options(arguments)
    return give_out(
        (unit for file in arguments.files for unit in _units(file, options, by_line=arguments.lines)), sink
    )


def _options(arguments: argparse.Namespace) -> CodingOptions:
    from dataclasses import replace

    from chartscribe.options import EngineSettings, coding_options
    from nlp.options import EncounterType

    try:
        options = coding_options(
            EngineSettings(),
            encounter_type=EncounterType(arguments.encounter_type) if arguments.encounter_type else None,
            date_of_service=arguments.date_of_service,
            discharge_date=arguments.discharge_date,
        )
    except ValueError as wrong:
        arguments.usage_error(str(wrong))
        raise  # not reached: argparse leaves the program
    return replace(
        options,
        edition=arguments.edition,
        document_type=arguments.document_type,
        author_role=arguments.author_role,
    )


def _units(file: str, options: CodingOptions, *, by_line: bool) -> Iterator[Unit]:
    """One unit a note; a file that cannot be read is one unit that fails."""
    try:
        text = decode_text(read_input(file), where=file)
    except ServiceError as failure:
        yield Unit(file, partial(_fail, failure))
        return
    for note in notes_in(text, by_line=by_line):
        yield Unit(file, partial(_suggest, file, note.content, options), note.keys)


def _fail(failure: ServiceError) -> NoReturn:
    raise failure


def decode_text(content: bytes, *, where: str) -> str:
    """The text in these bytes: UTF-8, or UTF-16 with its mark; offsets of results count its characters.

    Raises:
        NotTextError: it is neither.
    """
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS if content.startswith(mark)), "utf-8-sig")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as failure:
        raise NotTextError("The input is no text", where=where) from failure
    if "\0" in text:
        raise NotTextError("The input is no text", where=where)
    return text


def notes_in(text: str, *, by_line: bool) -> list[Note]:
    """The notes of one input: the whole of it, each JSON line of it, or each line when asked for.

    Lines end at line feeds alone, as in the JSON lines that other commands print; they count from 1.
    """
    if by_line:
        lines = text.split("\n")
        if lines[-1] == "":
            lines.pop()  # the line feed that ends the last line starts no other
        return [_note(line.removesuffix("\r"), number) for number, line in enumerate(lines, start=1)]
    whole = _json_object(text)
    if whole is not None:
        return [Note(whole)]
    lines = [line for line in text.split("\n") if line.strip()]
    readings = [_json_object(line) for line in lines]
    if len(lines) > 1 and all(reading is not None for reading in readings):
        return [_note(line, number) for number, line in enumerate(lines, start=1)]
    return [Note(text)]


def _note(line: str, number: int) -> Note:
    found = _json_object(line)
    return Note(line if found is None else found, {"line": number})


def _json_object(text: str) -> dict[str, Any] | None:
    if not text.lstrip().startswith("{"):
        return None
    try:
        found = json.loads(text)
    except ValueError:  # a note may begin with a brace
        return None
    return found if isinstance(found, dict) else None


def _suggest(file: str, content: str | dict[str, Any], options: CodingOptions) -> Content:
    from chartscribe.code_sets import resources_for
    from nlp.learning import load_learned
    from nlp.output import suggest_json
    from nlp.source_readers import source_from_json
    from nlp.source_text import SourceText
    from nlp.suggest_codes import suggest_codes
    from storage.settings import StorageSettings

    if isinstance(content, str):
        source, origin = SourceText.from_plain_text(content), {}
    else:
        if "error" in content:
            where = str(content.get("file"))
            raise NothingWasReadError("The earlier step could not read this file", where=where)
        source = source_from_json(content)
        origin = {"source_file": content.get("file"), "sha256": content.get("sha256")}
    settings = StorageSettings()
    found = suggest_codes(
        source,
        options=options,
        resources=resources_for(settings, options),
        learned=load_learned(settings.home) if options.use_learned else None,
    )
    return {**origin, **suggest_json(file, found)}
