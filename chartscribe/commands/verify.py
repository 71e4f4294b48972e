"""`chartscribe verify`: read every filed byte again and compare it with its manifest. Changes nothing."""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chartscribe.commands import Commands

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from storage.filing import FiledRow, Finding
    from storage.objects.sealed_store import SealedStore

_EXIT_NOT_CLEAN = 2


@dataclass(frozen=True)
class LostOriginal:
    """A received file of a document that is not filed yet, which is changed or missing."""

    document_id: str
    object_key: str
    trouble: str

    def __str__(self) -> str:
        return f"document {self.document_id}: received file {self.trouble} ({self.object_key})"


def add_parser(commands: Commands, home: argparse.ArgumentParser) -> None:
    """Describe the command line."""
    parser = commands.add_parser(
        "verify", parents=[home], help="re-read every filed object and name what is changed or missing"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object for programs")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print what was found; 2 when anything is changed or missing."""
    from chartscribe.file_results import print_json_line
    from chartscribe.site import open_database, open_objects
    from storage.filing import verify_records
    from storage.settings import StorageSettings

    def name_it(finding: Finding | LostOriginal) -> None:
        if not arguments.json:
            print(finding, flush=True)

    settings = StorageSettings()
    with open_database(settings) as database, open_objects(settings) as store:
        with database.read() as session:
            rows, originals = filed_rows(session), unfiled_originals(session)
        report = verify_records(rows, store=store, on_finding=name_it)
        lost = []
        for document_id, sha256 in originals:
            finding = check_original(document_id, sha256, store)
            if finding is not None:
                lost.append(finding)
                name_it(finding)
    clean = report.is_clean and not lost
    if arguments.json:
        print_json_line(
            {
                "clean": clean,
                "records_checked": report.records_checked,
                "objects_checked": report.objects_checked + len(originals),
                "findings": [_filed_json(finding) for finding in report.findings]
                + [_original_json(finding) for finding in lost],
            }
        )
    else:
        verdict = (
            "everything is as it was filed"
            if clean
            else f"{len(report.findings) + len(lost)} objects are not"
        )
        print(
            f"{report.records_checked} filed records and {len(originals)} files on their way were read "
            f"again, {report.objects_checked + len(originals)} objects in all: {verdict}.",
            file=sys.stdout if clean else sys.stderr,
        )
    return 0 if clean else _EXIT_NOT_CLEAN


def filed_rows(session: Session) -> list[FiledRow]:
    """Every filed version that the database remembers, oldest first."""
    from sqlalchemy import select

    from storage.filing import FiledRow
    from storage.tables import FiledRecordRow

    rows = session.scalars(select(FiledRecordRow).order_by(FiledRecordRow.filed_at, FiledRecordRow.record_id))
    return [FiledRow(row.record_id, row.version, row.manifest_key, row.manifest_sha256) for row in rows]


def unfiled_originals(session: Session) -> list[tuple[str, str]]:
    """(document id, SHA-256) of what was received and stands in no manifest yet, each content once."""
    from sqlalchemy import select

    from storage.tables import Document, FiledRecordRow

    filed = select(FiledRecordRow.record_id)
    found = session.execute(
        select(Document.id, Document.source_sha256).where(Document.id.not_in(filed)).order_by(Document.id)
    )
    return [(document_id, sha256) for sha256, document_id in {sha: one for one, sha in found}.items()]


def check_original(document_id: str, sha256: str, store: SealedStore) -> LostOriginal | None:
    """What is wrong with a received file; None when it reads back whole.

    Raises:
        StoreUnreachableError: nothing can be said.
    """
    from storage.objects.envelope import ObjectDamagedError, SealedByOtherKeyError
    from storage.objects.object_store import ObjectMissingError

    try:
        store.verify(sha256)
    except ObjectMissingError:
        trouble = "missing"
    except ObjectDamagedError:
        trouble = "changed"
    except SealedByOtherKeyError:
        trouble = "sealed by another key"
    else:
        return None
    return LostOriginal(document_id, store.content_key(sha256), trouble)


def _filed_json(finding: Finding) -> dict[str, object]:
    return {
        "record_id": finding.record_id,
        "version": finding.version,
        "kind": finding.kind,
        "object_key": finding.object_key,
        "trouble": str(finding.trouble),
    }


def _original_json(finding: LostOriginal) -> dict[str, object]:
    return {
        "record_id": finding.document_id,
        "version": None,
        "kind": "original",
        "object_key": finding.object_key,
        "trouble": finding.trouble,
    }
