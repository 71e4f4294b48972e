"""One file a command: `add_parser` describes its arguments, `run` does the work and returns the exit code.

Importing a command loads nothing heavy: `chartscribe --help` imports them all.
"""

from __future__ import annotations

import argparse
from typing import TypeAlias

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
