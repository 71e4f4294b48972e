"""How the demo shows that samples are being read: a live table on a terminal, else a line a change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO

from chartscribe.demo.report import sample_table
from chartscribe.waiting import DocumentProgress

See = Callable[[Sequence[DocumentProgress]], None]


@contextmanager
def progress_view(stream: TextIO) -> Iterator[See]:
    """A call that shows the present progress on `stream`."""
    if not stream.isatty():
        yield _LineView(stream).see
        return
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    with Live(Text("Sending the samples in …"), console=Console(file=stream), transient=True) as live:
        yield lambda samples: live.update(Text("\n".join(sample_table(samples))))


class _LineView:
    """One line whenever a sample's state changes."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._shown: dict[str, str] = {}

    def see(self, samples: Sequence[DocumentProgress]) -> None:
        for sample in samples:
            if self._shown.get(sample.document_id) != sample.plain_state:
                self._shown[sample.document_id] = sample.plain_state
                print(f"  {sample.file_name}: {sample.plain_state}", file=self._stream, flush=True)
