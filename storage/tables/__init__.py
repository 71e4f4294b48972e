"""The tables. Rows hold who, where, state and references; words, images and audio are objects.

Append-only tables (`APPEND_ONLY`) are held so by database triggers that migrations create.
"""

from __future__ import annotations

from storage.tables.base import DEFAULT_SITE, Base, Json
from storage.tables.chart_opening import (
    ChartOpening,
    OpeningAct,
    PageGlance,
    TypeCount,
    TypeLesson,
    TypeSignCount,
)
from storage.tables.copies import CopyRun, ExportFile, ExportRun, FileList, FileListRow
from storage.tables.decisions import AuditEvent, CodeDecision, CodingCase, SignOff, TextEdit
from storage.tables.dictation import (
    AuthorCorrection,
    AuthorNormal,
    AuthorTerm,
    LearnedDictation,
)
from storage.tables.documents import (
    Document,
    DocumentDeficiency,
    DocumentEventRow,
    DocumentPage,
    Page,
    RegionMark,
    SetAsidePage,
    SourceObject,
)
from storage.tables.first_hour import SecondStep, SiteAnswer
from storage.tables.patient_lists import (
    AdtMessage,
    PagePatientDecision,
    PatientAlias,
    PatientList,
    PatientListColumns,
    PatientListNote,
    PatientMerge,
    PatientNameKey,
    UnidentifiedDocument,
)
from storage.tables.patients import Encounter, Patient, Site
from storage.tables.people import OneTimeLink, User, UserSession
from storage.tables.review import (
    AuthorQuestion,
    CriticalConfirmation,
    PersonalSetting,
    Phrase,
    PhysicianQuery,
    ReviewCoverage,
    ReviewEffort,
    VerifiedLines,
)
from storage.tables.sampling import (
    PageMeasure,
    PaperCertificate,
    ReadBack,
    SampleDocument,
    SampleHold,
    SampleLot,
    SamplePage,
    SampleVerdict,
)
from storage.tables.search import ClaimedIdentity
from storage.tables.stations import Batch, BatchEvent, Station
from storage.tables.work import Artifact, FiledRecordRow, Job, Reading, SuggestionSet

APPEND_ONLY = (
    "document_event",
    "audit_event",
    "text_edit",
    "code_decision",
    "sign_off",
    "batch_event",
    "page_patient_decision",
    "sample_verdict",
    "read_back",
    "paper_certificate",
)

__all__ = [
    "APPEND_ONLY",
    "DEFAULT_SITE",
    "AdtMessage",
    "Artifact",
    "AuditEvent",
    "AuthorCorrection",
    "AuthorNormal",
    "AuthorQuestion",
    "AuthorTerm",
    "Base",
    "Batch",
    "BatchEvent",
    "ChartOpening",
    "ClaimedIdentity",
    "CodeDecision",
    "CodingCase",
    "CopyRun",
    "CriticalConfirmation",
    "Document",
    "DocumentDeficiency",
    "DocumentEventRow",
    "DocumentPage",
    "Encounter",
    "ExportFile",
    "ExportRun",
    "FileList",
    "FileListRow",
    "FiledRecordRow",
    "Job",
    "Json",
    "LearnedDictation",
    "OneTimeLink",
    "OpeningAct",
    "Page",
    "PageGlance",
    "PageMeasure",
    "PagePatientDecision",
    "PaperCertificate",
    "Patient",
    "PatientAlias",
    "PatientList",
    "PatientListColumns",
    "PatientListNote",
    "PatientMerge",
    "PatientNameKey",
    "PersonalSetting",
    "Phrase",
    "PhysicianQuery",
    "ReadBack",
    "Reading",
    "RegionMark",
    "ReviewCoverage",
    "ReviewEffort",
    "SampleDocument",
    "SampleHold",
    "SampleLot",
    "SamplePage",
    "SampleVerdict",
    "SecondStep",
    "SetAsidePage",
    "SignOff",
    "Site",
    "SiteAnswer",
    "SourceObject",
    "Station",
    "SuggestionSet",
    "TextEdit",
    "TypeCount",
    "TypeLesson",
    "TypeSignCount",
    "UnidentifiedDocument",
    "User",
    "UserSession",
    "VerifiedLines",
]
