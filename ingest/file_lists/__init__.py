"""Lists of files that come in from an archive: one row a file, taken in once, however often it is begun."""

from ingest.file_lists.checking import CheckReport, check_list
from ingest.file_lists.pace import Pace
from ingest.file_lists.rows import FileListDamagedError, ListedFile, OpenedList, open_list
from ingest.file_lists.taking import FileListGoneError, TakeReport, take_list

__all__ = [
    "CheckReport",
    "FileListDamagedError",
    "FileListGoneError",
    "ListedFile",
    "OpenedList",
    "Pace",
    "TakeReport",
    "check_list",
    "open_list",
    "take_list",
]
