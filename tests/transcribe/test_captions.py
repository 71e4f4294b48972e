from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from storage.edits import Splice, Token, fold, live
from tests.transcribe.speech import transcript_of, transcript_with, words_of
from transcribe.captions import captions, captions_of

CUE = re.compile(r"(\d+):(\d+):([\d.]+) --> (\d+):(\d+):([\d.]+)\n(.*)")


def cues(made: str) -> list[tuple[float, float, str]]:
    return [
        (int(a) * 3600 + int(b) * 60 + float(c), int(d) * 3600 + int(e) * 60 + float(f), text)
        for a, b, c, d, e, f, text in CUE.findall(made)
    ]


def token(number: int, text: str, *sources: int, space_after: str = " ") -> Token:
    return Token(f"t{number}", text, space_after, tuple(f"a:1:{one}" for one in sources))


def test_captions_follow_the_words_and_escape_markup() -> None:
    made = captions(transcript_of("BP <120 & stable"))
    assert made.startswith("WEBVTT\n\n00:00:00.000 --> 00:00:01.200\n")
    assert "BP &lt;120 &amp; stable" in made


def test_captions_break_long_segments() -> None:
    made = captions(transcript_of("word " * 40))
    assert made.count("-->") >= 2
    assert max(len(line) for line in made.splitlines()) <= 84
    later = tuple(replace(word, id="late") for word in words_of("talk", start_s=8.0))
    assert captions(transcript_with((*words_of("slow"), *later))).count("-->") == 2
    assert captions(transcript_with(())) == "WEBVTT\n"


def test_a_corrected_word_stands_at_the_time_of_what_was_said() -> None:
    heard = transcript_of("take metform ... ... ... ... ... ... ... in daily")
    tokens = [token(1, "take", 1), token(2, "metform", 2), token(3, "in", 3), token(4, "daily", 4)]
    edited = fold(tokens, [Splice(None, ("t2", "t3"), (token(5, "metformin", 2, 3),))])
    made = captions_of(live(edited), heard)
    assert "take metformin daily" in made
    assert cues(made)[0][:2] == (0.0, 4.7)


def test_a_new_paragraph_and_a_long_pause_start_a_new_caption() -> None:
    heard = transcript_of("one two " + "... " * 4 + "three")
    tokens = [
        token(1, "One.", 1, space_after="\n\n"),
        token(2, "Two", 2),
        token(3, "three", 3, space_after=""),
    ]
    assert [cue[2] for cue in cues(captions_of(tokens, heard))] == ["One.", "Two", "three"]


def test_sentences_of_some_length_have_captions_of_their_own() -> None:
    heard = transcript_of("the patient was seen in clinic today she is well")
    texts = [one.text for one in words_of("The patient was seen in clinic today. She is well")]
    made = cues(captions_of([token(n, text, n) for n, text in enumerate(texts, start=1)], heard))
    assert [cue[2] for cue in made] == ["The patient was seen in clinic today.", "She is well"]


def test_marks_stay_with_their_word() -> None:
    heard = transcript_of("word " * 40)
    tokens = []
    for number in range(1, 40):
        tokens += [token(number, "word", number, space_after=""), token(100 + number, ",", number)]
    assert all(not text.startswith(",") for _, _, text in cues(captions_of(tokens, heard)))


def test_what_a_person_added_stands_between_its_neighbours() -> None:
    heard = transcript_of("one two " + "... " * 40 + "three")
    tokens = [token(1, "one", 1), token(2, "two", 2), token(9, "added"), token(3, "three", 3)]
    made = cues(captions_of(tokens, heard))
    assert [cue[2] for cue in made] == ["one two", "added three"] or made[0][2].startswith("one two")
    assert captions_of([token(9, "alone")], heard).count("-->") == 1
    assert captions_of([], heard) == "WEBVTT\n"


def test_text_moved_to_the_front_does_not_drag_the_rest_along() -> None:
    heard = transcript_of("one two three four")
    tokens = [token(4, "four", 4), token(1, "one", 1), token(2, "two", 2), token(3, "three", 3)]
    ((start_s, end_s, text),) = cues(captions_of(tokens, heard))
    assert (start_s, text) == (0.0, "four one two three")
    assert end_s <= 1.0


@given(st.lists(st.lists(st.integers(1, 30), max_size=3), max_size=30))
def test_captions_never_run_backwards_and_keep_every_word(sources: list[list[int]]) -> None:
    heard = transcript_of("word " * 30)
    tokens = [token(number, f"w{number}", *ones) for number, ones in enumerate(sources)]
    made = cues(captions_of(tokens, heard))
    assert " ".join(text for _, _, text in made).split() == [one.text for one in tokens]
    starts = [start for start, _, _ in made]
    assert starts == sorted(starts)
    assert all(start < end for start, end, _ in made)
