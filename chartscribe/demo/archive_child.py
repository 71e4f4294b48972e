"""The archive that a clinic starts from the demo: `chartscribe up` in the normal home. Touches the world.

Of the demo nothing is left in this process: its variables are taken out before anything reads a setting, and
a folder that a demo made is refused.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from chartscribe.demo.archive import ENVIRONMENT
from chartscribe.home_settings import load_home_settings, write_home_settings
from review_ui.archive_call import ArchiveAnswer, write_answer
from storage.errors import Disposition, ServiceError

if TYPE_CHECKING:
    from storage.settings import StorageSettings

LOGIN = "clinic"
_DROP_FOLDER = "Chartscribe scans"


class ArchiveInADemoError(ServiceError):
    """The home that the archive would get is a demo's."""

    code = "chartscribe.archive_in_a_demo"
    disposition = Disposition.ASK_HUMAN
    remedy = "Set CHARTSCRIBE_HOME to another folder, or leave it unset"


def main(answer_file: Path) -> None:
    """Be the archive until told to stop; say in `answer_file` where it is, or why it is not."""
    _forget_the_demo()
    from chartscribe.home_lock import AlreadyRunningError, running_url
    from ingest.logs import configure_logging
    from storage.settings import StorageSettings

    configure_logging()
    home = StorageSettings().home.absolute()
    try:
        _run(home, answer_file)
    except AlreadyRunningError as running:
        url = running_url(home)
        write_answer(answer_file, ArchiveAnswer(url=url) if url else ArchiveAnswer(problem=str(running)))
    except ServiceError as failure:
        write_answer(answer_file, ArchiveAnswer(problem=f"{failure}. {failure.remedy}."))


def _forget_the_demo() -> None:
    own = json.loads(os.environ.pop(ENVIRONMENT))
    for name in [one for one in os.environ if one.startswith("CHARTSCRIBE_")]:
        del os.environ[name]
    os.environ.update(own)


def _run(home: Path, answer_file: Path) -> None:
    from chartscribe.demo.home import is_demo_home

    if is_demo_home(home):
        raise ArchiveInADemoError("The archive would lie in a demo's folder", where=str(home))
    write_home_settings(home, first_settings())
    load_home_settings(home)
    from chartscribe.up import Settings, up

    settings = Settings.read()

    def say_where(url: str) -> None:
        write_answer(answer_file, ArchiveAnswer(url=url, welcome=_welcome(settings.storage)))

    up(settings, say=lambda line: print(line, flush=True), when_ready=say_where)


def first_settings() -> dict[str, str]:
    """What a clinic's site begins with: a folder for scans among the documents, and the PC's time zone."""
    import platformdirs

    drop = Path(platformdirs.user_documents_dir()) / _DROP_FOLDER
    drop.mkdir(parents=True, exist_ok=True)
    return {
        "CHARTSCRIBE_STATIONS_FOLDER": str(drop),
        "CHARTSCRIBE_SITE_TIME_ZONE": pc_time_zone(),
        "CHARTSCRIBE_OFFICE_HOURS": "Mon-Fri 08:00-18:00",
    }


def pc_time_zone() -> str:
    """The IANA name of the PC's time zone; UTC where the system does not name one."""
    link = Path("/etc/localtime")
    name = os.environ.get("TZ") or (
        str(link.resolve()).partition("zoneinfo/")[2] if link.is_symlink() else ""
    )
    from zoneinfo import available_timezones

    return name if name in available_timezones() else "UTC"


def _welcome(storage: StorageSettings) -> str:
    """The path of a fresh welcome link while nobody can sign in; "" afterwards."""
    from chartscribe.site import open_database
    from storage.accounts import Role, add_user, issue_welcome_link
    from storage.accounts.users import list_users
    from storage.audit.record import Actor
    from storage.first_hour import Question, keep_answer

    actor = Actor.program("first hour")
    with open_database(storage) as database, database.write() as session:
        people = list_users(session)
        if any(person.password_hash for person in people):
            return ""
        if not people:
            keep_answer(session, Question.BEGUN, True, actor=actor)
        found = next((person for person in people if person.login == LOGIN), None)
        person = found or add_user(session, login=LOGIN, display_name="Clinic", roles=list(Role), actor=actor)
        return f"/welcome/{issue_welcome_link(session, person, actor=actor)}"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
