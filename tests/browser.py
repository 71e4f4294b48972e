"""A real browser for tests: Debian's Chromium through Playwright, and a real server beside it.

Fixtures (import them by name into a conftest): `chromium` (one a session), `serve` (starts an application
on a free port), `watched_page` (a page whose console errors fail the test). `axe_violations(page)` runs axe
in the page; it is injected by evaluation, since our own content security policy refuses script tags, and so
stays under test.
"""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NO_CHROMIUM = (
    "Chromium is missing. Install it (Debian or Ubuntu: apt-get install chromium) and run the tests again; "
    "./run test does it for you when it may."
)

# A page may take its time on a loaded machine; what must be quick is measured by benchmarks
expect.set_options(timeout=30_000)

Serve = Callable[[FastAPI], str]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.fail(NO_CHROMIUM)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def serve() -> Iterator[Serve]:
    with ExitStack() as servers:

        def start(app: FastAPI) -> str:
            return servers.enter_context(served(app))

        yield start


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The address of the application while it runs in a thread of this process."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    # the listener already queues connections, so nobody has to wait for the server to be up
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listener.close()
        assert not thread.is_alive(), "the server did not stop"


@pytest.fixture
def watched_page(chromium: Browser) -> Iterator[Page]:
    """A page of 1366 by 768; any console error, page error or refused policy fails the test."""
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, color_scheme="light")
    page = context.new_page()
    troubles: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            troubles.append(f"{message.text} at {message.location}")

    page.on("console", heard)
    page.on("pageerror", lambda failure: troubles.append(str(failure)))
    yield page
    context.close()
    assert troubles == []


@pytest.fixture
def refusals_page(chromium: Browser) -> Iterator[Page]:
    """A page on which the server refuses things: the browser's own line about each is no error of ours."""
    context = chromium.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda failure: troubles.append(str(failure)))
    yield page
    context.close()
    assert troubles == []


def wait_until(page: Page, expression: str, *, limit_s: float = 30) -> None:
    """Return when the expression holds in the page.

    Playwright's own `wait_for_function` evaluates text inside the page, which our policy refuses as soon as
    it has to look twice; `evaluate` comes from outside.
    """
    give_up = time.monotonic() + limit_s
    while not page.evaluate(expression):
        assert time.monotonic() < give_up, f"never true: {expression}"
        page.wait_for_timeout(50)


@cache
def _axe_source() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def axe_violations(page: Page) -> list[str]:
    """What axe finds wrong with the page, a line each: rule, help, first place."""
    page.evaluate(_axe_source())
    found: list[dict[str, Any]] = page.evaluate("async () => (await axe.run()).violations")
    return [f"{one['id']}: {one['help']} at {one['nodes'][0]['html']}" for one in found]
