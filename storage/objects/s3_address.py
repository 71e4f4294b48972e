"""Where a bucket is and how to sign for it, read from a URL (pure)."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qs, unquote

from storage.objects.object_store import StoreRefusedError

S3_SCHEMES = {"s3+http": False, "s3+https": True}


@dataclass(frozen=True)
class S3Address:
    """Where a bucket is and how to sign for it; `endpoint` is host:port. The secret is never printed."""

    endpoint: str
    bucket: str
    access_key: str = field(repr=False)
    secret_key: str = field(repr=False)
    secure: bool = True
    region: str = "us-east-1"

    def __post_init__(self) -> None:
        if not (self.endpoint and self.bucket and self.access_key and self.secret_key):
            raise ValueError("an S3 address needs an endpoint, a bucket, an access key and a secret key")


def s3_address(parts: SplitResult, access_key: str | None, secret_key: str | None) -> S3Address:
    """The address in `s3+http[s]://[ACCESS:SECRET@]host[:port]/bucket[?region=]`; keys given apart win.

    Raises:
        StoreRefusedError: a part is missing or malformed; no secret is quoted.
    """
    bucket = parts.path.strip("/")
    access_key = access_key or unquote(parts.username or "")
    secret_key = secret_key or unquote(parts.password or "")
    host = parts.hostname or ""
    where = f"bucket {bucket} at {host}"
    try:
        endpoint = f"{host}:{parts.port}" if parts.port else host
    except ValueError as cause:
        raise StoreRefusedError("The port of the object store is not a port number", where=where) from cause
    if not (host and bucket and "/" not in bucket):
        raise StoreRefusedError("The address of the object store needs a host and one bucket", where=where)
    if not (access_key and secret_key):
        raise StoreRefusedError(
            "The access key or the secret key of the object store is not set", where=where
        )
    return S3Address(
        endpoint=endpoint,
        bucket=bucket,
        access_key=access_key,
        secret_key=secret_key,
        secure=S3_SCHEMES[parts.scheme],
        region=parse_qs(parts.query).get("region", ["us-east-1"])[0],
    )
