"""What clinical pages print and their truth has not, or has glued: doubt is judged by the paper. Pure.

Every word of our reading that the truth called wrong (190 of 6,481, whatever the reader's own doubt) was
looked at on the page. Where the page plainly shows the word, the truth is put right here for every reader;
misreadings of the same words still count. The token scores of bar 2 are made on the truth as distributed.
"""

from __future__ import annotations

# Tables that the text leaves out.
_MISSING = {
    "original_template_2_sample_2_rot180": """
        Biomarker Result Interpretation
        Estrogen Receptor (ER) Pending
        Progesterone Receptor (PR) Pending
        HER2/neu Pending
    """,
}
# Neighbouring table cells whose words the text glues.
_GLUED = {
    "tables_template_16_sample_1_clean": (
        ("04/22/2026Patient", "04/22/2026 Patient"),
        ("MOODAFFECT", "MOOD AFFECT"),
    ),
    "tables_template_16_sample_2_shadow": (
        ("04/14/2026Patient", "04/14/2026 Patient"),
        ("MOODAFFECT", "MOOD AFFECT"),
    ),
}


def as_printed(document: str, text: str) -> str:
    """The document's text with what its pages print."""
    for glued, parted in _GLUED.get(document, ()):
        text = text.replace(glued, parted)
    return text + _MISSING.get(document, "")


def slips() -> list[tuple[str, str]]:
    """Each document with what was put right, in words."""
    missing = [(document, "a table added") for document in _MISSING]
    return missing + [(name, f"{len(pairs)} glued words parted") for name, pairs in _GLUED.items()]
