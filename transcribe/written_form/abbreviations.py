"""Abbreviations said letter by letter, written as one word: "T S H", "i nr", "B U N". Pure."""

from __future__ import annotations

from collections.abc import Sequence

from transcribe.written_form.number_words import parts_of
from transcribe.written_form.vocabulary import listed
from transcribe.written_form.words import Change, Piece, Word, next_spoken, previous_spoken, spoken_at

# abbreviations that are said as letters and are no word of their own in small letters
_KNOWN = {
    name.casefold(): name
    for name in listed(
        """
        TSH INR BUN EKG ECG EEG EMG MRI MRA CT CTA ICU ER ED OR IV IM PTT PT AST ALT LDL HDL BNP PSA ESR CRP
        CBC BMP CMP CPK LDH COPD CHF CAD GERD CKD ESRD DVT PE UTI URI TIA CVA MI AKI HIV HPV RSV MRSA CABG
        PCI ICD EGD ERCP TURP BPH DJD ACL MCL PCL NPO PRBC FFP ABG VBG BMI GCS NSAID SSRI SNRI ARB PPI LAD RCA
        JVD JVP HEENT EOMI PERRLA DNR DNI POA ADHD PTSD OCD GI GU ENT OB GYN NICU PICU PACU
        SICU MICU IUD BRCA NSTEMI
        """
    )
}
_MOST_LETTERS = max(map(len, _KNOWN))
_LEAST_LETTERS = 2
_WORDS_IN_SMALL = frozenset(
    {"er", "or", "ed", "pt", "pe", "im", "mi", "ct", "gi", "gu", "ob", "iv", "cad", "lad"}
)


def write_letters(words: Sequence[Word], at: int) -> Change | None:
    """A known abbreviation whose letters were said one by one, or in two runs ("i nr")."""
    if len(words[at].spoken) != 1 or not words[at].core.isalpha() or _is_letter(previous_spoken(words, at)):
        return None
    for count in range(_MOST_LETTERS, _LEAST_LETTERS - 1, -1):
        spoken = spoken_at(words, at, count)
        name = _KNOWN.get("".join(spoken)) if spoken else None
        if name is None or _is_letter(next_spoken(words, at + count)) or not _are_letters(spoken):
            continue
        is_word = name.casefold() in _WORDS_IN_SMALL and any(
            word.core.islower() for word in words[at : at + count]
        )
        return None if is_word else (Piece(count, name),)
    return None


def _are_letters(spoken: Sequence[str]) -> bool:
    """True for single letters, of which the last two may have run together."""
    return all(len(one) == 1 for one in spoken[:-1]) and len(spoken[-1]) <= 2


def _is_letter(spoken: str) -> bool:
    return len(spoken) == 1 and spoken.isalpha() and not parts_of(spoken)
