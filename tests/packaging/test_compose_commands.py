"""Every command in the compose file and the image exists in the command line."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
SERVICES: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))[
    "services"
]
COMMANDS = [
    tuple(service["command"]) for service in SERVICES.values() if service["image"].startswith("chartscribe:")
]


def _help(*words: str) -> str:
    asked = [sys.executable, "-m", "chartscribe", *words, "--help"]
    told = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    return told.stdout


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_command_of_every_service_exists(command: tuple[str, ...]) -> None:
    told = _help(command[0])
    for word in command[1:]:  # a worker's queue
        assert re.search(rf"\b{word}\b", told), f"chartscribe {' '.join(command)}"


def test_the_health_check_of_the_image_exists() -> None:
    check = re.search(r"HEALTHCHECK .*CMD \[(.*)\]", (ROOT / "Dockerfile").read_text(encoding="utf-8"))
    assert check
    program, command, option = re.findall(r'"([^"]+)"', check.group(1))
    assert program == "chartscribe"
    assert option in _help(command)


def test_the_command_that_makes_the_first_administrator_exists() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    told = re.search(r"exec dispatcher chartscribe users add LOGIN (--\w+) (\w+)", text)
    assert told
    usage = _help("users", "add")
    assert told.group(1) in usage
    assert told.group(2) in usage
