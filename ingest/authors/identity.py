"""Authors compared the way people mean them. Pure."""

from __future__ import annotations

from ingest.patients.identity import name_key

_TITLES = frozenset("dr doctor md do np pa pac rn phd prof professor fnp dnp mbbs facs".split())  # noqa: SIM905


def author_key(author: str) -> str:
    """The author's words, folded and sorted, without titles: "Dr. Ines Calloway" is "Calloway, Ines, MD".

    Empty for a name without words: such an author teaches nothing.
    """
    plain = author.replace(".", "").replace("-", "")
    return " ".join(word for word in name_key(plain).split() if word not in _TITLES)
