"""Filed documents as files in a folder, named by a pattern, with an index: what leaves for another system."""

from storage.export.choice import Chosen, count_chosen
from storage.export.naming import (
    PATTERN_FIELDS,
    ExportPatternError,
    NameFields,
    check_pattern,
    file_path,
)
from storage.export.running import (
    ExportBusyError,
    ExportOrder,
    ExportTargetInUseError,
    ExportUnknownError,
    ask_export,
    find_export,
    run_export,
    stop_export,
    take_up_export,
    waiting_export,
)

__all__ = [
    "PATTERN_FIELDS",
    "Chosen",
    "ExportBusyError",
    "ExportOrder",
    "ExportPatternError",
    "ExportTargetInUseError",
    "ExportUnknownError",
    "NameFields",
    "ask_export",
    "check_pattern",
    "count_chosen",
    "file_path",
    "find_export",
    "run_export",
    "stop_export",
    "take_up_export",
    "waiting_export",
]
