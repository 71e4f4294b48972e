from __future__ import annotations

import os
import time
import urllib.request
from pathlib import Path

import pytest

from chartscribe.demo.archive import ArchiveStarter, archive_variables
from chartscribe.demo.home import enter_demo_home
from chartscribe.home_lock import running_url
from chartscribe.home_settings import (
    HomeSettingsError,
    load_home_settings,
    read_home_settings,
    write_home_settings,
)
from ingest.settings import IngestSettings
from review_ui.archive_call import ArchiveAnswer, call_for_archive, read_archive_answer
from review_ui.workplace import Workplace
from storage.database import Database
from storage.first_hour import read_first_hour
from storage.objects.site_keys import KEY_FILE
from storage.settings import StorageSettings
from storage.tables import Document, User

_LIMIT_S = 90.0


def test_the_archive_gets_what_stood_before_the_demo_and_never_the_demo_s_home(tmp_path: Path) -> None:
    before = {"CHARTSCRIBE_HOME": str(tmp_path / "demo"), "CHARTSCRIBE_WEB_PORT": "9000", "PATH": "/bin"}
    assert archive_variables(before, tmp_path / "demo") == {"CHARTSCRIBE_WEB_PORT": "9000"}
    before["CHARTSCRIBE_HOME"] = str(tmp_path / "clinic")
    assert archive_variables(before, tmp_path / "demo")["CHARTSCRIBE_HOME"] == str(tmp_path / "clinic")


def test_settings_of_a_home_stand_where_the_environment_says_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = {"CHARTSCRIBE_SITE_TIME_ZONE": "Europe/Paris", "CHARTSCRIBE_OCR_SLOTS": "1"}
    assert write_home_settings(tmp_path, values)
    assert not write_home_settings(tmp_path, {}), "what is there stays"
    monkeypatch.setenv("CHARTSCRIBE_OCR_SLOTS", "4")
    monkeypatch.setenv("CHARTSCRIBE_SITE_TIME_ZONE", "")
    monkeypatch.delenv("CHARTSCRIBE_SITE_TIME_ZONE")
    load_home_settings(tmp_path)
    assert (os.environ["CHARTSCRIBE_SITE_TIME_ZONE"], os.environ["CHARTSCRIBE_OCR_SLOTS"]) == (
        "Europe/Paris",
        "4",
    )
    for line in ("CHARTSCRIBE_HOME=/elsewhere", "PATH=/evil", "what"):
        (tmp_path / "settings.env").write_text(line)
        with pytest.raises(HomeSettingsError):
            read_home_settings(tmp_path)


def test_no_folder_of_a_real_site_is_left_to_the_demo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = {**StorageSettings.model_fields, **IngestSettings.model_fields}
    folders = [name for name in fields if name.endswith(("_folder", "_copy", "keys_dir", "_url"))]
    assert {"stations_folder", "second_copy", "objects_url"} <= set(folders)
    for name in ("HOME", "DEMO", "ONE_PERSON_MAY_DO_ALL"):
        monkeypatch.setenv(f"CHARTSCRIBE_{name}", "")
    for name in folders:
        monkeypatch.setenv(f"CHARTSCRIBE_{name.upper()}", str(tmp_path / "real"))
    enter_demo_home(tmp_path / "demo")
    assert [name for name in folders if f"CHARTSCRIBE_{name.upper()}" in os.environ] == []


def _answer(demo: Path) -> ArchiveAnswer:
    give_up_s = time.monotonic() + _LIMIT_S
    while (answer := read_archive_answer(demo)) is None:
        assert time.monotonic() < give_up_s, (demo / "logs" / "archive.log").read_text()
        time.sleep(0.1)
    return answer


def test_the_archive_that_a_demo_starts_shares_nothing_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    demo, archive = tmp_path / "demo", tmp_path / "data" / "chartscribe"
    for name in [one for one in os.environ if one.startswith("CHARTSCRIBE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_DOCUMENTS_DIR", str(tmp_path / "documents"))
    monkeypatch.setenv("CHARTSCRIBE_OCR_SLOTS", "1")
    monkeypatch.setenv("CHARTSCRIBE_WEB_PORT", "0")
    before = dict(os.environ)
    for name in ("HOME", "DEMO", "ONE_PERSON_MAY_DO_ALL"):
        monkeypatch.setenv(f"CHARTSCRIBE_{name}", "")  # enter_demo_home sets them; taken back after the test
    enter_demo_home(demo)
    with ArchiveStarter(demo, before, lambda _: None):
        call_for_archive(demo)
        answer = _answer(demo)
        assert answer.problem == ""
        assert answer.url == running_url(archive)
        with urllib.request.urlopen(answer.href, timeout=30) as page:  # noqa: S310 - our own child
            text = page.read().decode()
        assert "Nothing is sent anywhere" in text
        assert "DEMO" not in text
        cookie = {"Cookie": "chartscribe_demo=x"}
        foreign = urllib.request.Request(f"{answer.url}/home", headers=cookie)  # noqa: S310
        with urllib.request.urlopen(foreign, timeout=30) as page:  # noqa: S310
            assert "/sign-in" in page.geturl(), "a demo's session opens nothing here"
    assert running_url(archive) is None, "it ended with the demo"

    database = Database(f"sqlite:///{archive / 'chartscribe.db'}")
    with database.read() as session:
        assert session.query(Document).count() == 0
        assert [user.login for user in session.query(User)] == ["clinic"]
        assert read_first_hour(session).is_begun
    database.close()
    assert (archive / "keys" / KEY_FILE).is_file()
    assert not (demo / "keys").exists()
    drop = tmp_path / "documents" / "Chartscribe scans"
    assert read_home_settings(archive)["CHARTSCRIBE_STATIONS_FOLDER"] == str(drop)
    assert drop.is_dir()


def test_demo_and_archive_have_cookies_of_different_names() -> None:
    names = set()
    for demo in (True, False):
        settings = type("Settings", (), {"demo": demo})()
        belt = type("Belt", (), {"settings": settings})()
        web = type("Web", (), {"speaks_tls": False})()
        names.add(Workplace(belt=belt, ingest=None, web=web).cookie_name)  # type: ignore[arg-type]
    assert len(names) == 2
