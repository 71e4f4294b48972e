"""Touches the world: watches the memory of a child process and of every process below it."""

from __future__ import annotations

import threading

import psutil


class MemoryWatch:
    """Samples PSS (shared pages divided among those who share them) twice a second, in a thread.

    `peak_one_bytes` is the most that any single process took, `peak_all_bytes` the most of all together, and
    `at_peak` what each process took then: (command line, bytes).
    """

    def __init__(self, process_id: int) -> None:
        self._root = psutil.Process(process_id)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.peak_one_bytes = 0
        self.peak_all_bytes = 0
        self.at_peak: list[tuple[list[str], int]] = []

    def __enter__(self) -> MemoryWatch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(0.5):
            now = self._sizes()
            sizes = [size for _, size in now]
            self.peak_one_bytes = max(self.peak_one_bytes, *sizes, 0)
            if sum(sizes) > self.peak_all_bytes:
                self.peak_all_bytes, self.at_peak = sum(sizes), now

    def _sizes(self) -> list[tuple[list[str], int]]:
        sizes: list[tuple[list[str], int]] = []
        try:
            family = [self._root, *self._root.children(recursive=True)]
        except psutil.NoSuchProcess:
            return sizes
        for process in family:
            try:
                sizes.append((process.cmdline(), int(process.memory_full_info().pss)))
            except psutil.NoSuchProcess:
                continue  # it ended between the list and the look
        return sizes
