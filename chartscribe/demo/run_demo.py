"""Read this first: the demo from an empty folder to the report. Touches the world.

It is the real service on its embedded default, in a folder and on a port of its own: `enter_demo_home`, then
what `chartscribe up` does, then `send_samples` through the front desk, then waiting as any clerk would.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from chartscribe.demo.home import enter_demo_home
from chartscribe.demo.report import sample_table, summary, troubles
from chartscribe.waiting import DocumentProgress
from storage.ledger.document_states import DocumentState

if TYPE_CHECKING:
    from chartscribe.up import RunningService, Settings

DEFAULT_PORT = 8090
_WELCOME = "Welcome link (works once, for 24 hours)"
_EXIT_ASKS_PERSON, _EXIT_REJECTED, _EXIT_TOO_SLOW = 3, 2, 4


def run_demo(home: Path, *, port: int, deadline_s: float, exits: bool) -> int:
    """0 when every sample was read; with `exits` the service is stopped after the report.

    Raises:
        NotADemoHomeError: `home` is somebody else's.
        ServiceError: as `chartscribe.up.running_service`, or the samples could not be sent in.
    """
    before_demo = dict(os.environ)
    enter_demo_home(home)
    from chartscribe.demo.archive import ArchiveStarter
    from chartscribe.up import running_service

    settings = _settings(port)
    signal.signal(signal.SIGTERM, _interrupt)
    print(f"Starting the demo in {home}. Details: {home / 'logs'}", flush=True)

    def say(line: str) -> None:
        print(line, flush=True)

    with running_service(settings, say=say) as service, ArchiveStarter(home, before_demo, say):
        code = _read_samples(service, settings, deadline_s=deadline_s)
        if exits:
            print("Stopping. The demo's folder stays: the next demo goes on with it.", flush=True)
            return code
        print("Ctrl-C stops the demo. Its folder stays: the next demo goes on with it.", flush=True)
        with suppress(KeyboardInterrupt):
            service.wait()
    print("Stopped.")
    return code


def _settings(port: int) -> Settings:
    """The settings of every floor, read after the environment points at the demo's home."""
    from chartscribe.up import Settings
    from ingest.settings import IngestSettings
    from review_ui.settings import WebSettings
    from storage.settings import StorageSettings

    web = WebSettings(web_port=port, web_host="127.0.0.1", tls_certificate=None, tls_key=None)
    return Settings(StorageSettings(), IngestSettings(), web)


def _read_samples(service: RunningService, settings: Settings, *, deadline_s: float) -> int:
    """The exit code that the samples deserve, after the report is printed."""
    from chartscribe.demo.progress_view import progress_view
    from chartscribe.demo.samples_in import DEMO_LOGIN, can_sign_in, demo_link_token, send_samples
    from chartscribe.sending import open_front_desk
    from chartscribe.waiting import wait_until_settled

    started = time.monotonic()
    with open_front_desk(settings.storage) as belt:
        token = demo_link_token(belt.database)
        if token is not None:
            print(f"{_WELCOME}: {service.url}/welcome/{token}", flush=True)
            print("Open it now; the samples are read meanwhile.", flush=True)
        sent = send_samples(belt, settings.ingest)
        with progress_view(sys.stdout) as see:
            samples = wait_until_settled(belt.database, sent.document_ids, seen=see, deadline_s=deadline_s)
        seconds = time.monotonic() - started
        has_password = can_sign_in(belt.database)
    print("", *sample_table(samples), "", sep="\n")
    print(summary(samples, seconds=seconds, already_in=sent.already_in))
    for line in troubles(samples):
        print(line)
    print(f"Details: {settings.storage.home / 'logs' / 'up.log'} and the files beside it")
    if token is None or has_password:
        print(f"Sign in as {DEMO_LOGIN} with the password you chose: {service.url}")
    else:
        print(f"{_WELCOME}: {service.url}/welcome/{token}")
    sys.stdout.flush()
    return exit_code(samples)


def exit_code(samples: Sequence[DocumentProgress]) -> int:
    """0 when every sample came through; else as for any command: 3 a person, 4 too slow, 2 not taken."""
    if any(sample.state is DocumentState.NEEDS_ATTENTION for sample in samples):
        return _EXIT_ASKS_PERSON
    if any(not sample.is_settled for sample in samples):
        return _EXIT_TOO_SLOW
    return _EXIT_REJECTED if any(sample.has_stopped for sample in samples) else 0


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
