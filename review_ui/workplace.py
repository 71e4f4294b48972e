"""What every request works with: the belt and the settings of this site. Touches the world."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast
from zoneinfo import ZoneInfo

from starlette.requests import HTTPConnection

from ingest.belt import Belt
from ingest.settings import IngestSettings
from review_ui.line_settings import LineSettings
from review_ui.settings import WebSettings
from storage.database import Database
from storage.settings import StorageSettings


@dataclass(frozen=True)
class Workplace:
    """One site as the web sees it."""

    belt: Belt
    ingest: IngestSettings
    web: WebSettings
    lines: LineSettings = field(default_factory=LineSettings)

    @property
    def database(self) -> Database:
        """The site's database."""
        return self.belt.database

    @property
    def settings(self) -> StorageSettings:
        """What is kept, and the sign-in rules."""
        return self.belt.settings

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone."""
        return ZoneInfo(self.settings.site_time_zone)

    @property
    def cookie_name(self) -> str:
        """The session cookie; cookies are shared by all ports of a host, so the demo has its own."""
        name = "chartscribe_demo" if self.settings.demo else "chartscribe"
        return f"__Host-{name}" if self.web.speaks_tls else name


def workplace(connection: HTTPConnection) -> Workplace:
    """The workplace of the application that serves this request."""
    return cast(Workplace, connection.app.state.workplace)
