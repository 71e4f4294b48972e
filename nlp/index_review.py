"""What a coder looks at before a change to our index goes in: `python -m nlp.index_review [CHAPTER …]`.

Touches the world: opens the packaged edition (building it at the first call) and prints. An entry counts when
its words are not those of an official title or inclusion term on the way to its code, whatever their order
and endings.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nlp.chart_index import IndexTerm, load_chart_index
from nlp.chart_index.chapters import CHAPTER_FILES, chapter_of
from nlp.code_set import CodeSet
from nlp.dictionary_terms import term_variants
from nlp.words import bag_key
from transcribe.lexicon import Familiarity, word_lists

ASKS = frozenset(
    "side site type stage severity trimester encounter cause organism status fetus depth age intent".split()  # noqa: SIM905
)


@dataclass(frozen=True)
class IndexReview:
    """Faults, each a sentence with the entry's place, and the entries that count, by chapter."""

    faults: tuple[str, ...]
    counting: dict[str, int]
    not_counting: tuple[IndexTerm, ...]

    @property
    def total(self) -> int:
        """How many entries count in all chapters."""
        return sum(self.counting.values())


def review_index(
    terms: Sequence[IndexTerm], code_set: CodeSet, stems_of: Callable[[str], tuple[str, ...]]
) -> IndexReview:
    """The review of all entries against one edition."""
    faults: list[str] = []
    counting: Counter[str] = Counter(dict.fromkeys(CHAPTER_FILES, 0))
    plain: list[IndexTerm] = []
    of_bag: dict[str, IndexTerm] = {}
    official = _OfficialBags(code_set, stems_of)
    for term in terms:
        bag = bag_key(frozenset(stems_of(term.phrase)))
        fault = _fault(term, code_set) or _clash(term, of_bag.setdefault(bag, term), bag)
        if fault:
            faults.append(f"{term.chapter}: {term.phrase!r} -> {term.code}: {fault}")
        elif bag in official.of(term.code):
            plain.append(term)
        else:
            counting[term.chapter] += 1
    return IndexReview(tuple(faults), dict(counting), tuple(plain))


def everyday_words_alone(
    terms: Sequence[IndexTerm], stems_of: Callable[[str], tuple[str, ...]]
) -> tuple[str, ...]:
    """A warning for each entry that one everyday word leads to: it fires wherever the word is said.

    Some are right all the same ("stroke"); whoever adds one has looked at how notes use the word.
    """
    lists = word_lists()
    return tuple(
        f"{term.chapter}: {term.phrase!r} -> {term.code}: one everyday word alone"
        for term in terms
        if len(bag := set(stems_of(term.phrase))) == 1
        and lists.familiarity(next(iter(bag))) is Familiarity.EVERYDAY
    )


def _fault(term: IndexTerm, code_set: CodeSet) -> str:
    if not code_set.exists(term.code):
        return "no such code in the edition"
    if chapter_of(term.code) != term.chapter:
        return f"belongs into {chapter_of(term.code)}"
    if set(term.asks) - ASKS:
        return (
            f"asks for {', '.join(sorted(set(term.asks) - ASKS))}, which is none of {', '.join(sorted(ASKS))}"
        )
    if code_set.billable(term.code) == bool(term.asks):
        return "may be billed, so it asks for nothing" if term.asks else "a heading: say what it asks for"
    return ""


def _clash(term: IndexTerm, known: IndexTerm, bag: str) -> str:
    if not bag:
        return "holds no word that carries meaning"
    if known is term:
        return ""
    same = "stands there already" if known.code == term.code else f"leads to {known.code} already"
    return f"{same} as {known.phrase!r} in {known.chapter}"


class _OfficialBags:
    """The bags of the official words of a code and what stands above it, kept once worked out."""

    def __init__(self, code_set: CodeSet, stems_of: Callable[[str], tuple[str, ...]]) -> None:
        self._code_set = code_set
        self._stems_of = stems_of
        self._known: dict[str, frozenset[str]] = {}
        self._inclusions: dict[str, list[str]] = defaultdict(list)
        for code, text in code_set.rows(
            "SELECT code, text FROM term WHERE kind IN ('inclusion', 'includes')"
        ):
            self._inclusions[code].append(text)

    def of(self, code: str) -> frozenset[str]:
        """All bags on the way to the code."""
        if code not in self._known:
            texts = [self._code_set.title(code) or "", *self._inclusions[code]]
            own = {
                bag_key(variant.stems) for text in texts for variant in term_variants(text, self._stems_of)
            }
            above = self._code_set.parent(code)
            self._known[code] = frozenset(own) | (self.of(above) if above else frozenset())
        return self._known[code]


def main() -> int:
    """Prints counts, warnings and faults, of all chapters or of those named; 1 when there are faults."""
    from platformdirs import user_cache_path

    from nlp.resources import load_resources

    resources = load_resources(user_cache_path("chartscribe") / "code_sets")
    terms = load_chart_index().terms
    reviewed = review_index(terms, resources.code_set, resources.reader.stems)
    warnings = everyday_words_alone(terms, resources.reader.stems)
    chosen = sys.argv[1:] or list(CHAPTER_FILES)
    lines = [f"{name}: {reviewed.counting.get(name, 0)} entries count" for name in chosen]
    if len(chosen) < len(CHAPTER_FILES):
        plain = [term for term in reviewed.not_counting if term.chapter in chosen]
        lines += [f"only the official words: {term.phrase} -> {term.code}" for term in plain]
    lines += [f"warning: {warning}" for warning in warnings if warning.split(":")[0] in chosen]
    faults = [fault for fault in reviewed.faults if fault.split(":")[0] in chosen]
    lines += [*faults, f"{reviewed.total} entries count in all chapters; {len(faults)} faults"]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
