"""Holds the house to its plan: floors, sizes, names, errors. A failure lists all that break the rule."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.stages import STAGES
from ingest.worker import TASK_MODULES
from tests.source_code import (
    ENGINES,
    FLOORS,
    ROOT,
    SourceFile,
    committed_files,
    imported_modules,
    loaded_by,
    run_python,
    service_errors,
    source_files,
)

HOUSE = tuple(FLOORS)
OUTSIDE = ("tests", "benchmarks")
LONGEST_FILE = 300
LONGEST_FUNCTION = 60
# A migration is one long list of operations, written once and never changed
MIGRATION = "storage/migrations/versions/"
VAGUE = {
    "data",
    "info",
    "item",
    "items",
    "process",
    "handle",
    "manager",
    "helper",
    "helpers",
    "utils",
    "misc",
}
# EngineInfo stands in the plan itself; "language data" is what Tesseract calls its models
NAMED_WITH_REASON = {"EngineInfo", "LanguageDataMissingError"}
HEAVY = {"cv2", "spacy", "faster_whisper"}


def _product_files() -> tuple[SourceFile, ...]:
    return source_files(*HOUSE)


def test_imports_only_look_down() -> None:
    upward = [
        f"{source.path}:{line} imports {module}"
        for source in _product_files()
        for line, module in imported_modules(source)
        if (target := module.split(".")[0]) in FLOORS
        and target != source.folder
        and FLOORS[target] >= FLOORS[source.folder]
    ]
    assert not upward, "\n".join(upward)


def test_in_an_engine_only_the_tasks_know_the_conveyor_and_the_store() -> None:
    knowing = [
        f"{source.path}:{line} imports {module}"
        for source in source_files(*ENGINES)
        if not source.path.endswith("/tasks.py")
        for line, module in imported_modules(source)
        if module.split(".")[0] in ("ingest", "storage")
        and module not in ("storage", "storage.errors")
        and not module.startswith("storage.errors.")
    ]
    assert not knowing, "\n".join(knowing)


def test_the_product_imports_neither_tests_nor_benchmarks() -> None:
    wrong = [
        f"{source.path}:{line} imports {module}"
        for source in source_files(*HOUSE, "samples")
        for line, module in imported_modules(source)
        if module.split(".")[0] in OUTSIDE
    ]
    assert not wrong, "\n".join(wrong)


def test_the_samples_are_made_without_the_product() -> None:
    wrong = [
        f"{source.path}:{line} imports {module}"
        for source in source_files("samples")
        for line, module in imported_modules(source)
        if module.split(".")[0] in HOUSE
    ]
    assert not wrong, "\n".join(wrong)


def test_tasks_are_named_by_string_and_imported_by_nobody() -> None:
    importing = [
        f"{source.path}:{line} imports {module}"
        for source in _product_files()
        for line, module in imported_modules(source)
        if re.fullmatch(r"(ocr|ocr\.scan_check|transcribe|nlp|ingest)\.tasks", module)
    ]
    assert not importing, "\n".join(importing)


def test_the_web_loads_no_heavy_library() -> None:
    loaded = {name.split(".")[0] for name in loaded_by("review_ui.app")["modules"]}
    assert "fastapi" in loaded
    assert not HEAVY & loaded


FOREIGN = {
    "scan": {"spacy", "faster_whisper", "ctranslate2", "rapidocr", "onnxruntime"},
    "ocr": {"spacy", "faster_whisper", "ctranslate2"},
    "transcribe": {"cv2", "spacy", "pypdfium2"},
    "nlp": {"cv2", "faster_whisper", "ctranslate2", "pypdfium2"},
    "filing": {"cv2", "spacy", "faster_whisper", "ctranslate2", "pypdfium2"},
}


@pytest.mark.parametrize("queue", sorted(TASK_MODULES))
def test_a_worker_imports_its_own_queue_alone_and_finds_each_task_by_its_name(queue: str) -> None:
    own = TASK_MODULES[queue]
    loaded = loaded_by(own)["modules"]
    assert set(loaded_by(own)["tasks"]) == {stage.task for stage in STAGES.values() if stage.queue == queue}
    assert not (set(TASK_MODULES.values()) - {own}) & set(loaded)
    assert not FOREIGN[queue] & {name.split(".")[0] for name in loaded}


def test_a_plain_folder_name_imports_our_folder_from_anywhere(tmp_path: Path) -> None:
    for folder in HOUSE:
        (tmp_path / folder).mkdir()  # what might lie where a person happens to stand
    found = run_python(
        "import importlib, json, sys;"
        "print(json.dumps([importlib.import_module(name).__file__ for name in sys.argv[1:]]))",
        *HOUSE,
        cwd=tmp_path,
    )
    assert [Path(file).resolve() for file in found] == [ROOT / folder / "__init__.py" for folder in HOUSE]


def _written_source() -> Iterator[tuple[str, list[str]]]:
    for name in committed_files():
        ours = name.split("/", 1)[0] in (*HOUSE, "samples", "benchmarks") and not name.startswith(MIGRATION)
        if ours and Path(name).suffix in {".py", ".js", ".css", ".html"}:
            yield name, (ROOT / name).read_text(encoding="utf-8").splitlines()


def test_no_source_file_is_longer_than_300_lines() -> None:
    long = [f"{name}: {len(lines)} lines" for name, lines in _written_source() if len(lines) > LONGEST_FILE]
    assert not long, "\n".join(long)


def test_no_function_is_longer_than_60_lines() -> None:
    long = [
        f"{source.path}:{node.lineno} {node.name}: {length} lines"
        for source in source_files(*HOUSE, "samples", "benchmarks")
        if not source.path.startswith(MIGRATION)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if (length := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
    ]
    assert not long, "\n".join(long)


def test_every_expected_failure_has_a_code_of_its_own_a_disposition_and_a_remedy() -> None:
    errors = service_errors()
    assert len(errors) > 30
    wrong = []
    for error in errors:
        where = f"{error['module']}.{error['name']}"
        folder = error["module"].split(".")[0]
        if not re.fullmatch(rf"{folder}\.[a-z][a-z0-9_]*", error["code"] or ""):
            wrong.append(f"{where}: code {error['code']!r} is not {folder}.words_like_this")
        if error["disposition"] not in ("retry", "reject", "ask_human"):
            wrong.append(f"{where}: disposition {error['disposition']!r}")
        if not re.fullmatch(r"\S.*[^.\s]", error["remedy"] or ""):
            wrong.append(f"{where}: the remedy is one text without a full stop, not {error['remedy']!r}")
    codes = Counter(error["code"] for error in errors if error["own_code"] or not error["has_children"])
    wrong += [f"{code} is the code of {count} failures" for code, count in codes.items() if count > 1]
    assert not wrong, "\n".join(wrong)


def _texts() -> Iterator[tuple[str, str]]:
    for name in committed_files():
        content = (ROOT / name).read_bytes()
        if b"\0" not in content[:4096] and Path(name).suffix not in {".wav", ".mp3", ".opus", ".pdf"}:
            yield name, content.decode("utf-8", errors="replace")


def test_no_committed_file_names_a_registry() -> None:
    # In pieces, so that this file names none either
    hosts = (
        "pypi" + ".org",
        "python" + "hosted",
        "npmjs" + ".",
        "un" + "pkg.com",
        "jsdeli" + "vr",
        "/simple" + "/",
    )
    naming = [f"{name}: {host}" for name, text in _texts() for host in hosts if host in text]
    assert not naming, "\n".join(naming)


def test_no_committed_file_names_a_place_on_somebodys_machine() -> None:
    place = re.compile(r"(?<![\w.)/])/(?:work|root|Users/\w+|home/[a-z]\w*)/[\w.]+")
    naming = [f"{name}: {found[0]}" for name, text in _texts() if (found := place.search(text)) is not None]
    assert not naming, "\n".join(naming)


def _vague_file_name(source: SourceFile) -> Iterator[str]:
    stem = source.path.rsplit("/", 1)[1].removesuffix(".py")
    if stem in ("__init__", "__main__") or source.path.startswith(MIGRATION):
        return
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", stem):
        yield f"{source.path}: not words_like_this"
    if VAGUE & set(stem.split("_")):
        yield f"{source.path}: says nothing about what it holds"


def _vague_class_names(source: SourceFile) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.ClassDef) or node.name in NAMED_WITH_REASON:
            continue
        if not re.fullmatch(r"_?[A-Z][A-Za-z0-9]*", node.name):
            yield f"{source.path}:{node.lineno} {node.name}: not WordsLikeThis"
        if VAGUE & {word.lower() for word in re.findall(r"[A-Z][a-z0-9]*", node.name)}:
            yield f"{source.path}:{node.lineno} {node.name}: says nothing about what it is"


def test_files_and_classes_are_named_from_the_field() -> None:
    vague = [
        complaint
        for source in source_files(*HOUSE, *OUTSIDE, "samples")
        for complaint in (*_vague_file_name(source), *_vague_class_names(source))
    ]
    assert not vague, "\n".join(vague)
