"""`chartscribe trace RECORD`: from accepted codes to words, pixels or seconds, and the original's hash."""

from __future__ import annotations

import argparse
from typing import Any

from chartscribe.commands import Commands
from chartscribe.file_results import print_json_line

_EXIT_ORIGINAL_CHANGED = 2


def add_parser(commands: Commands, home: argparse.ArgumentParser) -> None:
    """Describe the command line."""
    parser = commands.add_parser(
        "trace", parents=[home], help="lead the codes of a filed record back to paper or audio"
    )
    parser.add_argument("record", metavar="RECORD", help="id of a filed document, or of a coding case")
    parser.add_argument("--code", metavar="CODE", help="this code alone")
    parser.add_argument("--json", action="store_true", help="one JSON object for programs")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the way back of every code; 2 when an original is changed or missing."""
    from chartscribe.site import open_database, open_objects
    from chartscribe.tracing import trace_record
    from storage.settings import StorageSettings

    settings = StorageSettings()
    with open_database(settings) as database, open_objects(settings) as store:
        trace = trace_record(arguments.record, database=database, store=store, code=arguments.code)
    if arguments.json:
        print_json_line(trace.as_json())
    else:
        print("\n".join(trace_lines(trace.as_json())))
    return 0 if trace.is_intact else _EXIT_ORIGINAL_CHANGED


def trace_lines(trace: dict[str, Any]) -> list[str]:
    """The trace in plain words."""
    lines = [f"Record {trace['record_id']}, version {trace['version']} ({trace['record_type']})"]
    if not trace["codes"]:
        lines.append("No accepted code rests on this record.")
    for code in trace["codes"]:
        lines.append(f"{code['code']}  {code['title']}")
        if not code["evidence"]:
            lines.append("    added by a person; no words were named")
        for evidence in code["evidence"]:
            lines.append(f'    "{evidence["quote"]}"')
            lines += [f"        {_place_in_words(place)}" for place in evidence["places"]]
            lines.append(f"        document {evidence['document_id']}")
    for original in trace["originals"]:
        verdict = "read again, unchanged" if original["intact"] else "CHANGED OR MISSING"
        lines.append(f"original {original['sha256']} ({original['size_bytes']} bytes): {verdict}")
    return lines


def _place_in_words(place: dict[str, Any]) -> str:
    if "box" not in place:
        return f"{place['start_s']:.2f} to {place['end_s']:.2f} s of the recording"
    left, top, right, bottom = place["box"]
    page = f"page {place['page_number']}" if place["page_number"] else f"page {place['page_id']}"
    return f"{page}, pixels {left},{top} to {right},{bottom}"
