"""Numbers, units, dates, vitals, ratios and doses as reports write them, each with the time it was said.

House style, one for all reports:
- Digits for all that is counted or measured; words for "one of", "no one" and at the start of a sentence
  unless a unit follows. A comma from 10,000 on. Ordinals are words up to ninth.
- Units of doses are spelled out as they are said (milligrams, units); the engine's "mg" becomes the same.
  Lengths keep the form they were heard in. Percent is "%", joined to its number.
- No trailing zero and no missing leading zero in a dose; a laboratory value keeps its precision. U, IU, Q.D.,
  Q.O.D., MSO4 and MgSO4 are written out (The Joint Commission, "Do Not Use" list).
- March 4, 1958; 3/4/58 where the century was not said; 3:30 p.m.; 0800 hours; 67-year-old; 138/84; 2 x 3; 2+;
  18-gauge; 3-0 Vicryl; L4-5; A1c. Types, stages, grades and classes are Arabic: type 2, stage 3B, class 2.
- What can be read in two ways stays as it was said, and `uncertain_numbers` names it, as it does what no
  patient has and no dose is. What the engine misheard and can only be one thing is written, and
  `guessed_sources` names it.
"""

from transcribe.written_form.guesses import guessed_sources
from transcribe.written_form.uncertain import uncertain_numbers
from transcribe.written_form.write import write_as_reports_do

__all__ = ["guessed_sources", "uncertain_numbers", "write_as_reports_do"]
