"""Scripts and styles under an address that changes with their content, so that a browser keeps them for good.

A page of the workbench imports some sixty small modules. Asked for again at every page, even with the answer
"not changed", they cost more than the page itself; under an address of their own they are never asked for
twice, and after an update no page mixes old modules with new ones. Reads our own files.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

from jinja2.ext import Extension
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

STATIC = Path(__file__).parent / "static"
FRAME = "shell"  # the module of every page, whose imports are there already
_IMPORT = re.compile(r'^\s*(?:import|export)\b[^;"]*?"\./([\w-]+)\.js"', re.MULTILINE)
_MODULE = re.compile(r'<script type="module" src="/static/js/([\w-]+)\.js"></script>')
_OTHER_VERSION = re.compile(r"^/v-[0-9a-f]{12}(?=/)")


@cache
def versioned_root() -> str:
    """The address of our static files as they are now: /static/v- and twelve digits of their SHA-256."""
    digest = hashlib.sha256()
    for path in sorted(STATIC.rglob("*")):
        if path.is_file():
            digest.update(f"{path.relative_to(STATIC).as_posix()}\n".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return f"/static/v-{digest.hexdigest()[:12]}"


@cache
def imports_of(module: str) -> frozenset[str]:
    """The names of all modules that a module of static/js imports, directly or through others."""
    found: set[str] = set()
    waiting = [module]
    while waiting:
        text = (STATIC / "js" / f"{waiting.pop()}.js").read_text(encoding="utf-8")
        new = set(_IMPORT.findall(text)) - found
        found |= new
        waiting += new
    return frozenset(found - {module})


class VersionedFiles(Extension):
    """Gives "/static/…" in templates the address of now, and asks for the modules of a page all at once.

    A browser finds out what a module imports only when it has it; named beforehand, they come side by side.
    """

    def preprocess(self, source: str, _name: str | None, _filename: str | None = None) -> str:
        """The template's source with both."""
        return _MODULE.sub(_with_imports, source).replace('"/static/', f'"{versioned_root()}/')


def _with_imports(script: re.Match[str]) -> str:
    module = script[1]
    known = imports_of(FRAME) | {FRAME} if module != FRAME else frozenset()
    links = (
        f'<link rel="modulepreload" href="/static/js/{one}.js">' for one in sorted(imports_of(module) - known)
    )
    return "".join(links) + script[0]


class StaticTree(StaticFiles):
    """Our files, with or without a version before their path.

    A page that was opened before an update asks for a version that is gone: it gets the newest file.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the file."""
        root = scope.get("root_path", "")
        inside = _OTHER_VERSION.sub("", scope["path"].removeprefix(root))
        await super().__call__({**scope, "path": root + inside}, receive, send)


def caching_of(path: str) -> str:
    """The Cache-Control of an answer at this path: our files of now stay with a browser, pages never do."""
    if path.startswith(f"{versioned_root()}/"):
        return "public, max-age=31536000, immutable"
    return "no-cache" if path.startswith("/static/") else "no-store"
