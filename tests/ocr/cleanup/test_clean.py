from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from ocr.cleanup import STEPS, CleanPage, clean, dark_on_light, turned_upright, working_scale
from ocr.engine import Pixels
from ocr.page import CleanupStep
from ocr.raster import Raster
from tests.ocr.charts import font
from tests.ocr.cleanup.drawn import (
    DPI,
    dithered,
    leaning,
    letter,
    negative,
    on_black_bed,
    screened,
    with_specks,
)


def steps_of(pixels: Pixels, dpi: float = DPI) -> list[str]:
    return [step.name for step in clean(Raster(pixels, dpi)).steps if step.name != "scale"]


def step_named(name: str, page: CleanPage) -> dict[str, float]:
    (step,) = (step for step in page.steps if step.name == name)
    return dict(step.parameters)


def punched(page: Pixels, *, radius: int = 18) -> Pixels:
    holed = page.copy()
    for y in (200, 500, 800):
        cv2.circle(holed, (55, y), radius, (20,), -1)
    return holed


def ink(page: Pixels) -> float:
    return float((page < 128).mean())


def test_a_good_page_is_left_alone() -> None:
    page = letter()
    cleaned = clean(Raster(page, 200))
    assert cleaned.steps == ()
    assert np.array_equal(cleaned.grey, page)
    assert (cleaned.dpi, cleaned.skew_deg, cleaned.gutter_x) == (200, 0.0, None)


def test_the_stored_page_is_never_changed() -> None:
    scan = punched(on_black_bed(negative(with_specks(leaning(letter(), 3), 0.02))))
    raster = Raster(scan.copy(), 100)
    clean(raster)
    assert np.array_equal(raster.pixels, scan)


def test_steps_are_listed_in_the_order_in_which_they_were_taken() -> None:
    scan = on_black_bed(leaning(punched(with_specks(letter(), 0.03)), 2.5, ground=12))
    names = [step.name for step in clean(Raster(scan, DPI)).steps]
    assert names == ["specks", "border", "punch_holes", "scale", "deskew"]
    assert names == [name for name in STEPS if name in names]


@pytest.mark.parametrize("name", ["specks", "border", "punch_holes", "scale", "deskew"])
def test_any_step_can_be_left_out(name: str) -> None:
    scan = on_black_bed(leaning(punched(with_specks(letter(), 0.03)), 2.5, ground=12))
    names = [step.name for step in clean(Raster(scan, DPI), without=frozenset({name})).steps]
    assert name not in names
    assert {"specks", "scale", "deskew"} - {name} <= set(names)


def test_with_every_step_left_out_the_page_is_the_original() -> None:
    scan = on_black_bed(negative(leaning(letter(), 4)))
    cleaned = clean(Raster(scan, DPI), without=frozenset(STEPS))
    assert np.array_equal(cleaned.grey, scan)
    assert cleaned.to_original.point(3, 4) == (3, 4)


def test_a_negative_is_turned_positive() -> None:
    page = letter()
    assert steps_of(negative(page)) == ["invert"]
    assert np.array_equal(dark_on_light(negative(page)), page)


def test_a_small_sheet_on_a_black_bed_is_no_negative() -> None:
    scan = on_black_bed(letter(size=(500, 500), lines=6), margin=250)
    assert float(np.median(scan)) < 50
    assert dark_on_light(scan) is scan
    assert steps_of(scan) == ["border"]


@pytest.mark.parametrize("skew", [0.0, 0.8, -6.0])
def test_a_scanners_black_border_becomes_paper_and_the_print_stays(skew: float) -> None:
    page = letter()
    scan = on_black_bed(leaning(page, skew, ground=12))
    cleaned = clean(Raster(scan, DPI), without=frozenset({"scale", "deskew"}))
    assert step_named("border", cleaned)["share"] > 0.1
    assert ink(cleaned.grey) * scan.size == pytest.approx(ink(page) * page.size, rel=0.12)


def test_a_banner_that_runs_off_the_page_keeps_its_letters() -> None:
    page = Image.fromarray(letter(lines=10))
    draw = ImageDraw.Draw(page)
    draw.rectangle((0, 0, 800, 70), fill=20)
    draw.text((110, 20), "EMERGENCY DEPARTMENT RECORD", fill=250, font=font(28))
    scan = np.asarray(page, dtype=np.uint8)
    cleaned = clean(Raster(scan, DPI), without=frozenset({"scale", "background"}))
    assert np.array_equal(cleaned.grey[15:60, 110:600], scan[15:60, 110:600])


def test_print_in_a_deep_shadow_at_the_edge_is_not_taken_for_a_border() -> None:
    light = np.minimum(np.linspace(0.25, 1.6, 800), 1.0)
    scan = (letter() * light).astype(np.uint8)
    cleaned = clean(Raster(scan, DPI), without=frozenset({"scale", "background"}))
    assert np.array_equal(cleaned.grey[:, 105:], scan[:, 105:])


def test_punch_holes_become_paper_and_are_counted() -> None:
    cleaned = clean(Raster(punched(letter()), DPI), without=frozenset({"scale"}))
    assert step_named("punch_holes", cleaned) == {"count": 3}
    assert np.array_equal(cleaned.grey < 128, letter() < 128)


@pytest.mark.parametrize("radius", [5, 45])
def test_bullets_and_large_seals_are_no_punch_holes(radius: int) -> None:
    assert "punch_holes" not in steps_of(punched(letter(), radius=radius))


def test_the_round_part_of_a_logo_is_no_punch_hole() -> None:
    page = letter().copy()
    cv2.circle(page, (70, 60), 18, (20,), -1)
    cv2.line(page, (40, 75), (100, 75), (20,), 3)
    cv2.circle(page, (70, 60), 26, (20,), 3)
    assert "punch_holes" not in steps_of(page)


@pytest.mark.parametrize("share", [0.02, 0.08])
def test_salt_and_pepper_is_filtered(share: float) -> None:
    cleaned = clean(Raster(with_specks(letter(), share), DPI), without=frozenset({"scale"}))
    assert step_named("specks", cleaned)["speck_share"] > 0.003
    assert ink(cleaned.grey) == pytest.approx(ink(letter()), rel=0.25)


@pytest.mark.parametrize("scan", [dithered(letter()), screened(letter(), 6), screened(letter(), 8)])
def test_the_dots_of_a_halftone_run_together(scan: Pixels) -> None:
    cleaned = clean(Raster(scan, 300))
    assert [step.name for step in cleaned.steps] == ["halftone"]
    margin = cleaned.grey[:80]
    assert margin.std() < 0.35 * scan[:80].std()


def test_small_print_and_grain_are_neither_specks_nor_halftone() -> None:
    small = cv2.resize(letter(), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    assert steps_of(np.asarray(small, np.uint8), 75) == []
    grain = np.random.default_rng(1).normal(0, 12, letter().shape)
    assert steps_of(np.clip(letter() + grain, 0, 255).astype(np.uint8)) == []


def test_uneven_paper_is_evened_and_even_paper_left_alone() -> None:
    light = np.linspace(0.5, 1.0, 800)
    scan = (letter() * light).astype(np.uint8)
    cleaned = clean(Raster(scan, DPI), without=frozenset({"scale"}))
    assert step_named("background", cleaned)["variation"] > 15
    assert abs(float(np.median(cleaned.grey[:, :100])) - float(np.median(cleaned.grey[:, -100:]))) < 10


def test_blurred_print_is_sharpened() -> None:
    blurred = np.asarray(cv2.GaussianBlur(letter(), (0, 0), 4), dtype=np.uint8)
    cleaned = clean(Raster(blurred, 300), without=frozenset({"contrast"}))
    assert step_named("sharpen", cleaned)["sigma_px"] == pytest.approx(4, abs=1)
    assert int(cleaned.grey.min()) < int(blurred.min()) - 60


def test_softer_print_is_left_as_it_is() -> None:
    soft = np.asarray(cv2.GaussianBlur(letter(), (0, 0), 1.5), dtype=np.uint8)
    assert steps_of(soft, 300) == []


def test_faint_print_becomes_black() -> None:
    faint = np.asarray(248 - (250 - letter()) * 0.18, dtype=np.uint8)
    cleaned = clean(Raster(faint, 300))
    assert [step.name for step in cleaned.steps] == ["contrast"]
    assert (int(cleaned.grey.min()), int(np.median(cleaned.grey))) == (0, 255)


def test_the_grain_of_an_empty_page_does_not_become_print() -> None:
    grain = np.random.default_rng(3).normal(240, 1.5, (900, 700)).astype(np.uint8)
    assert clean(Raster(grain, 300)).grey.min() > 150


@pytest.mark.parametrize(("dpi", "factor"), [(75, 3), (150, 2), (200, 1), (300, 1), (600, 0.5)])
def test_pages_are_brought_to_a_readable_resolution(dpi: int, factor: float) -> None:
    assert working_scale(dpi) == factor
    page = clean(Raster(letter(), dpi), without=frozenset({"deskew"}))
    assert page.dpi == dpi * factor
    assert page.grey.shape == (1000 * factor, 800 * factor)


def test_a_turned_page_says_so_and_turns_its_steps_along() -> None:
    page = clean(Raster(leaning(letter(), 2), 200))
    turned = turned_upright(page, 90)
    assert turned.steps == (*page.steps, CleanupStep("turn", (("rotation_deg", 90.0),)))
    assert turned.grey.shape == page.grey.shape[::-1]
    assert turned_upright(page, 0) is page


def test_a_clean_page_has_pixels_a_resolution_and_its_gutter_inside() -> None:
    grey = np.zeros((10, 10), np.uint8)
    with pytest.raises(ValueError, match="clean page"):
        CleanPage(grey[:0], 100)
    with pytest.raises(ValueError, match="clean page"):
        CleanPage(grey, 0)
    with pytest.raises(ValueError, match="gutter"):
        CleanPage(grey, 100, gutter_x=10.0)


def test_a_page_with_a_few_large_letters_is_no_halftone() -> None:
    page = Image.new("L", (800, 1000), 250)
    ImageDraw.Draw(page).text((60, 300), "NOTES", fill=20, font=font(180))
    assert "halftone" not in steps_of(np.asarray(page, dtype=np.uint8), 300)
