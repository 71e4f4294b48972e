"""What engines wrote or may write for numbers, and what the report has: "heard => written"."""

from __future__ import annotations

GLUED = """
on day3 she left => on day 3 she left
type2 diabetes => type 2 diabetes
stage3 disease => stage 3 disease
gabapentin 200mg.Then stop => gabapentin 200 milligrams. Then stop
take 40mg,twice daily => take 40 milligrams, twice daily
for 10 days.Then return => for 10 days. Then return
a 45yearold woman => a 45-year-old woman
a 45-yearold woman => a 45-year-old woman
a 72-year old man => a 72-year-old man
apixaban 5mg-twice daily => apixaban 5 milligrams twice daily
apixaban 5 mg-daily => apixaban 5 milligrams daily
hemoglobin a 1C8.1% => hemoglobin A1c 8.1%
the L4 5-level => the L4-5 level
"""
UNITS_MISHEARD = """
potassium chloride 20 milliequivalence daily => potassium chloride 20 milliequivalents daily
potassium chloride 20 milli equivalents daily => potassium chloride 20 milliequivalents daily
lisinopril 20 milli grams daily => lisinopril 20 milligrams daily
levothyroxine 88 micro grams daily => levothyroxine 88 micrograms daily
"""
BROKEN = """
digoxin point 125 milligrams daily => digoxin 0.125 milligrams daily
at which point 125 people came => at which point 125 people came
at 7.45 a.m. => at 7:45 a.m.
blood pressure 138-84 => blood pressure 138/84
blood pressure is 1-38/84 => blood pressure is 138/84
a level of 138-140 => a level of 138-140
sacubitril valsartan 24-26mg twice daily => sacubitril valsartan 24/26 milligrams twice daily
Percocet 5-325 every 6 hours => Percocet 5/325 every 6 hours
lisinopril 5-10 mg daily => lisinopril 5-10 milligrams daily
"""
DATES_IN_DIGITS = """
on october 3, 2023 => on October 3, 2023
born march 4th 1958 => born March 4, 1958
they march 4 miles => they march 4 miles
she may 2 days later => she may 2 days later
March 21, 2000 24 => March 21, 2024
October 3 20 23 => October 3, 2023
seen 3.4.1958 => seen 3/4/1958
"""
LETTERS = """
T S H was 0.04 => TSH was 0.04
i nr 2.3 => INR 2.3
B U N thirty two => BUN 32
an E K G => an EKG
vitamin B and C => vitamin B and C
"""
# read as what they can only be, and to be heard: each is marked in brackets
GUESSED = """
type [to] diabetes => type 2 diabetes
stage [for] carcinoma => stage 4 carcinoma
counts were correct times [to.] => counts were correct times 2.
apixaban [5] => apixaban 5
hemoglobin [of 1c] is high => hemoglobin A1c is high
apixaban 5 [mg-wise] daily => apixaban 5 milligrams twice daily
sacubitril [97/1 03] mg daily => sacubitril 97/103 milligrams daily
blood pressure [138 84] today => blood pressure 138/84 today
closed with [4 omonocryl] => closed with 4-0 Monocryl
closed with [2-ovicryl] => closed with 2-0 Vicryl
closed with [for oh] Vicryl => closed with 4-0 Vicryl
heart rate [1.18] => heart rate 118
sodium [1-34] => sodium 134
"""
# left as written, and to be heard
IMPLAUSIBLE = """
temperature [986] today
heart rate is [820]
potassium [42]
oxygen saturation [9%]
INR [23]
pH of [73]
metoprolol [60850] milligrams daily
lisinopril [200] milligrams daily
levothyroxine [88] milligrams daily
warfarin [25] milligrams daily
metformin [5] milligrams twice daily
atorvastatin [40] daily
blood loss [75] mm
blood pressure [84/138]
blood pressure [180 and over] 74
du [n32.]
create a [9.1.6,]
at [7.45 5] a.m.
a [166-year-old] woman
a dose of [12,50]
tiotropium [aching micrograms] daily
"""
# plain ones, which nobody need hear again
PLAUSIBLE = """
temperature 98.6, pulse 72, respirations 16
temperature of 37.2
heart rate 82 and irregular
oxygen saturation is 97% on 2 liters
potassium 4.2, sodium 138, creatinine 1.1
INR 2.3
pH of 7.32
hemoglobin 12.4 and hematocrit 37
metoprolol succinate 50 milligrams daily
levothyroxine 88 micrograms daily
vancomycin 15 milligrams per kilogram
aspirin 81 milligrams and atorvastatin 40 milligrams
lisinopril from 10 to 20 milligrams
metformin 1000 milligrams twice daily
insulin glargine 22 units
blood pressure 138/84
a 67-year-old woman in stage 3b
T2 N1 M0, L4-5, C5-6, H2 blocker, P2Y12, HER2, CHA2DS2
on 3/4/1958 at 10:30 a.m. in the 1980s
platelets 215,000 and white count 11.2
the dose in milligrams and a few micrograms
a 3 x 4 cm mass, 12 mm deep
"""
