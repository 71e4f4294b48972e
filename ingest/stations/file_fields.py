"""The index fields of one file from all that says something about it. Pure.

The nearest word wins: a file beside the scan, then its row in a list, then its name, then what was chosen for
the batch, then what the station stands for. A name that gives an impossible date says nothing about it; a
sidecar or a list that does is wrong, and the file waits until somebody mends it.
"""

from __future__ import annotations

from collections.abc import Mapping

from ingest.index_fields import IndexFieldError, IndexFields, parse_index_fields
from ingest.stations.defaults import Defaults

_OF_THE_PATIENT = ("mrn", "name", "dob", "encounter")


def fields_of_file(
    *,
    beside: Mapping[str, str | None],
    listed: Mapping[str, str],
    in_name: Mapping[str, str],
    batch: Defaults,
    station: Defaults,
) -> IndexFields:
    """The index fields of the file.

    The patient comes from one source alone: an MRN from a list with a name from the file would be a third.

    Raises:
        IndexFieldError: a sidecar or a list says something that cannot be used.
    """
    said: dict[str, str] = {}
    for source in (station.as_texts(), batch.as_texts(), _usable(in_name), listed, beside):
        given = {name: value for name, value in source.items() if value}
        if any(name in given for name in _OF_THE_PATIENT):
            said = {name: value for name, value in said.items() if name not in _OF_THE_PATIENT}
        said |= given
    return parse_index_fields(said)


def _usable(in_name: Mapping[str, str]) -> dict[str, str]:
    try:
        parse_index_fields(in_name)
    except IndexFieldError as wrong:
        return {name: value for name, value in in_name.items() if name not in wrong.problems}
    return dict(in_name)
