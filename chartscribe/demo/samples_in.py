"""The samples through the real front desk, and the person who may look at them. Touches the world."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.errors import Disposition, ServiceError

if TYPE_CHECKING:
    from ingest.belt import Belt
    from ingest.settings import IngestSettings
    from storage.database import Database

DEMO_LOGIN = "demo"


class NoSamplesError(ServiceError):
    """The samples are not here."""

    code = "chartscribe.no_samples"
    disposition = Disposition.ASK_HUMAN
    remedy = "Run `./run demo` in a checkout of the repository: the samples lie there"


@dataclass(frozen=True)
class SamplesIn:
    """The documents that stand for the samples, in order, and how many an earlier demo had left."""

    document_ids: tuple[str, ...]
    already_in: int


def send_samples(belt: Belt, settings: IngestSettings) -> SamplesIn:
    """Send every sample in with what a clerk would type beside it; one that is in already is not doubled.

    Raises:
        NoSamplesError: there are none.
        ServiceError: the front desk cannot take them.
    """
    from chartscribe.sending import open_batch, send_file
    from ingest.index_fields import parse_index_fields
    from storage.audit.record import Actor

    try:
        from samples.catalogue import sample_files

        samples = sample_files()
    except (ImportError, FileNotFoundError) as missing:
        raise NoSamplesError("The samples are not here") from missing
    actor = Actor.program("demo")
    batch_id = open_batch(belt, source="demo", actor=actor)
    received = [
        send_file(
            sample.path,
            fields=parse_index_fields(sample.as_json()),
            actor=actor,
            belt=belt,
            settings=settings,
            batch_id=batch_id,
            key=f"demo/{sample.file_name}",
        )
        for sample in samples
    ]
    return SamplesIn(
        tuple(one.document_id for one in received), sum(one.outcome == "same" for one in received)
    )


def can_sign_in(database: Database) -> bool:
    """True when the demo's person has chosen a password."""
    from storage.accounts.users import find_user

    with database.read() as session:
        return find_user(session, DEMO_LOGIN).password_hash is not None


def demo_link_token(database: Database) -> str | None:
    """The token of a fresh one-time link for the demo's person; None when they have a password already."""
    from storage.accounts.one_time_links import issue_welcome_link
    from storage.accounts.roles import Role
    from storage.accounts.users import UserUnknownError, add_user, find_user
    from storage.audit.record import Actor

    actor = Actor.program("demo")
    with database.write() as session:
        try:
            user = find_user(session, DEMO_LOGIN)
        except UserUnknownError:
            user = add_user(session, login=DEMO_LOGIN, display_name="Demo", roles=list(Role), actor=actor)
        return None if user.password_hash else issue_welcome_link(session, user, actor=actor)
