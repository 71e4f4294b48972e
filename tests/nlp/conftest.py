"""The packaged edition and the engine, loaded once a test session."""

from __future__ import annotations

import os
import warnings
from pathlib import Path

import pytest

from nlp.resources import CodingResources, load_resources


@pytest.fixture(scope="session")
def cache_folder() -> Path:
    """Where the command line and the belt keep the prepared code set in this run, too."""
    return Path(os.environ["XDG_CACHE_HOME"]) / "chartscribe" / "code_sets"


@pytest.fixture(scope="session")
def resources(cache_folder: Path) -> CodingResources:
    loaded = load_resources(cache_folder)
    with warnings.catch_warnings():
        # spaCy 3.7 imports a click function that click 8.5 has moved.
        warnings.filterwarnings("ignore", message=r"Importing 'parser\.split_arg_string' is deprecated")
        # pysbd, which scispaCy brings, has backslashes in plain strings: said when it is compiled.
        warnings.filterwarnings("ignore", message=r"invalid escape sequence", category=DeprecationWarning)
        assert loaded.suggester.engine.name
    return loaded
