"""What the pages say exists, and what exists is said: settings, codes, commands, keys, libraries, links."""

from __future__ import annotations

import argparse
import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from chartscribe.cli import build_parser
from docs.page_keys import pages_with_keys
from review_ui.worklists import WORKLISTS
from storage.accounts import Role
from tests.source_code import FLOORS, ROOT, source_files
from transcribe.options import DictationContext

PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
GENERATED = {"settings.md", "errors.md", "commands.md", "keys.md"}
# Read by scripts before any settings class, or set by one process of ours for its children
OTHER_VARIABLES = {"CHARTSCRIBE_PYTHON"}
LOOK_LIKE_CODES = {"review_ui.access", "chartscribe.db"}  # a logger, a file
CODE = re.compile(rf"(?:{'|'.join(FLOORS)}|accounts)\.[a-z][a-z0-9_]*")


def _name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def _text(page: str | Path) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def _everything_said() -> str:
    return "\n".join(_text(page) for page in PAGES)


def _first_cells(page: str) -> set[str]:
    return set(re.findall(r"^\| `?([^`|]+?)`? \|", _text(page), re.MULTILINE)) - {"---"}


def test_the_reference_tables_are_what_the_code_says() -> None:
    checked = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "docs.make_tables", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_readme_can_be_read_at_one_sitting() -> None:
    assert len(_text("README.md").splitlines()) < 350


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_link_and_picture_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", _text(page))
    broken = [
        link
        for link in links
        if not link.startswith(("http://", "https://")) and not (page.parent / link.split("#")[0]).exists()
    ]
    assert not broken, f"{_name(page)}: {broken}"


def test_every_page_is_reached_from_the_readme() -> None:
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached:
            continue
        reached.add(page)
        for link in re.findall(r"\]\(([^)\s#]+\.md)\)", page.read_text(encoding="utf-8")):
            waiting.append((page.parent / link).resolve())
    assert set(PAGES) <= reached


def test_every_variable_that_is_named_is_a_setting() -> None:
    settings = _first_cells("docs/settings.md")
    named = set(re.findall(r"CHARTSCRIBE_[A-Z_]*[A-Z]", _everything_said()))
    files = {f"{name}_FILE" for name in settings}
    assert named <= settings | files | OTHER_VARIABLES


def test_every_code_in_the_source_is_listed() -> None:
    listed = _first_cells("docs/errors.md")
    literals = {
        (node.value, f"{source.path}:{node.lineno}")
        for source in source_files(*FLOORS)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value)
    }
    missing = [
        f"{code} ({where})"
        for code, where in sorted(literals)
        if code not in listed and not _is_something_else(code)
    ]
    assert not missing, "\n".join(missing)


def _is_something_else(dotted: str) -> bool:
    """True for one of our modules (ingest.worker), and for what only looks like a code."""
    path = ROOT / dotted.replace(".", "/")
    is_module = path.is_dir() or path.with_suffix(".py").is_file()
    return is_module or dotted in LOOK_LIKE_CODES or dotted.startswith("review_ui.http_")


def test_every_code_that_is_named_is_listed() -> None:
    listed = _first_cells("docs/errors.md")
    named = {
        code
        for page in PAGES
        if page.name not in GENERATED
        for code in re.findall(rf"`({CODE.pattern})`", page.read_text(encoding="utf-8"))
    }
    assert {code for code in named if not _is_something_else(code)} <= listed


def _parsers() -> dict[str, argparse.ArgumentParser]:
    found: dict[str, argparse.ArgumentParser] = {}
    waiting = [("", build_parser())]
    while waiting:
        name, parser = waiting.pop()
        found[name] = parser
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                waiting += [(f"{name} {child}".strip(), one) for child, one in action.choices.items()]
    return found


def _command_lines() -> Iterator[tuple[str, str]]:
    """(page, arguments) of every `chartscribe …` in code; lines of other programs only name the folder."""
    block = re.compile(r"^```\n(.*?)^```", re.MULTILINE | re.DOTALL)
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        lines = "".join(block.findall(text)).splitlines() + re.findall(r"`([^`\n]+)`", block.sub("", text))
        for line in lines:
            found = re.match(r"\s*(?:\.venv/bin/|ExecStart=\S*/)?chartscribe (.+)$", line)
            if found:
                yield _name(page), found[1]


def test_every_command_and_option_that_is_named_exists() -> None:
    parsers = _parsers()
    lines = list(_command_lines())
    assert len(lines) > 30
    wrong = []
    for page, line in lines:
        words = re.sub(r"^--home \S+ ", "", line).split()
        name = " ".join(words[:2]) if " ".join(words[:2]) in parsers else words[0]
        options = set(parsers[name]._option_string_actions) if name in parsers else set()
        unknown = set(re.findall(r"(?<!\S)\[?(--[a-z-]+)", " ".join(words[1:]))) - options - {"--home"}
        if name not in parsers or unknown:
            wrong.append(f"{page}: chartscribe {line}")
    assert not wrong, "\n".join(wrong)


def test_run_knows_what_the_readme_asks_it_to_do() -> None:
    script = _text("run")
    asked = set(re.findall(r"\./run ([a-z]+)", _everything_said()))
    assert {"demo", "test"} <= asked
    assert all(re.search(rf"^    {command}\)", script, re.MULTILINE) for command in asked)


def test_every_module_that_is_to_be_run_is_there() -> None:
    named = set(re.findall(r"python -m ([a-z_]+(?:\.[a-z_]+)*)", _everything_said()))
    assert named
    places = [ROOT / name.replace(".", "/") for name in named]
    assert all(place.with_suffix(".py").is_file() or (place / "__main__.py").is_file() for place in places)


def test_every_key_that_is_named_works_somewhere() -> None:
    known = {keys for page in pages_with_keys() for keys, _ in page.keys}
    named = set(re.findall(r"<kbd>([^<]+)</kbd>", _everything_said()))
    assert named <= known


def test_every_list_that_is_named_on_the_pages_is_explained() -> None:
    said = _everything_said()
    assert [one.title for one in WORKLISTS if one.title not in said and one.key != "filed"] == []


def test_every_role_has_its_line() -> None:
    assert {role.value for role in Role} <= _first_cells("docs/roles/administrator.md")
    pages = {page.stem for page in (ROOT / "docs" / "roles").glob("*.md")} - {"scanning_room"}
    assert pages <= {role.value for role in Role}


def _libraries() -> set[str]:
    project = tomllib.loads(_text("pyproject.toml"))["project"]
    lines = [
        *project["dependencies"],
        *(one for group in project["optional-dependencies"].values() for one in group),
    ]
    return {re.split(r"[^A-Za-z0-9._-]", line)[0] for line in lines}


def test_every_library_has_its_reason_and_licence() -> None:
    rows = re.findall(
        r"^\| ([a-z0-9._-]+) \| ([^|]{10,}) \| ([^|]{3,}) \|$", _text("docs/dependencies.md"), re.MULTILINE
    )
    assert sorted(name for name, _, _ in rows) == sorted(_libraries())


CONTRACTS = {
    "ocr/output.py",
    "transcribe/output.py",
    "nlp/output.py",
    "chartscribe/commands/add.py",
    "chartscribe/commands/backup.py",
    "chartscribe/commands/restore.py",
    "chartscribe/commands/verify.py",
    "chartscribe/tracing.py",
}


def test_every_key_of_the_command_lines_json_is_explained() -> None:
    page = _text("docs/command_line.md")
    explained = set(re.findall(r"[`\"]([a-z][a-z0-9_]*)[`\"]", page))
    written = {
        (key.value, source.path)
        for source in source_files("ocr", "transcribe", "nlp", "chartscribe")
        if source.path in CONTRACTS
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    }
    assert len(written) > 40
    assert sorted((key, path) for key, path in written if key not in explained) == []


def test_every_key_of_a_dictation_s_context_is_explained() -> None:
    explained = set(re.findall(r'"([a-z_]+)": ', _text("docs/command_line.md")))
    assert {field.name for field in fields(DictationContext)} <= explained
