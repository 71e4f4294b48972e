from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest

from chartscribe import up as up_module
from chartscribe.child import ChildSpec
from chartscribe.home_lock import AlreadyRunningError, hold_home
from chartscribe.up import Settings, WebNotUpError, prepare_site, running_service, service_children, up
from ingest.settings import IngestSettings
from review_ui.settings import WebSettings
from storage.objects.site_keys import SiteKeysMissingError
from storage.settings import StorageSettings


def settings_of(home: Path, **ingest: object) -> Settings:
    slots = IngestSettings(ocr_slots=2, **ingest)  # type: ignore[arg-type]  # pydantic checks the values
    return Settings(StorageSettings(home=home), slots, WebSettings(web_port=0))


def test_a_new_site_says_which_file_to_back_up_and_an_old_one_says_nothing(tmp_path: Path) -> None:
    storage = StorageSettings(home=tmp_path)
    said: list[str] = []
    prepare_site(storage, say=said.append)
    assert len(said) == 1
    assert str(tmp_path / "keys" / "site.keys") in said[0]
    assert "Back this file up" in said[0]
    prepare_site(storage, say=said.append)
    assert len(said) == 1


def test_a_site_whose_keys_are_gone_gets_no_new_ones(tmp_path: Path) -> None:
    storage = StorageSettings(home=tmp_path)
    prepare_site(storage, say=lambda _: None)
    (tmp_path / "keys" / "site.keys").unlink()
    with pytest.raises(SiteKeysMissingError):
        prepare_site(storage, say=lambda _: None)


def test_every_part_is_a_guarded_child_that_knows_home_and_broker(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        specs = {spec.name: spec for spec in service_children(settings_of(tmp_path), listener)}
    names = ["broker", "web", "dispatcher", "scan-1", "ocr-1", "ocr-2", "transcribe-1", "nlp-1", "filing-1"]
    assert list(specs) == names
    for name, spec in specs.items():
        assert spec.command[:4] == (sys.executable, "-P", "-m", "ingest.guard")
        if name != "broker":
            assert spec.environment["CHARTSCRIBE_HOME"] == str(tmp_path)
            assert spec.environment["CHARTSCRIBE_BROKER_URL"].endswith("/run/broker.sock")


def test_a_broker_that_is_named_is_used_and_none_is_started(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        specs = service_children(settings_of(tmp_path, broker_url="amqp://broker.example//"), listener)
    assert "broker" not in [spec.name for spec in specs]
    assert {spec.environment["CHARTSCRIBE_BROKER_URL"] for spec in specs} == {"amqp://broker.example//"}


def test_a_second_start_names_the_address_of_the_first(tmp_path: Path) -> None:
    with hold_home(tmp_path) as lock:
        lock.announce("http://127.0.0.1:8080")
        with pytest.raises(AlreadyRunningError, match=r"127\.0\.0\.1:8080"):
            up(settings_of(tmp_path))


def test_a_web_that_never_answers_is_reported_and_its_children_are_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sleeps = ChildSpec("web", (sys.executable, "-c", "import time; time.sleep(600)"))
    monkeypatch.setattr(up_module, "service_children", lambda *_: [sleeps])
    monkeypatch.setattr(up_module, "WEB_START_LIMIT_S", 0.1)
    with pytest.raises(WebNotUpError, match=r"web\.log"), running_service(settings_of(tmp_path)):
        pytest.fail("nothing answers")
    assert (tmp_path / "logs" / "up.log").read_text().endswith("stopped\n")
