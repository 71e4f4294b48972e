"""ICD-10-CM editions: built once into a file, then asked for titles, validity, children and words."""

from nlp.code_set.code_set import CodeSearchHit, CodeSet
from nlp.code_set.editions import Edition

__all__ = ["CodeSearchHit", "CodeSet", "Edition"]
