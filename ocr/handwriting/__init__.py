"""Which words and which other ink of a page a pen wrote: found and labelled, never guessed as print.

No recogniser for handwriting works offline, so what an engine reads in it is a guess; here it is told apart.
"""

from ocr.handwriting.label import HandwritingLabels, label_handwriting
from ocr.handwriting.regions import WorkingRegion

__all__ = ["HandwritingLabels", "WorkingRegion", "label_handwriting"]
