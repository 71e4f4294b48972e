from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from chartscribe import up, waiting
from chartscribe.demo.home import NotADemoHomeError, default_demo_home, enter_demo_home
from chartscribe.demo.progress_view import progress_view
from chartscribe.demo.report import duration_in_words, sample_table, summary, troubles
from chartscribe.demo.run_demo import exit_code
from chartscribe.demo.samples_in import DEMO_LOGIN, NoSamplesError, demo_link_token, send_samples
from chartscribe.waiting import DocumentProgress
from ingest.settings import IngestSettings
from samples.catalogue import sample_files
from storage.accounts.one_time_links import link_owner, use_link
from storage.database import Database
from storage.ledger.document_states import DocumentState
from storage.ledger.documents import lock_document, move
from tests.chartscribe.conftest import Command
from tests.small_site import small_site

S = DocumentState

CHART = DocumentProgress(
    document_id="1",
    file_name="note.pdf",
    kind="chart",
    state=S.AWAITING_REVIEW,
    reason_code=None,
    reason=None,
    page_count=2,
    pages_read=2,
    duration_s=None,
    word_count=300,
    doubtful_words=7,
    suggestion_count=4,
    tries_again=False,
)
DICTATION = replace(
    CHART, document_id="2", file_name="letter.wav", kind="dictation", page_count=None, duration_s=64.2
)
READING = replace(CHART, state=S.READING, pages_read=1, word_count=None, doubtful_words=None)
LOCKED = replace(CHART, state=S.NEEDS_ATTENTION, reason_code="ocr.pdf_encrypted", reason="It is locked.")
REFUSED = replace(CHART, state=S.REJECTED, reason_code="ingest.empty_file", reason="It is empty.")


def test_the_table_has_a_line_a_sample_and_its_columns_stand_under_each_other() -> None:
    heading, chart, dictation, reading = sample_table([CHART, DICTATION, replace(READING, page_count=1)])
    assert chart.split() == ["note.pdf", "2", "pages", "300", "7", "4", "waiting", "for", "review"]
    assert "64 s" in dictation
    assert "1 page " in reading
    assert heading.index("State") == chart.index("waiting") == dictation.index("waiting")


def test_the_report_says_how_many_were_read_in_what_time() -> None:
    assert summary([CHART, DICTATION], seconds=83.2, already_in=0) == (
        "2 of 2 samples were read in 1 min 23 s."
    )
    assert "1 of 2 samples" in summary([CHART, LOCKED], seconds=9, already_in=0)
    assert "1 of them were here already" in summary([CHART, DICTATION], seconds=9, already_in=1)
    assert summary([CHART], seconds=1, already_in=1).startswith("All 1 samples were here already")
    assert duration_in_words(59.6) == "1 min 0 s"


def test_every_sample_that_was_not_read_is_named_with_its_reason() -> None:
    assert troubles([CHART, DICTATION]) == []
    locked, late = troubles([LOCKED, READING])
    assert locked == "note.pdf: needs a look. It is locked. [ocr.pdf_encrypted]"
    assert late == "note.pdf: not read in time (being read, 1 of 2 pages)."


@pytest.mark.parametrize(
    ("samples", "code"),
    [([CHART], 0), ([CHART, REFUSED], 2), ([READING, REFUSED], 4), ([LOCKED, READING, REFUSED], 3)],
)
def test_the_exit_code_is_that_of_the_worst_sample(samples: list[DocumentProgress], code: int) -> None:
    assert exit_code(samples) == code


def test_without_a_terminal_progress_is_a_line_a_change() -> None:
    stream = io.StringIO()
    with progress_view(stream) as see:
        for progress in (READING, READING, CHART):
            see([progress])
    assert stream.getvalue() == "  note.pdf: being read, 1 of 2 pages\n  note.pdf: waiting for review\n"


def test_on_a_terminal_progress_is_one_table_that_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    stream = Terminal()
    with progress_view(stream) as see:
        see([READING])
    assert "being read, 1 of 2 pages" in stream.getvalue()


@dataclass
class FakeService:
    """A service whose workers read everything at once."""

    url: str = "http://127.0.0.1:1"

    def wait(self) -> None:
        raise KeyboardInterrupt


@pytest.fixture
def quick_service(monkeypatch: pytest.MonkeyPatch) -> None:
    """`running_service` without children, and samples that a test's own hand moves on."""

    @contextmanager
    def running(settings: up.Settings, *, say: Callable[[str], None]) -> Iterator[FakeService]:
        up.prepare_site(settings.storage, say=say)
        yield FakeService()

    def settle(database: Database, ids: Sequence[str], *, seen: object, deadline_s: float) -> object:
        with database.write() as session:
            for document_id in ids:
                for to in (S.SPLITTING, S.READING, S.AWAITING_REVIEW):
                    document = lock_document(session, document_id)
                    if document.state != S.AWAITING_REVIEW:
                        move(session, document, to, actor="test")
        with database.read() as session:
            return waiting.progress_of(session, ids)

    monkeypatch.setattr(up, "running_service", running)
    monkeypatch.setattr(waiting, "wait_until_settled", settle)
    monkeypatch.setattr("signal.signal", lambda *_: None)


@pytest.mark.usefixtures("quick_service", "real_site")
def test_the_demo_reports_every_sample_and_ends_with_a_link_that_works(
    command: Command, tmp_path: Path
) -> None:
    home = tmp_path / "demo"
    said = command("demo", "--exit", "--home", home)
    assert said.code == 0, said.err
    for sample in sample_files():
        assert sample.file_name in said.out
    assert "9 of 9 samples were read in" in said.out
    assert str(home / "logs") in said.out
    token = said.out.split("/welcome/")[1].split()[0]
    database = Database(f"sqlite:///{home / 'chartscribe.db'}")
    with database.read() as session:
        assert link_owner(session, token).login == DEMO_LOGIN
    use_link(database, token, password="four words mean nothing", display_name="Demo")
    database.close()

    again = command("demo", "--home", home, "--port", "0")
    assert again.code == 0
    assert "All 9 samples were here already" in again.out
    assert "Sign in as demo with the password you chose" in again.out
    assert again.out.endswith("Stopped.\n")


@pytest.fixture
def real_site(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A real site named by the environment."""
    for name in ("HOME", "DEMO", "ONE_PERSON_MAY_DO_ALL"):
        monkeypatch.setenv(f"CHARTSCRIBE_{name}", "false" if name != "HOME" else str(tmp_path / "real"))
    monkeypatch.setenv("CHARTSCRIBE_DATABASE_URL", "postgresql://real/site")
    monkeypatch.setenv("CHARTSCRIBE_OBJECTS_URL_FILE", "/run/secrets/objects")
    monkeypatch.setenv("CHARTSCRIBE_WATCH_FOLDER", str(tmp_path / "real inbox"))
    return tmp_path / "real"


def test_the_demo_never_touches_the_site_that_the_environment_names(real_site: Path, tmp_path: Path) -> None:
    home = tmp_path / "demo"
    enter_demo_home(home)
    assert os.environ["CHARTSCRIBE_HOME"] == str(home)
    assert os.environ["CHARTSCRIBE_DEMO"] == "true"
    assert not {"CHARTSCRIBE_DATABASE_URL", "CHARTSCRIBE_OBJECTS_URL_FILE", "CHARTSCRIBE_WATCH_FOLDER"} & set(
        os.environ
    )
    enter_demo_home(home)  # a second demo goes on in its own folder
    assert default_demo_home().name == "chartscribe-demo"


def test_the_demo_refuses_a_folder_that_no_demo_made(real_site: Path) -> None:
    real_site.mkdir()
    (real_site / "chartscribe.db").touch()
    with pytest.raises(NotADemoHomeError):
        enter_demo_home(real_site)
    assert os.environ["CHARTSCRIBE_DATABASE_URL"] == "postgresql://real/site"


def test_a_second_demo_finds_its_samples_and_doubles_none(tmp_path: Path) -> None:
    settings = IngestSettings(min_free_disk_bytes=0)
    with small_site(tmp_path) as site:
        first = send_samples(site.belt, settings)
        second = send_samples(site.belt, settings)
    samples = sample_files()
    assert len(first.document_ids) == len(samples) >= 9
    assert (first.already_in, second.already_in) == (0, len(samples))
    assert first.document_ids == second.document_ids


def test_the_demo_s_person_gets_a_fresh_link_until_they_chose_a_password(tmp_path: Path) -> None:
    with small_site(tmp_path) as site:
        database = site.belt.database
        first, second = demo_link_token(database), demo_link_token(database)
        assert first
        assert second
        with database.read() as session:
            owner = link_owner(session, second)
            assert (owner.login, "administrator" in owner.roles) == (DEMO_LOGIN, True)
        use_link(database, second, password="four words mean nothing", display_name="Demo")
        assert demo_link_token(database) is None


def test_a_demo_without_samples_says_where_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise FileNotFoundError

    monkeypatch.setattr("samples.catalogue.sample_files", missing)
    with small_site(tmp_path) as site, pytest.raises(NoSamplesError, match="run demo"):
        send_samples(site.belt, IngestSettings(min_free_disk_bytes=0))
