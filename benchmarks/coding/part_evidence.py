"""Whether every span of every suggestion lies in the text and leads back, also after random edits.

Touches the world: reads the notes. Each own note is laid out as words on paper and in sound, and a typist
with a fixed seed changes it, edit after edit; after every edit the text is coded again, and the evidence of
the first coding is followed to where it stands now.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from benchmarks.coding.bench import Bench
from benchmarks.coding.gold_sets import GoldNote, own_notes
from benchmarks.coding.random_edits import Typist, WordPlaces, laid_out
from benchmarks.ocr.report import Bar, PartResult, Table
from nlp.options import CodingOptions, EncounterType
from nlp.resources import CodingResources
from nlp.source_text import SourceText
from nlp.suggest_codes import suggest_codes
from nlp.suggestion import Evidence, SuggestionSet
from ocr.page import PageAnchor
from review_ui.evidence import follow
from storage.edits import Splice, Token, live

_EDITS_A_TEXT = 25  # then the typist starts on the whole note again, so that a chart stays a chart
_INPATIENT = CodingOptions(encounter_type=EncounterType.INPATIENT)
_SEED = 5


def measure(bench: Bench) -> PartResult:
    """Counts of spans, and of what is wrong with any of them."""
    notes, said = own_notes(bench)
    counts: Counter[str] = Counter()
    rounds = max(1, bench.edits // _EDITS_A_TEXT)
    vocabulary = sorted({word for note in notes for word in note.text.split()})
    for number in range(rounds):
        left = min(_EDITS_A_TEXT, bench.edits - number * _EDITS_A_TEXT)
        typist = Typist(_SEED * 1_000_003 + number, vocabulary)
        counts += edited_round(notes[number % len(notes)], typist, left, bench.resources)
    wrong = {name: count for name, count in counts.items() if name.startswith("wrong: ")}
    rows = tuple((name, counts[name]) for name in sorted(counts))
    bars = [
        Bar("random edits made", counts["edits"], f">= {bench.edits}", counts["edits"] >= bench.edits),
        Bar.at_most("spans that do not lie in their text or do not lead back", sum(wrong.values()), 0),
    ]
    return PartResult("evidence", [Table("spans", ("", "count"), rows)], bars, [f"coding_gold/{said}"])


def edited_round(note: GoldNote, typist: Typist, edits: int, resources: CodingResources) -> Counter[str]:
    """What was found on the note and after each of `edits` edits to it."""
    machine, places = laid_out(note.text)
    tokens: tuple[Token, ...] = tuple(machine)
    source = places.source(tokens)
    first = suggest_codes(source, options=_INPATIENT, resources=resources)
    counts = judged(first, source, tokens, places)
    splices: list[Splice] = []
    for _ in range(edits):
        tokens, made = typist.edit(tokens)
        splices += made
        counts["edits"] += 1
        source = places.source(tokens)
        found = suggest_codes(source, options=_INPATIENT, resources=resources)
        counts += judged(found, source, tokens, places)
        counts += followed(first, tokens, splices)
    return counts


def judged(
    found: SuggestionSet, source: SourceText, tokens: Sequence[Token], places: WordPlaces
) -> Counter[str]:
    """Every span of one coding: what was checked, and under "wrong: …" what did not hold."""
    counts: Counter[str] = Counter()
    by_id = {token.id: token for token in live(tokens)}
    for evidence in (piece for one in found.suggestions for piece in one.evidence):
        counts["evidence spans"] += 1
        counts.update(_wrong_with(evidence, source, by_id, places))
        if not evidence.anchors:
            counts["evidence that stands only on words a person added"] += 1
    others = [*found.mentions, *found.suppressed]
    for start, end, quote in (
        *((one.start, one.end, one.text) for one in found.mentions),
        *((one.start, one.end, one.quote) for one in found.suppressed),
    ):
        if not (0 <= start < end <= len(source.text)) or source.text[start:end] != quote:
            counts["wrong: a mention or suppressed candidate is not in the text"] += 1
    counts["mentions and suppressed candidates"] += len(others)
    return counts


def _wrong_with(
    evidence: Evidence, source: SourceText, by_id: dict[str, Token], places: WordPlaces
) -> list[str]:
    inside = 0 <= evidence.start < evidence.end <= len(source.text)
    if not inside or source.text[evidence.start : evidence.end] != evidence.quote:
        return ["wrong: the quote is not what stands there"]
    if not evidence.token_ids or any(token_id not in by_id for token_id in evidence.token_ids):
        return ["wrong: a token of the evidence is not in the text"]
    wanted = {word for token_id in evidence.token_ids for word in by_id[token_id].sources}
    led = [word for anchor in evidence.anchors for word in anchor.word_ids]
    if set(led) != wanted:
        return ["wrong: it does not lead to the words it was read or heard from"]
    if not all(_holds(evidence, word, places) for word in wanted):
        return ["wrong: a box or stretch of time does not hold its word"]
    return []


def _holds(evidence: Evidence, word_id: str, places: WordPlaces) -> bool:
    """Whether an anchor of the evidence holds the word's own box or seconds."""
    place = places.anchors[word_id]
    for anchor in evidence.anchors:
        if word_id not in anchor.word_ids:
            continue
        if isinstance(anchor, PageAnchor) and isinstance(place, PageAnchor):
            area_px = place.box.width * place.box.height
            return anchor.page_id == place.page_id and anchor.box.overlap_px(place.box) == area_px
        if not isinstance(anchor, PageAnchor) and not isinstance(place, PageAnchor):
            return anchor.start_s <= place.start_s and place.end_s <= anchor.end_s
    return False


def followed(first: SuggestionSet, tokens: Sequence[Token], splices: Sequence[Splice]) -> Counter[str]:
    """Where the first coding's evidence stands now: on live tokens, or said to be gone."""
    standing = {token.id for token in live(tokens)}
    counts: Counter[str] = Counter()
    for evidence in (piece for one in first.suggestions for piece in one.evidence):
        now = follow(evidence.token_ids, splices)
        if any(token_id not in standing for token_id in now):
            counts["wrong: old evidence is followed to words that no longer stand"] += 1
        counts["old evidence followed" if now else "old evidence edited away"] += 1
    return counts
