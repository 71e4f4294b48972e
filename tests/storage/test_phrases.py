from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.audit.record import Actor
from storage.phrase_csv import phrases_csv, read_phrases_csv
from storage.phrases import (
    KeptPhrase,
    PhraseKind,
    PhraseRefusedError,
    PhraseText,
    PhraseUnknownError,
    bring_back_phrase,
    change_phrase,
    keep_phrases,
    phrases_for,
    phrases_of,
    remove_phrase,
)
from storage.tables import AuditEvent, Phrase
from tests.small_site import SmallSite, small_site

HX = PhraseText("expander", "hx", "history")


@pytest.fixture
def site(tmp_path: Path, database_url: str) -> Iterator[SmallSite]:
    with small_site(tmp_path, database_url=database_url) as site:
        yield site


@pytest.fixture
def ann(site: SmallSite) -> Actor:
    return site.person("transcriptionist", name="Ann Lee").actor


def listed(site: SmallSite, owner_id: str | None) -> list[KeptPhrase]:
    with site.belt.database.read() as session:
        return phrases_of(session, owner_id)


def test_one_s_own_phrase_comes_before_the_site_s_and_a_worktype_s_before_that_of_all(
    site: SmallSite, ann: Actor
) -> None:
    bob = site.person("transcriptionist", name="Bob Ray").actor
    site.write(
        lambda s: keep_phrases(s, None, [HX, PhraseText("expander", "hx", "past history", "Letter")], bob)
    )
    site.write(lambda s: keep_phrases(s, None, [PhraseText("macro", "signs", "vital signs")], bob))
    site.write(lambda s: keep_phrases(s, bob.user_id, [PhraseText("macro", "secret", "his own")], bob))

    def texts(worktype: str) -> dict[str, str]:
        with site.belt.database.read() as session:
            found = phrases_for(session, ann.user_id or "", worktype)
        return {one.phrase.short: one.phrase.text for one in found}

    assert texts("letter") == {"hx": "past history", "signs": "vital signs"}
    assert texts("Discharge summary")["hx"] == "history"
    site.write(lambda s: keep_phrases(s, ann.user_id, [PhraseText("expander", "hx", "my history")], ann))
    assert texts("Letter")["hx"] == "my history"


def test_a_changed_or_removed_phrase_stays_with_who_did_it_and_can_come_back(
    site: SmallSite, ann: Actor
) -> None:
    for answered in ((1, 0), (0, 1)):
        with site.belt.database.write() as session:
            assert keep_phrases(session, ann.user_id, [HX], ann) == answered
    first = listed(site, ann.user_id)[0].id
    longer = PhraseText("expander", "hx", "history of")
    site.write(lambda s: change_phrase(s, ann.user_id, first, longer, ann))
    second = listed(site, ann.user_id)[0]
    assert second.phrase == longer

    with pytest.raises(PhraseUnknownError):
        site.write(lambda s: remove_phrase(s, None, second.id, ann))  # it is hers, not the site's
    site.write(lambda s: remove_phrase(s, ann.user_id, second.id, ann))
    assert listed(site, ann.user_id) == []
    site.write(lambda s: bring_back_phrase(s, ann.user_id, second.id, ann))
    assert [one.phrase for one in listed(site, ann.user_id)] == [longer]
    with site.belt.database.read() as session:
        assert session.query(Phrase).count() == 3
        assert session.query(Phrase).filter(Phrase.removed_by == ann.user_id).count() == 2
        assert session.query(AuditEvent).filter(AuditEvent.action.like("phrase.%")).count() == 0


def test_changes_of_the_site_s_list_are_told_to_the_audit(site: SmallSite, ann: Actor) -> None:
    site.write(lambda s: keep_phrases(s, None, [HX], ann))
    with site.belt.database.read() as session:
        found = session.query(AuditEvent).filter(AuditEvent.action == "phrase.kept").one()
    assert (found.user_id, found.detail) == (ann.user_id, {"phrases": 1})


@pytest.mark.parametrize("short", ["h", "h x", "hx.", "a,b", "x" * 25, ";", "", "(hx"])
def test_a_short_form_that_cannot_be_typed_as_one_word_is_refused(short: str) -> None:
    with pytest.raises(PhraseRefusedError):
        PhraseText("expander", short, "text")


@pytest.mark.parametrize("short", ["hx", ";hx", "c/o", "2nd", "s'dr", "naïve"])
def test_short_forms_as_people_use_them_are_taken(short: str) -> None:
    assert PhraseText("expander", f" {short} ", "text").short == short


def test_phrases_leave_as_csv_without_a_formula_and_come_back_as_they_were() -> None:
    made: list[tuple[PhraseKind, str, str, str]] = [
        ("macro", "=cmd", "=HYPERLINK(1)", "Letter"),
        ("macro", "quote", '\'tis "quoted", and\ntwo lines', ""),
        ("template", "Headings", "HISTORY\n\nPLAN", "Discharge summary"),
        ("expander", "hx", "+ history", ""),
    ]
    phrases = tuple(PhraseText(*one) for one in made)
    written = phrases_csv(phrases)

    assert not any(line.lstrip('"').startswith(("=", "+", "-", "@")) for line in written.splitlines())
    assert ",'=HYPERLINK(1)," in written
    read = read_phrases_csv("\ufeff" + written)
    assert (read.phrases, read.refused) == (phrases, ())


def test_a_csv_of_a_spreadsheet_is_read_and_each_bad_line_is_named() -> None:
    read = read_phrases_csv("kind;short;text\r\nMacro;a b;one;\r\nexpander;a b;two\r\nword;x;three\r\n")
    assert [(one.kind, one.short, one.text) for one in read.phrases] == [("macro", "a b", "one")]
    assert [line.split(":")[0] for line in read.refused] == ["Line 3", "Line 4"]
    with pytest.raises(PhraseRefusedError):
        read_phrases_csv("a,b\n1,2\n")
