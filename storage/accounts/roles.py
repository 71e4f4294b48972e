"""The roles a person can hold. What each may do is decided upstairs, in review_ui.permissions."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """A job in the records department; one person may hold several."""

    SCANNER = "scanner"
    TECHNICIAN = "technician"
    TRANSCRIPTIONIST = "transcriptionist"
    CODER = "coder"
    AUTHOR = "author"
    READER = "reader"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
