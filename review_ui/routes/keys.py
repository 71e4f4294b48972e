"""The page on which a person gives actions other keys; they are kept as her setting "keys". Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Request
from fastapi.responses import Response

from review_ui.auth import CurrentUser, guarded_router, require
from review_ui.page_keys import PageKey, meets, pages_with_keys
from review_ui.permissions import Permission
from review_ui.rendering import render

router = guarded_router()


@dataclass(frozen=True)
class KeySection:
    """One part of the page: its keys, and the numbers of the parts whose keys must differ from them."""

    number: int
    title: str
    keys: tuple[PageKey, ...]
    meets: tuple[int, ...]


@router.get("/me/keys", name="own_keys", include_in_schema=False)
def keys_page(request: Request, _user: Annotated[CurrentUser, require(Permission.SIGNED_IN)]) -> Response:
    """Every action with its key; key_settings.js changes them."""
    return render(request, "me/keys.html", sections=key_sections())


def key_sections() -> list[KeySection]:
    """Every page with keys, in the order in which people meet them."""
    pages = pages_with_keys()
    return [
        KeySection(
            number,
            page.title,
            page.keys,
            tuple(other for other, beside in enumerate(pages) if meets(page.title, beside.title)),
        )
        for number, page in enumerate(pages)
    ]
