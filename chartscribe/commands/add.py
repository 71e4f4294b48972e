"""`chartscribe add`: send files in, and wait for them if asked to."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chartscribe.commands import Commands
from chartscribe.file_results import print_error, print_json_line
from storage.errors import EXIT_CODES, ServiceError, worst_exit_code

if TYPE_CHECKING:
    from chartscribe.waiting import DocumentProgress
    from ingest.belt import Belt
    from ingest.intake import Received

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
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="file, or folder of files")
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


def run(arguments: argparse.Namespace) -> int:
    """Send every file in, in order; the worst of what became of them."""
    from chartscribe.sending import open_front_desk
    from ingest.index_fields import FIELD_NAMES, parse_index_fields
    from storage.settings import StorageSettings

    fields = parse_index_fields({name: getattr(arguments, name) for name in FIELD_NAMES})
    with open_front_desk(StorageSettings()) as belt:
        sent = _Sent(as_json=arguments.json, waits=arguments.wait)
        _send_all(arguments.paths, fields, belt, sent)
        if arguments.wait:
            sent.wait(belt)
    return worst_exit_code(sent.codes)


def _send_all(paths: list[Path], fields: Any, belt: Belt, sent: _Sent) -> None:
    from chartscribe.sending import files_under, open_batch, send_file
    from ingest.settings import IngestSettings
    from storage.audit.record import Actor

    actor, settings = Actor.program("command line"), IngestSettings()
    batch_id = open_batch(belt, source="command_line", actor=actor)
    for path in files_under(paths):
        try:
            received = send_file(
                path, fields=fields, actor=actor, belt=belt, settings=settings, batch_id=batch_id
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
