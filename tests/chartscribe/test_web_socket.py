from __future__ import annotations

import socket

import pytest

from chartscribe.web import WebAddressError, open_web_socket, web_url
from review_ui.settings import TlsRequiredError, WebSettings


def test_a_taken_port_gives_the_next_free_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with open_web_socket(WebSettings(web_port=port)) as listener:
            assert listener.getsockname()[1] > port


def test_other_machines_are_answered_only_with_tls() -> None:
    with pytest.raises(TlsRequiredError):
        open_web_socket(WebSettings(web_host="0.0.0.0", web_port=0))  # noqa: S104 - refused


def test_an_address_of_another_machine_is_refused_by_name() -> None:
    settings = WebSettings(web_host="127.0.0.1", web_port=0).model_copy(update={"web_host": "203.0.113.9"})
    settings = settings.model_copy(update={"tls_certificate": "c.pem", "tls_key": "k.pem"})
    with pytest.raises(WebAddressError, match="CHARTSCRIBE_WEB_HOST"):
        open_web_socket(settings)


def test_the_address_is_one_that_a_browser_takes() -> None:
    assert web_url(WebSettings(), 8080) == "http://127.0.0.1:8080"
    assert web_url(WebSettings(web_host="::1"), 8080) == "http://[::1]:8080"
