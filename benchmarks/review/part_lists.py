"""Worklists, Find, opening and saving with a hundred thousand documents in the database.

Touches the world: makes a site, starts its real web server in a process of its own, asks it over HTTP and
opens a long chart in a real browser. Bars (issue 6): 95 of 100 answers within 200 ms for each of the four;
the page of a 400-page chart opens in under a second.
"""

from __future__ import annotations

import random
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import func, select

from benchmarks.ocr.report import Bar, PartResult, Table
from benchmarks.review.bench import Bench
from benchmarks.review.large_site import CHART_TYPES, FAMILIES, GIVEN, LargeSite, now_utc
from benchmarks.review.made_chart import make_chart
from benchmarks.review.open_in_browser import seconds_to_open
from benchmarks.review.served_site import Browser, Took, open_site, person, serving, sign_in
from ingest.belt import open_belt
from storage.accounts import Role
from storage.database import Database
from storage.settings import StorageSettings
from storage.tables import Document

_MOST_MS = 200.0
_LONG_PAGES = 400
_LISTS = ("charts", "dictations", "coding", "sign", "attention", "rejected", "returned", "belt", "filed")
_NARROWED = (
    {"shown": "charts", "priority": "stat"},
    {"shown": "charts", "type": CHART_TYPES[3], "due": "late"},
    {"shown": "dictations", "holder": "free", "due": "today"},
    {"shown": "waiting", "route": "archive"},
)
Samples = dict[str, list[Took]]


def measure(bench: Bench) -> PartResult:
    """The table of times, by act and by address, and the bars."""
    with _site(bench) as (settings, said):
        belt = open_belt(settings)
        long_chart, long_pages = make_chart(belt, _LONG_PAGES)
        short_charts = [make_chart(belt, 3, seed=seed) for seed in range(8)]
        belt.close()
        with serving(settings) as (address, server_pid):
            browser = sign_in(address, "clerk0", server_pid=server_pid)
            browser.get("/")  # the server's first answer compiles its templates
            samples: dict[str, Samples] = {
                "worklist": _worklists(browser, bench.rounds),
                "search": _searches(browser, bench.rounds),
                "open": _openings(browser, long_chart, [one for one, _ in short_charts], bench.rounds),
                "save": _saves(browser, [(long_chart, long_pages), *short_charts], bench.rounds),
                "other pages": {
                    path: [browser.get(path) for _ in range(bench.rounds)] for path in ("/status", "/figures")
                },
            }
            before = f"/charts/{short_charts[0][0]}"
            opened_s = [
                seconds_to_open(address, browser, f"/charts/{long_chart}", before=before) for _ in range(5)
            ]
    return _result(samples, opened_s, said)


@contextmanager
def _site(bench: Bench) -> Iterator[tuple[StorageSettings, str]]:
    with tempfile.TemporaryDirectory(prefix="chartscribe-lists-") as folder:
        home = bench.home or Path(folder) / "home"
        is_made = (home / "chartscribe.db").exists()
        settings = open_site(home, bench.database_url)
        database = Database(settings.effective_database_url)
        began = time.perf_counter()
        if not is_made:
            users = tuple(person(database, f"clerk{number}", *Role) for number in range(6))
            LargeSite(database, bench.documents, now_utc(), users).make()
        with database.read() as session:
            documents = session.scalar(select(func.count()).select_from(Document))
        kind = "SQLite" if database.is_sqlite else "PostgreSQL"
        database.close()
        filled_s = time.perf_counter() - began
        yield (
            settings,
            f"{documents:,} documents in {kind}" + ("" if is_made else f", made in {filled_s:.0f} s"),
        )


def _worklists(browser: Browser, rounds: int) -> Samples:
    samples: Samples = {}
    for shown in _LISTS:
        address: str | None = f"/?shown={shown}"
        times = samples.setdefault(f"list {shown}", [])
        for _ in range(rounds):
            times.append(browser.get(address or f"/?shown={shown}"))
            address = _next_page(browser.text(address or f"/?shown={shown}"))
        live = f"/worklist/rows?shown={shown}"
        samples.setdefault("live renewal of a list", []).extend(browser.get(live) for _ in range(rounds // 4))
    for fields in _NARROWED:
        path = f"/?{urlencode(fields)}"
        samples.setdefault("narrowed list", []).extend(browser.get(path) for _ in range(rounds // 2))
    return samples


def _next_page(page: str) -> str | None:
    found = re.search(r'href="([^"]+)" data-key="n"', page)
    return unescape(found[1]) if found else None


def _searches(browser: Browser, rounds: int) -> Samples:
    pick = random.Random(3)
    kinds: dict[str, Callable[[], str]] = {
        "find by family name": lambda: pick.choice(FAMILIES),
        "find by both names": lambda: f"{pick.choice(FAMILIES)} {pick.choice(GIVEN)}",
        "find by part of a name": lambda: pick.choice(FAMILIES)[1:4],
        "find by birth date": lambda: f"{pick.randrange(1930, 2015)}-{pick.randrange(1, 13):02}-14",
        "find by MRN": lambda: str(400_000 + 7 * pick.randrange(20_000)),
        "find by end of an MRN": lambda: f"{pick.randrange(1000, 9999)}",
        "find by encounter": lambda: f"E-{200_000 + pick.randrange(20_000)}-1",
        "find by name and birth date": lambda: f"{pick.choice(FAMILIES)} 1958-03-14",
        "find what is not there": lambda: "Qwertzuiop",
    }
    token = browser.token
    return {
        kind: [browser.post("/find", {"wanted": typed(), "csrf_token": token}) for _ in range(rounds)]
        for kind, typed in kinds.items()
    }


def _openings(browser: Browser, long_chart: str, short_charts: list[str], rounds: int) -> Samples:
    addresses = {
        "open a chart of 3 pages": [f"/charts/{one}" for one in short_charts],
        f"open a chart of {_LONG_PAGES} pages": [f"/charts/{long_chart}"],
        f"turn a page of the {_LONG_PAGES}": [
            f"/charts/{long_chart}/pages/{number}" for number in range(1, _LONG_PAGES, 37)
        ],
        "open a document's own page": [f"/documents/{one}" for one in (*short_charts, long_chart)],
    }
    return {
        name: [browser.get(paths[number % len(paths)]) for number in range(rounds)]
        for name, paths in addresses.items()
    }


def _saves(browser: Browser, charts: list[tuple[str, list[str]]], rounds: int) -> Samples:
    samples: Samples = {}
    for document_id, pages in charts:
        revision = 0
        times = samples.setdefault(f"save a word of {len(pages)} pages", [])
        for number in range(rounds):
            word = f"{pages[number % len(pages)]}:1:{7 + number // len(pages)}"
            typed = {"based_on": revision, "first": word, "last": word, "text": f"typed{number}"}
            took, answer = browser.post_json(f"/documents/{document_id}/text", typed)
            revision = int(str(answer["revision"]))
            times.append(took)
    return samples


def _p95(times: Iterable[float]) -> float:
    values = list(times)
    return statistics.quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]


def _result(samples: dict[str, Samples], opened_s: list[float], said: str) -> PartResult:
    rows = [
        (name, len(times), *_medians(times), round(max(one.wall_ms for one in times)))
        for group in samples.values()
        for name, times in group.items()
    ]
    headings = ("act", "times", "median", "p95", "processor median", "processor p95", "most")
    table = Table("milliseconds at the server", headings, tuple(rows))
    opened = Table(
        f"a chart of {_LONG_PAGES} pages in Chromium: seconds to image, words and page list",
        ("", "median", "most"),
        (("opened", statistics.median(opened_s), max(opened_s)),),
    )
    bars = []
    for name in ("worklist", "search", "open", "save"):
        group = samples[name]
        every = [one.wall_ms for times in group.values() for one in times]
        slowest = max(_p95(one.wall_ms for one in times) for times in group.values())
        bars.append(Bar.at_most(f"{name}: p95 in ms", round(_p95(every), 1), _MOST_MS))
        bars.append(Bar.at_most(f"slowest kind of {name}: p95 in ms", round(slowest, 1), _MOST_MS))
    bars.append(Bar.at_most(f"{_LONG_PAGES}-page chart opens, s", statistics.median(opened_s), 1.0))
    return PartResult("lists", tables=[table, opened], bars=bars, remarks=[said])


def _medians(times: list[Took]) -> tuple[int, int, int, int]:
    wall, processor = [one.wall_ms for one in times], [one.processor_ms for one in times]
    found = (statistics.median(wall), _p95(wall), statistics.median(processor), _p95(processor))
    return round(found[0]), round(found[1]), round(found[2]), round(found[3])
