"""How well and how fast codes are suggested: `python -m benchmarks.coding --data DIR`.

Touches the world: reads development data, builds the code set, measures time and memory. Prints a table for
people and, with `--json FILE`, writes the same for machines. `DIR` holds `negex.tsv`, `mentions.tsv` and
`codiesp_en/dev.jsonl`; what is absent is said and skipped. The peers search the same official strings in the
same run: BM25 over stemmed words (SQLite FTS5) and rapidfuzz `token_set_ratio`.

The mentions were seen while our index was written, so their figures are development numbers. CodiEsp's gold
codes negated findings, so it is scored with the assertion filter off, and on beside it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import resource
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from nlp.assertion import AssertionRules
from nlp.chart_index import ChartIndex
from nlp.options import CodingOptions, EncounterType
from nlp.resources import CodingResources, load_resources
from nlp.sections import SectionSplitter
from nlp.source_text import SourceText
from nlp.suggest_codes import suggest_codes
from nlp.suggestion import AssertionLabel

INPATIENT = CodingOptions(encounter_type=EncounterType.INPATIENT)
SPEED_WORDS = 300
Result = dict[str, Any]


def main(arguments: list[str] | None = None) -> int:
    """Runs every part whose data is there; the exit code is 0 unless no data was found at all."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--data", type=Path, required=True, help="folder of negex.tsv, mentions.tsv, codiesp_en"
    )
    parser.add_argument(
        "--cache", type=Path, default=Path.home() / ".cache" / "chartscribe", help="code sets"
    )
    parser.add_argument("--json", type=Path, help="write the results here too")
    parser.add_argument("--without-fuzzy", action="store_true", help="leave out the slow rapidfuzz peer")
    chosen = parser.parse_args(arguments)
    started = time.perf_counter()
    resources = load_resources(chosen.cache)
    engine = resources.suggester.engine
    results: Result = {
        "engine": engine.as_json(),
        "edition": resources.code_set.edition.name,
        "load_s": round(time.perf_counter() - started, 2),
    }
    parts: dict[str, Callable[[Path], Result]] = {
        "negex.tsv": lambda path: {"assertion": score_assertion(path, resources.index)},
        "mentions.tsv": lambda path: score_mentions(path, resources, fuzzy=not chosen.without_fuzzy),
        "codiesp_en/dev.jsonl": lambda path: score_notes(path, resources),
    }
    found = 0
    for name, score in parts.items():
        path = chosen.data / name
        if not path.is_file():
            print(f"{name}: not in {chosen.data}, skipped")
            continue
        found += 1
        print(f"{name}: sha256 {hashlib.sha256(path.read_bytes()).hexdigest()[:16]}")
        results |= score(path)
    results["peak_memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print_table(results)
    if chosen.json:
        chosen.json.write_text(json.dumps(results, indent=2) + "\n", "utf-8")
    return 0 if found else 2


def f1(hits: int, wrong: int, missed: int) -> Result:
    """Precision, recall and F1 of counts; 0 where nothing was found or asked."""
    precision = hits / (hits + wrong) if hits + wrong else 0.0
    recall = hits / (hits + missed) if hits + missed else 0.0
    both = precision + recall
    return {
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * precision * recall / both, 4) if both else 0.0,
        "positives": hits + missed,
    }


def score_assertion(path: Path, index: ChartIndex) -> Result:
    """NegEx sentences: negation, time, person; the concept in lower case, since its case tells nothing."""
    splitter, rules = SectionSplitter(index.sections), AssertionRules(index.cues)
    counts: Counter[tuple[str, bool, bool]] = Counter()
    for line in path.read_text("utf-8").splitlines():
        _, _, concept, sentence, negation, temporality, experiencer = line.split("\t")
        start = sentence.lower().find(concept.strip().lower())
        if start < 0:
            continue
        end = start + len(concept.strip())
        text = sentence[:start] + sentence[start:end].lower() + sentence[end:]
        effects = rules.assert_spans(text, splitter.split(text), [(start, end)])[0].effects
        past = {AssertionLabel.HISTORICAL, AssertionLabel.FAMILY}  # family history is history in this set
        for name, gold, ours in (
            ("negated", negation == "Negated", AssertionLabel.NEGATED in effects),
            ("historical", temporality == "Historical", bool(past & effects)),
            ("hypothetical", temporality == "Not particular", AssertionLabel.HYPOTHETICAL in effects),
            ("other person", experiencer != "Patient", AssertionLabel.FAMILY in effects),
        ):
            counts[name, gold, ours] += 1
    names = dict.fromkeys(name for name, _, _ in counts)
    return {
        name: f1(counts[name, True, True], counts[name, False, True], counts[name, True, False])
        for name in names
    }


def score_mentions(path: Path, resources: CodingResources, *, fuzzy: bool) -> Result:
    """Recall at 1 and 5 of accepted codes, ours and the peers', with milliseconds a mention."""
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    gold = [(mention, set(accepted.split("|"))) for mention, accepted in rows]
    terms = official_terms(resources)
    linkers: dict[str, Callable[[str], list[str]]] = {
        "chartscribe": lambda mention: [
            one.code
            for one in suggest_codes(
                SourceText.from_plain_text(mention), options=INPATIENT, resources=resources
            ).suggestions
        ],
        "peer: BM25 (FTS5)": bm25_linker(terms),
    }
    if fuzzy:
        linkers["peer: rapidfuzz token_set"] = fuzzy_linker(terms)
    return {"mentions": {name: recall_at(gold, linker) for name, linker in linkers.items()}}


def recall_at(gold: list[tuple[str, set[str]]], linker: Callable[[str], list[str]]) -> Result:
    """Share of mentions with an accepted code at rank 1 and within 5."""
    started = time.perf_counter()
    ranked = [(linker(mention)[:5], accepted) for mention, accepted in gold]
    spent_ms = (time.perf_counter() - started) * 1000
    return {
        "r@1": round(sum(bool(accepted & set(codes[:1])) for codes, accepted in ranked) / len(gold), 4),
        "r@5": round(sum(bool(accepted & set(codes)) for codes, accepted in ranked) / len(gold), 4),
        "n": len(gold),
        "ms_each": round(spent_ms / len(gold), 1),
    }


def official_terms(resources: CodingResources) -> list[tuple[str, str]]:
    """(text, code) of every title and inclusion term of the edition; none of our own index."""
    titles = resources.code_set.rows("SELECT title, code FROM code WHERE seventh = 0")
    return titles + resources.code_set.rows("SELECT text, code FROM term")


def bm25_linker(terms: Iterable[tuple[str, str]]) -> Callable[[str], list[str]]:
    """Any word of the mention, stemmed, ranked by SQLite's BM25."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE term USING fts5 (text, code UNINDEXED, tokenize = 'porter')")
    connection.executemany("INSERT INTO term VALUES (?, ?)", terms)

    def link(mention: str) -> list[str]:
        words = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", mention))
        statement = "SELECT code FROM term WHERE term MATCH ? ORDER BY rank LIMIT 20"
        return list(dict.fromkeys(code for (code,) in connection.execute(statement, (words,))))

    return link


def fuzzy_linker(terms: list[tuple[str, str]]) -> Callable[[str], list[str]]:
    """The best `token_set_ratio` over all strings."""
    texts = [text.lower() for text, _ in terms]

    def link(mention: str) -> list[str]:
        best = process.extract(mention.lower(), texts, scorer=fuzz.token_set_ratio, limit=20)
        return list(dict.fromkeys(terms[place][1] for _, _, place in best))

    return link


def score_notes(path: Path, resources: CodingResources) -> Result:
    """CodiEsp notes: micro-F1 of whole codes and categories, filter off and on; speed on the same notes."""
    notes = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    counts = {(name, length): [0, 0, 0] for name in ("filter off", "filter on") for length in (3, 8)}
    words, spent_s = 0, 0.0
    for note in notes:
        started = time.process_time()
        found = suggest_codes(
            SourceText.from_plain_text(note["text"]), options=INPATIENT, resources=resources
        )
        spent_s += time.process_time() - started
        words += len(note["text"].split())
        everything = {
            finding.candidates[0].code for finding in resources.suggester.read(note["text"]).findings
        }
        ours = {
            "filter off": everything,
            "filter on": {one.code for one in found.suggestions if one.shown},
        }
        for (name, length), tally in counts.items():
            _tally(tally, {code[:length] for code in ours[name]}, {code[:length] for code in note["codes"]})
    return {
        "notes": {
            f"{name}, {'category' if length == 3 else 'whole code'}": f1(*tally)
            for (name, length), tally in counts.items()
        },
        "speed": {
            "notes": len(notes),
            f"cpu_ms_per_{SPEED_WORDS}_words": round(spent_s * 1000 / words * SPEED_WORDS, 1),
        },
    }


def _tally(tally: list[int], ours: set[str], gold: set[str]) -> None:
    tally[0] += len(ours & gold)
    tally[1] += len(ours - gold)
    tally[2] += len(gold - ours)


def print_table(results: Result) -> None:
    """Results as lines of two columns, nested names indented."""
    for name, value in results.items():
        if not isinstance(value, dict):
            print(f"{name:<28}{value}")
            continue
        print(name)
        for row, cells in value.items():
            shown = (
                "  ".join(f"{key} {cell}" for key, cell in cells.items())
                if isinstance(cells, dict)
                else cells
            )
            print(f"  {row:<26}{shown}")


if __name__ == "__main__":
    sys.exit(main())
