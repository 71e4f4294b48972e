"""The image is built from the lock, holds our folders and nothing else, and does not run as root."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
OUR_FOLDERS = {"storage", "ingest", "ocr", "transcribe", "nlp", "review_ui", "chartscribe"}


def test_the_base_can_be_replaced_and_is_a_slim_python_that_we_support() -> None:
    assert re.search(r"^ARG BASE=python:3\.1[12]-slim-bookworm$", DOCKERFILE, re.MULTILINE)
    assert set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)) == {"${BASE}"}


def test_the_image_installs_only_what_the_lock_names() -> None:
    installs = re.findall(r"pip install (.*?)(?=\n[A-Z#]|\Z)", DOCKERFILE, re.DOTALL)
    assert len(installs) == 2
    assert "--require-hashes" in installs[0]
    assert "--no-index" in installs[1]


def test_the_image_runs_as_a_user_of_its_own() -> None:
    assert re.findall(r"^USER (\S+)", DOCKERFILE, re.MULTILINE) == ["10001:10001"]
    assert DOCKERFILE.index("\nUSER 10001") < DOCKERFILE.index("\nENTRYPOINT")


def test_the_image_has_a_health_check() -> None:
    assert re.search(r"^HEALTHCHECK .*CMD \[", DOCKERFILE, re.MULTILINE)


def test_only_our_folders_and_the_build_files_reach_the_build() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    allowed = {line[1:].rstrip("/") for line in rules if line.startswith("!")}
    assert rules[0] == "*"
    assert allowed == OUR_FOLDERS | {"pyproject.toml", "README.md", "requirements-runtime.lock"}


def test_every_folder_of_the_house_is_packaged() -> None:
    included = {name.rstrip("*") for name in PROJECT["tool"]["setuptools"]["packages"]["find"]["include"]}
    assert included >= OUR_FOLDERS
