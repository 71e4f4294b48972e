"""Pages as hOCR 1.2 (XHTML), the format that OCR tools and viewers exchange. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

from ocr.page import Block, Box, Line, Page, Word
from ocr.xml_text import printable, serialized

_CAPABILITIES = "ocr_page ocr_carea ocr_par ocr_line ocrx_word"


def hocr(pages: Sequence[Page]) -> str:
    """An hOCR document of the pages in order; boxes in pixels of each page's original frame.

    `x_wconf` is the calibrated certainty as a percentage (the engine's own where there is none) and is left
    out where nobody gave one; what another engine read stands in `data-alternatives`; a handwritten word
    carries `x_handwritten 1`; `textangle` is counter-clockwise, as the format asks.
    """
    root = ElementTree.Element("html", xmlns="http://www.w3.org/1999/xhtml", lang="en")
    head = ElementTree.SubElement(root, "head")
    ElementTree.SubElement(head, "title").text = "OCR"
    systems = sorted({f"{page.engine.name} {page.engine.version}" for page in pages})
    ElementTree.SubElement(head, "meta", name="ocr-system", content=printable(", ".join(systems)))
    ElementTree.SubElement(head, "meta", name="ocr-capabilities", content=_CAPABILITIES)
    body = ElementTree.SubElement(root, "body")
    for number, page in enumerate(pages, start=1):
        _add_page(body, page, number)
    return serialized(root)


def _add_page(body: ElementTree.Element, page: Page, number: int) -> None:
    dpi = round(page.dpi)
    title = f"bbox 0 0 {page.width} {page.height}; ppageno {number - 1}; scan_res {dpi} {dpi}"
    element = _part(body, "div", "ocr_page", f"page_{number}", title)
    for block_no, block in enumerate(page.blocks, start=1):
        _add_block(element, block, f"{number}_{block_no}", page.rotation_deg)


def _add_block(parent: ElementTree.Element, block: Block, name: str, rotation_deg: int) -> None:
    area = _part(parent, "div", "ocr_carea", f"block_{name}", _bbox(block.box))
    paragraph = _part(area, "p", "ocr_par", f"par_{name}", _bbox(block.box))
    for line_no, line in enumerate(block.lines, start=1):
        _add_line(paragraph, line, f"{name}_{line_no}", rotation_deg)


def _add_line(parent: ElementTree.Element, line: Line, name: str, rotation_deg: int) -> None:
    angle = f"; textangle {(360 - rotation_deg) % 360}" if rotation_deg else ""
    element = _part(parent, "span", "ocr_line", f"line_{name}", _bbox(line.box) + angle)
    for word_no, word in enumerate(line.words, start=1):
        element_of_word = _part(element, "span", "ocrx_word", f"word_{name}_{word_no}", _word_title(word))
        element_of_word.text = printable(word.text)
        element_of_word.tail = " "
        if word.alternatives:
            # not hOCR's <ins> and <del>: readers that only take the text would read both
            element_of_word.set("data-alternatives", printable(" ".join(word.alternatives)))


def _word_title(word: Word) -> str:
    confidence = "" if word.certainty is None else f"; x_wconf {round(100 * word.certainty)}"
    return _bbox(word.box) + confidence + ("; x_handwritten 1" if word.handwritten else "")


def _bbox(box: Box) -> str:
    return f"bbox {box.left} {box.top} {box.right} {box.bottom}"


def _part(parent: ElementTree.Element, tag: str, kind: str, name: str, title: str) -> ElementTree.Element:
    return ElementTree.SubElement(parent, tag, {"class": kind, "id": name, "title": title})
