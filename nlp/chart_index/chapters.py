"""The chapters of ICD-10-CM, one file of our index each. Pure."""

from __future__ import annotations

# first and last category of each chapter, and the name of its file (tabular list, April 2026 edition)
_CHAPTERS = (
    ("A00", "B99", "01_infections"),
    ("C00", "D49", "02_neoplasms"),
    ("D50", "D89", "03_blood"),
    ("E00", "E89", "04_endocrine"),
    ("F01", "F99", "05_mental"),
    ("G00", "G99", "06_nervous"),
    ("H00", "H59", "07_eye"),
    ("H60", "H95", "08_ear"),
    ("I00", "I99", "09_circulatory"),
    ("J00", "J99", "10_respiratory"),
    ("K00", "K95", "11_digestive"),
    ("L00", "L99", "12_skin"),
    ("M00", "M99", "13_musculoskeletal"),
    ("N00", "N99", "14_genitourinary"),
    ("O00", "O9A", "15_pregnancy"),
    ("P00", "P96", "16_newborn"),
    ("Q00", "Q99", "17_congenital"),
    ("R00", "R99", "18_symptoms"),
    ("S00", "T88", "19_injury"),
    ("V00", "Y99", "20_external_causes"),
    ("Z00", "Z99", "21_health_status"),
    ("U00", "U85", "22_special_purposes"),
)
CHAPTER_FILES = tuple(name for _, _, name in _CHAPTERS)


def chapter_of(code: str) -> str:
    """The name of the file that holds what leads to this code.

    Raises:
        ValueError: no chapter holds such a code.
    """
    category = code[:3].upper()
    for first, last, name in _CHAPTERS:
        if first <= category <= last:
            return name
    raise ValueError(f"no chapter of ICD-10-CM holds {code}")
