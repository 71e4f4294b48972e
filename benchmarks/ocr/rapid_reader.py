"""RapidOCR alone, at its defaults but for one thread: `python -m benchmarks.ocr.rapid_reader FILE…`.

Touches the world: reads images, prints one JSON object a file: width, height, lines of (text, score, box).
"""

from __future__ import annotations

import json
import sys
from typing import Any

from PIL import Image
from rapidocr import RapidOCR

ONE_THREAD = {
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    "Global.log_level": "error",
}


def read(engine: RapidOCR, path: str) -> dict[str, Any]:
    """The lines of one image, in RapidOCR's order."""
    with Image.open(path) as image:
        width, height = image.size
    result: Any = engine(path)
    lines = []
    for corners, text, score in zip(
        *((part if part is not None else ()) for part in (result.boxes, result.txts, result.scores)),
        strict=True,
    ):
        x, y = [float(point[0]) for point in corners], [float(point[1]) for point in corners]
        lines.append({"text": text, "score": float(score), "box": [min(x), min(y), max(x), max(y)]})
    return {"width": width, "height": height, "lines": lines}


def main(paths: list[str]) -> None:
    """Prints the readings."""
    engine = RapidOCR(params=ONE_THREAD)
    for path in paths:
        print(json.dumps(read(engine, path)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
