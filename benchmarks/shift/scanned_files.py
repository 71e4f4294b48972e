"""The bytes of a day's files, drawn once and kept, and which page each image of the site is.

Touches the disk.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from benchmarks.shift.day import Day, PaperPage, ScannerFile
from benchmarks.shift.scanner_files import file_bytes, rescan_bytes

RESCAN = "rescan-"


class ScannedFiles:
    """The files below `folder`, made when they are asked for."""

    def __init__(self, folder: Path, day: Day) -> None:
        self._folder = folder
        self._day = day
        self._pages = {page.id: page for page in day.pages()}
        self._names: dict[str, str] = {}
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.iterdir():
            if path.suffix != ".half":
                self._know(path.name, path.read_bytes())

    def content(self, file: ScannerFile) -> bytes:
        """The bytes of a scanner's file."""
        kept = self._folder / file.name
        return (
            kept.read_bytes()
            if kept.exists()
            else self._keep(file.name, file_bytes(file, seed=self._day.seed))
        )

    def rescan(self, page: PaperPage, scanner: str) -> bytes:
        """The bytes of a page scanned again."""
        kept = self._folder / f"{RESCAN}{page.id}.pdf"
        if kept.exists():
            return kept.read_bytes()
        return self._keep(kept.name, rescan_bytes(page, scanner=scanner, seed=self._day.seed))

    def file_of(self, sha256: str) -> str:
        """The name of the file with these bytes; '' when it is none of the day's (half a file)."""
        return self._names.get(sha256, "")

    def page_of(self, sha256: str, index: int) -> PaperPage | None:
        """The page that image `index` of a file is; None when the file is none of the day's."""
        name = self.file_of(sha256)
        if name.startswith(RESCAN):
            return self._pages[name.removeprefix(RESCAN).removesuffix(".pdf")]
        pages = self._day.files[name].pages if name else ()
        return pages[index] if index < len(pages) else None

    def is_rescan(self, sha256: str) -> bool:
        """True for the file of a page that was scanned again."""
        return self.file_of(sha256).startswith(RESCAN)

    def _keep(self, name: str, content: bytes) -> bytes:
        half = self._folder / f"{name}.half"
        half.write_bytes(content)
        half.rename(self._folder / name)
        self._know(name, content)
        return content

    def _know(self, name: str, content: bytes) -> None:
        self._names[hashlib.sha256(content).hexdigest()] = name
