"""The assigned codes as an encoder takes them: a line a code, tab-separated, in their order. Pure."""

from __future__ import annotations

from review_ui.coding_presenter import CaseView


def encoder_lines(case: CaseView, *, dotted: bool) -> str:
    """The list: sequence, code, present on admission ("" where none is due), title.

    An exempt code has "1" in the older and nothing in the present claim form (UB-04 FL 67): nothing here.
    """
    lines = []
    for number, line in enumerate(case.assigned, start=1):
        code = line.code if dotted else line.code.replace(".", "")
        onset = line.indicator if line.indicator in ("Y", "N", "U", "W") and case.is_inpatient else ""
        lines.append("\t".join((str(number), code, onset, line.title)))
    return "\n".join(lines)
