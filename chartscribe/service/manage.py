"""Installs, shows and removes the service of the person who asks. Touches the world.

Nothing needs root: the unit lies in the person's own folder. A user's services run only while that user is
signed in, unless the machine keeps them alive without (lingering, loginctl(1)); so that is asked for, and a
refusal is said.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from chartscribe.service.unit import LABEL, NAME, desktop_link, launchd_agent, systemd_unit
from storage.errors import Disposition, ServiceError

UNIT = f"{NAME}.service"
_LIMIT_S = 60


class CannotStartWithMachineError(ServiceError):
    """Nothing here starts programs with the machine, or it does not answer."""

    code = "chartscribe.cannot_start_with_machine"
    disposition = Disposition.ASK_HUMAN
    remedy = (
        "On Linux sign in at the PC itself and try again; under WSL2 put `[boot]` and `systemd=true` into "
        "/etc/wsl.conf and run `wsl --shutdown` in Windows. Without it, run `chartscribe up` in a window"
    )


class NoServiceError(ServiceError):
    """The service is not installed."""

    code = "chartscribe.no_service"
    disposition = Disposition.ASK_HUMAN
    remedy = "Install it with `chartscribe service install`"


@dataclass(frozen=True)
class Ran:
    """What a program of the system answered."""

    code: int
    text: str = ""


Runner = Callable[[Sequence[str]], Ran]


def run_program(command: Sequence[str]) -> Ran:
    """The program's exit code and what it said; 127 when it is not there."""
    if shutil.which(command[0]) is None:
        return Ran(127, f"{command[0]} is not there")
    try:
        ended = subprocess.run(command, capture_output=True, text=True, timeout=_LIMIT_S, check=False)
    except subprocess.TimeoutExpired:
        return Ran(124, f"{command[0]} did not answer")
    return Ran(ended.returncode, (ended.stdout + ended.stderr).strip())


@dataclass(frozen=True)
class Machine:
    """Where this person's files lie, and what runs the system's programs."""

    user_home: Path = field(default_factory=Path.home)
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    run: Runner = run_program
    is_mac: bool = sys.platform == "darwin"

    @property
    def unit(self) -> Path:
        """The unit's (on a Mac the agent's) file."""
        if self.is_mac:
            return self.user_home / "Library" / "LaunchAgents" / f"{LABEL}.plist"
        config = self.environment.get("XDG_CONFIG_HOME") or self.user_home / ".config"
        return Path(config) / "systemd" / "user" / UNIT

    @property
    def links(self) -> tuple[Path, ...]:
        """Where a link to the pages lies: among the programs, and on the desktop where there is one."""
        shared = Path(self.environment.get("XDG_DATA_HOME") or self.user_home / ".local" / "share")
        desktop = self.user_home / "Desktop"
        among = () if self.is_mac else (shared / "applications" / f"{NAME}.desktop",)
        return (*among, *((desktop / f"{NAME}.desktop",) if desktop.is_dir() and not self.is_mac else ()))


def install(machine: Machine, *, site_home: Path, port: int) -> list[str]:
    """Install and start the service of that site; what was done and what is left to do, a line each.

    Raises:
        CannotStartWithMachineError: nothing here starts programs with the machine.
    """
    # the program of this very installation, whatever the path will be at the next start
    command = (
        *(sys.executable, "-P", "-m", "chartscribe"),
        *("--home", str(site_home), "up", "--port", str(port)),
    )
    if machine.is_mac:
        return _install_agent(machine, command, site_home)
    _must(machine, "systemctl", "--user", "show-environment")
    _write(machine.unit, systemd_unit(command).encode())
    _must(machine, "systemctl", "--user", "daemon-reload")
    _must(machine, "systemctl", "--user", "enable", UNIT)
    _must(machine, "systemctl", "--user", "restart", UNIT)
    url = f"http://127.0.0.1:{port}"
    for link in machine.links:
        _write(link, desktop_link(url).encode())
        link.chmod(0o755)
    said = [f"Installed {machine.unit} and started it: {url}", *(f"Link: {link}" for link in machine.links)]
    return [*said, *_linger(machine)]


def _install_agent(machine: Machine, command: Sequence[str], site_home: Path) -> list[str]:
    _write(machine.unit, launchd_agent(command, site_home / "logs"))
    domain = f"gui/{os.getuid()}"
    machine.run(("launchctl", "bootout", domain, str(machine.unit)))  # an older one, if there is
    _must(machine, "launchctl", "bootstrap", domain, str(machine.unit))
    return [
        f"Installed {machine.unit} and started it.",
        "launchd starts it when you sign in, not before. This way in has not been tested on a Mac.",
    ]


def _linger(machine: Machine) -> list[str]:
    if machine.run(("loginctl", "enable-linger")).code == 0:
        return ["It starts with the machine, before anybody signs in, and again after sleep or a power cut."]
    return [
        "It starts when you sign in. To start it with the machine, before anybody signs in, run once:",
        "  sudo loginctl enable-linger " + (machine.environment.get("USER") or "YOUR-NAME"),
    ]


def status(machine: Machine) -> list[str]:
    """Whether the service is installed, runs, and starts with the machine, a line each.

    Raises:
        NoServiceError: it is not installed.
    """
    if not machine.unit.is_file():
        raise NoServiceError("The service is not installed")
    if machine.is_mac:
        loaded = machine.run(("launchctl", "print", f"gui/{os.getuid()}/{LABEL}")).code == 0
        return ["It is loaded." if loaded else "It is installed but not loaded."]
    active = machine.run(("systemctl", "--user", "is-active", UNIT)).text or "not known"
    enabled = machine.run(("systemctl", "--user", "is-enabled", UNIT)).text or "not known"
    lingers = machine.run(("loginctl", "show-user", "--property=Linger", "--value")).text == "yes"
    when = "with the machine" if lingers else "when you sign in (loginctl enable-linger: with the machine)"
    return [f"Running: {active}", f"Starts by itself: {enabled}, {when}"]


def remove(machine: Machine) -> list[str]:
    """Stop the service and take its files away; the site's own folder stays as it is.

    Raises:
        NoServiceError: it is not installed.
    """
    if not machine.unit.is_file():
        raise NoServiceError("The service is not installed")
    if machine.is_mac:
        machine.run(("launchctl", "bootout", f"gui/{os.getuid()}", str(machine.unit)))
    else:
        machine.run(("systemctl", "--user", "disable", "--now", UNIT))
    for path in (machine.unit, *machine.links):
        path.unlink(missing_ok=True)
    if not machine.is_mac:
        machine.run(("systemctl", "--user", "daemon-reload"))
    return ["Stopped and removed. The archive's folder is as it was: `chartscribe up` runs it in a window."]


def _must(machine: Machine, *command: str) -> None:
    answer = machine.run(command)
    if answer.code != 0:
        raise CannotStartWithMachineError(
            "The machine's service manager did not do it", where=" ".join(command[:3])
        )


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
