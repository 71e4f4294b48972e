"""Makes a child process die with the process that started it, kill -9 included. Touches the world.

Linux: the kernel does it (prctl PR_SET_PDEATHSIG, kept across exec). It watches the *thread* that started the
child, so children are started from a thread that lives as long as its process. Elsewhere a thread, or a
wrapper around a foreign program, looks every half second whether the parent is still there.

    python -m ingest.guard -m MODULE ARGUMENT…    runs a module of ours, guarded before its slow imports
    python -m ingest.guard PROGRAM ARGUMENT…      runs a foreign program
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import runpy
import signal
import subprocess
import sys
import threading
import time

PARENT_VARIABLE = "CHARTSCRIBE_PARENT_PID"
_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_LOOK_EVERY_S = 0.5


def child_environment() -> dict[str, str]:
    """The variable that tells a child which parent it must not outlive."""
    return {PARENT_VARIABLE: str(os.getpid())}


def die_with_parent() -> None:
    """From now on this process is killed when its supervisor dies; without a supervisor nothing happens.

    The variable is taken out, so that grandchildren do not mistake the grandparent for their parent.
    """
    parent = os.environ.pop(PARENT_VARIABLE, None)
    if parent is None:
        return
    if sys.platform == "linux":
        _ask_kernel()
    else:
        threading.Thread(target=_watch_parent, args=(int(parent),), name="parent watch", daemon=True).start()
    if os.getppid() != int(parent):  # it died before the kernel was asked
        os.kill(os.getpid(), signal.SIGKILL)


def _ask_kernel() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG) was refused")


def _watch_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_EVERY_S)
    os.kill(os.getpid(), signal.SIGKILL)


def run_guarded(command: list[str]) -> int:
    """The exit code of a foreign program that dies with our parent; on Linux this call never returns."""
    parent = os.environ.get(PARENT_VARIABLE)
    if sys.platform == "linux":
        die_with_parent()
        os.execvp(command[0], command)  # noqa: S606 - no shell: the program and its arguments as given
    os.environ.pop(PARENT_VARIABLE, None)
    program = subprocess.Popen(command)
    signal.signal(signal.SIGTERM, lambda *_: program.terminate())
    while parent is None or os.getppid() == int(parent):
        with contextlib.suppress(subprocess.TimeoutExpired):
            return program.wait(timeout=_LOOK_EVERY_S)
    program.kill()
    return program.wait()


def run_module(name: str, arguments: list[str]) -> None:
    """Run a module of ours as the main program of this process."""
    die_with_parent()
    sys.argv = [name, *arguments]
    runpy.run_module(name, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    if sys.argv[1] == "-m":
        run_module(sys.argv[2], sys.argv[3:])
    else:
        sys.exit(run_guarded(sys.argv[1:]))
