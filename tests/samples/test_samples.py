"""The committed samples hold together: files, true texts, index and the script that made them."""

import io
import re
from pathlib import Path

import av
import numpy as np
import pdfplumber
import pytest
from PIL import Image

import samples
from samples import chart_texts, packet_texts
from samples.catalogue import FILES, Sample, sample_files
from samples.charts import CHARTS
from samples.dictations import PLANS
from samples.draw_page import draw_page
from samples.make import make_charts
from samples.page_parts import PageSpec, Paragraph, Table
from samples.patients import DIABETES_VISIT, NOTICE
from samples.speech import Encoding, encode

ALL = sample_files()
CHART_SAMPLES = [sample for sample in ALL if sample.kind == "chart"]
DICTATION_SAMPLES = [sample for sample in ALL if sample.kind == "dictation"]


def test_the_imported_samples_are_ours() -> None:
    assert Path(samples.__file__).resolve() == Path(__file__).parents[2] / "samples" / "__init__.py"


def test_there_are_six_charts_and_three_dictations_in_under_12_megabytes() -> None:
    assert (len(CHART_SAMPLES), len(DICTATION_SAMPLES)) == (6, 3)
    assert sum(path.stat().st_size for path in FILES.iterdir()) < 12_000_000
    assert {sample.path.suffix for sample in ALL} == {".pdf", ".png", ".jpg", ".tif", ".wav", ".mp3", ".opus"}


def test_every_file_in_the_folder_is_in_the_index_or_is_a_true_text() -> None:
    expected = {"index.json"}
    for sample in ALL:
        expected |= {sample.file_name, sample.path.with_suffix(".txt").name}
        if sample.kind == "dictation":
            expected.add(sample.path.with_suffix(".spoken.txt").name)
    assert {path.name for path in FILES.iterdir()} == expected


@pytest.mark.parametrize("sample", CHART_SAMPLES, ids=lambda sample: sample.file_name)
def test_every_page_prints_patient_birth_date_mrn_and_says_that_it_is_a_sample(sample: Sample) -> None:
    pages = sample.true_text.split("\f")
    year, month, day = sample.dob.split("-")
    assert len(pages) == sample.pages
    for page in pages:
        for printed in (sample.name, f"{month}/{day}/{year}", sample.mrn, sample.encounter, NOTICE):
            assert printed in page


@pytest.mark.parametrize("sample", DICTATION_SAMPLES, ids=lambda sample: sample.file_name)
def test_a_dictation_has_its_stated_length_and_names_its_patient(sample: Sample) -> None:
    with av.open(str(sample.path)) as audio:
        duration_s = sum(frame.samples / frame.sample_rate for frame in audio.decode(audio=0))
    assert 40 <= duration_s <= 90
    assert duration_s == pytest.approx(sample.seconds, abs=0.2)
    assert sample.name in sample.true_text
    assert sample.name in sample.spoken_text


@pytest.mark.parametrize("sample", DICTATION_SAMPLES, ids=lambda sample: sample.file_name)
def test_a_dictation_speaks_its_punctuation_and_the_report_prints_it(sample: Sample) -> None:
    spoken = sample.spoken_text
    assert {"period", "comma", "colon", "paragraph"} <= set(re.findall(r"\w+", spoken))
    assert not re.search(r"\b(period|comma|colon|new paragraph)\b", sample.true_text)
    assert spoken.count("new paragraph") == sample.true_text.strip().count("\n\n")
    assert spoken.count("period") == len(re.findall(r"[.](?=\s)", sample.true_text.replace("Mrs.", "Mrs")))


def test_every_encounter_has_several_documents_so_that_coding_has_something_to_merge() -> None:
    by_encounter: dict[str, set[str]] = {}
    for sample in ALL:
        by_encounter.setdefault(sample.encounter, set()).add(sample.kind)
    assert by_encounter == {number: {"chart", "dictation"} for number in ("E-24001", "E-24017", "E-24031")}


def test_every_encounter_has_a_negated_finding_and_a_family_history() -> None:
    for encounter in {sample.encounter for sample in ALL}:
        texts = " ".join(sample.true_text for sample in ALL if sample.encounter == encounter)
        assert "denies" in texts
        assert re.search(r"\b(mother|father|brother)\b", texts, re.IGNORECASE)


def test_making_the_charts_again_gives_the_same_words_and_pages(tmp_path: Path) -> None:
    made = make_charts(tmp_path)
    assert made == CHART_SAMPLES
    for sample in CHART_SAMPLES:
        assert (tmp_path / sample.file_name).with_suffix(".txt").read_text(
            encoding="utf-8"
        ) == sample.true_text


def test_a_chart_made_twice_from_one_seed_is_the_same_to_the_byte() -> None:
    for make in (CHARTS[0], CHARTS[3]):
        assert make(np.random.default_rng(5)).content == make(np.random.default_rng(5)).content


def test_the_reports_and_spoken_words_kept_are_those_of_the_plans() -> None:
    for plan, sample in zip(PLANS, DICTATION_SAMPLES, strict=True):
        assert sample.true_text == f"{plan.words.report}\n"
        assert sample.spoken_text == f"{plan.words.spoken}\n"


def test_the_packet_mixes_printed_and_scanned_pages() -> None:
    with pdfplumber.open(FILES / "discharge_packet.pdf") as packet:
        assert [bool(page.chars) for page in packet.pages] == [True, False, False, True]
        assert [bool(page.images) for page in packet.pages] == [False, True, True, False]
        assert packet.pages[3].rotation == 90
        assert "Barnaby Thistlewood" in (packet.pages[3].extract_text() or "")


def test_the_fax_has_dots_that_are_not_square() -> None:
    with Image.open(FILES / "fax_referral.tif") as page:
        assert page.info["dpi"] == (204, 98)
        assert page.info["compression"] == "group4"


def test_the_emergency_record_is_a_group_4_tiff_of_three_pages() -> None:
    with Image.open(FILES / "emergency_record.tif") as pages:
        assert pages.n_frames == 3  # type: ignore[attr-defined]
        assert (pages.mode, pages.info["compression"]) == ("1", "group4")


def test_a_page_with_too_many_words_is_refused() -> None:
    spec = PageSpec(title="T", letterhead="L", encounter=DIABETES_VISIT, parts=(Paragraph("word " * 3000),))
    with pytest.raises(ValueError, match="overflows"):
        draw_page(spec, number=1, of=1)


def test_a_table_row_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="as many cells"):
        Table(header=("a", "b"), rows=(("1",),), shares=(0.5, 0.5))


def test_the_true_text_of_a_printed_page_is_what_its_text_layer_says() -> None:
    for spec in (chart_texts.PROGRESS_NOTE, packet_texts.DISCHARGE_PACKET[0], chart_texts.LAB_RESULTS):
        drawn = draw_page(spec, number=1, of=1)
        with pdfplumber.open(io.BytesIO(drawn.pdf)) as printed:
            layer = printed.pages[0].extract_text() or ""
        assert sorted(layer.split()) == sorted(" ".join(drawn.lines).split())


def test_sound_keeps_its_length_in_every_encoding() -> None:
    tone = np.sin(np.arange(22_050) / 20).astype(np.float32) * 0.3
    for encoding in (plan.encoding for plan in PLANS):
        with av.open(io.BytesIO(encode(tone, 22_050, encoding)), "r") as audio:
            duration_s = sum(frame.samples / frame.sample_rate for frame in audio.decode(audio=0))
        assert duration_s == pytest.approx(1, abs=0.1)
    assert encode(tone, 22_050, PLANS[0].encoding) != encode(
        tone, 22_050, Encoding("wav", "pcm_s16le", 8_000)
    )


def test_a_sample_is_a_chart_or_a_dictation_with_pages_or_seconds() -> None:
    entry = ALL[0].as_json()
    with pytest.raises(ValueError, match="neither"):
        Sample(**{**entry, "kind": "letter"})
    with pytest.raises(ValueError, match="pages or seconds"):
        Sample(**{**entry, "pages": 0})
