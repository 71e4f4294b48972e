from __future__ import annotations

from pathlib import Path

import pytest

from storage.errors import Disposition
from transcribe import models
from transcribe.models import PUBLISHED_SHA256, ModelDamagedError, ModelMissingError, find_model


def make_model(folder: Path, content: bytes = b"weights") -> Path:
    folder.mkdir(parents=True)
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        (folder / name).write_text("{}")
    (folder / "model.bin").write_bytes(content)
    return folder


def test_the_base_model_is_joined_from_its_packages_and_is_the_published_one(tmp_path: Path) -> None:
    found = find_model("base", cache_dir=tmp_path)
    assert found.sha256 == PUBLISHED_SHA256["base"]
    assert sorted(path.name for path in found.folder.iterdir()) == [
        "config.json",
        "model.bin",
        "tokenizer.json",
        "vocabulary.txt",
    ]
    joined_at = (found.folder / "model.bin").stat().st_mtime_ns
    assert find_model("base", cache_dir=tmp_path) == found
    assert (found.folder / "model.bin").stat().st_mtime_ns == joined_at


def test_tiny_en_is_read_where_its_package_lies(tmp_path: Path) -> None:
    found = find_model("tiny.en", cache_dir=tmp_path)
    assert found.sha256 == PUBLISHED_SHA256["tiny.en"]
    assert not list(tmp_path.iterdir())


def test_a_chosen_folder_comes_with_its_own_hash(tmp_path: Path) -> None:
    folder = make_model(tmp_path / "large-v3")
    found = find_model(str(folder), cache_dir=tmp_path)
    assert found.name == "large-v3"
    assert len(found.sha256) == 64


def test_a_name_is_looked_for_in_the_cache(tmp_path: Path) -> None:
    folder = make_model(tmp_path / "small")
    assert find_model("small", cache_dir=tmp_path).folder == folder


@pytest.mark.parametrize("missing", ["model.bin", "tokenizer.json", "vocabulary.txt"])
def test_a_folder_that_would_need_the_network_is_refused(tmp_path: Path, missing: str) -> None:
    folder = make_model(tmp_path / "mine")
    (folder / missing).unlink()
    with pytest.raises(ModelMissingError):
        find_model(str(folder), cache_dir=tmp_path)


def test_a_changed_model_in_the_cache_is_refused(tmp_path: Path) -> None:
    make_model(tmp_path / "base")
    with pytest.raises(ModelDamagedError):
        find_model("base", cache_dir=tmp_path)


@pytest.mark.parametrize("name", ["base", "tiny.en"])
def test_a_missing_package_is_named_with_how_to_get_it(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _package: None)
    with pytest.raises(ModelMissingError, match="not installed") as caught:
        find_model(name, cache_dir=tmp_path)
    assert caught.value.disposition is Disposition.ASK_HUMAN
    assert "speech-models" in caught.value.remedy


def test_half_a_package_leaves_no_model_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    halves = make_model(tmp_path / "halves")
    (halves / "first").write_bytes(b"one")
    monkeypatch.setattr(models, "_package_folder", lambda _package: halves)
    monkeypatch.setattr(models, "_BASE_PARTS", (("a", "first"), ("b", "second")))
    with pytest.raises(ModelMissingError, match="lacks a file"):
        find_model("base", cache_dir=tmp_path / "cache")
    (halves / "second").write_bytes(b"two")
    with pytest.raises(ModelDamagedError):
        find_model("base", cache_dir=tmp_path / "cache")
    assert not (tmp_path / "cache" / "base" / "model.bin").exists()


def test_a_package_without_its_files_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "_package_folder", lambda _package: tmp_path)
    with pytest.raises(ModelMissingError, match="lacks files"):
        find_model("tiny.en", cache_dir=tmp_path)
