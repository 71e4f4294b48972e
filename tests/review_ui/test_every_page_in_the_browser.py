"""Every page of the site, found from its routes: axe in both colour modes, console errors, weight."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Page

from review_ui.app import all_routes
from review_ui.auth import GuardedRoute
from storage.accounts import Role
from tests.browser import Serve, axe_violations
from tests.ingest.stations.room import scanning_room_ids
from tests.review_ui.chart import chart_to_check
from tests.review_ui.coding import case_to_code
from tests.review_ui.dictation import dictation_to_check, filed_report
from tests.review_ui.site import SignedInClient, WebSite, furnish
from tests.review_ui.test_in_the_browser import ready, sign_in

LARGEST_BYTES = 200_000  # of script and styles of one page, as they travel
AXE_COLOURS = (
    "async () => (await axe.run({ runOnly: ['color-contrast'] })).violations"
    ".flatMap((one) => one.nodes.map((node) => node.html))"
)


def ids_of(web: WebSite) -> dict[str, list[str]]:
    """Ids to put into addresses, by the name that routes use."""
    made = furnish(web)
    report, case = filed_report(web.site), case_to_code(web.site)
    chart = chart_to_check(web.site, "Takes ~lisinopril daily.").document_id
    documents = [made["stopped"], chart, dictation_to_check(web.site), report]
    return {
        "document_id": documents,
        "record_id": [report],
        "case_id": [case.case_id],
        "page": ["1"],
        **scanning_room_ids(web.site),
    }


def pages_of(web: WebSite, person: SignedInClient) -> Iterator[str]:
    """The address of one page of each route that answers with a whole page."""
    ids = ids_of(web)
    for route in all_routes(web.app):
        if not isinstance(route, GuardedRoute) or "GET" not in (route.methods or ()):
            continue
        names = re.findall(r"\{(\w+)[^}]*\}", route.path)
        if "events" in route.path or not set(names) <= set(ids) | {"number"}:
            continue
        for number in range(4 if "document_id" in names else 1):
            one = {name: (values * 4)[number] for name, values in ids.items()} | {"number": "1"}
            path = route.path.format(**one)
            answer = person.client.get(path, headers={"accept": "text/html"})
            if answer.status_code == 200 and "<html" in answer.text[:400]:
                yield path
                break


def test_every_page_is_clean_in_both_colour_modes(web: WebSite, serve: Serve, watched_page: Page) -> None:
    paths = list(pages_of(web, web.signed_in(*Role)))
    assert len(paths) > 15, paths
    page, address = watched_page, serve(web.app)
    sign_in(page, address, "pat")
    wrong: list[str] = []
    for path in paths:
        page.emulate_media(color_scheme="light")
        page.goto(address + path)
        ready(page)
        wrong += [f"{path} {one}" for one in axe_violations(page)]
        page.emulate_media(color_scheme="dark")
        wrong += [f"{path} dark: {one}" for one in page.evaluate(AXE_COLOURS)]
    assert wrong == []


def sent_bytes(client: TestClient, page: str) -> int:
    """Bytes of all scripts and styles of a page, those that scripts import too, as a browser gets them."""
    waiting = re.findall(r'(?:src|href)="(/static/(?:v-\w+/)?(?:js|css)/[^"]+)"', page)
    seen: dict[str, int] = {}
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        with client.stream("GET", path, headers={"accept-encoding": "gzip"}) as answer:
            seen[path] = sum(len(part) for part in answer.iter_raw())
        text = client.get(path).text if path.endswith(".js") else ""
        waiting += [
            f"{path.rpartition('/')[0]}/{name}"
            for name in re.findall(r'(?:from|import)\s*\(?"\./([^"]+)"', text)
        ]
    return sum(seen.values())


@pytest.mark.parametrize("kind", ["charts", "dictations", "cases"])
def test_a_workbench_page_is_light(web: WebSite, kind: str) -> None:
    person = web.signed_in(*Role)
    made = {
        "charts": lambda: chart_to_check(web.site, "Text.").document_id,
        "dictations": lambda: dictation_to_check(web.site),
        "cases": lambda: case_to_code(web.site).case_id,
    }[kind]()
    size = sent_bytes(person.client, person.get(f"/{kind}/{made}").text)
    assert 20_000 < size < LARGEST_BYTES
