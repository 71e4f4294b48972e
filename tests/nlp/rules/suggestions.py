"""Suggestions made by hand for tests of the rules."""

from __future__ import annotations

from nlp.suggestion import AssertionLabel, CandidateCode, CodeSuggestion, Evidence, Finding, Mention


def evidence(quote: str = "gout", *, start: int = 0, section: str = "assessment") -> Evidence:
    """Words that affirm a diagnosis."""
    return Evidence(start, start + len(quote), quote, (), (), quote, section, AssertionLabel.AFFIRMED)


def suggestion(
    code: str,
    *pieces: Evidence,
    title: str = "title",
    score: float = 0.9,
    shown: bool = True,
    flags: tuple[str, ...] = (),
) -> CodeSuggestion:
    """A shown code with evidence in the assessment, unless told otherwise."""
    return CodeSuggestion(code, "2026-04", title, score, shown, True, pieces or (evidence(),), flags)


def finding(code: str, *, start: int = 0, section: str = "text", flags: tuple[str, ...] = ()) -> Finding:
    """An affirmed mention that stands for one code."""
    mention = Mention(start, start + 4, "gout", AssertionLabel.AFFIRMED, section)
    return Finding(mention, (CandidateCode(code, "gout", 0.9, flags),))
