"""What `chartscribe codes` says of an edition and of a code, as JSON and for people. Reads editions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nlp.code_set import CodeSet
    from nlp.learning import Replayed

Json = dict[str, Any]
_NOTE_HEADINGS = {
    "inclusion": "Also called",
    "includes": "Includes",
    "excludes1": "Excludes1",
    "excludes2": "Excludes2",
    "code_first": "Code first",
    "use_additional": "Use additional code",
    "code_also": "Code also",
    "note": "Note",
    "seventh": "7th character",
}
_HELD = {
    "codes": "complete codes",
    "index": "paths of the alphabetic index",
    "external_cause": "of the external cause index",
    "neoplasm": "of the neoplasm table",
    "drug": "of the drug table",
}


def describe_edition(code_set: CodeSet) -> Json:
    """An edition as plain JSON values: its days, where it comes from, and how much of what it holds."""
    edition = code_set.edition
    contents = code_set.contents()
    differences = contents.pop("differences")
    return {
        "name": edition.name,
        "effective_from": edition.effective_from.isoformat(),
        "effective_to": edition.effective_to.isoformat(),
        "source": edition.source,
        "holds": contents,
        "differences": differences,
        "caution": code_set.caution or None,
    }


def edition_lines(described: Json) -> list[str]:
    """The same for people: one line, and one for each thing to know."""
    days = f"in force {described['effective_from']} to {described['effective_to']}"
    lines = [f"{described['name']}  {days}  ({described['source']})"]
    holds = [
        f"{described['holds'][key]:,} {what}" for key, what in _HELD.items() if key in described["holds"]
    ]
    lines.append(f"    {', '.join(holds)}")
    if described["differences"]:
        lines.append(f"    {described['differences']} codes on which its files differ")
    if described["caution"]:
        lines.append(f"    caution: {described['caution']}")
    return lines + [f"    not used: {name}" for name in described.get("unused", ())]


def describe_code(code_set: CodeSet, code: str) -> Json:
    """A code of the edition as plain JSON values: what the tabular list and the index say, and flags."""
    (dotted, *above) = code_set.ancestry(code)
    return {
        "code": dotted,
        "title": code_set.title(code),
        "billable": code_set.billable(code),
        "edition": code_set.edition.name,
        "above": [{"code": one, "title": code_set.title(one)} for one in reversed(above)],
        "below": [{"code": one, "title": code_set.title(one)} for one in code_set.children(code)],
        "notes": [{"at": note.owner, "kind": note.kind, "text": note.text} for note in code_set.notes(code)],
        "seventh_characters": [
            {"character": one.character, "meaning": one.meaning, "code": one.code}
            for one in code_set.seventh_characters(code)
        ],
        "paths": [
            {
                "source": path.source,
                "path": path.path,
                "modifiers": path.modifiers,
                "code": path.code,
                "incomplete": path.incomplete,
                "manifestation": path.manifestation,
            }
            for path in code_set.paths_to(code)
        ],
        "flags": _flags(dotted),
    }


def _flags(code: str) -> Json | None:
    """Payment flags; None where the packages that carry the lists are not installed."""
    from nlp.code_set.payment_flags import flag_packages, flags_of

    found = flags_of(code, *flag_packages())
    if found is None:
        return None
    return {
        "hcc_v28": found.hcc or None,
        "hcc_label": found.hcc_label or None,
        "hcc_payment_year": found.hcc_year or None,
        "complication": found.complication or None,
        "complication_fiscal_year": found.complication_year or None,
    }


def code_lines(described: Json) -> list[str]:
    """The same for people."""
    kind = "billable" if described["billable"] else "heading, not billable"
    lines = [f"{one['code']}  {one['title']}" for one in described["above"]]
    lines.append(f"{described['code']}  {described['title']}  [{kind}, edition {described['edition']}]")
    if described["seventh_characters"]:
        lines += [f"    {one['code']}  {one['meaning']}" for one in described["seventh_characters"]]
    else:
        lines += [f"    {one['code']}  {one['title']}" for one in described["below"]]
    return [
        *lines,
        *_note_lines(described),
        *_flag_lines(described["flags"]),
        *_path_lines(described["paths"]),
    ]


def _note_lines(described: Json) -> Iterator[str]:
    """Each heading once a place, as the tabular list prints it."""
    before = None
    for note in described["notes"]:
        place = (note["kind"], note["at"])
        if place != before:
            at = "" if note["at"] == described["code"] else f" ({note['at']})"
            yield f"  {_NOTE_HEADINGS[note['kind']]}{at}:"
        before = place
        yield f"    {note['text']}"


def _flag_lines(flags: Json | None) -> Iterator[str]:
    if flags and flags["hcc_v28"]:
        label = flags["hcc_label"] or "no name"
        yield f"  HCC V28 {flags['hcc_v28']}: {label} (payment year {flags['hcc_payment_year']})"
    if flags and flags["complication"]:
        yield f"  {flags['complication']} (fiscal year {flags['complication_fiscal_year']})"


def _path_lines(paths: list[Json]) -> Iterator[str]:
    if paths:
        yield "  Index:"
    for path in paths:
        behind = f" [{path['manifestation']}]" if path["manifestation"] else ""
        yield f"    {path['path']} -> {path['code']}{'-' if path['incomplete'] else ''}{behind}"


def describe_replay(replayed: Replayed) -> dict[str, Any]:
    """The figures of a replay: cases, and the opened tier's precision and recall before and after."""
    return {
        "cases_learned_from": replayed.earlier,
        "cases_measured": replayed.later,
        **{
            when: {
                "precision": tier.precision,
                "recall": tier.recall,
                "accepted": tier.accepted,
                "rejected": tier.rejected,
            }
            for when, tier in (("before", replayed.before), ("after", replayed.after))
        },
    }


def replay_lines(described: dict[str, Any]) -> list[str]:
    """The figures of a replay for people."""
    earlier, later = described["cases_learned_from"], described["cases_measured"]
    lines = [f"{earlier} cases learned from, {later} later ones measured"]
    for when, name in (("before", "nothing learned"), ("after", "learned")):
        shares = [
            f"{word} {'not known' if described[when][word] is None else format(described[when][word], '.1%')}"
            for word in ("precision", "recall")
        ]
        lines.append(f"{name}: {', '.join(shares)} of the codes that open without a click")
    kept = "Kept: it counts where use_learned is on." if described["kept"] else "Nothing was kept."
    return [*lines, kept]
