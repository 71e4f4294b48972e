"""What is locked, what is installed, and that plain folder names mean our folders."""

import importlib
import re
import subprocess
import tomllib
from pathlib import Path

import cv2
import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("requirements.lock", "requirements-runtime.lock")
NOT_ON_THE_RUNTIME = {"test", "samples", "peers"}


def _pins(lock: str) -> dict[str, frozenset[str]]:
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    pinned = {}
    for line in text.splitlines():
        if line and not line.startswith((" ", "#")):
            pinned[line.split(" ", 1)[0]] = frozenset(re.findall(r"--hash=(sha256:[0-9a-f]{64})", line))
    return pinned


def _normal(requirement: str) -> str:
    name = re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()


def _committed_files() -> list[Path]:
    listed = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, check=True)
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_of_a_lock_is_one_version_with_its_hashes(lock: str) -> None:
    pinned = _pins(lock)
    assert len(pinned) > 100
    for requirement, hashes in pinned.items():
        assert re.fullmatch(r"[a-z0-9.-]+==[^\s;]+", requirement), requirement
        assert hashes, f"{requirement} has no hash"


def test_what_runs_is_locked_as_it_is_tested() -> None:
    tested, running = _pins("requirements.lock"), _pins("requirements-runtime.lock")
    assert running.items() <= tested.items()


def test_the_locks_name_everything_that_the_project_asks_for() -> None:
    project = PROJECT["project"]
    names = {lock: {_normal(requirement) for requirement in _pins(lock)} for lock in LOCKS}
    groups = {"": project["dependencies"], **project["optional-dependencies"]}
    for group, requirements in groups.items():
        asked = {_normal(requirement) for requirement in requirements}
        assert asked <= names["requirements.lock"], group
        if group not in NOT_ON_THE_RUNTIME:
            assert asked <= names["requirements-runtime.lock"], group


def test_the_build_tool_is_locked_so_that_setting_up_asks_no_registry_for_it() -> None:
    assert any(requirement.startswith("setuptools==") for requirement in _pins("requirements-runtime.lock"))


def test_no_committed_text_names_the_address_of_a_registry() -> None:
    hosts = ("pypi" + ".org", "python" + "hosted", "npm" + "js.", "registry" + ".", "simple" + "/index")
    address = re.compile("https?://[^ ]*(" + "|".join(map(re.escape, hosts)) + ")")
    for path in _committed_files():
        if path.is_file() and path.suffix in {"", ".lock", ".toml", ".md", ".yml", ".py", ".example", ".js"}:
            assert not address.search(path.read_text(encoding="utf-8")), path.relative_to(ROOT)


def test_opencv_is_the_build_without_windows_which_needs_no_system_library() -> None:
    gui = re.search(r"GUI:\s*(\S+)", cv2.getBuildInformation())
    assert gui
    assert gui.group(1) == "NONE"


@pytest.mark.parametrize(
    "folder", ["storage", "ingest", "ocr", "transcribe", "nlp", "review_ui", "chartscribe", "samples"]
)
def test_a_folder_name_imports_our_folder(folder: str) -> None:
    module = importlib.import_module(folder)
    assert Path(str(module.__file__)).resolve() == ROOT / folder / "__init__.py"


@pytest.mark.parametrize("lock", LOCKS)
def test_every_python_gets_the_same_version_of_every_package(lock: str) -> None:
    # Python 3.12 once got another PyAV than 3.11, whose open() had lost an argument: no dictation was read
    names = [pin.partition("==")[0] for pin in _pins(lock)]

    assert sorted(names) == sorted(set(names))
