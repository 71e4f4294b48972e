"""Settings of what is kept: home folder, database, objects, keys, ledger times, sign-in rules.

Read once at the edge (command line, web start, worker start) and passed down as a value. Every field can be
given as the environment variable CHARTSCRIBE_<FIELD>, or as CHARTSCRIBE_<FIELD>_FILE naming a file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import platformdirs
from pydantic import Field, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)


class _FileValues(EnvSettingsSource):
    """Values read from the files that CHARTSCRIBE_*_FILE names; an unreadable file fails loudly."""

    def get_field_value(self, _field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        variable = f"{self.env_prefix}{field_name}_FILE".upper()
        path = os.environ.get(variable)
        value = Path(path).read_text(encoding="utf-8").strip() if path else None
        return value, field_name, False


class FolderSettings(BaseSettings):
    """What every settings class of the house shares: the prefix, and values from files."""

    model_config = SettingsConfigDict(env_prefix="CHARTSCRIBE_", frozen=True, extra="ignore")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - pydantic-settings names its arguments
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments beat the environment, the environment beats files."""
        return init_settings, env_settings, _FileValues(settings_cls)


# The acceptable levels of ANSI/ASQ Z1.4 that suit pages (ingest.sampling.plans)
_SAMPLE_AQLS = (0.065, 0.1, 0.15, 0.25, 0.4, 0.65, 1.0, 1.5, 2.5, 4.0, 6.5)
# Until a document is due; transcription services commonly promise 2 to 4 hours for stat and 24 for routine
_DUE_MINUTES = {"stat": 120, "routine": 1440, "bulk": 10080}


class StorageSettings(FolderSettings):
    """Where things are kept and how long work is lent out."""

    home: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("chartscribe", appauthor=False)),
        description="Folder of this site's database, objects, keys and logs (embedded default).",
    )
    cache_dir: Path = Field(
        default_factory=lambda: Path(platformdirs.user_cache_dir("chartscribe", appauthor=False)),
        description="Folder of what can be made again: joined speech weights, the prepared code set.",
    )
    database_url: str = Field(default="", description="SQLAlchemy URL; empty: SQLite in the home folder.")
    objects_url: str = Field(default="", description="Object store URL; empty: a folder in the home folder.")
    keys_dir: Path | None = Field(default=None, description="Folder of the site keys; empty: keys/ at home.")
    second_copy: Path | None = Field(
        default=None,
        description="Folder of the second copy, on another disk, marked with `chartscribe copy mark`; empty: "
        "what the clinic answered in its first hour.",
    )
    export_folder: Path | None = Field(
        default=None,
        description="Folder that exports asked for in the browser are written to; empty: exports/ at home.",
    )
    second_copy_at: str = Field(
        default="02:00",
        pattern=r"^([01]\d|2[0-3]):[0-5]\d$",
        description="When the second copy is made each night, by the site's clock; a disk that is not there "
        "then is copied to when it is next seen.",
    )
    site_name: str = Field(default="Chartscribe", description="Name shown on every page and report.")
    site_time_zone: str = Field(default="UTC", description="IANA zone that decides 'today' and due times.")
    demo: bool = Field(default=False, description="Says DEMO on every page.")
    one_person_may_do_all: bool = Field(
        default=False, description="A small clinic: one signed-in person may verify, code and sign."
    )
    solo_mode: bool = Field(
        default=False,
        description="A clinic of one: what needs a second person waits 24 hours and a fresh sign-in instead, "
        "and the certificate says so.",
    )
    mrn_required: bool = Field(
        default=False,
        description="Refuse patients without an MRN; otherwise name + birth date get a chart number from us.",
    )
    label_mrn_patterns: tuple[str, ...] = Field(
        default=(r"MRN[:#\- ]?(?P<value>[A-Z]{0,3}\d{4,12})",),
        description="How the barcodes of patient labels read, a JSON list of patterns; `value` is the MRN.",
    )
    label_account_patterns: tuple[str, ...] = Field(
        default=(r"(?:ACCT|ENC|VISIT)[:#\- ]?(?P<value>[A-Z0-9-]{3,20})",),
        description="The same for a label's account or encounter number.",
    )
    form_types: dict[str, str] = Field(
        default={},
        description='Document type by the barcode of its form, as JSON: {"ADM-01": "Face sheet"}.',
    )
    separator_texts: tuple[str, ...] = Field(
        default=(),
        description="This site's own separator barcodes, as JSON; PATCH T and our cover sheets always count.",
    )
    typed_handwriting_types: tuple[str, ...] = Field(
        default=(),
        description='Types whose handwriting must be typed, as JSON: ["Consent"]; else it stays image.',
    )
    due_minutes: dict[str, int] = Field(
        default=_DUE_MINUTES,
        description="Minutes until a document is due, as JSON: by priority, by worktype (for routine work) "
        'or by both: {"Discharge summary": 480, "Radiology report/stat": 30}. The rest keeps its default.',
    )
    author_specialties: dict[str, str] = Field(
        default={},
        description='Specialty by author of dictations, as JSON: {"Dr. A. Moss": "cardiology"}.',
    )
    dictation_passwords: str = Field(
        default="",
        repr=False,
        description="Passwords of encrypted DS2 recorders, one a line; best kept in a file "
        "(`CHARTSCRIBE_DICTATION_PASSWORDS_FILE`).",
    )
    dispatched_lease_s: float = Field(
        default=60, gt=0, description="How long a sent message may stay unclaimed."
    )
    running_lease_s: float = Field(default=45, gt=0, description="How long a silent worker keeps its job.")
    heartbeat_s: float = Field(default=15, gt=0, description="How often a worker says that it is alive.")
    stalled_after_s: float = Field(
        default=1800,
        gt=0,
        description="A worker whose job shows no progress for this long is ended; the job is tried again.",
    )
    retry_delays_s: tuple[float, ...] = Field(
        default=(5, 30, 120), description="Waits before the next attempts of work that failed."
    )
    max_attempts: int = Field(default=3, ge=1, description="Claims of one job before it is parked.")
    session_idle_minutes: int = Field(
        default=10, ge=1, description="Locked after this long without activity; the password unlocks."
    )
    session_hours: int = Field(default=12, ge=1, description="Signed out after this long in any case.")
    review_lease_minutes: int = Field(
        default=15, ge=1, description="How long an untouched document stays claimed."
    )

    review_coverage: Literal["off", "warn", "block"] = Field(
        default="warn",
        description="When a page was not shown, a second not played or a critical word not confirmed: `off` "
        "asks nothing, `warn` names it once at approval, `block` refuses until it is done.",
    )
    review_coverage_days: int = Field(
        default=365,
        ge=1,
        description="Days after filing until what was seen, heard, pressed and timed in a review is removed.",
    )
    critical_sample: int = Field(
        default=3,
        ge=0,
        description="Critical words (drug, dose, side …) drawn for confirmation on the routes archive and "
        "key fields; on the full route every doubtful or changed one is asked.",
    )

    chart_opener_pages: int = Field(
        default=20,
        ge=2,
        description="From the worklist, a chart of at least this many pages opens on the wall of its pages, "
        "where its documents are found, until that was done once.",
    )

    sample_before_filing: bool = Field(
        default=False,
        description="Archive charts are filed only when their batch's drawn sample of pages has passed.",
    )
    sample_aql: float = Field(
        default=0.65,
        description="Wrong pages in a hundred that a sampled batch may have and still mostly pass: 0.065, "
        "0.1, 0.15, 0.25, 0.4, 0.65, 1, 1.5, 2.5, 4 or 6.5.",
    )
    sample_level: Literal["I", "II", "III"] = Field(
        default="II", description="How many pages are drawn for a batch's size: I few, II usual, III many."
    )
    retention_years: int = Field(
        default=0,
        ge=0,
        description="Years that filed records are kept at least; 0: not decided, so no paper may go.",
    )

    @field_validator("site_time_zone")
    @classmethod
    def _zone_exists(cls, name: str) -> str:
        ZoneInfo(name)  # raises with the bad name when the zone is unknown
        return name

    @field_validator("sample_aql")
    @classmethod
    def _tables_list_it(cls, aql: float) -> float:
        if aql not in _SAMPLE_AQLS:
            raise ValueError(f"it is one of {', '.join(f'{one:g}' for one in _SAMPLE_AQLS)}")
        return aql

    @field_validator("due_minutes")
    @classmethod
    def _priorities_have_minutes(cls, minutes: dict[str, int]) -> dict[str, int]:
        if any(value < 1 for value in minutes.values()):
            raise ValueError("a due time is at least one minute")
        return {**_DUE_MINUTES, **minutes}

    @field_validator("label_mrn_patterns", "label_account_patterns", "form_types")
    @classmethod
    def _patterns_can_be_used(cls, patterns: Iterable[str]) -> Iterable[str]:
        for pattern in patterns:
            re.compile(pattern)  # raises with the bad pattern when it is none
        return patterns

    @property
    def effective_database_url(self) -> str:
        """The database URL, or SQLite in the home folder."""
        return self.database_url or f"sqlite:///{self.home / 'chartscribe.db'}"

    @property
    def effective_objects_url(self) -> str:
        """The object store URL, or the folder objects/ at home."""
        return self.objects_url or (self.home / "objects").absolute().as_uri()

    @property
    def effective_export_folder(self) -> Path:
        """The folder of exports that people ask for in the browser."""
        return self.export_folder or self.home / "exports"

    @property
    def effective_keys_dir(self) -> Path:
        """The folder of the site keys."""
        return self.keys_dir or self.home / "keys"
