from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.objects.recovery_words import (
    RecoveryWordsWrongError,
    keys_from_words,
    recovery_words,
    same_word,
    word_list,
)
from storage.objects.site_keys import SiteKeys, keep_site_keys, load_site_keys

_KEY = st.binary(min_size=32, max_size=32)


def test_the_list_has_2048_words_known_by_their_first_four_letters() -> None:
    words = word_list()
    assert len(words) == 2048
    assert len({word[:4] for word in words}) == 2048
    assert all(word.isascii() and word.isalpha() and 4 <= len(word) <= 7 for word in words)


@given(_KEY)
def test_24_words_give_the_keys_of_a_new_site_back(secret: bytes) -> None:
    keys = SiteKeys.from_master(secret)
    words = recovery_words(keys)
    assert len(words) == 24
    assert keys_from_words(words) == keys


@given(_KEY, _KEY)
def test_48_words_give_the_two_keys_of_an_older_site_back(master: bytes, naming: bytes) -> None:
    if master == naming:
        return
    keys = SiteKeys(master, naming)
    assert keys_from_words(recovery_words(keys)) == keys


def test_what_a_person_types_may_be_numbered_in_capitals_and_cut_to_four_letters() -> None:
    keys = SiteKeys.from_master(b"s" * 32)
    typed = "\n".join(f"{number}. {word[:4].upper()}," for number, word in enumerate(recovery_words(keys), 1))
    assert keys_from_words(typed) == keys


def test_a_wrong_missing_or_exchanged_word_is_refused_without_quoting_it() -> None:
    words = list(recovery_words(SiteKeys.from_master(bytes(range(32)))))
    exchanged = [words[1], words[0], *words[2:]]
    for typed in (words[:-1], ["zzzz", *words[1:]], exchanged, []):
        with pytest.raises(RecoveryWordsWrongError) as refused:
            keys_from_words(typed)
        assert not any(word in str(refused.value) for word in words)


def test_a_new_site_has_24_words_and_its_key_file_comes_back_from_them(tmp_path: Path) -> None:
    keys = load_site_keys(tmp_path / "a", allow_create=True).keys
    words = recovery_words(keys)
    restored = keep_site_keys(tmp_path / "b", keys_from_words(words))
    assert len(words) == 24
    assert restored.keys == keys
    assert stat.S_IMODE(restored.path.stat().st_mode) == 0o600
    other = keep_site_keys(tmp_path / "b", SiteKeys.from_master(b"x" * 32))
    assert other.keys == keys, "a key file that is there is never replaced"


def test_a_word_is_right_from_its_first_four_letters_on() -> None:
    assert same_word(" Harbour ", "harbor")
    assert same_word("harb", "harbor")
    assert not same_word("har", "harbor")
    assert not same_word("", "harbor")
