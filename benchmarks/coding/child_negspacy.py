"""negspacy 1.0.4 on given concepts; run by a Python that has it, question and answer as JSON.

Touches the world: reads standard input, writes standard output. Imports nothing of ours. The question is a
list of {text, spans}; the answer {negated: one list of true or false a text, seconds: processor time of the
pipeline, without loading}.
"""

from __future__ import annotations

import importlib
import json
import sys
import time


def main() -> None:
    """Answers the question on standard input."""
    spacy = importlib.import_module("spacy")
    importlib.import_module("negspacy.negation")
    asked = json.load(sys.stdin)
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("negex")
    negated = []
    started = time.process_time()
    for one in asked:
        doc = nlp.make_doc(one["text"])
        spans = [doc.char_span(a, b, label="concept", alignment_mode="expand") for a, b in one["spans"]]
        doc.ents = spacy.util.filter_spans([span for span in spans if span])
        for _, component in nlp.pipeline:
            doc = component(doc)
        said = [(ent.start_char, ent.end_char, ent._.negex) for ent in doc.ents]
        negated.append(
            [any(no and a < end and start < b for start, end, no in said) for a, b in one["spans"]]
        )
    json.dump({"negated": negated, "seconds": time.process_time() - started}, sys.stdout)


if __name__ == "__main__":
    main()
