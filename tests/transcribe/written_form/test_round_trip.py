from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from tests.transcribe.written_form.sayings import SAYINGS, Saying
from tests.transcribe.written_form.tokens import text_of, tokens_of
from transcribe.written_form import uncertain_numbers, write_as_reports_do

_ROUNDS = 40  # of each kind; 10,000 in all were run when the rules were written


@pytest.mark.parametrize("say", SAYINGS, ids=[say.__name__ for say in SAYINGS])
def test_what_is_said_of_a_number_is_written_as_that_number(say: Callable[[Random], Saying]) -> None:
    draw = Random(7)  # noqa: S311 - the same phrases every time, on purpose
    for _ in range(_ROUNDS):
        said, written = say(draw)
        heard = tokens_of(said)
        tokens = write_as_reports_do(heard)
        assert text_of(tokens) == written, said
        assert write_as_reports_do(tokens) == tokens
        assert uncertain_numbers(tokens) == frozenset(), said
        sources = [source for token in tokens for source in token.sources]
        assert list(dict.fromkeys(sources)) == [source for token in heard for source in token.sources]
