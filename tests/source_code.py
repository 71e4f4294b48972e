"""The source as plain text and syntax trees, for the tests that hold the house to its plan."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
FLOORS = {
    "storage": 0,
    "ingest": 1,
    "ocr": 2,
    "transcribe": 2,
    "nlp": 3,
    "review_ui": 4,
    "chartscribe": 5,
}
ENGINES = ("ocr", "transcribe", "nlp")


@dataclass(frozen=True)
class SourceFile:
    """One Python file: its path from the root, its folder's name, its dotted name and its tree."""

    path: str
    module: str
    tree: ast.Module

    @property
    def folder(self) -> str:
        return self.path.split("/", 1)[0]


def source_files(*folders: str) -> tuple[SourceFile, ...]:
    """Every Python file of these folders, committed or not."""
    return tuple(source for folder in folders for source in _folder_files(folder))


@cache
def _folder_files(folder: str) -> tuple[SourceFile, ...]:
    found = []
    for path in sorted((ROOT / folder).rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        module = name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        found.append(SourceFile(name, module, ast.parse(path.read_text(encoding="utf-8"))))
    return tuple(found)


def imported_modules(source: SourceFile) -> Iterator[tuple[int, str]]:
    """Line and dotted name of every import anywhere in the file; `from a import b` gives `a` and `a.b`."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(source, node)
            yield node.lineno, base
            for alias in node.names:
                yield node.lineno, f"{base}.{alias.name}"


def _absolute(source: SourceFile, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = source.module.split(".")
    if not source.path.endswith("__init__.py"):
        package = package[:-1]
    package = package[: len(package) - node.level + 1]
    return ".".join([*package, *([node.module] if node.module else [])])


@cache
def committed_files() -> tuple[str, ...]:
    """Paths from the root of all files that git keeps."""
    listed = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, check=True)
    return tuple(name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file())


def run_python(code: str, *arguments: str, cwd: Path = ROOT) -> Any:
    """What a fresh interpreter prints as JSON; it finds our folders as an installed program does."""
    ran = subprocess.run(
        [sys.executable, "-P", "-W", "ignore", "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout.splitlines()[-1])


# One interpreter loads what all have in common, and a fork of it each of the rest: far faster than six starts
_LOAD = """
import importlib, json, os, pkgutil, sys, traceback
import ingest.worker

def load(name):
    if name != "everything":
        importlib.import_module(name)
        return
    for folder in sys.argv[1:]:
        package = importlib.import_module(folder)
        for found in pkgutil.walk_packages(package.__path__, folder + "."):
            if not found.name.endswith("__main__") and ".migrations." not in found.name:
                importlib.import_module(found.name)

def below(kind):
    for child in kind.__subclasses__():
        yield child
        yield from below(child)

def described(kind):
    return {
        "name": kind.__name__, "module": kind.__module__, "own_code": "code" in vars(kind),
        "code": getattr(kind, "code", None), "disposition": getattr(kind, "disposition", None),
        "remedy": getattr(kind, "remedy", None), "has_children": bool(kind.__subclasses__()),
    }

def report(name):
    load(name)
    from ingest.celery_app import app
    from storage.errors import ServiceError
    return {
        "modules": sorted(sys.modules),
        "tasks": sorted(task for task in app.tasks if ".tasks." in task),
        "errors": [described(kind) for kind in dict.fromkeys(below(ServiceError))],
    }

reports = {}
for name in ["review_ui.app", *ingest.worker.TASK_MODULES.values(), "everything"]:
    reading, writing = os.pipe()
    if os.fork() == 0:
        try:
            os.close(reading)
            with os.fdopen(writing, "w") as pipe:
                json.dump(report(name), pipe)
        except BaseException:
            traceback.print_exc()
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        reports[name] = json.load(pipe)
print(json.dumps(reports))
"""


def loaded_by(module: str) -> dict[str, list[Any]]:
    """What importing a module brings along: `modules`, registered `tasks`, and known `errors`.

    `module` is review_ui.app, a worker's tasks (on top of `ingest.worker`), or `everything`.
    """
    return _all_loads()[module]


@cache
def _all_loads() -> dict[str, dict[str, list[Any]]]:
    reports: dict[str, dict[str, list[Any]]] = run_python(_LOAD, *FLOORS)
    return reports


def service_errors() -> tuple[dict[str, Any], ...]:
    """Every ServiceError subclass of the house: name, module, code, disposition, remedy, has_children."""
    return tuple(loaded_by("everything")["errors"])
