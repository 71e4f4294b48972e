"""Memory that a page needed does not stay with the worker."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

# Blocks of 6 MB, every second one freed: holes that glibc keeps unless it is asked for them.
_HOLES = """
import ctypes
from ocr.free_memory import return_free_memory
libc = ctypes.CDLL(None)
libc.mallopt(-3, 32 * 2**20)  # as after a first large block was freed
libc.malloc.restype = ctypes.c_void_p
libc.malloc.argtypes = [ctypes.c_size_t]
libc.free.argtypes = [ctypes.c_void_p]
def resident_mib():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("RssAnon")) // 1024
blocks = [libc.malloc(6 * 2**20) for _ in range(40)]
for block in blocks:
    ctypes.memset(block, 1, 6 * 2**20)
for block in blocks[::2]:
    libc.free(block)
before = resident_mib()
assert return_free_memory()
print(before - resident_mib())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries keep no holes to give back")
def test_holes_between_blocks_that_stay_are_given_back() -> None:
    run = subprocess.run([sys.executable, "-c", _HOLES], capture_output=True, text=True, check=True)

    assert int(run.stdout) > 100  # of 120 MiB freed
