"""From ranks to the chance that a coder accepts each code, with what the site taught. Pure but for look-ups.

Rules speak before this step: they work on ranks, and what they hid stays hidden.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence

from nlp.confidence import ConfidenceModel, shown_from, with_chances
from nlp.learning import Learned, Surroundings, with_learned, word_groups
from nlp.learning.chances import LearnedWeights
from nlp.options import CodingOptions
from nlp.ranking import FIRM_RANK
from nlp.resources import CodingResources
from nlp.rules import load_rule_tables, standing_of
from nlp.source_text import SourceText
from nlp.suggestion import CodeSuggestion


def judged(
    ranked: Sequence[CodeSuggestion],
    source: SourceText,
    *,
    held_back: Collection[str],
    options: CodingOptions,
    resources: CodingResources,
    learned: Learned | None,
    model: ConfidenceModel,
) -> list[CodeSuggestion]:
    """The suggestions with chances as scores and the tier that opens without a click; the order as it came.

    With `learned` codes may come that no term led to, behind the others; none that is `held_back`.
    """
    hidden = {one.code for one in ranked if not one.shown and one.score >= FIRM_RANK}
    told = with_chances(ranked, source.text, model=model)
    if learned is not None:
        told = with_learned(
            told,
            source,
            _surroundings(source, held_back=held_back, options=options, resources=resources),
            learned=learned,
            weights=LearnedWeights.of(model.learned),
            edition=resources.code_set.edition.name,
        )
    least = options.show_from_score
    if least is None:
        least = model.shown_from(options.shown_precision)
    return shown_from(told, least, hidden=hidden)


def stamp(options: CodingOptions, learned: Learned | None) -> str:
    """SHA-256 of the options and of what was learned, for the engine stamp."""
    if learned is None:
        return options.options_hash
    return hashlib.sha256(f"{options.options_hash} {learned.sha256}".encode()).hexdigest()


def _surroundings(
    source: SourceText, *, held_back: Collection[str], options: CodingOptions, resources: CodingResources
) -> Surroundings:
    code_set = resources.code_set

    def titled(code: str) -> tuple[str, bool] | None:
        title = code_set.title(code)
        return None if title is None else (title, code_set.billable(code))

    return Surroundings(
        groups=word_groups(resources.reader.units(source.text)),
        assertions=resources.said_of,
        titled=titled,
        may_add=standing_of(source.text, options, load_rule_tables()).admits,
        held_back=held_back,
    )
