from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select

from storage.critical_words import CriticalWord, confirm_pressed, confirmed, drawn, kinds_in_words, record_met
from storage.database import database_now
from storage.page_parts import all_parts, as_spans
from storage.review_coverage import SOUND, add_effort, record_seen, unseen
from storage.review_effort import GroupTooSmallError, group_effort, own_effort
from storage.review_proof import Gap, NotProvedError, Proof, clock, proof_gaps, prove
from storage.review_retention import remove_old_proofs
from storage.tables import (
    AuditEvent,
    CriticalConfirmation,
    Document,
    DocumentDeficiency,
    FiledRecordRow,
    ReviewCoverage,
    ReviewEffort,
)
from tests.at_once import at_once
from tests.review_ui.chart import ChartMade, chart_to_check
from tests.review_ui.dictation import dictation_to_check
from tests.small_site import SmallSite, small_site

ALL = as_spans(all_parts())


@pytest.fixture
def site(tmp_path: Path, database_url: str) -> Iterator[SmallSite]:
    with small_site(tmp_path, database_url=database_url) as site:
        yield site


def show(site: SmallSite, made: ChartMade, *numbers: int, user_id: str) -> None:
    """Let the person see these pages whole."""
    with site.belt.database.write() as session:
        document = session.get_one(Document, made.document_id)
        for number in numbers:
            page_id = made.page_ids[number - 1]
            record_seen(session, document, user_id, page_id, spans=ALL, seconds=2.0, needed=all_parts())


def play(site: SmallSite, document_id: str, *spans: tuple[float, float], user_id: str) -> None:
    with site.belt.database.write() as session:
        record_seen(session, session.get_one(Document, document_id), user_id, SOUND, spans=spans)


def gap_words(site: SmallSite, document_id: str, *critical: CriticalWord) -> list[str]:
    with site.belt.database.read() as session:
        found = proof_gaps(session, session.get_one(Document, document_id), critical)
    return [gap.words for gap in found]


def test_the_page_that_was_skipped_is_named_and_everybody_counts(site: SmallSite) -> None:
    made = chart_to_check(site, *(f"Page {number}" for number in range(1, 10)))
    pat, kim = site.person("technician", name="Pat Doe"), site.person("technician", name="Kim Lee")
    show(site, made, 1, 2, 3, user_id=pat.user_id)
    show(site, made, 4, 5, 6, 8, user_id=kim.user_id)
    assert gap_words(site, made.document_id) == [
        "page 7 of 9 was not shown large enough to read",
        "page 9 of 9 was not shown large enough to read",
    ]
    show(site, made, 9, user_id=kim.user_id)
    half, page_id = as_spans(range(90)), made.page_ids[6]
    with site.belt.database.write() as session:
        document = session.get_one(Document, made.document_id)
        seen = record_seen(session, document, pat.user_id, page_id, spans=half, needed=all_parts())
        assert not seen.is_whole
    assert gap_words(site, made.document_id) == ["a part of page 7 of 9 was not shown large enough to read"]
    with site.belt.database.write() as session:  # one saw the upper part, another one the lower
        document = session.get_one(Document, made.document_id)
        rest = as_spans(range(90, 192))
        assert record_seen(session, document, kim.user_id, page_id, spans=rest, needed=all_parts()).is_whole
        assert unseen(session, document).is_nothing


def test_pages_that_follow_each_other_are_named_together_and_those_without_a_picture_not_at_all(
    site: SmallSite,
) -> None:
    made = chart_to_check(site, "a", "b", "c", "d")
    with site.belt.database.write() as session:
        session.add(
            DocumentDeficiency(
                id="lost",
                document_id=made.document_id,
                reading_no=1,
                kind="page_not_read",
                note="",
                page_number=4,
            )
        )
    assert gap_words(site, made.document_id) == ["pages 1 to 3 of 4 were not shown large enough to read"]


def test_the_seconds_that_were_not_played_are_named_over_all_sittings(site: SmallSite) -> None:
    document_id = dictation_to_check(site)
    tom = site.person("transcriptionist", name="Tom Reed").user_id
    site.write(lambda session: setattr(session.get_one(Document, document_id), "duration_s", 180.0))
    assert gap_words(site, document_id) == ["nothing of the recording was played"]
    play(site, document_id, (0, 40.0), user_id=tom)
    play(site, document_id, (38.5, 95.06), (95.97, 179.9), user_id=tom)
    assert gap_words(site, document_id) == ["1:35 to 1:36 was not played"]
    play(site, document_id, (95.0, 95.9), user_id=tom)
    assert gap_words(site, document_id) == []
    assert clock(3727.4) == "1:02:07"


def test_sittings_that_tell_at_the_same_moment_both_count(site: SmallSite) -> None:
    document_id = dictation_to_check(site)
    user_id = site.person("transcriptionist").user_id
    site.write(lambda session: setattr(session.get_one(Document, document_id), "duration_s", 4.0))

    def tell(second: int) -> None:
        play(site, document_id, (second, second + 1.0), user_id=user_id)
        with site.belt.database.write() as session:
            add_effort(session, document_id, user_id, keystrokes=1, active_s=1.0)

    at_once([partial(tell, second) for second in range(4)])

    assert gap_words(site, document_id) == []
    with site.belt.database.read() as session:
        assert own_effort(session, user_id).keystrokes == 4


def test_many_places_are_counted_instead_of_listed(site: SmallSite) -> None:
    document_id = dictation_to_check(site)
    user_id = site.person("transcriptionist").user_id
    site.write(lambda session: setattr(session.get_one(Document, document_id), "duration_s", 60.0))
    play(site, document_id, *((float(n), n + 0.5) for n in range(60)), user_id=user_id)
    words = gap_words(site, document_id)
    assert len(words) == 12
    assert words[-1] == "49 more places were not seen, heard or confirmed"


def word(token_id: str, kind: str = "dose", /, **place: object) -> CriticalWord:
    return CriticalWord(token_id, kind, **({"is_stop": True} | place))  # type: ignore[arg-type]


def test_a_stop_waits_for_a_key_and_other_words_are_confirmed_by_their_place(site: SmallSite) -> None:
    made = chart_to_check(site, "Takes ~20 mg")
    pat = site.person("technician")
    page: dict[str, object] = {"page_id": made.page_ids[0], "page_number": 1, "part": 5}
    words = [word("t1", **page), word("t2", "drug", is_stop=False, **page), word("t3", "side", **page)]
    words.append(word("t4", looked_by="kim", **page))  # accepted by somebody: the edit says so
    show(site, made, 1, user_id=pat.user_id)
    assert gap_words(site, made.document_id, *words) == ["on page 1, a dose and a side are not confirmed"]
    with site.belt.database.write() as session:
        document = session.get_one(Document, made.document_id)
        assert confirm_pressed(session, document, ["t1", "t3", "t1"], pat.user_id) == 2
        assert confirm_pressed(session, document, ["t1"], pat.user_id) == 0
        prove(session, document, Proof("block", words), pat)
        assert confirmed(session, document) == {
            "t1": "pressed",
            "t3": "pressed",
            "t2": "seen",
            "t4": "pressed",
        }


def test_a_word_is_heard_when_its_seconds_were_played(site: SmallSite) -> None:
    document_id = dictation_to_check(site)
    tom = site.person("transcriptionist")
    play(site, document_id, (0, 1.0), user_id=tom.user_id)
    words = [
        word("a", is_stop=False, start_s=0.2, end_s=0.4),
        word("b", is_stop=False, start_s=1.2, end_s=1.9),
        word("c", is_stop=False),  # typed by a person: it has no second of its own
    ]
    with site.belt.database.write() as session:
        document = session.get_one(Document, document_id)
        assert record_met(session, document, words, tom.user_id) == 1
        assert confirmed(session, document) == {"a": "heard"}
    assert gap_words(site, document_id, word("d", "mrn", start_s=1.5, end_s=1.6))[-1] == (
        "at 0:01, an MRN is not confirmed"
    )


def test_the_policy_decides_whether_a_gap_stops_the_reviewer(site: SmallSite) -> None:
    made = chart_to_check(site, "one page")
    pat = site.person("technician")

    def attempt(proof: Proof) -> None:
        with site.belt.database.write() as session:
            prove(session, session.get_one(Document, made.document_id), proof, pat)

    attempt(Proof("off"))
    with pytest.raises(NotProvedError) as asked:
        attempt(Proof("warn"))
    assert asked.value.may_go_on
    gap = Gap("page 1 of 1 was not shown large enough to read", page_number=1)
    assert asked.value.gaps == (gap,)
    attempt(Proof("warn", goes_on=True))
    with pytest.raises(NotProvedError) as refused:
        attempt(Proof("block", goes_on=True))
    assert not refused.value.may_go_on
    with site.belt.database.read() as session:
        actions = [row.action for row in session.scalars(select(AuditEvent))]
    assert actions.count("verified.not_all_seen") == 1


def test_a_persons_effort_is_theirs_and_a_small_group_is_refused(site: SmallSite) -> None:
    made = chart_to_check(site, "one page")
    people = [site.person("technician", name=f"P{n} Doe").user_id for n in range(5)]
    with site.belt.database.write() as session:
        for user_id in people[:4]:
            add_effort(session, made.document_id, user_id, keystrokes=100, active_s=30.5)
        add_effort(session, made.document_id, people[0], keystrokes=1, active_s=0.5)
    with site.belt.database.read() as session:
        own = own_effort(session, people[0], document_id=made.document_id)
        assert (own.keystrokes, own.active_s, own.documents) == (101, 31.0, 1)
        with pytest.raises(GroupTooSmallError):  # five were asked about, and four worked
            group_effort(session, people)
    with site.belt.database.write() as session:
        add_effort(session, made.document_id, people[4], keystrokes=1, active_s=1.0)
        assert group_effort(session, people).keystrokes == 402


def test_how_a_review_was_done_is_removed_when_its_time_is_over(site: SmallSite) -> None:
    old, new = chart_to_check(site, "old"), chart_to_check(site, "new")
    user_id = site.person("technician").user_id
    for made in (old, new):
        show(site, made, 1, user_id=user_id)
        with site.belt.database.write() as session:
            document = session.get_one(Document, made.document_id)
            add_effort(session, made.document_id, user_id, keystrokes=1, active_s=1.0)
            confirm_pressed(session, document, ["t"], user_id)
            document.state = "filed"
            filed_at = database_now(session) - timedelta(days=31 if made is old else 29)
            session.add(
                FiledRecordRow(
                    record_id=made.document_id,
                    version=1,
                    record_type="document",
                    manifest_key=made.document_id,
                    manifest_sha256="ab",
                    doc_status="final",
                    filed_at=filed_at,
                )
            )
    with site.belt.database.write() as session:
        assert remove_old_proofs(session, days=30) == 3
        for table in (ReviewCoverage, ReviewEffort, CriticalConfirmation):
            assert session.scalars(select(table.document_id)).all() == [new.document_id]
            assert session.scalar(select(func.count()).select_from(table)) == 1


def test_a_sample_is_the_same_for_everybody_and_differs_between_documents() -> None:
    names = [f"w{n}" for n in range(50)]
    assert drawn("d1", names, 3) == drawn("d1", reversed(names), 3)
    assert drawn("d1", names, 3) != drawn("d2", names, 3)
    assert drawn("d1", names[:2], 3) in (("w0", "w1"), ("w1", "w0"))


def test_words_are_named_by_their_kind_alone() -> None:
    words = [word("a"), word("b"), word("c", "unit"), word("d", "patient_name")]
    assert kinds_in_words(words) == "2 doses, a unit of measure and the patient's name"
    with pytest.raises(ValueError, match="no kind"):
        word("e", "colour")
