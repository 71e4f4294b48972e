"""What a PDF holds beside its pages: files inside it, forms that only a viewer draws, and actions.

Files and such forms are losses that are said, since nobody reads them. Actions (scripts, programs, addresses)
are taken out of the copy that is filed and shown; the received file keeps them, sealed. Sources: ISO 32000-1
§7.11.4 (embedded files), §12.6 (actions), §12.7.8 (XFA forms).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from storage.errors import Deficiency

if TYPE_CHECKING:
    import pikepdf

FILES_INSIDE = "files_inside_unread"
FORM_NOT_DRAWN = "form_not_drawn"
_STAYS_INSIDE = "/GoTo"  # the only action that leads nowhere but to another page of the same file
_OF_THE_CATALOG = ("/OpenAction", "/AA", "/URI", "/Collection", "/AF", "/Threads")
_OF_THE_NAMES = ("/JavaScript", "/EmbeddedFiles", "/URLS", "/Renditions")


def losses_beside_pages(pdf: pikepdf.Pdf) -> tuple[Deficiency, ...]:
    """A loss for files inside the PDF, and one for a form whose pages only a viewer could make."""
    found = []
    files = sum(1 for one in _dictionaries(pdf) if "/EF" in one)
    if files:
        note = f"The PDF holds {files} other file(s) inside it, which were not read: open the received file"
        found.append(Deficiency(FILES_INSIDE, note))
    form: Any = pdf.Root.get("/AcroForm")
    if _is_dictionary(form) and "/XFA" in form and bool(pdf.Root.get("/NeedsRendering", False)):
        note = "The PDF is a form whose pages only its own program can draw: print it there and scan it"
        found.append(Deficiency(FORM_NOT_DRAWN, note))
    return tuple(found)


def remove_actions(pdf: pikepdf.Pdf) -> None:
    """Take out everything that a viewer could run, start, send or unpack; what is seen stays."""
    _remove(pdf.Root, _OF_THE_CATALOG)
    for name, keys in (("/Names", _OF_THE_NAMES), ("/AcroForm", ("/XFA",))):
        branch = pdf.Root.get(name)
        if _is_dictionary(branch):
            _remove(branch, keys)
    for one in _dictionaries(pdf):
        _remove(one, ("/AA", "/EF"))
        action = one.get("/A")
        if _is_dictionary(action) and "/S" in action and _is_action(action):
            del one["/A"]
        if one.get("/Subtype") == "/FileAttachment":
            _remove(one, ("/FS",))


def _is_action(candidate: Any) -> bool:
    # a structure element's attributes stand under /A too, with an owner (/O)
    return "/O" not in candidate and (candidate["/S"] != _STAYS_INSIDE or "/Next" in candidate)


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every dictionary that has a number of its own, and the annotations that stand in their page."""
    for one in pdf.objects:
        if not _is_dictionary(one):
            continue
        yield one
        annotations: Any = one.get("/Annots")
        if _is_array(annotations):
            yield from (each for each in annotations if _is_dictionary(each) and not each.is_indirect)


def _is_dictionary(candidate: Any) -> bool:
    import pikepdf

    return isinstance(candidate, pikepdf.Dictionary | pikepdf.Stream)


def _is_array(candidate: Any) -> bool:
    import pikepdf

    return isinstance(candidate, pikepdf.Array)


def _remove(branch: Any, keys: tuple[str, ...]) -> None:
    for key in keys:
        if key in branch:
            del branch[key]
