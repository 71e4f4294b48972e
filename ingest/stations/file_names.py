"""Index fields from the name of a file and of the folders above it, by a pattern of the site's own. Pure.

A pattern is a name with fields in braces: `{mrn}_{last}_{first}_{type}_{date}.pdf`, or with folders:
`{mrn}/{type}/{any}`. A name that can be read in two ways says nothing: a name split in the wrong place would
be another patient's.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import PurePosixPath

_DATE = r"\d{4}-\d{1,2}-\d{1,2}|\d{8}|\d{1,2}-\d{1,2}-\d{4}"
_TEXT = r"[^/]{1,200}"
# field of a pattern -> what it may look like
FIELDS = {
    "mrn": r"[A-Za-z0-9][A-Za-z0-9-]{0,39}",
    "last": _TEXT,
    "first": _TEXT,
    "name": _TEXT,
    "dob": _DATE,
    "encounter": r"[A-Za-z0-9][A-Za-z0-9-]{0,39}",
    "type": _TEXT,
    "date": _DATE,
    "author": _TEXT,
    "any": r"[^/]{0,200}",
}
_SAID_AS = {
    "mrn": "mrn",
    "name": "name",
    "dob": "dob",
    "encounter": "encounter",
    "type": "document_type",
    "date": "date_of_service",
    "author": "author",
}
_DATES = ("dob", "date")
_FIELD = re.compile(r"\{([^{}]*)\}")
_LONGEST = 200
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")


def pattern_problem(pattern: str) -> str:
    """What is wrong with a pattern, or "" when it can be used; no pattern at all can."""
    if not pattern:
        return ""
    names = _FIELD.findall(pattern)
    fields = [name for name in names if name != "any"]
    braces = re.search(r"[{}]", _FIELD.sub("", pattern))
    known = ", ".join("{" + name + "}" for name in FIELDS)
    wrong = (
        (
            len(pattern) > _LONGEST or not pattern.isprintable(),
            f"The pattern has at most {_LONGEST} letters",
        ),
        (braces is not None or not set(names) <= set(FIELDS), f"The pattern's fields are {known}"),
        (not names, "The pattern names no field"),
        (len(set(fields)) != len(fields), "The pattern names a field twice"),
        ("}{" in pattern, "Something must stand between two fields, such as a dash"),
    )
    return next((problem for is_so, problem in wrong if is_so), "")


def fields_in_name(name: str, pattern: str) -> dict[str, str]:
    """Index fields, as a form would send them, that a file's name holds; {} when the pattern does not fit.

    `name` is relative to the station's folder. The file's ending does not matter.
    """
    if not pattern or pattern_problem(pattern):
        return {}
    bare = _without_ending(name)
    parts = PurePosixPath(bare).parts
    depth = pattern.count("/") + 1
    if len(parts) < depth:
        return {}
    tail = "/".join(parts[-depth:])
    short, long = (rule.fullmatch(tail) for rule in _rules(pattern))
    if short is None or long is None or short.groups() != long.groups():
        return {}
    return _as_fields({key: value for key, value in short.groupdict().items() if not key.startswith("any")})


def _without_ending(name: str) -> str:
    return _ENDING.sub("", name)


@lru_cache(maxsize=64)
def _rules(pattern: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The pattern with every field as short as it can be, and as long: they agree when there is one way."""
    return _rule(pattern, "?"), _rule(pattern, "")


def _rule(pattern: str, greed: str) -> re.Pattern[str]:
    text, at, anys = "", 0, 0
    bare = _without_ending(pattern)
    for field in _FIELD.finditer(bare):
        text += re.escape(bare[at : field.start()])
        shape = FIELDS[field[1]]
        if greed and shape.endswith("}"):
            shape += greed
        label = field[1]
        if label == "any":
            anys += 1
            label = f"any{anys}"
        text += f"(?P<{label}>{shape})"
        at = field.end()
    return re.compile(text + re.escape(bare[at:]), re.IGNORECASE)


def _as_fields(found: dict[str, str]) -> dict[str, str]:
    said = {
        key: " ".join(value.replace("_", " ").split()) for key, value in found.items() if key not in _DATES
    }
    said |= {key: _iso(found[key]) for key in _DATES if key in found}
    fields = {_SAID_AS[key]: value for key, value in said.items() if key in _SAID_AS}
    if said.get("last") and said.get("first"):
        fields["name"] = f"{said['last']}, {said['first']}"
    return fields


def _iso(text: str) -> str:
    compact = re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text)
    return "-".join(compact.groups()) if compact else text
