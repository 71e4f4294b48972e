"""Settings of the web: where it listens and with which certificate."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Literal

from pydantic import Field

from storage.errors import Disposition, ServiceError
from storage.settings import FolderSettings


class TlsRequiredError(ServiceError):
    """The web was told to listen to other machines without a certificate."""

    code = "review_ui.tls_required"
    disposition = Disposition.ASK_HUMAN
    remedy = (
        "Set CHARTSCRIBE_TLS_CERTIFICATE and CHARTSCRIBE_TLS_KEY, or listen on 127.0.0.1 behind a proxy that "
        "speaks TLS"
    )


class WebSettings(FolderSettings):
    """Where the web listens. Any address that is not this machine's own starts only with TLS."""

    web_host: str = Field(default="127.0.0.1", description="Address that the web listens on.")
    web_port: int = Field(default=8080, ge=0, le=65535, description="Port that the web listens on.")
    tls_certificate: Path | None = Field(default=None, description="PEM file of the certificate chain.")
    tls_key: Path | None = Field(default=None, description="PEM file of the certificate's private key.")
    type_from_sound_from: float = Field(
        default=20,
        ge=0,
        description="Wrong words in 100 from which a draft is so bad that its page offers typing from sound.",
    )
    live_update_s: float = Field(
        default=1.5, gt=0, description="How often open lists look for news; they refresh by themselves."
    )
    encoder_codes: Literal["plain", "dotted"] = Field(
        default="plain", description="How codes are copied for an encoder: E1142 (plain) or E11.42 (dotted)."
    )

    @property
    def speaks_tls(self) -> bool:
        """True when both certificate and key are set."""
        return self.tls_certificate is not None and self.tls_key is not None

    def check_binding(self) -> None:
        """Return when the web may listen where the settings say.

        Raises:
            TlsRequiredError: the address reaches beyond this machine and there is no certificate and key.
        """
        if not self.speaks_tls and not _is_loopback(self.web_host):
            raise TlsRequiredError(
                "Patient data would travel in the clear", where=f"web_host {self.web_host}"
            )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
