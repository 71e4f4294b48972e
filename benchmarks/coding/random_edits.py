"""A note as words on paper and in sound, and a typist who changes it at random. Pure; seeded."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nlp.source_text import Anchor, SourceText, SourceToken
from ocr.page import Box, PageAnchor
from storage.edits import SEPARATORS, Splice, Token, align_typing, fold, live
from transcribe.transcript import TimeAnchor

PAGE_ID = "page"
RECORDING = "a" * 64
_WORDS_A_LINE, _WORD_WIDTH_PX, _LINE_HEIGHT_PX = 12, 100, 40
_MOST_WORDS = 4
# what scanners, telephones and pasted text bring: signs, other scripts, other widths, no width at all
_ODD_WORDS = (
    *("é", "🩺", "حمى", "發燒", "e\u0301", "(", ")", "])", "…", "\u200b.", "µg", "ﬁbrosis", "||||", "-", ":"),
)


@dataclass(frozen=True)
class WordPlaces:
    """Where every word of a note lies: the first half of the words on paper, the second half in sound."""

    anchors: dict[str, Anchor]

    def source(self, tokens: Sequence[Token]) -> SourceText:
        """The live tokens' text, each token anchored to the words it stands for."""
        return SourceText.from_tokens(
            [
                SourceToken(
                    token.id,
                    token.text,
                    token.space_after,
                    tuple(self.anchors[word_id] for word_id in token.sources),
                )
                for token in live(tokens)
            ]
        )


def laid_out(text: str) -> tuple[list[Token], WordPlaces]:
    """The machine's tokens of a text, one a word, and a place for each."""
    pieces = re.findall(r"(\S+)(\s*)", text)
    tokens, anchors = [], dict[str, Anchor]()
    for number, (word, space) in enumerate(pieces):
        word_id = f"w{number}"
        separator = "\n\n" if space.count("\n") > 1 else "\n" if "\n" in space else " " if space else ""
        tokens.append(Token(f"t{number}", word, separator, (word_id,)))
        anchors[word_id] = _page(number) if number < len(pieces) // 2 else _sound(number)
    return tokens, WordPlaces(anchors)


def _page(number: int) -> PageAnchor:
    line, place = divmod(number, _WORDS_A_LINE)
    left, top = place * _WORD_WIDTH_PX, line * _LINE_HEIGHT_PX
    box = Box(left, top, left + _WORD_WIDTH_PX - 10, top + _LINE_HEIGHT_PX - 10)
    return PageAnchor(PAGE_ID, (f"w{number}",), box)


def _sound(number: int) -> TimeAnchor:
    return TimeAnchor(RECORDING, (f"w{number}",), number * 0.5, number * 0.5 + 0.4)


class Typist:
    """Draws edits one after another; the same for the same seed."""

    def __init__(self, seed: int, vocabulary: Sequence[str]) -> None:
        self._chance = random.Random(seed)
        self._vocabulary = vocabulary
        self._made = 0

    def edit(self, tokens: Sequence[Token]) -> tuple[tuple[Token, ...], tuple[Splice, ...]]:
        """All tokens after one more edit, and its splices (none where what was typed changes nothing)."""
        standing = live(tokens)
        start = self._chance.randint(0, len(standing))
        stop = min(len(standing), start + self._chance.randint(0, _MOST_WORDS))
        kinds: list[Callable[[list[str]], list[str]]] = [
            self._replaced,
            self._misspelt,
            self._taken_out,
            self._added,
            self._swapped,
            self._odd,
        ]
        typed = self._chance.choice(kinds)([token.text for token in standing[start:stop]])
        words = "".join(word + self._chance.choice((" ", " ", " ", *SEPARATORS)) for word in typed)
        splices = align_typing(
            standing[start:stop],
            words,
            after=standing[start - 1].id if start else None,
            new_id=self._new_id,
        )
        return fold(tokens, splices), splices

    def _new_id(self) -> str:
        self._made += 1
        return f"e{self._made}"

    def _word(self) -> str:
        return self._chance.choice(self._vocabulary)

    def _replaced(self, words: list[str]) -> list[str]:
        return [self._word() for _ in words] or [self._word()]

    def _misspelt(self, words: list[str]) -> list[str]:
        return [self._slip(word) for word in words]

    def _slip(self, word: str) -> str:
        place = self._chance.randrange(len(word))
        letter = self._chance.choice("abcdefghijklmnopqrstuvwxyzABC0123456789.,;:/()-")
        shorter, longer = word[:place] + word[place + 1 :], word[:place] + letter + word[place:]
        return self._chance.choice((shorter, longer)) or letter

    def _taken_out(self, words: list[str]) -> list[str]:
        return words[1:-1]

    def _added(self, words: list[str]) -> list[str]:
        return [*words, self._word(), self._word()]

    def _swapped(self, words: list[str]) -> list[str]:
        return words[::-1]

    def _odd(self, words: list[str]) -> list[str]:
        return [*words[:1], self._chance.choice(_ODD_WORDS), *words[1:]]
