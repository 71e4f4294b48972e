"""Where a browser finds this site, as far as this machine knows. Touches the disk."""

from __future__ import annotations

from ipaddress import ip_address

from chartscribe.home_lock import running_url
from chartscribe.web import web_url
from review_ui.settings import WebSettings
from storage.settings import StorageSettings


def sign_in_link(token: str, *, storage: StorageSettings, web: WebSettings) -> str:
    """The address at which a one-time token is used.

    It is that of the service that runs on this home; else the one the settings lead to. A web that listens on
    every address is known to people under a name that only they know.
    """
    base = running_url(storage.home) or _address_in_settings(web)
    return f"{base}/welcome/{token}"


def _address_in_settings(web: WebSettings) -> str:
    try:
        listens_everywhere = ip_address(web.web_host).is_unspecified
    except ValueError:
        listens_everywhere = False
    return "https://ADDRESS-OF-THIS-SITE" if listens_everywhere else web_url(web, web.web_port)
