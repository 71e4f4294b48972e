"""Settings that lie in a site's home: `settings.env`, lines of NAME=value. Touches the disk.

A site that somebody begins from the demo, or that starts with the machine, has no shell that sets variables.
What the environment says wins over the file.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from storage.errors import Disposition, ServiceError
from storage.objects.durable_files import write_if_absent

FILE = "settings.env"
_PREFIX = "CHARTSCRIBE_"
# These say which site it is, so they cannot lie inside it
_NOT_HERE = ("CHARTSCRIBE_HOME", "CHARTSCRIBE_DEMO")


class HomeSettingsError(ServiceError):
    """A line of the home's settings.env cannot be read."""

    code = "chartscribe.home_settings"
    disposition = Disposition.ASK_HUMAN
    remedy = "Write one setting a line as NAME=value, each name as docs/settings.md has it; # begins a remark"


def site_home() -> Path:
    """The home that storage.settings will find, without loading it: the command line answers at once."""
    if named := os.environ.get("CHARTSCRIBE_HOME"):
        return Path(named)
    import platformdirs  # not for a word of help

    return Path(platformdirs.user_data_dir("chartscribe", appauthor=False))


def read_home_settings(home: Path) -> dict[str, str]:
    """The variables of the home's settings.env; empty when there is none.

    Raises:
        HomeSettingsError: a line is no setting.
    """
    try:
        text = (home / FILE).read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return {}
    found = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, sign, value = line.strip().partition("=")
        if not sign or not name.startswith(_PREFIX) or name in _NOT_HERE:
            raise HomeSettingsError(f"Line {number} is no setting", where=FILE)
        found[name] = value.strip()
    return found


def load_home_settings(home: Path) -> None:
    """Let this process and its children have the home's settings, where the environment says nothing.

    Raises:
        HomeSettingsError: as `read_home_settings`.
    """
    for name, value in read_home_settings(home).items():
        os.environ.setdefault(name, value)


def write_home_settings(home: Path, values: Mapping[str, str]) -> bool:
    """True when the file was written; one that is there stays as it is."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    remark = "# Settings of this site; docs/settings.md says what they mean."
    lines = [remark, *(f"{name}={value}" for name, value in values.items())]
    return write_if_absent(home / FILE, ("\n".join(lines) + "\n").encode())
