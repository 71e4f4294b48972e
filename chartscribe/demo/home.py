"""The demo's own folder: never a real site's, whatever the environment says. Touches the world."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

from storage.errors import Disposition, ServiceError

_MARK = "this-is-a-demo"
# What would lead the demo to a real site's database, objects, keys, queue or incoming files
_REAL_SITE_VARIABLES = (
    "CHARTSCRIBE_DATABASE_URL",
    "CHARTSCRIBE_OBJECTS_URL",
    "CHARTSCRIBE_KEYS_DIR",
    "CHARTSCRIBE_BROKER_URL",
    "CHARTSCRIBE_WATCH_FOLDER",
    "CHARTSCRIBE_STATIONS_FOLDER",
    "CHARTSCRIBE_ADT_FOLDER",
    "CHARTSCRIBE_EXPORT_FOLDER",
    "CHARTSCRIBE_SECOND_COPY",
)


class NotADemoHomeError(ServiceError):
    """The folder holds something that no demo made."""

    code = "chartscribe.not_a_demo_home"
    disposition = Disposition.ASK_HUMAN
    remedy = "Name an empty or new folder with --home, or leave --home out"


def default_demo_home() -> Path:
    """The demo's folder in the platform's user data folder."""
    return Path(platformdirs.user_data_dir("chartscribe-demo", appauthor=False))


def is_demo_home(home: Path) -> bool:
    """True when a demo made this folder."""
    return (home / _MARK).exists()


def enter_demo_home(home: Path) -> None:
    """Make the folder if it is new, mark it, and point this process and its children at it alone.

    Raises:
        NotADemoHomeError: the folder holds something, and not a demo.
    """
    if home.is_dir() and any(home.iterdir()) and not is_demo_home(home):
        raise NotADemoHomeError("This folder is not a demo's", where=str(home))
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    (home / _MARK).touch()
    for variable in _REAL_SITE_VARIABLES:
        os.environ.pop(variable, None)
        os.environ.pop(f"{variable}_FILE", None)
    os.environ["CHARTSCRIBE_HOME"] = str(home)
    os.environ["CHARTSCRIBE_DEMO"] = "true"
    os.environ["CHARTSCRIBE_ONE_PERSON_MAY_DO_ALL"] = "true"
