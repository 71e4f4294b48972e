"""When a document should be ready to be used, by its worktype and priority. Pure.

Belt and worklists share one order: priority first, then what is due first. Documents of one worktype and
priority have the same minutes, so among them the oldest comes first.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from ingest.index_fields import PRIORITIES

_NAMES = {number: name for name, number in PRIORITIES.items()}


def due_at(received_at: datetime, *, worktype: str, priority: int, minutes: Mapping[str, int]) -> datetime:
    """The moment by which the document is due.

    `minutes` has a value for each priority; a worktype's own value holds for routine work, and one under
    "worktype/priority" for just that. Upper and lower case count as the same.
    """
    name = _NAMES[priority]
    known = {key.casefold(): value for key, value in minutes.items()}
    kind = " ".join(worktype.split()).casefold()
    wanted = [f"{kind}/{name}", *([kind] if kind and name == "routine" else []), name]
    return received_at + timedelta(minutes=next(known[key] for key in wanted if key in known))
