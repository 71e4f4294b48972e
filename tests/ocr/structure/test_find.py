from __future__ import annotations

from ocr.box import Box
from ocr.page_structure import PageStructure
from ocr.reading_order import order_words
from ocr.structure import carried, find_grids, find_structure
from ocr.transform import scaling
from tests.ocr.structure.drawn_pages import DPI, DrawnPage


def structure(page: DrawnPage, *unread: tuple[float, float, float, float]) -> PageStructure:
    grids = find_grids(page.grey, dpi=DPI, words=page.words)
    blocks = order_words(page.words, grids=grids)
    return find_structure(page.grey, dpi=DPI, blocks=blocks, unread=unread)


def face_sheet() -> DrawnPage:
    page = DrawnPage(1000, 1200)
    page.write("Riverbend Clinic", 100, 30)
    page.table([100, 500, 900], [200, 280, 360])
    page.write("MRN: 4471", 110, 220)
    page.write("DOB: 01/02/1950", 510, 220)
    page.write("Payer", 110, 300)
    page.write("None", 510, 300)
    page.checkbox(100, 500, "x")
    page.write("Smoker", 145, 505)
    page.write("Page 1 of 2", 400, 1150)
    return page


def test_a_face_sheet_has_its_table_box_fields_and_number() -> None:
    found = structure(face_sheet(), (600.0, 700.0, 700.0, 730.0), (100.0, 500.0, 131.0, 531.0))
    (table,) = found.tables
    assert (table.rows, table.columns, table.ruled) == (2, 2, True)
    assert [len(cell.words) for cell in table.cells] == [2, 2, 1, 1]
    assert [(box.state, len(box.label)) for box in found.checkboxes] == [("marked", 1)]
    assert {value.name: value.text for value in found.key_values} == {
        "mrn": "4471",
        "birth_date": "01/02/1950",
        "payer": "None",
    }
    assert found.page_number is not None
    assert (found.page_number.number, found.page_number.of) == (1, 2)
    # the ink in the checkbox is explained, the other place is not
    assert [region.box for region in found.regions if region.kind == "unread"] == [Box(600, 700, 700, 730)]
    assert {region.kind for region in found.regions} == {"header", "footer", "unread"}


def test_words_of_cells_are_named_by_their_place_in_reading_order() -> None:
    page = face_sheet()
    grids = find_grids(page.grey, dpi=DPI)
    blocks = order_words(page.words, grids=grids)
    flat = [word.text for block in blocks for line in block for word in line]
    (table,) = find_structure(page.grey, dpi=DPI, blocks=blocks, unread=(), grids=grids).tables
    assert [[flat[place] for place in cell.words] for cell in table.cells] == [
        ["MRN:", "4471"],
        ["DOB:", "01/02/1950"],
        ["Payer"],
        ["None"],
    ]


def test_a_table_without_rules_is_found_by_its_columns() -> None:
    page = DrawnPage()
    for row, (drug, dose, route) in enumerate(
        (
            ("Drug", "Dose", "Route"),
            ("Aspirin", "81 mg", "oral"),
            ("Insulin", "4 units", "under skin"),
            ("Zinc", "5 mg", "oral"),
        )
    ):
        page.write(drug, 100, 100 + 40 * row)
        page.write(dose, 400, 100 + 40 * row)
        page.write(route, 700, 100 + 40 * row)
    (table,) = structure(page).tables
    assert (table.rows, table.columns, table.ruled) == (4, 3, False)


def test_a_framed_text_beside_the_body_is_a_sidebar() -> None:
    page = DrawnPage()
    page.table([700, 950], [100, 300])
    for row in range(6):
        page.write("the body of the letter goes on and on", 100, 110 + 30 * row)
    for row in range(4):
        page.write("call us now", 715, 110 + 40 * row)
    assert [region.kind for region in structure(page).regions] == ["sidebar"]


def test_a_logo_is_a_picture_and_a_tilted_frame_a_stamp() -> None:
    page = DrawnPage()
    page.pen.ellipse((100, 100, 260, 260), fill=60)
    page.pen.ellipse((150, 150, 200, 200), fill=250)
    page.pen.polygon(((500, 200), (800, 120), (815, 220), (515, 300)), outline=60, width=6)
    page.pen.line((560, 230, 760, 190), fill=60, width=8)
    assert sorted(region.kind for region in structure(page).regions) == ["picture", "stamp"]


def test_ink_on_a_signature_line_is_a_signature_and_an_empty_line_is_none() -> None:
    page = DrawnPage()
    for top in (300, 600):
        page.rule(100, top, 500, top)
        page.write("Patient signature", 100, top + 8)
    for x in range(150, 400, 25):
        page.pen.arc((x, 250, x + 40, 298), 0, 300, fill=30, width=4)
    (region,) = structure(page).regions
    assert region.kind == "signature"
    assert region.box.bottom <= 300


def test_a_signature_may_stand_right_of_its_label_and_an_electronic_one_is_print() -> None:
    page = DrawnPage()
    page.write("Provider Signature:", 100, 300)
    page.write("Electronically signed by", 100, 600)
    for x in (330, 370, 410):
        page.pen.arc((x, 280, x + 50, 325), 20, 330, fill=30, width=4)
        page.pen.arc((x, 580, x + 50, 625), 20, 330, fill=30, width=4)
    assert [region.kind for region in structure(page).regions] == ["signature"]


def test_a_page_without_words_has_an_empty_structure() -> None:
    assert structure(DrawnPage()) == PageStructure()


def test_boxes_are_carried_to_the_original_frame() -> None:
    found = structure(face_sheet())
    there = carried(found, scaling(0.5, 0.5), width=500, height=600)
    assert there.tables[0].cells[0].box.right <= 251
    assert there.checkboxes[0].box.left in (49, 50)
    assert there.page_number is not None
    assert there.page_number.box.bottom <= 600
    assert PageStructure.from_json(there.as_json()) == there
