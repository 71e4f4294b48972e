"""Pages as ALTO 4 (XML), the format of libraries and archives. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

from ocr.page import Block, Box, Line, Page
from ocr.xml_text import printable, serialized

_NAMESPACE = "http://www.loc.gov/standards/alto/ns-v4#"
_HANDWRITTEN = "tag_handwritten"


def alto(pages: Sequence[Page]) -> str:
    """An ALTO document of the pages in order; places in pixels of each page's original frame.

    `WC` (0–1) is the calibrated certainty (the engine's own where there is none) and is left out where nobody
    gave one; what another engine read stands in `ALTERNATIVE`; handwritten words refer to a tag; `ROTATION`
    is counter-clockwise, as the schema asks.
    """
    root = ElementTree.Element("alto", xmlns=_NAMESPACE)
    description = ElementTree.SubElement(root, "Description")
    ElementTree.SubElement(description, "MeasurementUnit").text = "pixel"
    engines = sorted({(page.engine.name, page.engine.version) for page in pages})
    for number, (name, version) in enumerate(engines, start=1):
        processing = ElementTree.SubElement(description, "Processing", ID=f"processing_{number}")
        software = ElementTree.SubElement(processing, "processingSoftware")
        ElementTree.SubElement(software, "softwareName").text = printable(name)
        ElementTree.SubElement(software, "softwareVersion").text = printable(version)
    if any(word.handwritten for page in pages for word in page.words()):
        tags = ElementTree.SubElement(root, "Tags")
        ElementTree.SubElement(tags, "OtherTag", ID=_HANDWRITTEN, LABEL="handwritten")
    layout = ElementTree.SubElement(root, "Layout")
    for number, page in enumerate(pages, start=1):
        _add_page(layout, page, number)
    return serialized(root)


def _add_page(layout: ElementTree.Element, page: Page, number: int) -> None:
    size = {"WIDTH": str(page.width), "HEIGHT": str(page.height)}
    shown = {"ID": f"page_{number}", "PHYSICAL_IMG_NR": str(number), **size}
    element = ElementTree.SubElement(layout, "Page", shown)
    space = ElementTree.SubElement(element, "PrintSpace", {"HPOS": "0", "VPOS": "0", **size})
    for block_no, block in enumerate(page.blocks, start=1):
        _add_block(space, block, f"{number}_{block_no}", page.rotation_deg)


def _add_block(space: ElementTree.Element, block: Block, name: str, rotation_deg: int) -> None:
    attributes = {"ID": f"block_{name}", **_place(block.box)}
    if rotation_deg:
        attributes["ROTATION"] = str((360 - rotation_deg) % 360)
    element = ElementTree.SubElement(space, "TextBlock", attributes)
    for line_no, line in enumerate(block.lines, start=1):
        _add_line(element, line, f"{name}_{line_no}")


def _add_line(block: ElementTree.Element, line: Line, name: str) -> None:
    element = ElementTree.SubElement(block, "TextLine", {"ID": f"line_{name}", **_place(line.box)})
    for number, word in enumerate(line.words, start=1):
        attributes = {"ID": f"word_{name}_{number}", "CONTENT": printable(word.text), **_place(word.box)}
        if word.certainty is not None:
            attributes["WC"] = f"{word.certainty:.4f}"
        if word.handwritten:
            attributes["TAGREFS"] = _HANDWRITTEN
        if number > 1:
            ElementTree.SubElement(element, "SP")
        string = ElementTree.SubElement(element, "String", attributes)
        for text in word.alternatives:
            ElementTree.SubElement(string, "ALTERNATIVE").text = printable(text)


def _place(box: Box) -> dict[str, str]:
    place = {"HPOS": box.left, "VPOS": box.top, "WIDTH": box.width, "HEIGHT": box.height}
    return {name: str(value) for name, value in place.items()}
