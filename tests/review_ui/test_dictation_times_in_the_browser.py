"""Words keep their times through every edit: the page's own model, the real server, random edits."""

from __future__ import annotations

from playwright.sync_api import Page

from benchmarks.review.times_kept import edit_at_random, said_text
from storage.accounts import Role
from tests.browser import Serve
from tests.review_ui.dictation import dictation_to_check
from tests.review_ui.site import WebSite
from tests.review_ui.test_in_the_browser import sign_in

EDITS = 80  # the benchmark makes 10,000


def test_words_keep_their_times_through_random_edits_of_every_kind(
    web: WebSite, serve: Serve, watched_page: Page
) -> None:
    document_id = dictation_to_check(web.site, said_text(40, seed=1))
    web.person("tom", Role.TRANSCRIPTIONIST)
    address = serve(web.app)
    sign_in(watched_page, address, "tom")

    kept = edit_at_random(watched_page, document_id, edits=EDITS, seed=4)

    assert kept["failures"] == []
    assert len(kept["kinds"]) == 8  # insert, delete, replace, letter, split, merge, paragraph, undo
    assert kept["compared"] > 10 * EDITS
