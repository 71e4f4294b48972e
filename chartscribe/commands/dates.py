"""Dates on the command line. Pure."""

from __future__ import annotations

import argparse
from datetime import date


def iso_day(text: str) -> date:
    """The day written YYYY-MM-DD.

    Raises:
        argparse.ArgumentTypeError: it is none; argparse says so and leaves the program.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day written YYYY-MM-DD") from None
