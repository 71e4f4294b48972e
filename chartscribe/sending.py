"""Files of this machine through the front desk. Touches the world."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from chartscribe.file_results import FileUnreadableError

if TYPE_CHECKING:
    from ingest.belt import Belt
    from ingest.index_fields import IndexFields
    from ingest.intake import Received
    from ingest.settings import IngestSettings
    from storage.audit.record import Actor
    from storage.settings import StorageSettings


@contextmanager
def open_front_desk(settings: StorageSettings) -> Iterator[Belt]:
    """The site's belt, ready to receive, with the engine options that its settings ask for.

    Raises:
        NoSiteError: nobody has started a site here yet.
        ServiceError: the store or the database does not open.
    """
    from chartscribe.options import EngineSettings, snapshot
    from chartscribe.site import open_database
    from ingest.belt import open_belt

    with open_database(settings):
        belt = open_belt(settings, snapshot(EngineSettings()))
    try:
        yield belt
    finally:
        belt.close()


def open_batch(belt: Belt, *, source: Literal["command_line", "demo"], actor: Actor) -> str:
    """The id of a new batch: what comes in together."""
    from storage.database import database_now
    from storage.ids import new_id
    from storage.tables import Batch

    batch_id = new_id()
    with belt.database.write() as session:
        session.add(
            Batch(id=batch_id, source=source, created_by=actor.name, created_at=database_now(session))
        )
    return batch_id


def send_file(
    path: Path,
    *,
    fields: IndexFields,
    actor: Actor,
    belt: Belt,
    settings: IngestSettings,
    batch_id: str,
    key: str | None = None,
) -> Received:
    """What the front desk says about one file; the file itself stays where it is.

    Raises:
        FileUnreadableError: it cannot be opened.
        ServiceError: as `ingest.intake.receive`.
    """
    from ingest.intake import Arrival, receive

    arrival = Arrival(file_name=path.name, batch_id=batch_id, key=key)
    try:
        stream = path.open("rb")
    except (OSError, ValueError) as failure:
        reason = failure.strerror if isinstance(failure, OSError) else str(failure)
        raise FileUnreadableError(f"The file cannot be read: {reason}", where=str(path)) from failure
    with stream:
        return receive(stream, arrival=arrival, fields=fields, actor=actor, belt=belt, settings=settings)


def files_under(paths: Iterable[Path]) -> Iterator[Path]:
    """The files to send: those named, and all files of the folders named, but for links and hidden ones."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for found in sorted(path.rglob("*")):
            hidden = any(part.startswith(".") for part in found.relative_to(path).parts)
            if not hidden and not found.is_symlink() and found.is_file():
                yield found
