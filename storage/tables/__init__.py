"""The tables. Rows hold who, where, state and references; words, images and audio are objects.

Append-only tables (`APPEND_ONLY`) are held so by database triggers that the first migration creates.
"""

from __future__ import annotations

from storage.tables.base import DEFAULT_SITE, Base, Json
from storage.tables.decisions import AuditEvent, CodeDecision, CodingCase, SignOff, TextEdit
from storage.tables.dictation import (
    AuthorCorrection,
    AuthorNormal,
    AuthorTerm,
    LearnedDictation,
)
from storage.tables.documents import (
    Batch,
    Document,
    DocumentDeficiency,
    DocumentEventRow,
    DocumentPage,
    Page,
    RegionMark,
    SetAsidePage,
    SourceObject,
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
from storage.tables.search import ClaimedIdentity
from storage.tables.work import Artifact, FiledRecordRow, Job, Reading, SuggestionSet

APPEND_ONLY = ("document_event", "audit_event", "text_edit", "code_decision", "sign_off")

__all__ = [
    "APPEND_ONLY",
    "DEFAULT_SITE",
    "Artifact",
    "AuditEvent",
    "AuthorCorrection",
    "AuthorNormal",
    "AuthorQuestion",
    "AuthorTerm",
    "Base",
    "Batch",
    "ClaimedIdentity",
    "CodeDecision",
    "CodingCase",
    "CriticalConfirmation",
    "Document",
    "DocumentDeficiency",
    "DocumentEventRow",
    "DocumentPage",
    "Encounter",
    "FiledRecordRow",
    "Job",
    "Json",
    "LearnedDictation",
    "OneTimeLink",
    "Page",
    "Patient",
    "PersonalSetting",
    "Phrase",
    "PhysicianQuery",
    "Reading",
    "RegionMark",
    "ReviewCoverage",
    "ReviewEffort",
    "SetAsidePage",
    "SignOff",
    "Site",
    "SourceObject",
    "SuggestionSet",
    "TextEdit",
    "User",
    "UserSession",
    "VerifiedLines",
]
