"""What machines and laboratories print: images, tests, tissue, tracings. Pure.

Nobody described here exists. Written before the rules that it measures, and from what such documents are made
of, not from any one of them.
"""

from __future__ import annotations

from benchmarks.chart_starts.printed_parts import Parts, field, heading, row, text
from benchmarks.ocr.invented_charts import Chart


def imaging(c: Chart) -> Parts:
    """How begins: imaging."""
    study = c.pick(("CHEST 2 VIEWS", "CT ABDOMEN AND PELVIS WITH CONTRAST", "MRI LUMBAR SPINE", "US THYROID"))
    yield field("Exam", study)
    yield field("Clinical indication", c.problems(1)[0])
    yield field("Comparison", c.pick(("None.", f"{c.date()}")))
    yield heading("Technique")
    yield text("Images were obtained according to the standard protocol.")
    yield heading("Findings")


def imaging_on(c: Chart) -> Parts:
    """What more stands on: imaging."""
    seen = (
        "The lungs are clear without focal consolidation or effusion.",
        "The cardiomediastinal silhouette is within normal limits.",
        "No acute fracture or dislocation is seen.",
        "The liver, spleen and pancreas are unremarkable.",
        "There is mild degenerative change at L4-L5 with disc space narrowing.",
        "No hydronephrosis. The bowel is not dilated.",
    )
    yield text(" ".join(c.several(seen, 4)))
    yield heading("Impression")
    yield text(f"1. No acute abnormality. 2. {c.problems(1)[0].capitalize()} cannot be excluded.")


def lab(c: Chart) -> Parts:
    """How begins: lab."""
    yield field("Specimen", c.pick(("Blood, venous", "Serum", "Urine")))
    yield field("Accession", f"L{c.random.randrange(10**6, 10**7)}")
    yield row("Test", "Result", "Flag", "Units", "Reference range")


def lab_on(c: Chart) -> Parts:
    """What more stands on: lab."""
    for test in c.lab_tests(16):
        yield row(*c.lab_row(test))
    yield text(
        c.pick(("Performed at the main laboratory.", "Fasting status: unknown.", "Specimen not hemolyzed."))
    )


def pathology(c: Chart) -> Parts:
    """How begins: pathology."""
    yield field("Case number", f"S{c.random.randrange(10, 25)}-{c.random.randrange(1000, 9999)}")
    yield field(
        "Specimen source", c.pick(("colon, polyp", "skin, left forearm", "cervix", "breast, right core"))
    )
    yield heading("Gross Description")
    yield text(
        f"Received in formalin is a {c.random.randrange(2, 30)} mm tan-pink fragment, entirely submitted in "
        "one cassette."
    )


def pathology_on(c: Chart) -> Parts:
    """What more stands on: pathology."""
    yield heading("Microscopic Description")
    yield text(
        "Sections show benign tissue without dysplasia or malignancy. The margins are free. " + c.sentence()
    )
    yield heading("Final Pathologic Diagnosis")
    yield text(c.pick(("Tubular adenoma.", "Seborrheic keratosis.", "Negative for intraepithelial lesion.")))


def ecg(c: Chart) -> Parts:
    """How begins: ecg."""
    r = c.random
    yield field("Vent. rate", f"{r.randrange(48, 130)} BPM")
    yield field("PR interval", f"{r.randrange(120, 220)} ms")
    yield field("QRS duration", f"{r.randrange(70, 140)} ms")
    yield field("QT/QTc", f"{r.randrange(340, 440)}/{r.randrange(380, 480)} ms")
    yield text(c.pick(("Normal sinus rhythm", "Sinus bradycardia", "Atrial fibrillation")))
    yield text("25 mm/s 10 mm/mV 150 Hz")
    yield row("I", "aVR", "V1", "V4")
    yield row("II", "aVL", "V2", "V5")
    yield row("III", "aVF", "V3", "V6")
