"""What doctors dictate and write: notes, summaries, consultations. Pure.

Nobody described here exists. Written before the rules that it measures, and from what such documents are made
of, not from any one of them.
"""

from __future__ import annotations

from benchmarks.chart_starts.printed_parts import Parts, field, heading, text
from benchmarks.ocr.invented_charts import Chart


def visit(c: Chart) -> Parts:
    """How begins: visit."""
    yield field("Chief complaint", c.sentence())
    yield heading(c.pick(("Subjective", "S:", "Interval History", "HPI")))
    yield text(c.text(3))
    yield heading(c.pick(("Objective", "O:", "Exam")))
    yield text(c.vital_signs())


def visit_on(c: Chart) -> Parts:
    """What more stands on: visit."""
    yield heading(c.pick(("Assessment", "A/P:", "Assessment and Plan", "Impression")))
    for problem in c.problems(3):
        yield text(f"{problem.capitalize()}: {c.sentence()}")
    yield heading(c.pick(("Plan", "P:", "Follow-up")))
    yield text(c.text(3))


def history(c: Chart) -> Parts:
    """How begins: history."""
    yield heading("Chief Complaint")
    yield text(c.sentence())
    yield heading("History of Present Illness")
    yield text(c.text(5))
    yield heading("Past Medical History")
    yield text(", ".join(c.problems(5)) + ".")


def history_on(c: Chart) -> Parts:
    """What more stands on: history."""
    yield heading(c.pick(("Family History", "Social History", "Review of Systems", "Physical Examination")))
    yield text(c.text(4))
    yield heading("Medications on Admission")
    for _ in range(4):
        yield text(" ".join(c.drug_order()))


def discharge(c: Chart) -> Parts:
    """How begins: discharge."""
    yield field("Admission diagnosis", c.problems(1)[0])
    yield field("Discharge diagnosis", c.problems(1)[0])
    yield heading("Hospital Course")
    yield text(c.text(6))


def discharge_on(c: Chart) -> Parts:
    """What more stands on: discharge."""
    yield text(c.text(4))
    yield heading(
        c.pick(("Discharge Medications", "Condition at Discharge", "Disposition", "Discharge Instructions"))
    )
    for _ in range(4):
        yield text(" ".join(c.drug_order()))


def operation(c: Chart) -> Parts:
    """How begins: operation."""
    yield field("Preoperative diagnosis", c.problems(1)[0])
    yield field("Postoperative diagnosis", "same")
    yield field(
        "Procedure", c.pick(("laparoscopic cholecystectomy", "knee arthroscopy", "inguinal hernia repair"))
    )
    yield field("Surgeon", c.doctor)
    yield field("Anesthesia", c.pick(("general endotracheal", "spinal", "monitored anesthesia care")))
    yield field("Estimated blood loss", f"{c.random.randrange(5, 300)} mL")
    yield heading("Description of Procedure")


def operation_on(c: Chart) -> Parts:
    """What more stands on: operation."""
    steps = (
        "The patient was brought to the operating room and placed supine on the table.",
        "After induction of anesthesia the abdomen was prepped and draped in the usual sterile fashion.",
        "A timeout was performed. An incision was made and carried down through the fascia.",
        "Hemostasis was obtained with electrocautery. The wound was irrigated with saline.",
        "Sponge and needle counts were correct. The skin was closed with 4-0 suture.",
        "The patient tolerated the procedure well and was taken to recovery in stable condition.",
    )
    yield text(" ".join(c.several(steps, 4)))
    yield text(c.text(1))


def consult(c: Chart) -> Parts:
    """How begins: consult."""
    yield field("Referring physician", f"Dr. {c.doctor}")
    yield field("Reason for consultation", c.problems(1)[0])
    yield text("Thank you for asking me to see this patient. " + c.text(5))


def consult_on(c: Chart) -> Parts:
    """What more stands on: consult."""
    yield heading(c.pick(("Impression", "Recommendations", "Physical Examination", "Data Reviewed")))
    yield text(c.text(5))
