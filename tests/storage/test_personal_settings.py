from __future__ import annotations

from pathlib import Path

import pytest

from storage.accounts import Role, add_user
from storage.personal_settings import SettingRefusedError, read_setting, read_settings, write_setting
from tests.small_site import SCANNER, SmallSite, small_site


def _person(site: SmallSite, login: str) -> str:
    with site.belt.database.write() as session:
        return add_user(session, login=login, display_name=login, roles=[Role.CODER], actor=SCANNER).id


def test_a_setting_is_a_persons_own_and_the_newest_stands(tmp_path: Path) -> None:
    with small_site(tmp_path) as site:
        ana, ben = (_person(site, login) for login in ("ana", "ben"))
        with site.belt.database.write() as session:
            write_setting(session, ana, "sound", {"speed": 1.5})
            write_setting(session, ana, "sound", {"speed": 2})
            write_setting(session, ana, "looks", {"colours": "dark"})
        with site.belt.database.read() as session:
            assert read_setting(session, ana, "sound") == {"speed": 2}
            assert read_setting(session, ben, "sound") is None
            assert read_settings(session, ana) == {"sound": {"speed": 2}, "looks": {"colours": "dark"}}


def test_unknown_names_and_large_values_are_refused_and_the_old_value_stays(tmp_path: Path) -> None:
    with small_site(tmp_path) as site:
        ana = _person(site, "ana")
        with site.belt.database.write() as session:
            write_setting(session, ana, "looks", {"colours": "dark"})
        for name, value in (("favourite_patient", {"a": 1}), ("looks", {"colours": "ü" * 600})):
            with pytest.raises(SettingRefusedError), site.belt.database.write() as session:
                write_setting(session, ana, name, value)
        with site.belt.database.read() as session:
            assert read_setting(session, ana, "looks") == {"colours": "dark"}
            with pytest.raises(SettingRefusedError):
                read_setting(session, ana, "favourite_patient")
