"""What hOCR and ALTO share: text that XML can hold, and a document as a string."""

from __future__ import annotations

import re
from xml.etree import ElementTree

# XML 1.0, production 2: everything else may not appear, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(text: str) -> str:
    """`text` with U+FFFD in place of characters that XML cannot hold: a mark, not a silent loss."""
    return _NOT_XML.sub("\ufffd", text)


def serialized(root: ElementTree.Element) -> str:
    """The XML document under `root`, with its declaration."""
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"
