"""The second copy: everything that was kept, on another disk, without the keys, and how old it is."""

from storage.second_copy.copying import CopyReport, make_copy
from storage.second_copy.last_copy import (
    OLD_AFTER,
    SafeCopy,
    last_safe_copy,
    newest_run,
    second_copy_covers,
    second_copy_folder,
)
from storage.second_copy.marked_disk import (
    CopyDisk,
    CopyDiskNotMarkedError,
    CopyDiskOfOtherSiteError,
    is_second_copy,
    mark_disk,
    on_same_disk,
    open_marked,
)
from storage.second_copy.running import CopyBusyError, ask_copy, run_copy
from storage.second_copy.unsealing import CopyNotCompleteError, restore_copy

__all__ = [
    "OLD_AFTER",
    "CopyBusyError",
    "CopyDisk",
    "CopyDiskNotMarkedError",
    "CopyDiskOfOtherSiteError",
    "CopyNotCompleteError",
    "CopyReport",
    "SafeCopy",
    "ask_copy",
    "is_second_copy",
    "last_safe_copy",
    "make_copy",
    "mark_disk",
    "newest_run",
    "on_same_disk",
    "open_marked",
    "restore_copy",
    "run_copy",
    "second_copy_covers",
    "second_copy_folder",
]
