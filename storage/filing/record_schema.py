"""The stored contract of a filed record: what a manifest says, for ten years and longer (pure).

A manifest names every object of one version of a record by SHA-256 and size, says whose it is, who answers
for it, and which version came before. It holds nothing that differs between two runs on the same snapshot,
so filing twice writes the same bytes. Quality data (doubt, coverage, timing) has no place in it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from storage.errors import Deficiency, EngineInfo

SCHEMA_VERSION: Final = 1

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Kind = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
RecordType = Literal["document", "coding"]
Route = Literal["archive", "key_fields", "full"]
EncounterType = Literal["inpatient", "outpatient", "emergency", "observation"]
TextStatus = Literal["verified", "machine_read_not_verified"]
DocStatus = Literal["preliminary", "final", "amended"]  # FHIR R4 value set composition-status


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(UTC)


Moment = Annotated[datetime, AfterValidator(_in_utc)]


class _Stored(BaseModel):
    """Frozen, and strict about fields nobody declared."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PersonStamp(_Stored):
    """Who answers for something, and since when (stored in UTC)."""

    user_id: str = Field(min_length=1)
    name: str = ""
    at: Moment


class PatientFields(_Stored):
    """The patient as confirmed by a person when the record was approved; `name` is "Family, Given"."""

    patient_id: str = Field(min_length=1)
    mrn: str = Field(min_length=1)
    mrn_is_ours: bool = False
    name: str = ""
    birth_date: date | None = None


class EncounterFields(_Stored):
    """The visit or stay that the record belongs to."""

    encounter_id: str = Field(min_length=1)
    number: str = ""
    encounter_type: EncounterType
    date_of_service: date | None = None
    discharge_date: date | None = None


class OriginalRef(_Stored):
    """Bytes as they were received; `name` is a file name for people, never a path.

    `page_indexes` (from 0): only these pages of the file belong to the record, the others are somebody
    else's, so the file is named and checked but never handed out for this record. None: all of it belongs.
    """

    sha256: Sha256
    size_bytes: int = Field(ge=0)
    media_type: str = Field(min_length=1)
    name: str = ""
    page_indexes: tuple[Annotated[int, Field(ge=0)], ...] | None = None


class PageRef(_Stored):
    """One page of the record, in the order of the tuple, and where it came from (`source_index` from 0)."""

    page_id: str = Field(min_length=1)
    source_sha256: Sha256
    source_index: int = Field(ge=0)


class ObjectRef(_Stored):
    """One object of the record: what it is, and the content it must have."""

    kind: Kind
    schema_version: int = Field(ge=1)
    sha256: Sha256
    size_bytes: int = Field(ge=0)
    media_type: str = Field(min_length=1)
    name: str = ""


class RecordLink(_Stored):
    """Another filed record that this one belongs to; `version` and hash are known once that one is filed."""

    relation: Literal["coding_of", "coded_by", "appends", "signs"]
    record_id: str = Field(min_length=1)
    record_type: RecordType
    version: int | None = Field(default=None, ge=1)
    manifest_sha256: Sha256 | None = None


class RecordSnapshot(_Stored):
    """One approved version of a record, as its caller froze it: all that filing needs to know.

    `record_id` is the document's id or the coding case's; `document_id` is None for coding. `counts` sums up
    what people did (edits, decisions by kind); the edits and decisions themselves are objects.
    """

    record_id: str = Field(min_length=1)
    record_type: RecordType
    version: int = Field(ge=1)
    previous_version_sha256: Sha256 | None = None
    document_id: str | None = None
    patient: PatientFields
    encounter: EncounterFields | None = None
    document_type: str = ""
    author: str = ""
    date_of_service: date | None = None
    route: Route | None = None
    needs_signature: bool = False
    is_amendment: bool = False
    originals: tuple[OriginalRef, ...] = ()
    pages: tuple[PageRef, ...] = ()
    objects: tuple[ObjectRef, ...] = Field(min_length=1)
    engines: tuple[EngineInfo, ...] = ()
    counts: dict[str, int] = Field(default_factory=dict)
    deficiencies: tuple[Deficiency, ...] = ()
    links: tuple[RecordLink, ...] = ()
    approved: PersonStamp
    signed: PersonStamp | None = None

    @property
    def contents(self) -> tuple[OriginalRef | ObjectRef, ...]:
        """Everything that has to be in the store: originals first, then objects."""
        return (*self.originals, *self.objects)

    @model_validator(mode="after")
    def _check_versions(self) -> Self:
        if (self.version == 1) != (self.previous_version_sha256 is None):
            raise ValueError("the first version has no previous one, every later version names it")
        if self.is_amendment and self.version == 1:
            raise ValueError("the first version cannot amend anything")
        return self

    @model_validator(mode="after")
    def _check_record_type(self) -> Self:
        if self.record_type == "document":
            if self.document_id is None or self.route is None or not self.originals:
                raise ValueError("a document record needs its document id, its route and its originals")
        elif self.document_id is not None or self.route is not None or self.originals or self.pages:
            raise ValueError("a coding record has no document id, route, originals or pages of its own")
        return self

    @model_validator(mode="after")
    def _check_objects(self) -> Self:
        places = [(entry.kind, entry.name) for entry in self.objects]
        if len(set(places)) != len(places):
            raise ValueError("two objects of a record cannot share kind and name")
        sources = {original.sha256 for original in self.originals}
        if any(page.source_sha256 not in sources for page in self.pages):
            raise ValueError("every page comes from one of the originals")
        own = {one.sha256: one.page_indexes for one in self.originals if one.page_indexes is not None}
        if any(
            page.source_index not in own.get(page.source_sha256, (page.source_index,)) for page in self.pages
        ):
            raise ValueError("a page stands in the record that does not belong to it")
        return self


class FiledManifest(RecordSnapshot):
    """The manifest as stored: the snapshot, and the two states that readers must see."""

    schema_version: Literal[1] = SCHEMA_VERSION
    text_status: TextStatus | None
    doc_status: DocStatus
