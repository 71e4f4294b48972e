from __future__ import annotations

import plistlib
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from chartscribe.service.manage import (
    CannotStartWithMachineError,
    Machine,
    NoServiceError,
    Ran,
    install,
    remove,
    status,
)
from chartscribe.service.unit import launchd_agent, systemd_quoted, systemd_unit


class System:
    """Answers for systemctl and loginctl, and remembers what was asked."""

    def __init__(self, **codes: int) -> None:
        self.asked: list[str] = []
        self._codes = codes

    def __call__(self, command: Sequence[str]) -> Ran:
        self.asked.append(" ".join(command))
        if "is-active" in command or "is-enabled" in command:
            return Ran(0, "active" if "is-active" in command else "enabled")
        return Ran(self._codes.get(command[0], 0), "yes" if "show-user" in command else "")


def machine(folder: Path, system: System, *, is_mac: bool = False) -> Machine:
    (folder / "Desktop").mkdir(exist_ok=True)
    return Machine(folder, {"USER": "nurse"}, system, is_mac=is_mac)


def test_install_writes_a_unit_starts_it_and_leaves_a_link(tmp_path: Path) -> None:
    system = System()
    here = machine(tmp_path, system)
    said = install(here, site_home=tmp_path / "our archive", port=8080)
    unit = (tmp_path / ".config" / "systemd" / "user" / "chartscribe.service").read_text()
    (start,) = [line.partition("=")[2] for line in unit.splitlines() if line.startswith("ExecStart=")]
    assert shlex.split(start) == [
        *(sys.executable, "-P", "-m", "chartscribe", "--home", str(tmp_path / "our archive")),
        *("up", "--port", "8080"),
    ]
    assert "Restart=always" in unit
    assert "systemctl --user enable chartscribe.service" in system.asked
    assert "http://127.0.0.1:8080" in (tmp_path / "Desktop" / "chartscribe.desktop").read_text()
    assert any("before anybody signs in" in line for line in said)
    assert status(here) == ["Running: active", "Starts by itself: enabled, with the machine"]
    remove(here)
    assert not here.unit.exists()
    assert not any(link.exists() for link in here.links)
    with pytest.raises(NoServiceError):
        status(here)


def test_without_lingering_it_says_what_to_run_once(tmp_path: Path) -> None:
    said = install(machine(tmp_path, System(loginctl=1)), site_home=tmp_path, port=8080)
    assert "  sudo loginctl enable-linger nurse" in said


def test_without_a_service_manager_nothing_is_written(tmp_path: Path) -> None:
    here = machine(tmp_path, System(systemctl=1))
    with pytest.raises(CannotStartWithMachineError, match="service manager"):
        install(here, site_home=tmp_path, port=8080)
    assert not here.unit.exists()
    with pytest.raises(NoServiceError):
        remove(here)


def test_words_with_signs_of_systemd_come_back_as_they_were() -> None:
    assert systemd_quoted('/a b/%h/$HOME/"x"\\') == '"/a b/%%h/$$HOME/\\"x\\"\\\\"'


def test_the_mac_agent_says_that_nobody_tested_it(tmp_path: Path) -> None:
    system = System()
    said = install(machine(tmp_path, system, is_mac=True), site_home=tmp_path, port=8080)
    agent = plistlib.loads((tmp_path / "Library/LaunchAgents/org.chartscribe.service.plist").read_bytes())
    assert agent["KeepAlive"] is True
    assert agent == plistlib.loads(launchd_agent(agent["ProgramArguments"], tmp_path / "logs"))
    assert any("not been tested" in line for line in said)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="a container without systemd")
def test_systemd_itself_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    unit = tmp_path / "chartscribe.service"
    unit.write_text(systemd_unit((sys.executable, "-m", "chartscribe", "--home", "/a b/100%", "up")))
    checked = subprocess.run(
        ["systemd-analyze", "--user", "verify", str(unit)], capture_output=True, text=True, check=False
    )
    assert "chartscribe.service" not in checked.stderr, checked.stderr
