"""`chartscribe up`, and its single roles for many machines: `web`, `dispatcher`, `worker QUEUE`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from chartscribe.commands import Commands

if TYPE_CHECKING:
    from storage.settings import StorageSettings

_QUEUES = ("scan", "ocr", "transcribe", "nlp", "filing")


def add_parser(commands: Commands, home: argparse.ArgumentParser) -> None:
    """Describe the command lines."""
    everything = commands.add_parser(
        "up", parents=[home], help="web, dispatcher, workers and broker on this machine, until Ctrl-C"
    )
    everything.add_argument(
        "--port", type=int, metavar="N", help="port of the web; a taken one: the next free one"
    )
    everything.set_defaults(run=_up)

    web = commands.add_parser("web", parents=[home], help="the web alone (many machines)")
    web.set_defaults(run=_web)

    dispatcher = commands.add_parser(
        "dispatcher", parents=[home], help="the dispatcher alone; sets the site up at its first start"
    )
    dispatcher.set_defaults(run=_dispatcher)

    worker = commands.add_parser("worker", parents=[home], help="one worker of one queue (many machines)")
    worker.add_argument("queue", choices=_QUEUES, metavar="QUEUE", help=", ".join(_QUEUES))
    worker.set_defaults(run=_worker)


def _up(arguments: argparse.Namespace) -> int:
    from chartscribe.up import Settings, up
    from ingest.settings import IngestSettings
    from review_ui.settings import WebSettings
    from storage.settings import StorageSettings

    web = WebSettings() if arguments.port is None else WebSettings(web_port=arguments.port)
    settings = Settings(StorageSettings(), IngestSettings(), web)

    def say_ready(url: str) -> None:
        print(f"Chartscribe is ready at {url}. Ctrl-C stops it.", flush=True)
        if _nobody_can_sign_in(settings.storage):
            print(
                "Nobody can sign in yet. In another terminal: chartscribe users add NAME --roles all",
                flush=True,
            )

    up(settings, say=lambda line: print(line, flush=True), when_ready=say_ready)
    return 0


def _nobody_can_sign_in(storage: StorageSettings) -> bool:
    from chartscribe.site import open_database
    from storage.accounts.users import list_users

    with open_database(storage) as database, database.read() as session:
        return not list_users(session)


def _web(_: argparse.Namespace) -> int:
    from chartscribe.web import open_web_socket, serve_web, web_url
    from ingest.logs import configure_logging
    from review_ui.settings import WebSettings

    configure_logging()
    settings = WebSettings()
    with open_web_socket(settings) as listener:
        print(f"The web listens at {web_url(settings, listener.getsockname()[1])}", flush=True)
        serve_web(settings, listener)
    return 0


def _dispatcher(_: argparse.Namespace) -> int:
    from chartscribe.dispatcher import dispatch_site
    from chartscribe.up import prepare_site
    from ingest.logs import configure_logging
    from ingest.settings import IngestSettings
    from storage.settings import StorageSettings

    configure_logging()
    storage = StorageSettings()
    prepare_site(storage, say=lambda line: print(line, flush=True))
    dispatch_site(storage, IngestSettings())
    return 0


def _worker(arguments: argparse.Namespace) -> int:
    from ingest.logs import configure_logging
    from ingest.settings import IngestSettings
    from ingest.worker import run_worker

    configure_logging()
    run_worker(arguments.queue, broker_url=IngestSettings().broker_url)
    return 0
