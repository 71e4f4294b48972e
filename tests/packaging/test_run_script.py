"""./run says what it does, stops with a remedy, and does nothing when there is nothing to do."""

import os
import stat
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def _run(*arguments: str, path: str, root: Path = ROOT, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/bash", str(root / "run"), *arguments],
        env={"PATH": path, "HOME": "/nonexistent"},
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A path with the few system tools that ./run needs, and no Python and no browser."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("cat", "dirname", "grep", "id", "sed", "tail", "tee"):
        (folder / name).symlink_to(
            next(p for p in (Path("/usr/bin", name), Path("/bin", name)) if p.exists())
        )
    return folder


@pytest.fixture
def copy_of_run(tmp_path: Path) -> Path:
    """A checkout with nothing but the script, on a path with a space."""
    folder = tmp_path / "a clinic"
    folder.mkdir()
    (folder / "run").write_bytes((ROOT / "run").read_bytes())
    return folder


def _tool(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def test_without_a_command_it_lists_its_commands() -> None:
    told = _run(path=os.environ["PATH"])
    assert told.returncode == 0
    assert "./run demo" in told.stdout
    assert "./run test" in told.stdout


def test_an_unknown_command_is_refused_by_name() -> None:
    told = _run("fly", path=os.environ["PATH"])
    assert told.returncode == 1
    assert "There is no ./run fly." in told.stderr


def test_without_a_fitting_python_it_says_how_to_get_one(tools: Path, copy_of_run: Path) -> None:
    _tool(tools, "python3", "exit 1")  # stands for a Python of another version
    told = _run("demo", path=str(tools), root=copy_of_run)
    assert told.returncode == 1
    assert "needs Python 3.11 or 3.12" in told.stderr
    assert "apt-get install python3" in told.stderr
    assert not (copy_of_run / ".venv").exists()


def test_a_python_without_venv_is_named_with_the_package_to_install(tools: Path, copy_of_run: Path) -> None:
    _tool(tools, "python3.11", 'case "$2" in *ensurepip*) exit 1;; *print*) echo python3.11-venv;; esac')
    told = _run("demo", path=str(tools), root=copy_of_run)
    assert told.returncode == 1
    assert "sudo apt-get install python3.11-venv" in told.stderr


def test_tests_without_chromium_stop_at_once_with_the_command_to_run(tools: Path, copy_of_run: Path) -> None:
    (tools / "id").unlink()
    _tool(tools, "id", "echo 1000")
    told = _run("test", path=str(tools), root=copy_of_run)
    assert told.returncode == 1
    assert "apt-get install chromium" in told.stderr
    assert not (copy_of_run / ".venv").exists()


def test_every_shell_script_is_valid_bash_and_executable() -> None:
    for script in (ROOT / "run", ROOT / ".ci" / "run"):
        assert subprocess.run(["/bin/bash", "-n", str(script)], check=False).returncode == 0
        assert os.access(script, os.X_OK)
