from __future__ import annotations

import re

import pytest

from review_ui.page_keys import EVERYWHERE, PAGES, TOGETHER, PageKeys, meets, pages_with_keys
from storage.accounts import Role
from tests.review_ui.site import WebSite

# keys that no page can have: the browser opens and closes windows with them
_BROWSERS = re.compile(r"Control\+(Shift\+)?[NTWntw]$")


def test_the_pages_keys_are_listed_with_what_can_be_changed(web: WebSite) -> None:
    page = web.signed_in(Role.CODER).get("/me/keys").text
    assert 'data-name="Next row@j"' in page
    assert 'data-name="Confirm the index@Control+Enter"' in page
    assert page.count("fixed</span>") > 5


def test_pages_on_one_screen_are_named_as_they_are_listed() -> None:
    assert {title for both in TOGETHER for title in both} <= set(PAGES)
    assert meets("Coding", EVERYWHERE)
    assert meets("Checking a dictation", "Checking a chart or a dictation")
    assert not meets("Checking a dictation", "Checking a chart: paper and text")


@pytest.mark.parametrize("page", pages_with_keys(), ids=lambda page: page.title)
def test_no_key_is_one_that_belongs_to_the_browser(page: PageKeys) -> None:
    assert [key for key in page.keys if _BROWSERS.search(key.keys)] == []
