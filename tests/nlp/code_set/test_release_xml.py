from __future__ import annotations

import time
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.code_set import release_xml
from nlp.code_set.order_file import OrderLine, read_code_list, read_order_file
from nlp.code_set.release_kinds import ReleaseKind, recognise
from nlp.code_set.release_xml import ReleaseFileError, read_units
from nlp.code_set.tabular_list import read_tabular_list
from tests.nlp.code_set.small_release import CODES, INDEX, ORDER, TABULAR, TEXTS, order_line

CONTAINERS = frozenset({"root", "group"})


def units(text: str | bytes) -> list[release_xml.Element]:
    content = text.encode() if isinstance(text, str) else text
    return list(read_units(BytesIO(content), name="x.xml", containers=CONTAINERS))


def test_units_come_one_by_one_with_text_and_line() -> None:
    first, second = units("<root><group>\n<a k='v'>one<b>two</b> three</a></group><c/></root>")
    assert (first.tag, first.text, first.line, first.attributes) == ("a", "one three", 2, {"k": "v"})
    assert (first.text_of("b"), first.text_of("z"), second.tag) == ("two", "", "c")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('<!DOCTYPE root [<!ENTITY a "b">]><root>&a;</root>', "document type or an entity"),
        ('<!DOCTYPE root SYSTEM "file:///etc/passwd"><root/>', "document type"),
        ("<html><body/></html>", "root is <html>"),
        ("<root>\n<a></root>", "mismatched tag .*line 2"),
        ("<root><a>", "line 1"),
        ("", "no element"),
        ('<?xml version="1.0" encoding="klingon"?><root/>', "encoding"),
        ("<root>" + "<group>" * 100, "nested deeper"),
        ("<root><a>" + "<b>" * 100, "nested deeper"),
        ("<root><a>" + "x" * 30_000 + "</a></root>", "too much text"),
        ("<root><a k='" + "x" * 200_000 + "'/></root>", "one tag is longer"),
    ],
)
def test_what_no_release_contains_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ReleaseFileError, match=reason):
        units(text)


def test_size_is_bounded_in_every_direction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release_xml, "MAX_UNIT_ELEMENTS", 10)
    monkeypatch.setattr(release_xml, "_MAX_ELEMENTS", 50)
    with pytest.raises(ReleaseFileError, match="one entry has too many"):
        units("<root><a>" + "<b/>" * 11 + "</a></root>")
    with pytest.raises(ReleaseFileError, match="more elements"):
        units("<root>" + "<a/>" * 60 + "</root>")
    monkeypatch.setattr(release_xml, "MAX_BYTES", 1_000)
    with pytest.raises(ReleaseFileError, match="larger"):
        units("<root>" + " " * 2_000 + "</root>")


@given(st.binary(max_size=300), st.integers(0, len(TABULAR)))
def test_damage_anywhere_is_refused_or_read_never_a_bug(noise: bytes, at: int) -> None:
    whole = TABULAR.encode()
    for content in (noise, whole[:at] + noise, whole[:at] + noise + whole[at:]):
        try:
            list(read_tabular_list(BytesIO(content), name="x.xml"))
            where = "x.xml"
        except ReleaseFileError as refused:
            where = refused.where
        assert "x.xml" in where
        recognise(content)


def test_many_empty_tags_take_bounded_time() -> None:
    started = time.monotonic()
    assert len(units("<root>" + "<a/>" * 50_000 + "</root>")) == 50_000
    assert time.monotonic() - started < 10


@pytest.mark.parametrize("kind", list(ReleaseKind))
def test_every_file_is_told_by_its_content(kind: ReleaseKind) -> None:
    assert recognise(TEXTS[kind].encode()) is kind
    assert recognise(b"\xef\xbb\xbf" + TEXTS[kind].encode()) is kind


def test_other_files_are_not_taken_for_a_release() -> None:
    for head in (
        b"",
        b"%PDF-1.7\n1 0 obj",
        b"Dear reader,\nsome text\n",
        b"<html/>",
        b"<xs:schema/>",
        b"\0\1",
    ):
        assert recognise(head) is None
    assert recognise(b"Add:  00012 A000\nDelete: 00013 A001\n") is None
    assert recognise(INDEX[:200].encode() + b"<<<") is ReleaseKind.INDEX
    assert recognise(b"<!DOCTYPE ICD10CM.tabular><x/>") is ReleaseKind.TABULAR


def test_the_order_file_is_read_by_its_columns() -> None:
    lines = list(read_order_file(BytesIO(ORDER.encode()), name="o.txt"))
    assert lines[5] == OrderLine(
        "S02.0XXA", True, "Fx vault, init", "Fracture of vault of skull, first visit"
    )
    assert lines[0].billable is False


def test_code_lists_may_have_titles_and_headings() -> None:
    text = "﻿2026\n" + CODES + "A000    Cholera due to a germ\n\n"
    codes = list(read_code_list(BytesIO(text.encode()), name="c.txt"))
    assert codes[0] == OrderLine("C50.41", None, "", "")
    assert codes[-1] == OrderLine("A00.0", None, "", "Cholera due to a germ")


@pytest.mark.parametrize(
    "text",
    [
        ORDER + "00009 S06 not an order line\n",
        ORDER + order_line(9, "S06", 7, "x", "x"),
        ORDER + order_line(9, "?", 1, "x", "x"),
        ORDER + "x" * 3_000,
        ORDER.encode() + b"00009 S06     1 \xff\xfe\n",
    ],
)
def test_a_damaged_order_file_is_refused_with_its_line(text: str | bytes) -> None:
    content = text.encode() if isinstance(text, str) else text
    with pytest.raises(ReleaseFileError, match="line 9"):
        list(read_order_file(BytesIO(content), name="o.txt"))


def test_a_damaged_code_list_is_refused_with_its_line() -> None:
    with pytest.raises(ReleaseFileError, match="line 3"):
        list(read_code_list(BytesIO(b"A00\nA000\nhello\n"), name="c.txt"))
