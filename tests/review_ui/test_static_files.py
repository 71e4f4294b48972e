"""Scripts and styles under an address that changes with their content."""

from __future__ import annotations

import re

from review_ui.static_files import STATIC, imports_of, versioned_root
from tests.review_ui.site import WebSite


def test_a_page_names_every_module_that_its_scripts_import_once(web: WebSite) -> None:
    page = web.client().get("/sign-in").text
    named = re.findall(rf'href="{versioned_root()}/js/([\w-]+)\.js"', page)
    assert sorted(named) == sorted(imports_of("shell"))
    assert "keyboard" in named


def test_what_a_module_imports_through_others_is_found() -> None:
    assert {"report_edit", "report_model", "api"} <= imports_of("dictation_review")
    assert all((STATIC / "js" / f"{name}.js").is_file() for name in imports_of("chart_review"))


def test_a_page_from_before_an_update_still_gets_its_files(web: WebSite) -> None:
    client = web.client()
    for root in (versioned_root(), "/static/v-0123456789ab", "/static"):
        answer = client.get(f"{root}/js/keyboard.js")
        assert answer.status_code == 200
        assert answer.text == (STATIC / "js" / "keyboard.js").read_text(encoding="utf-8")
    assert client.get("/static/v-0123456789ab/../rendering.py").status_code == 404
    assert client.get("/static/v-0123456789ab/js/nothing.js").status_code == 404
