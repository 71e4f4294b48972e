"""The dispatcher of this site: `python -m chartscribe.dispatcher`. Touches the world."""

from __future__ import annotations

from chartscribe.options import EngineSettings, snapshot
from ingest.dispatcher import run_dispatcher
from ingest.logs import configure_logging
from ingest.settings import IngestSettings
from storage.settings import StorageSettings


def dispatch_site(storage: StorageSettings, ingest: IngestSettings) -> None:
    """Dispatch until told to stop; what the watch folder brings in gets the engine options of the settings.

    Raises:
        ingest.celery_app.BrokerNotNamedError: there is no broker to send to.
    """
    run_dispatcher(storage, ingest, engine_options=snapshot(EngineSettings()))


if __name__ == "__main__":
    configure_logging()
    dispatch_site(StorageSettings(), IngestSettings())
