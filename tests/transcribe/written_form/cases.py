"""What is said, and how a report writes it: one case a line, "said => written", grouped by what they show.

Written by hand. A case whose two sides are equal shows what must stay as it was said.
"""

from __future__ import annotations

from tests.transcribe.written_form import term_cases

CARDINALS = """
metformin one thousand milligrams twice daily => metformin 1000 milligrams twice daily
he smokes twenty cigarettes => he smokes 20 cigarettes
a total of one hundred and five lesions => a total of 105 lesions
platelets one hundred fifty thousand => platelets 150,000
platelets two hundred and twelve thousand => platelets 212,000
white count eleven thousand two hundred => white count 11,200
about two million five hundred thousand copies => about 2,500,000 copies
glucose three hundred twelve => glucose 312
glucose one hundred => glucose 100
a diet of twelve hundred calories => a diet of 1200 calories
weight one hundred and eighty five pounds => weight 185 pounds
a weight of ninety kilograms => a weight of 90 kilograms
for zero => for 0
with zero residual => with 0 residual
twenty-five lesions were seen => twenty-five lesions were seen
there were twenty-five lesions => there were 25 lesions
heart rate eighty two and irregular => heart rate 82 and irregular
respirations sixteen => respirations 16
respirations are eighteen, unlabored => respirations are 18, unlabored
dose of 1,000 => dose of 1000
platelets 150,000 => platelets 150,000
2 hundred milligrams => 200 milligrams
there were five (six) nodes => there were 5 (6) nodes
"""
SHORT_HUNDREDS = """
weight one eighty five pounds => weight 185 pounds
glucose two twelve => glucose 212
heart rate one ten => heart rate 110
heart rate is one oh five => heart rate is 105
aspirin three twenty five milligrams => aspirin 325 milligrams
acetaminophen six fifty milligrams => acetaminophen 650 milligrams
sodium one forty => sodium 140
gabapentin at one fifty milligrams => gabapentin at 150 milligrams
"""
DECIMALS = """
two point five million units of penicillin => 2.5 million units of penicillin
penicillin 2.5 million units => penicillin 2.5 million units
about 11.5 thousand cells => about 11.5 thousand cells
seven point eight => 7.8
creatinine one point two => creatinine 1.2
point five milligrams => 0.5 milligrams
zero point two five milligrams => 0.25 milligrams
digoxin point one two five milligrams => digoxin 0.125 milligrams
one point twenty five milligrams => 1.25 milligrams
point oh five percent => 0.05%
troponin less than zero point zero one => troponin less than 0.01
INR two point oh => INR 2.0
potassium of four point zero => potassium of 4.0
temperature ninety eight point six => temperature 98.6
temperature one hundred one point four => temperature 101.4
temperature one oh one point four => temperature 101.4
specific gravity one point oh two zero => specific gravity 1.020
pH seven point three five => pH 7.35
a 3 point 5 centimeter mass => a 3.5 centimeter mass
dose of .5 milligrams => dose of 0.5 milligrams
at this point five patients left => at this point 5 patients left
the point two weeks later => the point 2 weeks later
seven point eight. => 7.8.
"""
FRACTIONS = """
two and a half tablets => 2.5 tablets
one and a half tablets => 1.5 tablets
two and one half weeks => 2.5 weeks
three and a quarter inches => 3.25 inches
one and three quarters miles => 1.75 miles
one half tablet => 1/2 tablet
take one-half tablet daily => take 1/2 tablet daily
one half normal saline => 1/2 normal saline
three quarters inch => 3/4 inch
one half of the lung => one half of the lung
the upper one-third of the leg => the upper one-third of the leg
two thirds of patients => two thirds of patients
half a tablet => half a tablet
a quarter of the dose => a quarter of the dose
2 and a half milligrams => 2.5 milligrams
"""
DOSES = """
temperature of101.2 today => temperature of 101.2 today
metoprolol50mg daily => metoprolol 50 milligrams daily
took 10 milligrams.2 tablets daily => took 10 milligrams. 2 tablets daily
Tmax101.2 today => Tmax 101.2 today
T-max101.2 today => T-max 101.2 today
heart rate80 and regular => heart rate 80 and regular
pulse 82and regular => pulse 82 and regular
she rests.4 days later => she rests. 4 days later
interferon beta12 and brca1 => interferon beta12 and BRCA1
lisinopril twenty milligrams daily => lisinopril 20 milligrams daily
lisinopril 20 mg daily => lisinopril 20 milligrams daily
lisinopril 20mg daily => lisinopril 20 milligrams daily
50-milligrams daily => 50 milligrams daily
50-milligrams-daily => 50 milligrams daily
fifty-milligrams daily => 50 milligrams daily
levothyroxine fifty mcg => levothyroxine 50 micrograms
levothyroxine 50 µg => levothyroxine 50 micrograms
1 mg of lorazepam => 1 milligram of lorazepam
a 5 mg tablet => a 5 milligram tablet
five milligrams => 5 milligrams
one gram of ceftriaxone => 1 gram of ceftriaxone
two grams of cefazolin => 2 grams of cefazolin
estimated blood loss twenty five milliliters => estimated blood loss 25 milliliters
250 mL bolus => 250 milliliter bolus
250 ml of saline => 250 milliliters of saline
twenty four/twenty six milligrams twice daily => 24/26 milligrams twice daily
five/three twenty five => 5/325
ten units of insulin => 10 units of insulin
forty milliequivalents of potassium => 40 milliequivalents of potassium
he takes one tablet twice daily => he takes 1 tablet twice daily
two puffs every four hours => 2 puffs every 4 hours
three times a day => 3 times a day
seventy five cc per hour => 75 cc per hour
a hundred milligrams => 100 milligrams
a hundred and fifty milligrams => 150 milligrams
a thousand units => 1000 units
a hundred reasons => a hundred reasons
5-10mg daily => 5-10 milligrams daily
gabapentin 300 in the morning => gabapentin 300 in the morning
five to ten milligrams => 5 to 10 milligrams
one to two tablets => 1 to 2 tablets
one or two tablets => 1 or 2 tablets
Vitamin D two thousand units => Vitamin D 2000 units
"""
JOINT_COMMISSION = """
ten U of insulin => 10 units of insulin
ten u of insulin => 10 units of insulin
10U of insulin => 10 units of insulin
insulin 1 U => insulin 1 unit
5000 IU of vitamin D => 5000 international units of vitamin D
5000IU daily => 5000 international units daily
five thousand I U daily => 5000 international units daily
lisinopril QD => lisinopril daily
lisinopril q d => lisinopril daily
lisinopril Q.D. and aspirin => lisinopril daily and aspirin
lisinopril q. d. She agrees => lisinopril daily. She agrees
lisinopril q day => lisinopril daily
prednisone QOD => prednisone every other day
prednisone q.o.d. with food => prednisone every other day with food
prednisone q o d. => prednisone every other day.
prednisone every other day => prednisone every other day
five point zero milligrams => 5 milligrams
5.0 mg => 5 milligrams
2.50 grams => 2.5 grams
10.0 milliliters => 10 milliliters
.5 mg => 0.5 milligrams
sutures with 3-0 Prolene => sutures with 3-0 Prolene
MSO4 two milligrams => morphine sulfate 2 milligrams
M S O four two milligrams => morphine sulfate 2 milligrams
M S O four, 2 milligrams => morphine sulfate, 2 milligrams
MSO 4, 2 milligrams => morphine sulfate, 2 milligrams
MgSO4 two grams => magnesium sulfate 2 grams
history of MS => history of MS
creatinine 1.0 => creatinine 1.0
hemoglobin 12.0 grams => hemoglobin 12.0 grams
a level of 5.0 grams per deciliter => a level of 5.0 grams per deciliter
bilirubin 1.0 mg per deciliter => bilirubin 1.0 milligrams per deciliter
a 5.0 cm mass => a 5.0 cm mass
"""
FREQUENCIES = """
twice daily => twice daily
aspirin b.i.d. => aspirin b.i.d.
aspirin B.I.D. with food => aspirin B.I.D. with food
metformin b i d with meals => metformin b.i.d. with meals
metformin t i d. => metformin t.i.d.
q six hours => every 6 hours
q 6 h p.r.n. => every 6 hours p.r.n.
q. four to six hours => every 4 to 6 hours
every four to six hours p r n pain => every 4 to 6 hours p.r.n. pain
every eight hours => every 8 hours
q6h => q6h
once daily => once daily
"""
PRESSURES_AND_RATIOS = """
pressure one three eight over eight four => pressure 138/84
pressure one 38 over 84 => pressure 138/84
97/1 03 milligrams => 97/103 milligrams
ninety seven/one oh three milligrams => 97/103 milligrams
take 97/one two five milligrams => take 97/125 milligrams
fifty/two fifty milligram tablets => 50/250 milligram tablets
blood pressure 1 38 over 84 => blood pressure 138/84
blood pressure 138 over 8 4 => blood pressure 138/84
blood pressure one thirty eight over eighty four => blood pressure 138/84
blood pressure one hundred eighteen over seventy four, => blood pressure 118/74,
blood pressure 138 over 84 => blood pressure 138/84
blood pressure is 138/84 => blood pressure is 138/84
One twenty over eighty. => 120/80.
pressures of ninety over sixty to one hundred over seventy => pressures of 90/60 to 100/70
a grade two over six murmur => a grade 2/6 murmur
a two over six systolic murmur => a 2/6 systolic murmur
strength is five over five => strength is 5/5
five out of five strength => 5/5 strength
pain seven out of ten => pain 7/10
pain is rated 7 out of 10 => pain is rated 7/10
five out of five patients => five out of 5 patients
in four out of ten patients => in 4 out of 10 patients
visual acuity twenty over forty => visual acuity 20/40
one liter over two hours => 1 liter over 2 hours
ten over two hours => ten over 2 hours
infuse five hundred over thirty minutes => infuse 500 over 30 minutes
two units for every fifty over one fifty => 2 units for every 50 over 150
infuse 2.5 over 1.5 => infuse 2.5 over 1.5
he is over sixty => he is over 60
9/10 => 9/10
"""
PERCENTS = """
saturation ninety seven percent on room air => saturation 97% on room air
ejection fraction of thirty five percent => ejection fraction of 35%
ejection fraction thirty five to forty percent => ejection fraction 35 to 40%
hemoglobin A1c 7.8 percent => hemoglobin A1c 7.8%
7.8% today => 7.8% today
zero point nine percent saline => 0.9% saline
ninety per cent => 90%
a percent of them => a percent of them
"""
AGES = """
a sixty seven year old woman => a 67-year-old woman
a sixty-seven-year-old woman => a 67-year-old woman
a 67 year old woman => a 67-year-old woman
a 67-year-old woman => a 67-year-old woman
a sixty seven year-old woman => a 67-year-old woman
a six month old boy => a 6-month-old boy
a three week old infant => a 3-week-old infant
he is sixty seven years old => he is 67 years old
an eighteen year old => an 18-year-old
a two-week history => a 2-week history
a 3-day course => a 3-day course
a one-sided headache => a one-sided headache
a two-vessel disease => a two-vessel disease
"""
LEFT_IN_DOUBT = """
[MS.] 4 mg => MS. 4 milligrams
[Ms.] 4 mg => Ms. 4 milligrams
give [1 38] over 2 hours => give 1 38 over 2 hours
a level of [two five] => a level of two five
glucose [three four five] => glucose three four five
give [one fifty] milligram tablet => give one fifty milligram tablet
take [two five hundred] milligram tablets => take two five hundred milligram tablets
at [three thirty] she fell => at three thirty she fell
a [thirty] second pause => a thirty second pause
white count [twelve five] => white count twelve five
vision [twenty twenty] => vision twenty twenty
the [4-41729] => the 4-41729
[30] Vicryl => 30 Vicryl
[MS] four milligrams => MS 4 milligrams
at [one point five] => at one point five
Percocet [five three twenty five] => Percocet five three twenty five
give [one 5] milligram tablet => give one 5 milligram tablet
about [3 30] => about 3 30
[6-8-100mg] daily => 6-8-100mg daily
[680-100] milligrams => 680-100 milligrams
run [for milligrams] => run for milligrams
take [two eighty one] milligram aspirin => take two eighty one milligram aspirin
lisinopril [one fifty] in the morning => lisinopril one fifty in the morning
L [four six] => L four six
temperature [ninety eight six] => temperature ninety eight six
[five two seven] days => five two seven days
[6-in-8] daily => 6-in-8 daily
"""


def pairs_of(text: str) -> list[tuple[str, str]]:
    """The cases of a text, said and written."""
    lines = [line.partition(" => ") for line in text.splitlines() if line]
    return [(said, written) for said, _, written in lines]


def all_pairs() -> list[tuple[str, str]]:
    """Every case that is not left in doubt."""
    groups = {**vars(term_cases), **globals()}
    texts = [text for name, text in groups.items() if name.isupper() and name != "LEFT_IN_DOUBT"]
    return pairs_of("".join(texts))
