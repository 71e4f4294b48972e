"""The name of an exported file, by a pattern such as `{last}_{first}_{dob}_{type}_{date}.pdf`. Pure.

Names are good on every system that clinics use. Windows is the strictest ("Naming Files, Paths, and
Namespaces"): some characters, endings and device names are forbidden, and a path has 260 characters in all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import ClassVar

from storage.errors import Disposition, ServiceError

PATTERN_FIELDS = (
    "last",
    "first",
    "name",
    "mrn",
    "dob",
    "type",
    "date",
    "author",
    "encounter",
    "box",
    "id",
)
_FIELD = re.compile(r"\{([^{}]*)\}")
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com[1-9¹²³]|lpt[1-9¹²³])(\..*)?", re.IGNORECASE)
_UNKNOWN = "unknown"
_LONGEST_PART = 100  # characters; 400 bytes at most in UTF-8 would pass the 255 of most systems, so bytes too
_LONGEST_PART_BYTES = 200
_LONGEST_PATH = 180  # leaves 80 characters for the folder of the export
_LONGEST_PATTERN = 200
_DEEPEST = 4
_ROOM_FOR_NUMBER = 10
_ENDINGS = {
    "application/pdf": ".pdf",
    "text/plain": ".txt",
    "image/tiff": ".tif",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/heic": ".heic",
    "audio/wav": ".wav",
    "audio/mpeg": ".mp3",
    "audio/mp4": ".m4a",
    "audio/ogg": ".ogg",
    "audio/flac": ".flac",
}


class ExportPatternError(ServiceError):
    """The pattern of an export's file names cannot be used."""

    code: ClassVar[str] = "storage.export_pattern"
    disposition: ClassVar[Disposition] = Disposition.ASK_HUMAN
    remedy: ClassVar[str] = "Write it like {last}_{first}_{dob}_{type}_{date}.pdf; / makes folders"


@dataclass(frozen=True)
class NameFields:
    """What a document's file name can be made of; `name` is "Family, Given"."""

    document_id: str
    name: str = ""
    mrn: str = ""
    dob: date | None = None
    document_type: str = ""
    date_of_service: date | None = None
    author: str = ""
    encounter: str = ""
    box: str = ""

    def texts(self) -> Mapping[str, str]:
        """The text of each field of a pattern; empty where nothing is known."""
        last, _, first = self.name.partition(",")
        return {
            "last": last.strip(),
            "first": first.strip(),
            "name": self.name.replace(",", ""),
            "mrn": self.mrn,
            "dob": self.dob.isoformat() if self.dob else "",
            "type": self.document_type,
            "date": self.date_of_service.isoformat() if self.date_of_service else "",
            "author": self.author,
            "encounter": self.encounter,
            "box": self.box,
            "id": self.document_id,
        }


def check_pattern(pattern: str) -> str:
    """The pattern, without blanks around it, if it can be used.

    Raises:
        ExportPatternError: it names no field or an unknown one, leaves the folder, or is too long.
    """
    pattern = pattern.strip()
    names = _FIELD.findall(pattern)
    known = ", ".join("{" + name + "}" for name in PATTERN_FIELDS)
    rest = _FIELD.sub("", pattern)
    parts = pattern.split("/")
    wrong = (
        (not names, "The pattern names no field"),
        (not set(names) <= set(PATTERN_FIELDS) or bool(re.search(r"[{}]", rest)), f"The fields are {known}"),
        (
            len(pattern) > _LONGEST_PATTERN or not pattern.isprintable(),
            f"The pattern has at most {_LONGEST_PATTERN} letters",
        ),
        (
            len(parts) > _DEEPEST or any(not part.strip(" .") for part in parts),
            f"The pattern makes at most {_DEEPEST - 1} folders, each with a name",
        ),
    )
    for is_so, problem in wrong:
        if is_so:
            raise ExportPatternError(problem)
    return pattern


def file_path(pattern: str, fields: NameFields, media_type: str, *, number: int = 1) -> str:
    """The path of the file below the export's folder, with `/` between folders.

    `number` above 1 tells files apart whose names would be one: `Fern_Consent (2).pdf`. The ending follows
    the file's format, whatever the pattern says.
    """
    texts = fields.texts()
    *folders, name = pattern.split("/")
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", name)
    ending = _ENDINGS.get(media_type, ".bin")
    parts = [_safe(_fill(folder, texts), _LONGEST_PART) for folder in folders]
    room = _LONGEST_PATH - sum(len(part) + 1 for part in parts) - len(ending) - _ROOM_FOR_NUMBER
    stem = _safe(_fill(stem, texts), max(20, min(_LONGEST_PART, room)))
    counted = f"{stem} ({number})" if number > 1 else stem
    return PurePosixPath(*parts, counted + ending).as_posix()


def path_key(path: str) -> str:
    """Equal for paths that Windows or macOS hold for the same file."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def _fill(part: str, texts: Mapping[str, str]) -> str:
    return _FIELD.sub(lambda found: _plain(texts[found[1]]) or _UNKNOWN, part)


def _plain(text: str) -> str:
    """A field's text without what a name may not hold: an `/` in it must not make a folder."""
    return " ".join(_FORBIDDEN.sub("-", unicodedata.normalize("NFC", text)).split())


def _safe(part: str, longest: int) -> str:
    part = "".join(letter if letter.isprintable() else "-" for letter in _FORBIDDEN.sub("-", part))
    part = part[:longest]
    while len(part.encode()) > _LONGEST_PART_BYTES:
        part = part[:-1]
    part = part.strip(" .") or _UNKNOWN
    return f"_{part}" if _DEVICES.fullmatch(part) else part
