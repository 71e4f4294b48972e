"""Joins the tabular list with the order file or code list to one row a code. Pure.

The tabular list has titles, notes and 7th characters, but does not write out the codes that exist only with a
7th character; the lists write them out. Where only the tabular list is there, its tables of 7th characters
are multiplied out: of the April 2026 release that gives all 51,305 such codes, and 76 that are not valid
(S06.1X7D: who has died has no subsequent encounter).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nlp.code_set.codes import dotted, is_extended
from nlp.code_set.order_file import OrderLine
from nlp.code_set.tabular_list import TabularNode


@dataclass(frozen=True, order=True)
class CodeRow:
    """One code of an edition. `seventh`: it is its parent with a 7th character."""

    code: str
    title: str
    short_title: str
    parent: str | None
    section: str
    billable: bool
    seventh: bool


@dataclass(frozen=True, order=True)
class Difference:
    """One thing on which two files of a release do not agree: the file's kind, the code, and what it is."""

    source: str
    code: str
    what: str


NOT_IN_TABULAR = "not in the tabular list"


def code_rows(
    nodes: Mapping[str, TabularNode], listed: Sequence[OrderLine], source: str
) -> tuple[list[CodeRow], list[Difference]]:
    """All codes in tabular order, and what the list (`source` names its kind) says otherwise.

    Without a list the 7th characters of the tabular list are multiplied out.
    """
    lines = {line.code: line for line in listed}
    differences: list[Difference] = []
    rows = [_node_row(node, lines.get(node.code), source, differences) for node in nodes.values()]
    written_out = listed or [OrderLine(code, None, "", "") for code in _multiplied_out(nodes)]
    for line in written_out:
        if line.code not in nodes:
            rows.append(_listed_row(line, nodes, source, differences))
    for row in rows:
        if listed and row.billable and row.code not in lines:
            differences.append(Difference(source, row.code, "not in the list"))
    return sorted(rows), sorted(differences)


def _node_row(
    node: TabularNode, line: OrderLine | None, source: str, differences: list[Difference]
) -> CodeRow:
    complete = not node.has_children and not node.seventh
    if line is not None and line.billable is not None and line.billable is not complete:
        complete = line.billable  # the order file is what claims are checked against
        differences.append(Difference(source, node.code, "valid for billing" if complete else "a heading"))
    short = line.short_title if line else ""
    return CodeRow(node.code, node.title, short, node.parent, node.section, complete, seventh=False)


def _listed_row(
    line: OrderLine, nodes: Mapping[str, TabularNode], source: str, differences: list[Difference]
) -> CodeRow:
    """The row of a code that the tabular list does not write out."""
    base = _base(line.code, nodes)
    complete = line.billable is not False
    if base is None or not is_extended(line.code):
        differences.append(Difference(source, line.code, NOT_IN_TABULAR))
        above = next((line.code[:end] for end in range(7, 2, -1) if line.code[:end] in nodes), None)
        section = nodes[above].section if above else ""
        return CodeRow(line.code, line.title, line.short_title, above, section, complete, seventh=False)
    meaning = base.seventh.get(line.code[-1], f"7th character {line.code[-1]}")
    title = line.title or f"{base.title}, {meaning}"
    return CodeRow(line.code, title, line.short_title, base.code, base.section, complete, seventh=True)


def _base(code: str, nodes: Mapping[str, TabularNode]) -> TabularNode | None:
    """The code that a 7th character is set on; placeholders X fill it up to six characters."""
    base = code[:7]
    while base not in nodes and base.endswith("X"):
        base = base[:-1].rstrip(".")
    return nodes.get(base)


def _multiplied_out(nodes: Mapping[str, TabularNode]) -> list[str]:
    return [
        dotted(node.code.replace(".", "").ljust(6, "X") + character)
        for node in nodes.values()
        if not node.has_children
        for character in node.seventh
    ]
