"""`chartscribe transcribe`: dictations in; draft report and words in time out. Needs no site."""

from __future__ import annotations

import argparse
import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chartscribe.commands import Commands
from chartscribe.commands.file_arguments import add_file_arguments, sink_for
from chartscribe.file_results import Content, Unit, give_out, read_input
from chartscribe.progress import Advance, progress_bar

if TYPE_CHECKING:
    from transcribe.options import DictationContext, DictationOptions

_FORMATS = ("json", "text", "vtt")


def add_parser(commands: Commands, home: argparse.ArgumentParser) -> None:
    """Describe the command line."""
    parser = commands.add_parser(
        "transcribe",
        parents=[home],
        help="write dictations down: WAV, MP3, M4A/AAC, Ogg/Opus, FLAC, WMA, AMR, DSS/DS2, video",
        description="Writes dictations down.",
    )
    add_file_arguments(parser, formats=_FORMATS)
    parser.add_argument(
        "--context",
        type=Path,
        metavar="CONTEXT.json",
        help="what is known before listening: medications, terms (lists), specialty, worktype, author",
    )
    parser.add_argument(
        "--quality",
        choices=("draft", "standard", "quality"),
        help="draft: half the time, more errors; quality: fewer errors, more time",
    )
    parser.add_argument(
        "--password-file",
        type=Path,
        metavar="FILE",
        help="passwords of encrypted DS2 recordings, one a line (default: those of the settings)",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write every file down, in order; the worst of what became of them."""
    from chartscribe.options import EngineSettings, dictation_options

    sink = sink_for(arguments)
    options = dictation_options(EngineSettings(), quality=arguments.quality, context=_read_context(arguments))
    passwords = _read_passwords(arguments)
    with progress_bar("listening", unit="seconds of audio") as advance:
        convert = partial(
            _read_file, format_name=arguments.format, options=options, passwords=passwords, advance=advance
        )
        return give_out([Unit(file, partial(convert, file)) for file in arguments.files], sink)


def _read_context(arguments: argparse.Namespace) -> DictationContext | None:
    from transcribe.options import DictationContext

    if arguments.context is None:
        return None
    try:
        return DictationContext.from_json(_load_object(arguments.context))
    except (OSError, ValueError, TypeError) as failure:  # a JSON error and a bad encoding are ValueErrors
        arguments.usage_error(f"--context {arguments.context}: {failure}")
        raise  # not reached: argparse leaves the program


def _read_passwords(arguments: argparse.Namespace) -> list[str]:
    from storage.settings import StorageSettings

    if arguments.password_file is None:
        return StorageSettings().dictation_passwords.splitlines()
    try:
        return Path(arguments.password_file).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as failure:
        arguments.usage_error(f"--password-file {arguments.password_file}: {failure}")
        raise  # not reached: argparse leaves the program


def _load_object(path: Path) -> dict[str, Any]:
    stored = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(stored, dict):
        raise TypeError("the file holds no JSON object")
    return stored


def _read_file(
    file: str, *, format_name: str, options: DictationOptions, passwords: list[str], advance: Advance
) -> Content:
    from storage.settings import StorageSettings
    from transcribe.read_dictation import read_dictation

    reading = read_dictation(
        read_input(file),
        options=options,
        passwords=passwords,
        model_cache_dir=StorageSettings().cache_dir / "models",
        progress=lambda done_s, all_s: advance(round(done_s), round(all_s)),
    )
    if format_name == "json":
        from transcribe.output import transcribe_json

        return transcribe_json(file, reading)
    if format_name == "vtt":
        from transcribe.captions import captions

        return captions(reading.transcript)
    return reading.text
