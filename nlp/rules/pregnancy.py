"""In pregnancy and childbirth chapter 15 comes first: its codes for what complicates them. Pure.

Sources: Guidelines I.C.15.a (chapter 15 codes have priority, other codes are added), I.C.15.a.3 (the final
character is the trimester), I.C.15.b.5 (outcome of delivery only on the mother's record).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from nlp.rules.outcome import Held, Outcome, firm
from nlp.rules.spans import CodeSpans
from nlp.suggestion import CodeSuggestion

_PREGNANT = CodeSpans.of("Z3A Z33 Z34 Z37 O00-O9A")
_BIRTH = CodeSpans.of("Z37 O60.1 O67-O72 O74-O77 O80-O82")
_OF_CHILD = CodeSpans.of("Z38 P00-P96")
_WEEKS = re.compile(r"Z3A\.(\d\d)$")
_TITLED_BY_STAGE = re.compile(r"(in pregnancy|complicating pregnancy|pregnancy), ", re.IGNORECASE)


@dataclass(frozen=True)
class _Complication:
    """Codes that complicate a pregnancy, the stem of the chapter 15 code, and whether it replaces them.

    Behind the stem stands the trimester (1 to 3, 9 or 0 for unspecified); childbirth is the code in
    `birth`, or the digit 4.
    """

    spans: CodeSpans
    stem: str
    birth: str = ""
    replaces: bool = False


_COMPLICATIONS = (
    _Complication(CodeSpans.of("I10"), "O10.01", "O10.02", replaces=True),
    _Complication(CodeSpans.of("E10"), "O24.01", "O24.02"),
    _Complication(CodeSpans.of("E11"), "O24.11", "O24.12"),
    _Complication(CodeSpans.of("D50-D64"), "O99.01", "O99.02"),
    _Complication(CodeSpans.of("E66"), "O99.21"),
    _Complication(CodeSpans.of("E00-E07"), "O99.28"),
    _Complication(CodeSpans.of("F10"), "O99.31"),
    _Complication(CodeSpans.of("F11-F16 F18-F19"), "O99.32"),
    _Complication(CodeSpans.of("F17"), "O99.33"),
    _Complication(CodeSpans.of("F20-F48"), "O99.34"),
    _Complication(CodeSpans.of("G40 G43"), "O99.35"),
    _Complication(CodeSpans.of("J45"), "O99.51", "O99.52"),
    _Complication(CodeSpans.of("Z22.330"), "O99.82", replaces=True),
)


def pregnancy_codes(
    suggestions: Sequence[CodeSuggestion],
    *,
    titled: Callable[[str], tuple[str, bool]],
    exists: Callable[[str], bool],
) -> Outcome:
    """The suggestions of a pregnant patient with chapter 15 codes and the stage that the weeks or birth tell.

    Other texts come back as they are.
    """
    strong = firm(suggestions)
    pregnant = [one for one in strong if _PREGNANT.hold(one.code)]
    if not pregnant or any(_OF_CHILD.hold(one.code) for one in strong):
        return Outcome(tuple(suggestions))
    stage = _stage(strong)
    staged = [_of_stage(one, stage, titled, exists) for one in suggestions]
    kept = {one.code: one for one in reversed(staged)}
    held: list[Held] = []
    for one in staged:
        rule = next((rule for rule in _COMPLICATIONS if rule.spans.hold(one.code)), None)
        code = _code_of(rule, stage, exists) if rule else None
        if rule is None or code is None or "alternative" in one.flags or "near_name" in one.flags:
            continue
        title, billable = titled(code)
        step = f"{one.code} complicates the pregnancy: {code}, Guidelines I.C.15.a"
        added = replace(one, code=code, title=title, billable=billable, trace=(*one.trace, step))
        kept.setdefault(code, added)
        if rule.replaces:
            kept.pop(one.code, None)
            held.append(Held(one, "combined", f"held back: {step}"))
    order = [one.code for one in staged]
    ranked = sorted(kept.values(), key=lambda one: order.index(one.code) if one.code in order else len(order))
    return Outcome(tuple(ranked), tuple(held))


def _stage(strong: Sequence[CodeSuggestion]) -> str:
    """The word birth, the number of the trimester, or nothing where nothing tells it."""
    if any(_BIRTH.hold(one.code) for one in strong):
        return "birth"
    weeks = [int(found.group(1)) for one in strong if (found := _WEEKS.match(one.code))]
    return str(1 + (weeks[0] >= 14) + (weeks[0] >= 28)) if weeks else ""


def _code_of(rule: _Complication, stage: str, exists: Callable[[str], bool]) -> str | None:
    pregnant = (f"{rule.stem}{stage}", f"{rule.stem}9", f"{rule.stem}0")
    tries = (rule.birth, f"{rule.stem}4") if stage == "birth" else pregnant
    return next((code for code in tries if code and code != rule.stem and exists(code)), None)


def _of_stage(
    one: CodeSuggestion,
    stage: str,
    titled: Callable[[str], tuple[str, bool]],
    exists: Callable[[str], bool],
) -> CodeSuggestion:
    """The suggestion with the trimester, or childbirth, in place of "unspecified trimester" or pregnancy."""
    if not one.code.startswith("O") or not stage:
        return one
    code = _staged_code(one.code, one.title, stage, titled, exists)
    if code is None:
        return one
    title, billable = titled(code)
    step = f"{one.code} narrowed to {code} by the weeks or the birth that the note tells"
    flags = tuple(flag for flag in one.flags if flag != "unspecified")
    return replace(one, code=code, title=title, billable=billable, flags=flags, trace=(*one.trace, step))


def _staged_code(
    code: str,
    title: str,
    stage: str,
    titled: Callable[[str], tuple[str, bool]],
    exists: Callable[[str], bool],
) -> str | None:
    names = {"1": "first trimester", "2": "second trimester", "3": "third trimester"}
    if stage in names and "unspecified trimester" in title:
        wanted = title.replace("unspecified trimester", names[stage])
    elif stage == "birth" and "diabetes mellitus in pregnancy" in title:
        wanted = title.replace("in pregnancy", "in childbirth")
    elif stage == "birth" and "complicating pregnancy, " in title:
        wanted = title.partition("complicating pregnancy, ")[0] + "complicating childbirth"
    else:
        return None
    near = [code[:-1] + digit for digit in "0123456789"] + [
        code[:-2] + digits for digits in ("2", "20", "24", "25", "29")
    ]
    return next((one for one in near if exists(one) and titled(one)[0] == wanted), None)
