"""A release of a few codes in the shape of the official files, written for these tests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from nlp.code_set import CodeSet, Edition, ReleaseKind
from nlp.code_set.importer import EditionFiles, build_edition

EDITION = Edition("test", date(2026, 4, 1), date(2026, 9, 30), "made for a test")

TABULAR = """<?xml version="1.0"?>
<ICD10CM.tabular><version>2026</version>
<chapter><name>2</name><desc>Growths (C00-D49)</desc>
<notes><note>Growths are coded by site.</note></notes>
<section id="C50-C50"><desc>Breast (C50)</desc>
<diag><name>C50</name><desc>Cancer of breast</desc>
 <diag><name>C50.4</name><desc>Cancer of upper-outer quadrant</desc>
  <diag><name>C50.41</name><desc>Cancer of upper-outer quadrant, female</desc></diag></diag></diag>
</section></chapter>
<chapter><name>19</name><desc>Injury (S00-T88)</desc>
<useAdditionalCode><note>code for what caused it (V00-Y99)</note></useAdditionalCode>
<section id="S00-S09"><desc>Head (S00-S09)</desc><excludes2><note>burns (T20-T32)</note></excludes2>
<diag><name>S02</name><desc>Fracture of skull</desc>
 <includes><note>broken face</note></includes>
 <excludes1><note>brain injury (S06.-, T14-T15)</note></excludes1>
 <codeFirst><note>what weakened the bone (M80.-)</note></codeFirst>
 <codeAlso><note>any bleeding (S06.3)</note></codeAlso>
 <sevenChrNote><note>A 7th character is due</note></sevenChrNote>
 <sevenChrDef><extension char="A">initial encounter</extension>
  <extension char="S">sequela</extension></sevenChrDef>
 <diag><name>S02.0</name><desc>Fracture of vault of skull</desc>
  <inclusionTerm><note>Broken skull cap</note></inclusionTerm></diag>
</diag>
<diag><name>S06</name><desc>Brain injury</desc></diag>
</section>
<section id="QA0"><desc>Rare (QA0)</desc><excludes1><note>common ones (S06)</note></excludes1>
<diag><name>QA0</name><desc>Rare genes</desc></diag></section></chapter></ICD10CM.tabular>"""

CODES = "2\nS00-S09\nC5041\nS02\nS020\nS020XXA\nS020XXS\nS06\nQA0\n"


def order_line(number: int, code: str, flag: int, short: str, long: str) -> str:
    return f"{number:05} {code:<7} {flag} {short:<60} {long}\n"


ORDER = "".join(
    order_line(number, *line)
    for number, line in enumerate(
        [
            ("C50", 0, "Cancer of breast", "Cancer of breast"),
            ("C504", 0, "Cancer of upper-outer quad", "Cancer of upper-outer quadrant"),
            ("C5041", 1, "Ca up-out quad, female", "Cancer of upper-outer quadrant, female"),
            ("S02", 0, "Fracture of skull", "Fracture of skull"),
            ("S020", 0, "Fracture of vault", "Fracture of vault of skull"),
            ("S020XXA", 1, "Fx vault, init", "Fracture of vault of skull, first visit"),
            ("S06", 1, "Brain injury", "Brain injury"),
            ("QA0", 1, "Rare genes", "Rare genes"),
        ],
        start=1,
    )
)

INDEX = """<ICD10CM.index><version>2026</version><title>INDEX TO DISEASES</title><letter><title>F</title>
<mainTerm><title>Fracture<nemod>(closed) (traumatic)</nemod> NEC</title><see>Injury</see>
 <term level="1"><title>skull</title><code>S02.-</code><seeAlso>Injury, head</seeAlso>
  <term level="2"><title>vault</title><code>S02.0</code><manif>QA0</manif></term></term></mainTerm>
</letter></ICD10CM.index>"""

NEOPLASM = """<ICD10CM.index><version>2026</version><indexHeading><head col="1">Neoplasm</head>
<head col="2">Malignant Primary</head><head col="3">Benign</head></indexHeading><letter><title>N</title>
<mainTerm><title>Neoplasm, neoplastic</title><cell col="2">-</cell><term level="1">
<title>breast<nemod>(soft parts)</nemod></title><cell col="2">C50.-</cell><cell col="3">--</cell>
<term level="2"><title>upper-outer quadrant</title><cell col="2">C50.4-</cell></term>
</term></mainTerm></letter></ICD10CM.index>"""

EXTERNAL_CAUSE = INDEX.replace("INDEX TO DISEASES", "EXTERNAL CAUSE of INJURIES INDEX").replace(
    "<code>S02.-</code>", "<subcat>S02</subcat>"
)

DRUG = """<ICD10CM.index><version>2026</version><indexHeading><head col="1">Substance</head>
<head col="2">Poisoning Accidental</head></indexHeading><letter><title>W</title>
<mainTerm><title>Water</title><cell col="2">S06</cell></mainTerm></letter></ICD10CM.index>"""

TEXTS = {
    ReleaseKind.TABULAR: TABULAR,
    ReleaseKind.ORDER: ORDER,
    ReleaseKind.CODES: CODES,
    ReleaseKind.INDEX: INDEX,
    ReleaseKind.EXTERNAL_CAUSE: EXTERNAL_CAUSE,
    ReleaseKind.NEOPLASM: NEOPLASM,
    ReleaseKind.DRUG: DRUG,
}


def release(folder: Path, texts: Mapping[ReleaseKind, str] | None = None) -> EditionFiles:
    """The files of a release in a folder, by default a tabular list and a code list."""
    wanted = texts or {kind: TEXTS[kind] for kind in (ReleaseKind.TABULAR, ReleaseKind.CODES)}
    for kind, text in wanted.items():
        (folder / f"{kind}.file").write_text(text, "utf-8")
    return EditionFiles(EDITION, {kind: folder / f"{kind}.file" for kind in wanted})


def built(folder: Path, texts: Mapping[ReleaseKind, str] | None = None) -> CodeSet:
    build_edition(release(folder, texts), folder / "cache" / "small.sqlite")
    return CodeSet(folder / "cache" / "small.sqlite")
