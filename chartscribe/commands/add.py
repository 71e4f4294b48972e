"""`chartscribe add`: send files in, and wait for them if asked to."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chartscribe.commands import Commands
from chartscribe.file_results import print_error, print_json_line
from storage.errors import EXIT_CODES, Disposition, ServiceError, worst_exit_code

if TYPE_CHECKING:
    from chartscribe.waiting import DocumentProgress
    from ingest.belt import Belt
    from ingest.index_fields import IndexFields
    from ingest.intake import Received


class AddWhatError(ServiceError):
    """The command line does not say what to add, or how to read file names."""

    code = "chartscribe.add_what"
    disposition = Disposition.ASK_HUMAN
    remedy = "See `chartscribe add --help`"


_FIELDS = (
    ("--mrn", "mrn", "medical record number"),
    ("--name", "name", "patient, as 'Family, Given'"),
    ("--dob", "dob", "birth date, YYYY-MM-DD"),
    ("--encounter", "encounter", "encounter number"),
    ("--type", "document_type", "document type, or worktype of a dictation"),
    ("--author", "author", "who dictated or wrote it"),
    ("--date-of-service", "date_of_service", "YYYY-MM-DD"),
    ("--discharge-date", "discharge_date", "YYYY-MM-DD"),
)


def add_parser(commands: Commands, home: argparse.ArgumentParser) -> None:
    """Describe the command line."""
    parser = commands.add_parser("add", parents=[home], help="send charts and dictations in")
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="file, or folder of files")
    _add_list_arguments(parser)
    fields = parser.add_argument_group("index fields, for every file of this call")
    for flag, name, meaning in _FIELDS:
        fields.add_argument(flag, dest=name, metavar=flag.removeprefix("--").upper(), help=meaning)
    fields.add_argument(
        "--encounter-type",
        choices=("inpatient", "outpatient", "emergency", "observation"),
        help="kind of encounter",
    )
    fields.add_argument(
        "--route",
        choices=("archive", "key_fields", "full"),
        help="what people check: image and index (archive), key fields, or every doubtful word (full)",
    )
    fields.add_argument("--priority", choices=("stat", "routine", "bulk"), help="stat overtakes everything")
    parser.add_argument(
        "--wait", action="store_true", help="return when every file is read and waits for review"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a file")
    parser.set_defaults(run=run)


def _add_list_arguments(parser: argparse.ArgumentParser) -> None:
    listed = parser.add_argument_group("a whole archive, by a file list")
    listed.add_argument(
        "--manifest",
        type=Path,
        metavar="LIST.csv",
        help="file list: a column path, and index fields by their headings; taken up where it stopped",
    )
    listed.add_argument(
        "--dry-run", action="store_true", help="only check the list and its files, and say what is wrong"
    )
    listed.add_argument(
        "--skip-column", action="append", default=[], metavar="NAME", help="a column that is not wanted"
    )
    listed.add_argument(
        "--refused", type=Path, metavar="FILE", help="rows that were refused (default: LIST.refused.csv)"
    )
    listed.add_argument(
        "--ahead",
        type=int,
        default=2000,
        metavar="N",
        help="take in no more while so many files wait to be read; 0 for no limit (default: %(default)s)",
    )
    parser.add_argument(
        "--fields-from-name",
        metavar="PATTERN",
        help="index fields from each file's name, such as {mrn}_{last}_{first}_{type}_{date}",
    )


def run(arguments: argparse.Namespace) -> int:
    """Send every file in, in order; the worst of what became of them."""
    from chartscribe.sending import open_front_desk
    from ingest.index_fields import FIELD_NAMES, parse_index_fields
    from storage.settings import StorageSettings

    given = {name: getattr(arguments, name) for name in FIELD_NAMES}
    if (arguments.manifest is None) == (not arguments.paths):
        raise AddWhatError("Name files or folders, or one file list, not both and not nothing")
    if arguments.manifest is not None:
        return _add_list(arguments, given)
    fields = _FieldsOf(given, arguments.fields_from_name or "")
    parse_index_fields(given)  # said before the first file
    with open_front_desk(StorageSettings()) as belt:
        sent = _Sent(as_json=arguments.json, waits=arguments.wait)
        _send_all(arguments.paths, fields, belt, sent)
        if arguments.wait:
            sent.wait(belt)
    return worst_exit_code(sent.codes)


def _add_list(arguments: argparse.Namespace, given: dict[str, str | None]) -> int:
    from chartscribe.adding_lists import LIST_DEFAULTS, ListOrder, check_only, take_in
    from chartscribe.sending import open_front_desk
    from ingest.index_fields import parse_index_fields
    from storage.settings import StorageSettings

    defaults = LIST_DEFAULTS | {name: text for name, text in given.items() if text}
    parse_index_fields(defaults)
    order = ListOrder(
        arguments.manifest,
        defaults,
        frozenset(arguments.skip_column) | {"refused_code", "refused_reason"},
        arguments.refused,
        max(0, arguments.ahead),
        as_json=arguments.json,
    )
    if arguments.dry_run:
        return check_only(order)
    with open_front_desk(StorageSettings()) as belt:
        return take_in(order, belt)


class _FieldsOf:
    """The index fields of each file: what was said for all, and what its name says where that is silent."""

    def __init__(self, given: dict[str, str | None], pattern: str) -> None:
        from ingest.stations.file_names import pattern_problem

        if pattern_problem(pattern):
            raise AddWhatError(pattern_problem(pattern))
        self._given = given
        self._pattern = pattern

    def __call__(self, path: Path) -> IndexFields:
        from ingest.index_fields import parse_index_fields
        from ingest.stations.file_names import fields_in_name

        named = fields_in_name(path.absolute().as_posix().lstrip("/"), self._pattern)
        return parse_index_fields(named | {name: text for name, text in self._given.items() if text})


def _send_all(paths: list[Path], fields: _FieldsOf, belt: Belt, sent: _Sent) -> None:
    from chartscribe.sending import files_under, open_batch, send_file
    from ingest.settings import IngestSettings
    from storage.audit.record import Actor

    actor, settings = Actor.program("command line"), IngestSettings()
    batch_id = open_batch(belt, source="command_line", actor=actor)
    for path in files_under(paths):
        try:
            received = send_file(
                path, fields=fields(path), actor=actor, belt=belt, settings=settings, batch_id=batch_id
            )
        except ServiceError as failure:
            sent.failed(str(path), failure)
        else:
            sent.received(str(path), received, belt)


class _Sent:
    """What became of each file: said at once, or when all are read."""

    def __init__(self, *, as_json: bool, waits: bool) -> None:
        self._as_json = as_json
        self._waits = waits
        self._files: list[tuple[str, Received]] = []
        self.codes: list[int] = []

    def failed(self, file: str, failure: ServiceError) -> None:
        """Say that a file was not taken."""
        self.codes.append(EXIT_CODES[failure.disposition])
        if self._as_json:
            print_json_line({"file": file, "error": failure.as_json()})
        else:
            print_error(failure.as_json(), subject=file)

    def received(self, file: str, received: Received, belt: Belt) -> None:
        """Say that a file was taken, unless it is said with its result later."""
        self._files.append((file, received))
        if not self._waits:
            self._say(file, received, _progress(belt, [received.document_id])[0])

    def wait(self, belt: Belt) -> None:
        """Wait until every document is read, then say what became of each, in order."""
        from chartscribe.progress import progress_bar
        from chartscribe.waiting import telling_when_nothing_moves, wait_until_settled

        ids = [received.document_id for _, received in self._files]
        hint = telling_when_nothing_moves(lambda line: print(line, file=sys.stderr))
        with progress_bar("reading", unit="documents") as advance:

            def see(documents: list[DocumentProgress]) -> None:
                advance(sum(one.is_settled for one in documents), len(documents))
                hint(documents)

            settled = wait_until_settled(belt.database, ids, seen=see)
        for (file, received), progress in zip(self._files, settled, strict=True):
            self._say(file, received, progress)

    def _say(self, file: str, received: Received, progress: DocumentProgress) -> None:
        from storage.ledger.document_states import DocumentState

        if progress.state is DocumentState.NEEDS_ATTENTION:
            self.codes.append(3)
        elif progress.has_stopped:
            self.codes.append(2)
        if self._as_json:
            print_json_line(_as_json(file, received, progress))
            return
        reason = f": {progress.reason}. [{progress.reason_code}]" if progress.has_stopped else ""
        print(f"{file}: {received.note}. Document {received.document_id}, {progress.plain_state}{reason}")


def _progress(belt: Belt, document_ids: list[str]) -> list[DocumentProgress]:
    from chartscribe.waiting import progress_of

    with belt.database.read() as session:
        return progress_of(session, document_ids)


def _as_json(file: str, received: Received, progress: DocumentProgress) -> dict[str, Any]:
    described: dict[str, Any] = {
        "file": file,
        "document_id": received.document_id,
        "outcome": received.outcome,
        "note": received.note,
        "state": progress.state.value,
        "kind": progress.kind,
        "pages": progress.page_count,
        "duration_s": progress.duration_s,
        "words": progress.word_count,
        "doubtful_words": progress.doubtful_words,
        "suggestions": progress.suggestion_count,
    }
    if progress.has_stopped:
        described["reason"] = {"code": progress.reason_code, "message": progress.reason}
    return described
