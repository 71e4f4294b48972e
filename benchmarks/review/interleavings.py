"""Two reviewers on one filed chart that both may amend, their saves in random order. Touches the database.

Each sees the text as it was when they last saved, changes words of it, and saves late. A save that meets
somebody else's change is decided at random; sometimes an answer is lost and the save comes again.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from review_ui.auth import CurrentUser
from review_ui.live_text import Conflict, read_text, save_range
from review_ui.workplace import Workplace
from storage.edits import Token, live, text_of
from storage.ids import new_id
from storage.reviewed_text import TypedRange

_LOST_ANSWERS = 0.15
_CONTESTED_WORDS = 8  # both work on the same few words, else they would hardly meet


@dataclass
class Counted:
    """What happened: saves made, conflicts met, saves sent twice; words that are lost or stand twice."""

    saves: int = 0
    conflicts: int = 0
    sent_twice: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)


@dataclass
class _Reviewer:
    user: CurrentUser
    revision: int
    tokens: tuple[Token, ...]


class Interleaving:
    """One session of both: which words must stand at its end is known after each save."""

    def __init__(
        self, place: Workplace, document_id: str, users: tuple[CurrentUser, ...], *, seed: int
    ) -> None:
        self._place, self._document_id, self._pick = place, document_id, random.Random(seed)
        self._reviewers = [_Reviewer(user, *self._read()) for user in users]
        self._number = 0
        self._prefix = f"s{seed}n"
        self.must_stand: set[str] = set()
        self.counted = Counted()

    def run(self, saves: int) -> Counted:
        """Save this often in random order, then compare with the text."""
        for _ in range(saves):
            self._save(self._pick.choice(self._reviewers))
        words = text_of(self._read()[1]).split()
        ours = [word for word in words if word.startswith(self._prefix)]
        self.counted.lost = sorted(self.must_stand - set(ours)) + sorted(set(ours) - self.must_stand)
        self.counted.doubled = sorted({word for word in ours if ours.count(word) > 1})
        return self.counted

    def _read(self) -> tuple[int, tuple[Token, ...]]:
        text = read_text(self._place, self._document_id)
        return text.revision, text.tokens

    def _save(self, reviewer: _Reviewer) -> None:
        standing = live(reviewer.tokens)
        start = self._pick.randrange(min(len(standing), _CONTESTED_WORDS))
        chosen = standing[start : start + self._pick.choice((1, 1, 1, 2, 4))]
        text, fresh, taken = self._typed(chosen)
        typed = TypedRange(reviewer.revision, chosen[0].id, chosen[-1].id, text, save_id=new_id())
        self._send(reviewer, typed, fresh, taken)

    def _typed(self, chosen: tuple[Token, ...]) -> tuple[str, str, set[str]]:
        """What is typed over the words, the new word in it, and the word that it takes away."""
        words = [token.text for token in chosen]
        self._number += 1
        place = self._pick.randrange(len(words))
        fresh = f"{self._prefix}{self._number}"
        taken: set[str] = set()
        if self._pick.random() < 0.5:
            taken, words[place] = {words[place]}, fresh
        else:
            words.insert(place, fresh)
        return " ".join(words), fresh, taken

    def _send(self, reviewer: _Reviewer, typed: TypedRange, fresh: str, taken: set[str]) -> None:
        written = {fresh}
        answer = save_range(self._place, reviewer.user, self._document_id, typed)
        if isinstance(answer, Conflict):
            self.counted.conflicts += 1
            if self._pick.random() < 0.5:  # theirs stands, and the page reads the text anew
                reviewer.revision, reviewer.tokens = self._read()
                return
            written, taken = set(typed.text.split()), set(answer.current_text.split())
            typed = TypedRange(answer.revision, answer.first, answer.last, typed.text, save_id=new_id())
            save_range(self._place, reviewer.user, self._document_id, typed)
        if self._pick.random() < _LOST_ANSWERS:
            self.counted.sent_twice += 1
            save_range(self._place, reviewer.user, self._document_id, typed)
        self.counted.saves += 1
        ours = {word for word in written if word.startswith(self._prefix)}
        self.must_stand = (self.must_stand - taken) | ours
        reviewer.revision, reviewer.tokens = self._read()
