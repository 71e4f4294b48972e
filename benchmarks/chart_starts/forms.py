"""The types of documents that the invented charts hold, and how clinics title them. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.chart_starts import notes, papers, results
from benchmarks.chart_starts.printed_parts import Parts, nothing
from benchmarks.ocr.invented_charts import Chart


@dataclass(frozen=True)
class Form:
    """A type of document: how clinics title it, what it begins with, goes on with and ends with.

    `length` are the usual numbers of pages with their weights; `date_label` is what stands before its date.
    """

    kind: str
    titles: tuple[str, ...]
    opening: Callable[[Chart], Parts]
    going_on: Callable[[Chart], Parts]
    date_labels: tuple[str, ...]
    lengths: tuple[tuple[int, float], ...] = ((1, 0.5), (2, 0.35), (3, 0.15))
    closing: tuple[str, ...] = ("Electronically signed by {doctor}", "{doctor}")
    is_form: bool = False  # printed by the clinic itself: never a letter


_SHORT = ((1, 0.85), (2, 0.15))
_LONG = ((1, 0.1), (2, 0.3), (3, 0.3), (4, 0.2), (6, 0.1))
_NO_END = ("",)

FORMS: tuple[Form, ...] = (
    Form(
        "Progress note",
        ("Progress Note", "Office Visit", "Clinic Note", "PROGRESS NOTES", "Established Patient Visit"),
        notes.visit,
        notes.visit_on,
        ("Date of visit", "Date", "DOS", "Visit date"),
        ((1, 0.55), (2, 0.35), (3, 0.1)),
    ),
    Form(
        "History and physical",
        ("History and Physical", "HISTORY & PHYSICAL EXAMINATION", "Admission H&P"),
        notes.history,
        notes.history_on,
        ("Date of admission", "Admit date", "Date"),
        ((2, 0.5), (3, 0.4), (4, 0.1)),
    ),
    Form(
        "Discharge summary",
        ("Discharge Summary", "DISCHARGE SUMMARY", "Hospital Discharge Report"),
        notes.discharge,
        notes.discharge_on,
        ("Date of discharge", "Discharged"),
        _LONG,
    ),
    Form(
        "Operative report",
        ("Operative Report", "OPERATIVE NOTE", "Report of Operation", "Procedure Note"),
        notes.operation,
        notes.operation_on,
        ("Date of operation", "Date of procedure", "Date of surgery"),
        ((1, 0.4), (2, 0.5), (3, 0.1)),
    ),
    Form(
        "Consultation",
        ("Consultation", "CONSULTATION REPORT", "Initial Consultation", "Specialist Evaluation"),
        notes.consult,
        notes.consult_on,
        ("Date of consultation", "Date seen", "Date"),
        ((1, 0.2), (2, 0.5), (3, 0.3)),
    ),
    Form(
        "Radiology report",
        ("Radiology Report", "DIAGNOSTIC IMAGING REPORT", "Imaging Services", "X-Ray Report"),
        results.imaging,
        results.imaging_on,
        ("Date of exam", "Exam date", "Date of service"),
        _SHORT,
    ),
    Form(
        "Laboratory report",
        ("Laboratory Report", "LAB RESULTS", "FINAL REPORT", "Clinical Laboratory", "Test Results"),
        results.lab,
        results.lab_on,
        ("Collected", "Date collected", "Collection date"),
        ((1, 0.45), (2, 0.3), (3, 0.15), (5, 0.1)),
        ("End of report", "*** FINAL ***", ""),
    ),
    Form(
        "Pathology report",
        ("Surgical Pathology Report", "PATHOLOGY REPORT", "Cytology Report"),
        results.pathology,
        results.pathology_on,
        ("Date of procedure", "Date received", "Collected"),
        ((1, 0.6), (2, 0.4)),
    ),
    Form(
        "Electrocardiogram",
        ("Electrocardiogram", "12-LEAD ECG", "EKG Tracing", ""),
        results.ecg,
        nothing,
        ("Recorded", "Date"),
        ((1, 1.0),),
        ("Unconfirmed", ""),
    ),
    Form(
        "Consent",
        ("Consent for Procedure", "INFORMED CONSENT", "Consent to Treatment", "Authorization for Surgery"),
        papers.consent,
        papers.consent_on,
        ("Date", "Date signed"),
        ((1, 0.6), (2, 0.4)),
        _NO_END,
        True,
    ),
    Form(
        "Face sheet",
        ("Face Sheet", "PATIENT REGISTRATION", "Patient Demographics", "Admission Record"),
        papers.face,
        nothing,
        ("Date registered", "Printed", "Date"),
        ((1, 1.0),),
        _NO_END,
        True,
    ),
    Form(
        "Medication list",
        ("Medication List", "CURRENT MEDICATIONS", "Medication Reconciliation", "MAR"),
        papers.medications,
        papers.medications_on,
        ("Reviewed", "Date", "As of"),
        _SHORT,
        ("Reviewed by {doctor}", ""),
    ),
    Form(
        "Immunization record",
        ("Immunization Record", "VACCINE ADMINISTRATION RECORD", "Shot Record"),
        papers.shots,
        papers.shots_on,
        ("Printed", "Date"),
        _SHORT,
        _NO_END,
        True,
    ),
    Form(
        "Correspondence",
        ("", "", "Letter", "RE: Consultation", "Correspondence"),
        papers.letter,
        papers.letter_on,
        ("", "Date"),
        ((1, 0.5), (2, 0.45), (3, 0.05)),
        ("Sincerely, {doctor}", "Yours truly, {doctor}"),
    ),
    Form(
        "Billing and insurance",
        ("Explanation of Benefits", "STATEMENT", "Prior Authorization", "Claim Summary"),
        papers.billing,
        papers.billing_on,
        ("Statement date", "Date"),
        ((1, 0.6), (2, 0.3), (3, 0.1)),
        _NO_END,
    ),
    Form(
        "Emergency note",
        ("Emergency Department Note", "ED PHYSICIAN RECORD", "Emergency Room Report"),
        papers.emergency,
        papers.emergency_on,
        ("Date of service", "Arrival date", "Date"),
        ((1, 0.2), (2, 0.5), (3, 0.3)),
    ),
    Form(
        "Nursing flow sheet",
        ("Nursing Flow Sheet", "VITAL SIGNS RECORD", "Nurses Notes", "24 Hour Flowsheet"),
        papers.nursing,
        papers.nursing_on,
        ("Date",),
        ((1, 0.5), (2, 0.4), (4, 0.1)),
        _NO_END,
        True,
    ),
    Form(
        "Physician orders",
        ("Physician Orders", "ORDER SHEET", "Admission Orders", "Standing Orders"),
        papers.orders,
        papers.orders_on,
        ("Date", "Ordered"),
        _SHORT,
        ("{doctor}", "T.O. {doctor}"),
        True,
    ),
    Form(
        "Telephone message",
        ("Telephone Encounter", "PHONE MESSAGE", "Telephone Message", "Triage Call"),
        papers.phone,
        papers.phone_on,
        ("Date", "Call date"),
        ((1, 1.0),),
        ("{doctor}", ""),
        True,
    ),
    Form(
        "Release of information",
        ("Authorization to Release Information", "RELEASE OF RECORDS", "HIPAA Authorization"),
        papers.release,
        papers.release_on,
        ("Date", "Date signed"),
        ((1, 0.7), (2, 0.3)),
        _NO_END,
        True,
    ),
    Form(
        "Questionnaire",
        ("Health Questionnaire", "NEW PATIENT INTAKE FORM", "Patient History Form", "PHQ-9"),
        papers.questions,
        papers.questions_on,
        ("Date", "Today's date"),
        ((1, 0.3), (2, 0.4), (4, 0.3)),
        _NO_END,
        True,
    ),
    Form(
        "Therapy note",
        ("Physical Therapy Note", "PT DAILY NOTE", "Rehabilitation Services", "Occupational Therapy"),
        papers.therapy,
        papers.therapy_on,
        ("Date of treatment", "Visit date", "Date"),
        _SHORT,
        ("{doctor}, PT", ""),
    ),
    Form(
        "Prescription",
        ("Prescription", "REFILL REQUEST", "Rx", "Prescription Refill Authorization"),
        papers.refill,
        nothing,
        ("Date", "Date written"),
        ((1, 1.0),),
        ("{doctor}", ""),
    ),
    Form(
        "Advance directive",
        ("Advance Directive", "LIVING WILL", "Health Care Power of Attorney", "POLST"),
        papers.advance,
        papers.advance_on,
        ("Date", "Signed"),
        ((1, 0.3), (2, 0.4), (3, 0.3)),
        _NO_END,
        True,
    ),
)
FORM_BY_KIND = {form.kind: form for form in FORMS}
