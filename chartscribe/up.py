"""Everything on one machine: home, database, broker, dispatcher, workers and web. Touches the world."""

from __future__ import annotations

import http.client
import signal
import socket
import ssl
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from chartscribe.broker_child import broker_child, broker_socket, broker_url
from chartscribe.child import ChildSpec
from chartscribe.home_lock import hold_home
from chartscribe.supervisor import Supervisor
from chartscribe.web import open_web_socket, web_url
from ingest.settings import IngestSettings
from review_ui.settings import WebSettings
from storage.database import Database
from storage.errors import Disposition, ServiceError
from storage.objects.open_store import open_store
from storage.objects.site_keys import load_site_keys
from storage.schema import has_tables, migrate
from storage.settings import StorageSettings

WEB_START_LIMIT_S = 60.0
Say = Callable[[str], None]


class WebNotUpError(ServiceError):
    """The web did not answer in time."""

    code = "chartscribe.web_not_up"
    disposition = Disposition.RETRY
    remedy = "Read web.log in that folder, and start again"


@dataclass(frozen=True)
class Settings:
    """The settings of every floor that `up` needs, read once."""

    storage: StorageSettings
    ingest: IngestSettings
    web: WebSettings

    @classmethod
    def read(cls) -> Settings:
        """The settings that the environment gives."""
        return cls(StorageSettings(), IngestSettings(), WebSettings())


@dataclass(frozen=True)
class RunningService:
    """A service that answers at `url`."""

    url: str
    supervisor: Supervisor

    def wait(self) -> None:
        """Wait for ever; a signal ends it.

        Raises:
            RuntimeError: the supervising thread ended by itself (a bug of ours).
        """
        while self.supervisor.is_running:
            time.sleep(1)
        raise RuntimeError("the supervisor ended by itself")


@contextmanager
def running_service(settings: Settings, *, say: Say = print) -> Iterator[RunningService]:
    """The service, started and answering; leaving the block stops every child within 10 s.

    Raises:
        chartscribe.home_lock.AlreadyRunningError: this home is served already.
        WebNotUpError: the web did not answer within a minute.
        review_ui.settings.TlsRequiredError, chartscribe.web.WebAddressError: the web cannot listen.
        chartscribe.broker_child.BrokerMissingError: no broker is named and none can be started.
    """
    home = settings.storage.home.absolute()
    with hold_home(home) as lock:
        prepare_site(settings.storage, say=say)
        with open_web_socket(settings.web) as listener:
            port = listener.getsockname()[1]
            if settings.web.web_port not in (0, port):
                say(f"Port {settings.web.web_port} is taken; the web listens on {port}.")
            url = web_url(settings.web, port)
            lock.announce(url)
            specs = service_children(settings, listener)
            supervisor = Supervisor(specs, log_folder=home / "logs", say=say)
            try:
                supervisor.start()
                _await_web(settings, port, supervisor)
                yield RunningService(url, supervisor)
            finally:
                supervisor.stop()


def up(settings: Settings, *, say: Say = print, when_ready: Callable[[str], None] = lambda _: None) -> None:
    """Run until Ctrl-C or SIGTERM; then stop every child within 10 s. `when_ready` is told the address.

    Raises:
        ServiceError: as `running_service`.
    """
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)  # raises KeyboardInterrupt
    try:
        with running_service(settings, say=say) as service:
            when_ready(service.url)
            service.wait()
    except KeyboardInterrupt:
        say("Stopped. Work that was under way goes on at the next start.")
    finally:
        signal.signal(signal.SIGTERM, before)


def prepare_site(storage: StorageSettings, *, say: Say) -> None:
    """Make or open keys and object store, and bring the database to the newest schema.

    Raises:
        ServiceError: keys, store or database cannot be used.
    """
    database = Database(storage.effective_database_url)
    try:
        is_new = not has_tables(database)
        loaded = load_site_keys(storage.effective_keys_dir, allow_create=is_new)
        if loaded.newly_made:
            say(f"Made the keys of this site: {loaded.path}. Back this file up: without it no record opens.")
        open_store(
            storage.effective_objects_url,
            loaded.keys,
            allow_create=is_new,
            spool_folder=storage.home / "spool",
        ).close()
        migrate(database, site_name=storage.site_name)
    finally:
        database.close()


def service_children(settings: Settings, listener: socket.socket) -> list[ChildSpec]:
    """The children in the order in which they start."""
    home = settings.storage.home.absolute()
    specs = []
    broker = settings.ingest.broker_url
    if not broker:
        listens_at = broker_socket(home)
        specs.append(broker_child(home, listens_at))
        broker = broker_url(listens_at)
    environment = {"CHARTSCRIBE_HOME": str(home), "CHARTSCRIBE_BROKER_URL": broker}

    def child(name: str, *arguments: str, pass_fds: tuple[int, ...] = ()) -> ChildSpec:
        # -P: a folder named ocr where the person happens to stand is not ours
        command = (sys.executable, "-P", "-m", "ingest.guard", "-m", *arguments)
        return ChildSpec(name, command, environment, pass_fds)

    port = listener.getsockname()[1]
    web = child("web", "chartscribe.web", "--fd", str(listener.fileno()), pass_fds=(listener.fileno(),))
    # people wait for the page, nobody for the engines: those load once the web answers
    specs.append(replace(web, is_ready=lambda: _web_answers(settings.web, port)))
    specs.append(child("dispatcher", "chartscribe.dispatcher"))
    for queue, slots in settings.ingest.slots.items():
        for number in range(1, slots + 1):
            specs.append(child(f"{queue}-{number}", "ingest.worker", queue))
    return specs


def _await_web(settings: Settings, port: int, supervisor: Supervisor) -> None:
    deadline_s = time.monotonic() + WEB_START_LIMIT_S
    while not _web_answers(settings.web, port):
        if time.monotonic() > deadline_s or not supervisor.is_running:
            raise WebNotUpError("The web does not answer", where=str(settings.storage.home / "logs"))
        time.sleep(0.1)


def _web_answers(web: WebSettings, port: int) -> bool:
    if web.speaks_tls:
        # Our own child over a socket that we hold: there is nobody to mistake it for
        context = ssl._create_unverified_context()  # noqa: S323
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            web.web_host, port, timeout=2, context=context
        )
    else:
        connection = http.client.HTTPConnection(web.web_host, port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
