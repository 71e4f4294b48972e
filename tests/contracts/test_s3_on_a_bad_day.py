from __future__ import annotations

import socket
from pathlib import Path

import pytest

from storage.errors import ServiceError
from storage.objects.object_store import NoSpaceError, ObjectStore, StoreRefusedError, StoreUnreachableError
from storage.objects.s3_address import S3Address
from storage.objects.s3_store import S3Store
from tests.contracts.seaweedfs import S3Address as Server
from tests.doubles.s3_servers import Answers, canned_s3, s3_that_loses_put_answers


def xml_error(code: str) -> bytes:
    return f"<Error><Code>{code}</Code><Message>words</Message></Error>".encode()


def store_at(endpoint: str, spool_folder: Path, *, access: str = "a", secret: str = "") -> S3Store:
    address = S3Address(
        endpoint=endpoint, bucket="objects", access_key=access, secret_key=secret or "s", secure=False
    )
    return S3Store(address, spool_folder=spool_folder, connect_timeout_s=2, read_timeout_s=10)


def source_in(folder: Path, content: bytes = b"sealed bytes") -> Path:
    source = folder / "source"
    source.write_bytes(content)
    return source


@pytest.mark.parametrize(
    ("status", "body", "meaning"),
    [
        (500, xml_error("InternalError"), StoreUnreachableError),
        (503, b"", StoreUnreachableError),
        (400, xml_error("BadDigest"), StoreUnreachableError),
        (409, b"", StoreUnreachableError),
        (409, xml_error("ConditionalRequestConflict"), StoreUnreachableError),
        (507, b"", NoSpaceError),
        (507, xml_error("XMinioStorageFull"), NoSpaceError),
        (403, b"", StoreRefusedError),
        (403, xml_error("QuotaExceeded"), NoSpaceError),
        (403, xml_error("SignatureDoesNotMatch"), StoreRefusedError),
        (404, xml_error("NoSuchBucket"), StoreRefusedError),
        (418, b"", StoreRefusedError),
        (400, b"no xml at all", StoreUnreachableError),
    ],
)
def test_each_refusal_of_a_write_gets_its_meaning(
    tmp_path: Path, status: int, body: bytes, meaning: type[ServiceError]
) -> None:
    with canned_s3(Answers({"PUT": (status, body)})) as endpoint:
        store = store_at(endpoint, tmp_path)
        with pytest.raises(meaning) as refused:
            store.put_if_absent("content/aa", source_in(tmp_path))
        store.close()

    assert type(refused.value) is meaning


def test_a_write_is_sent_once_however_the_server_answers(tmp_path: Path) -> None:
    answers = Answers({"PUT": (503, b"")})
    with canned_s3(answers) as endpoint:
        store = store_at(endpoint, tmp_path)
        with pytest.raises(StoreUnreachableError):
            store.put_if_absent("content/aa", source_in(tmp_path))
        store.close()

    assert answers.seen.count("PUT") == 1


def test_a_server_without_byte_ranges_is_refused(tmp_path: Path) -> None:
    with canned_s3(Answers({"GET": (200, b"0123456789")})) as endpoint:
        store = store_at(endpoint, tmp_path)
        with pytest.raises(StoreRefusedError, match="byte ranges"):
            store.open_range("content/aa", 2, 4)
        store.close()


def test_a_server_that_is_not_there_is_unreachable(tmp_path: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        store = store_at(f"127.0.0.1:{nobody.getsockname()[1]}", tmp_path)
        for look in (store.open, store.size_bytes, store.exists, store.delete):
            with pytest.raises(StoreUnreachableError):
                look("content/aa")
        with pytest.raises(StoreUnreachableError):
            store.put_if_absent("content/aa", source_in(tmp_path))
        with pytest.raises(StoreUnreachableError):
            list(store.list_keys())
        store.close()


def test_an_answer_that_breaks_off_is_unreachable_and_not_a_short_object(tmp_path: Path) -> None:
    with canned_s3(Answers({"GET": (200, b"half an obj")}, withheld_bytes=3)) as endpoint:
        store = store_at(endpoint, tmp_path)
        with store.open("content/aa") as stream, pytest.raises(StoreUnreachableError):
            stream.read()
        store.close()


def test_a_web_server_that_is_no_s3_is_unreachable(tmp_path: Path) -> None:
    with canned_s3(Answers({"GET": (418, b"<html>")})) as endpoint:
        store = store_at(endpoint, tmp_path)
        with pytest.raises(StoreUnreachableError):
            store.open("content/aa")
        store.close()


def test_a_write_whose_answer_was_lost_is_found_and_counts_as_ours(s3_server: Server, tmp_path: Path) -> None:
    direct = store_at(s3_server.endpoint, tmp_path, access=s3_server.access, secret=s3_server.secret)
    direct.ensure_bucket(allow_create=True)
    with s3_that_loses_put_answers(s3_server.endpoint) as endpoint:
        store = store_at(endpoint, tmp_path, access=s3_server.access, secret=s3_server.secret)
        assert store.put_if_absent("content/lost", source_in(tmp_path, b"ours" * 500_000))
        store.close()

    with direct.open("content/lost") as kept:
        assert kept.read() == b"ours" * 500_000
    direct.close()


def test_a_lost_answer_to_a_write_that_came_second_is_not_taken_for_success(
    s3_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    direct = store_at(s3_server.endpoint, tmp_path, access=s3_server.access, secret=s3_server.secret)
    direct.ensure_bucket(allow_create=True)
    direct.put_if_absent("content/second", source_in(tmp_path, b"theirs"))
    with s3_that_loses_put_answers(s3_server.endpoint) as endpoint:
        store = store_at(endpoint, tmp_path, access=s3_server.access, secret=s3_server.secret)
        monkeypatch.setattr(store, "exists", lambda _key: False)  # it arrived between look and write
        assert not store.put_if_absent("content/second", source_in(tmp_path, b"ours!!"))
        store.close()
    direct.close()


def test_wrong_credentials_and_a_missing_bucket_are_refused_and_quote_no_secret(
    s3_server: Server, tmp_path: Path
) -> None:
    stranger = store_at(s3_server.endpoint, tmp_path, access=s3_server.access, secret="wrong-secret")
    with pytest.raises(StoreRefusedError) as refused:
        stranger.ensure_bucket(allow_create=True)
    stranger.close()
    assert "wrong-secret" not in f"{refused.value} {refused.value!r}"

    address = S3Address(
        endpoint=s3_server.endpoint,
        bucket="not-there",
        access_key=s3_server.access,
        secret_key=s3_server.secret,
        secure=False,
    )
    store = S3Store(address, spool_folder=tmp_path)
    with pytest.raises(StoreRefusedError, match="not there"):
        store.ensure_bucket(allow_create=False)
    store.close()


def test_an_address_that_cannot_be_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreRefusedError):
        store_at("no host/at all", tmp_path)
    address = S3Address(endpoint="127.0.0.1:1", bucket="A B", access_key="a", secret_key="s")
    store = S3Store(address, spool_folder=tmp_path)
    with pytest.raises(StoreRefusedError, match="name"):
        store.ensure_bucket(allow_create=True)


def test_an_address_shows_no_secret_and_needs_every_part() -> None:
    address = S3Address(endpoint="h:1", bucket="b", access_key="ACCESS", secret_key="SECRET")
    assert "SECRET" not in repr(address)
    assert "ACCESS" not in repr(address)
    with pytest.raises(ValueError, match="needs"):
        S3Address(endpoint="h:1", bucket="", access_key="a", secret_key="s")


def test_the_store_is_an_object_store(tmp_path: Path) -> None:
    store: ObjectStore = store_at("127.0.0.1:1", tmp_path)
    assert store.spool_folder == tmp_path
