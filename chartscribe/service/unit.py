"""The files that make an operating system start Chartscribe, as text. Pure.

Sources: systemd.service(5), systemd.unit(5) "Specifiers", launchd.plist(5), the freedesktop.org Desktop Entry
Specification 1.5.
"""

from __future__ import annotations

import plistlib
from collections.abc import Sequence
from pathlib import Path

NAME = "chartscribe"
LABEL = "org.chartscribe.service"


def systemd_unit(command: Sequence[str]) -> str:
    """The user unit: started with the machine (with lingering), again after any end, stopped like Ctrl-C."""
    return "\n".join(
        (
            "[Unit]",
            "Description=Chartscribe: charts and dictations of this practice",
            "StartLimitIntervalSec=0",
            "",
            "[Service]",
            f"ExecStart={' '.join(map(systemd_quoted, command))}",
            "KillSignal=SIGINT",
            "TimeoutStopSec=20",
            "Restart=always",
            "RestartSec=5",
            "",
            "[Install]",
            "WantedBy=default.target",
            "",
        )
    )


def systemd_quoted(word: str) -> str:
    """The word as ExecStart= reads it back: quoted, % and $ doubled, backslash and quote escaped."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"'


def launchd_agent(command: Sequence[str], logs: Path) -> bytes:
    """The agent's plist: started at sign-in, again after any end."""
    return plistlib.dumps(
        {
            "Label": LABEL,
            "ProgramArguments": list(command),
            "RunAtLoad": True,
            "KeepAlive": True,
            "ProcessType": "Background",
            "ExitTimeOut": 20,
            "StandardOutPath": str(logs / "service.log"),
            "StandardErrorPath": str(logs / "service.log"),
        }
    )


def desktop_link(url: str) -> str:
    """A desktop entry that opens the pages in the browser."""
    return "\n".join(
        (
            "[Desktop Entry]",
            "Type=Application",
            "Name=Chartscribe",
            "Comment=Charts and dictations of this practice",
            f'Exec=xdg-open "{url}"',
            "Icon=text-x-generic",
            "Terminal=false",
            "Categories=Office;",
            "",
        )
    )
