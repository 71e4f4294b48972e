"""What a question to a physician may say: neutral words, several choices, always a way out. Pure.

Source: practice for compliant queries (AHIMA and ACDIS, 2022): no answer in the question, several clinical
choices, always "other" and "unable to determine", never a word on payment or on what code follows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from storage.errors import Disposition, ServiceError

ALWAYS = ("other (please state)", "unable to determine")  # nlp.rules.asking drafts with the same
LONGEST_ABOUT, LONGEST_QUESTION, LONGEST_CHOICE, MOST_CHOICES = 120, 1200, 160, 12
_ABOUT_PAYMENT = re.compile(
    r"\b(?:pay(?:ment|er|or|ers|ors)?|reimburs\w*|revenue|billing|billable|billed|insur(?:ance|er)|"
    r"(?:ms-?)?drgs?|m?cc/mcc|mcc|hcc|raf|case[- ]mix|cmi|risk[- ]adjust\w*|severity of illness|"
    r"quality (?:score|metric)s?)\b",
    re.IGNORECASE,
)
_ABOUT_CODES = re.compile(r"\bicd\b|\bcoded as\b|\bcoding\b|\b[A-Z]\d[0-9A-Z]\.[0-9A-Z]{1,4}\b")
_LEADING = re.compile(
    r"\bplease (?:document|confirm|agree|add)\b|\bdo you agree\b|\bwould you agree\b|\bcan you confirm\b",
    re.IGNORECASE,
)


class QueryWordsError(ServiceError):
    """The question or its choices cannot be sent as they are."""

    code = "storage.query_words"
    disposition = Disposition.ASK_HUMAN
    remedy = "Ask openly, with two or more clinical choices and without a word on payment or codes"


@dataclass(frozen=True)
class QueryWords:
    """A question that may be sent: what it is about, the question, and its choices, ALWAYS among them."""

    about: str
    question: str
    choices: tuple[str, ...]


def checked_words(about: str, question: str, choices: tuple[str, ...]) -> QueryWords:
    """The words in order: white space closed up, each choice once, "other" and "unable to determine" last.

    Raises:
        QueryWordsError: something is missing, or they lead, or name payment or a code.
    """
    asked = " ".join(question.split())
    own = tuple(dict.fromkeys(one for choice in choices if (one := " ".join(choice.split()))))
    own = tuple(one for one in own if one not in ALWAYS)
    topic = " ".join(about.split())
    if not asked or not topic:
        raise QueryWordsError("The question is empty")
    if len(own) < 2:
        raise QueryWordsError("There are fewer than two choices to choose from")
    if (
        len(topic) > LONGEST_ABOUT
        or len(asked) > LONGEST_QUESTION
        or len(own) > MOST_CHOICES
        or any(len(one) > LONGEST_CHOICE for one in own)
    ):
        raise QueryWordsError("The question or one of its choices is too long")
    _check_neutral(" ".join((topic, asked, *own)))
    return QueryWords(topic, asked, (*own, *ALWAYS))


def _check_neutral(said: str) -> None:
    if _ABOUT_PAYMENT.search(said):
        raise QueryWordsError("A question to a physician never speaks of payment")
    if _ABOUT_CODES.search(said):
        raise QueryWordsError("A question to a physician never names a code")
    if _LEADING.search(said):
        raise QueryWordsError("The question leads to an answer")
