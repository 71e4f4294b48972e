"""Writes the samples, their true text and the index: python -m samples.make [-o FOLDER].

Seeded: the same packages on the same kind of machine give the same bytes. The files are kept in the
repository, so this is needed only after a change of the texts.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

from samples.catalogue import FILES, Sample
from samples.charts import CHARTS, MadeChart
from samples.dictations import PLANS, DictationPlan, make_dictation
from samples.patients import Encounter

_SEED = 2026


def _index_fields(encounter: Encounter) -> dict[str, Any]:
    patient = encounter.patient
    return {
        "mrn": patient.mrn,
        "name": patient.name,
        "dob": patient.dob,
        "encounter": encounter.number,
        "encounter_type": encounter.type,
        "discharge_date": encounter.discharge_date,
        "route": "full",
    }


def _chart_entry(chart: MadeChart) -> Sample:
    return Sample(
        file_name=chart.file_name,
        kind="chart",
        document_type=chart.document_type,
        author=chart.author,
        date_of_service=chart.date_of_service,
        priority=chart.priority,
        pages=len(chart.pages),
        seconds=0,
        notes=chart.notes,
        **_index_fields(chart.pages[0].encounter),
    )


def _dictation_entry(plan: DictationPlan, seconds: float) -> Sample:
    return Sample(
        file_name=plan.file_name,
        kind="dictation",
        document_type=plan.words.worktype,
        author=plan.words.author,
        date_of_service=plan.words.date,
        priority=plan.priority,
        pages=0,
        seconds=seconds,
        notes=plan.notes,
        **_index_fields(plan.words.encounter),
    )


def make_charts(folder: Path) -> list[Sample]:
    """Writes the charts and their texts into `folder`; returns their entries."""
    entries = []
    for number, make in enumerate(CHARTS):
        chart = make(np.random.default_rng(_SEED + number))
        path = folder / chart.file_name
        path.write_bytes(chart.content)
        path.with_suffix(".txt").write_text(chart.text, encoding="utf-8", newline="\n")
        entries.append(_chart_entry(chart))
    return entries


def make_dictations(folder: Path) -> list[Sample]:
    """Speaks the dictations into `folder` with their reports and spoken words; returns their entries."""
    entries = []
    for plan in PLANS:
        content, seconds = make_dictation(plan)
        path = folder / plan.file_name
        path.write_bytes(content)
        path.with_suffix(".txt").write_text(f"{plan.words.report}\n", encoding="utf-8", newline="\n")
        path.with_suffix(".spoken.txt").write_text(f"{plan.words.spoken}\n", encoding="utf-8", newline="\n")
        entries.append(_dictation_entry(plan, seconds))
    return entries


def write_index(folder: Path, entries: list[Sample]) -> None:
    """Writes index.json: one object a sample, in order."""
    text = json.dumps([entry.as_json() for entry in entries], indent=2, ensure_ascii=False)
    (folder / "index.json").write_text(f"{text}\n", encoding="utf-8", newline="\n")


def main() -> None:
    """Makes all samples and says what was written."""
    parser = argparse.ArgumentParser(prog="python -m samples.make", description="Make the sample files.")
    parser.add_argument("-o", "--output", type=Path, default=FILES, help="folder to write into")
    folder: Path = parser.parse_args().output
    folder.mkdir(parents=True, exist_ok=True)
    entries = [*make_charts(folder), *make_dictations(folder)]
    write_index(folder, entries)
    for entry in entries:
        size_kb = (folder / entry.file_name).stat().st_size // 1000
        length = f"{entry.pages} pages" if entry.pages else f"{entry.seconds} s"
        print(f"{entry.file_name:24} {length:>9} {size_kb:6} kB  {entry.notes}")


if __name__ == "__main__":
    main()
