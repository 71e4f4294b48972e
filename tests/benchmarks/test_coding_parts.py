"""The coding benchmark's own arithmetic, without an engine, and what is said when data is absent."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from benchmarks.coding.__main__ import main
from benchmarks.coding.bench import Bench
from benchmarks.coding.gold_sets import CodedNote, GoldNote, own_notes, own_sentences
from benchmarks.coding.noise import corrupted
from benchmarks.coding.part_calibration import Judged, cross_fitted
from benchmarks.coding.part_evidence import followed, judged
from benchmarks.coding.part_notes import RankedNote, best_threshold
from benchmarks.coding.part_own_notes import trap_of
from benchmarks.coding.proposals import proposals_of
from benchmarks.coding.random_edits import Typist, laid_out
from benchmarks.coding.scores import Counts, average_precision, binary, recall_at
from benchmarks.frame import Benchmark, SetMissingError
from benchmarks.ocr.report import Bar, PartResult, Table
from nlp.options import EncounterType
from nlp.source_text import SourceText
from nlp.suggestion import AssertionLabel, CodeSuggestion, Evidence, SuggestionSet
from storage.edits import Splice, live, text_of
from storage.errors import EngineInfo

TEXT = "No pneumonia seen.\nGout of the left knee, and gout again."
VOCABULARY = ["gout", "knee", "fever"]


def evidence(source: SourceText, start: int, end: int) -> Evidence:
    return Evidence(
        start=start,
        end=end,
        quote=source.text[start:end],
        anchors=source.anchors_for(start, end),
        token_ids=source.token_ids_for(start, end),
        matched_term="term",
        section="text",
        assertion=AssertionLabel.AFFIRMED,
    )


def suggestion(code: str, *pieces: Evidence) -> CodeSuggestion:
    return CodeSuggestion(code, "2026", "title", 0.9, shown=True, billable=True, evidence=pieces)


def suggested(*suggestions: CodeSuggestion) -> SuggestionSet:
    return SuggestionSet(suggestions, (), (), (), EngineInfo("engine", "1"), "2026")


def test_counts_give_precision_recall_and_f1_and_nothing_gives_zero() -> None:
    counts = Counts.of_sets({"A", "B"}, {"B", "C"}) + Counts.of_sets({"D"}, {"D"})
    assert counts == Counts(hits=2, wrong=1, missed=1)
    assert counts.precision == counts.recall == counts.f1 == pytest.approx(2 / 3)
    assert Counts().f1 == Counts().precision == Counts().recall == 0.0
    assert binary([True, True, False], [True, False, True]) == Counts(1, 1, 1)


def test_ranks_count_at_one_at_five_and_as_average_precision() -> None:
    assert recall_at([["A", "B"], ["C"]], [("B",), ("C",)], 1) == 0.5
    assert recall_at([["A", "B"], ["C"]], [("B",), ("C",)], 5) == 1.0
    assert average_precision(["A", "B", "A", "C"], {"A", "C"}) == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision(["B"], {"A"}) == 0.0


def test_noise_is_the_same_for_a_seed_and_hits_the_share_it_is_told() -> None:
    text = "chronic obstructive pulmonary disease " * 100
    assert corrupted(text, share=0.0, seed="a") == text
    assert corrupted(text, share=0.05, seed="a") == corrupted(text, share=0.05, seed="a")
    assert corrupted(text, share=0.05, seed="a") != corrupted(text, share=0.05, seed="b")
    hit = corrupted("a" * 10_000, share=0.05, seed="a").count("a")
    assert 9_400 < hit < 9_700  # a speck leaves the letter, the other two thirds or more take it


def test_a_curve_never_sees_the_note_it_is_asked_about() -> None:
    rows = [
        Judged(note, (note % 7 + 1) / 9, (note * 3 + place) % 4 == 0)
        for note in range(20)
        for place in (0, 1)
    ]
    turned = [replace(row, is_right=not row.is_right) if row.note % 5 == 2 else row for row in rows]
    before, after = cross_fitted(rows), cross_fitted(turned)
    same = [b == a for row, b, a in zip(rows, before, after, strict=True) if row.note % 5 == 2]
    assert same
    assert all(same)
    assert before != after


def test_a_trap_closes_on_its_code_or_on_its_category_read_from_its_words() -> None:
    note = GoldNote("n", TEXT, {"assign": [{"code": "M10.9", "also": []}], "optional": []})
    source = SourceText(TEXT)
    line = {"code": "J18.9", "evidence": "No pneumonia", "why": "negated: said not to be there"}
    inside, outside = evidence(source, 3, 12), evidence(source, 19, 23)
    assert trap_of(line, note, [suggestion("J18.9", outside)]).is_shown
    assert trap_of(line, note, [suggestion("J18.0", inside)]).is_affirmed
    assert not trap_of(line, note, [suggestion("J18.0", outside)]).is_shown
    assert not trap_of({**line, "code": "M10.0"}, note, [suggestion("M10.9", inside)]).is_shown
    possible = replace(inside, assertion=AssertionLabel.POSSIBLE)
    caught = trap_of(line, note, [suggestion("J18.9", possible)])
    assert caught.is_shown
    assert not caught.is_affirmed
    assert caught.reason == "negated"


def test_nothing_is_proposed_where_a_set_says_nothing() -> None:
    found = proposals_of(suggested(suggestion("M10.9", evidence(SourceText(TEXT), 19, 23))))
    assert found.first is None
    assert found.poa == {}


def test_a_typist_makes_the_same_edits_for_a_seed_and_every_word_keeps_its_place() -> None:
    machine, places = laid_out(TEXT)
    assert text_of(machine) == TEXT
    texts = []
    for _ in range(2):
        typist, tokens = Typist(3, VOCABULARY), tuple(machine)
        for _ in range(40):
            tokens, _splices = typist.edit(tokens)
        texts.append(places.source(tokens).text)
        assert {word for token in live(tokens) for word in token.sources} <= set(places.anchors)
    assert texts[0] == texts[1] != TEXT


def test_spans_that_lie_or_lead_elsewhere_are_counted_as_wrong() -> None:
    machine, places = laid_out(TEXT)
    source = places.source(machine)
    right = evidence(source, 3, 12)

    def wrong(piece: Evidence) -> int:
        counts = judged(suggested(suggestion("J18.9", piece)), source, machine, places)
        return sum(count for name, count in counts.items() if name.startswith("wrong"))

    assert wrong(right) == 0
    assert wrong(replace(right, quote="emphysema")) == 1
    assert wrong(replace(right, token_ids=("t99",))) == 1
    assert wrong(replace(right, anchors=())) == 1
    assert wrong(replace(right, anchors=evidence(source, 19, 23).anchors)) == 1


def test_old_evidence_is_followed_or_said_to_be_gone() -> None:
    machine, places = laid_out(TEXT)
    first = suggested(suggestion("M10.9", evidence(places.source(machine), 19, 23)))
    tokens, typist = tuple(machine), Typist(1, VOCABULARY)
    splices: list[Splice] = []
    for _ in range(60):
        tokens, made = typist.edit(tokens)
        splices += made
    counts = followed(first, tokens, splices)
    assert counts["old evidence followed"] + counts["old evidence edited away"] == 1
    assert not any(name.startswith("wrong") for name in counts)


def test_the_threshold_is_the_one_that_does_best() -> None:
    notes = [CodedNote("n", "text", frozenset({"A"}))]
    assert 0.3 <= best_threshold(lambda _: [("A", 0.6), ("B", 0.3)], notes) <= 0.6
    assert RankedNote(["A"], [], frozenset()).shown == []


def test_gold_is_read_as_its_page_says(tmp_path: Path) -> None:
    bench = Bench(data=None, limit=40, cache=tmp_path)
    sentences, said = own_sentences(bench)
    assert "sha256" in said
    assert all("[" not in one.text and one.text[one.start : one.end] for one in sentences)
    notes, _ = own_notes(bench)
    stay = next(note for note in notes if "discharged" in note.gold)
    assert stay.options.encounter_type is EncounterType.INPATIENT
    assert stay.options.discharge_date == date.fromisoformat(stay.gold["discharged"])
    with pytest.raises(SetMissingError, match="--data"):
        bench.development("negex.tsv")


def test_a_missing_set_is_said_and_no_bar_is_claimed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.json"
    assert main(["--part", "notes", "--data", str(tmp_path), "--json", str(out)]) == 2
    assert "missing: no file codiesp_en/dev.jsonl" in capsys.readouterr().out
    assert json.loads(out.read_text())["parts"][0]["bars"] == []


@pytest.mark.parametrize(("figure", "code"), [(1.0, 0), (0.0, 1), (None, 0)])
def test_a_benchmark_ends_with_whether_its_bars_are_met(
    figure: float | None, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = ModuleType("a_part")
    measure: Callable[[object], PartResult] = lambda _: PartResult(  # noqa: E731
        "p", [Table("t", ("", "n"), (("row", 1),))], [Bar.at_least("bar", figure, 0.5)]
    )
    module.__dict__["measure"] = measure
    monkeypatch.setitem(sys.modules, "a_part", module)
    benchmark = Benchmark("name", "What it says.", {"p": "a_part"})
    chosen = benchmark.parser(sets="none", units="texts").parse_args([])
    assert benchmark.run(chosen, [], nullcontext) == code
