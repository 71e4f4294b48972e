from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from chartscribe.cli import run
from tests.ocr.charts import tiff_of


def scan(*widths: int) -> bytes:
    """A stack whose pages are told apart by their widths in pixels at 200 dpi."""
    return tiff_of([Image.new("L", (width, 100), 255) for width in widths])


def widths_of(path: Path) -> list[int]:
    with pikepdf.open(io.BytesIO(path.read_bytes())) as pdf:
        return [round(float(page.mediabox[2]) * 200 / 72) for page in pdf.pages]


def saved(folder: Path, name: str, content: bytes) -> str:
    path = folder / name
    path.write_bytes(content)
    return str(path)


def test_fronts_and_backs_in_two_files_come_out_in_reading_order(tmp_path: Path) -> None:
    fronts = saved(tmp_path, "fronts.tif", scan(110, 130, 150))
    backs = saved(tmp_path, "backs.tif", scan(160, 140, 120))
    assert run(["collate", fronts, backs, "-o", str(tmp_path / "out.pdf")]) == 0
    assert widths_of(tmp_path / "out.pdf") == [110, 120, 130, 140, 150, 160]


def test_both_passes_in_one_file_come_out_in_reading_order(tmp_path: Path) -> None:
    both = saved(tmp_path, "both.tif", scan(110, 130, 120, 140))
    assert run(["collate", both, "--same-order", "-o", str(tmp_path / "out.pdf")]) == 0
    assert widths_of(tmp_path / "out.pdf") == [110, 120, 130, 140]


def test_passes_that_do_not_pair_are_left_to_a_person(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fronts, backs = (saved(tmp_path, name, scan(*[110] * n)) for name, n in (("f.tif", 3), ("b.tif", 1)))
    assert run(["collate", fronts, backs, "-o", str(tmp_path / "out.pdf")]) == 3
    assert "3 front sides and 1 back sides" in capsys.readouterr().err
    assert not (tmp_path / "out.pdf").exists()


def test_a_file_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    both = saved(tmp_path, "both.tif", scan(110, 120))
    assert run(["collate", both, "-o", both]) == 3
    assert Path(both).read_bytes() == scan(110, 120)
