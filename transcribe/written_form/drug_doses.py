"""The single doses in which common drugs are given: unit, least and most. Pure.

Our own table of general knowledge (usual adult single doses of labels, loading doses counted in, children's
left out), wide on purpose: it does not judge a prescription, it finds a number that was misheard.
"""

from __future__ import annotations

from dataclasses import dataclass

_MILLIGRAMS = """
acetaminophen 80 1300|acyclovir 200 1000|albuterol 0.5 8|alendronate 5 70|allopurinol 50 600
alprazolam 0.25 4|amiodarone 50 800|amitriptyline 10 150|amlodipine 2.5 10|amoxicillin 125 2000
ampicillin 250 3000|apixaban 2.5 10|aripiprazole 1 30|aspirin 81 975|atenolol 12.5 200|atorvastatin 5 80
azathioprine 25 250|azithromycin 200 1000|baclofen 5 20|benazepril 5 80|bisoprolol 1.25 20|bumetanide 0.5 5
bupropion 75 450|buspirone 5 30|candesartan 4 32|captopril 6.25 100|carbamazepine 100 800|carvedilol 3.125 80
cefazolin 250 3000|cefepime 500 2000|ceftriaxone 250 2000|celecoxib 50 400|cephalexin 250 1000
cetirizine 2.5 20|ciprofloxacin 100 750|citalopram 5 40|clindamycin 75 900|clonazepam 0.125 4
clonidine 0.1 0.4|clopidogrel 75 600|colchicine 0.3 1.8|cyclobenzaprine 5 30|dabigatran 75 150
dapagliflozin 5 10|diazepam 1 20|diclofenac 25 100|digoxin 0.0625 1|diltiazem 5 420|diphenhydramine 12.5 100
donepezil 5 23|doxycycline 20 200|duloxetine 20 120|empagliflozin 10 25|enalapril 1.25 40|enoxaparin 20 200
eplerenone 25 100|escitalopram 5 30|esomeprazole 20 80|ezetimibe 10 10|famotidine 10 40|finasteride 1 5
fluconazole 50 800|fluoxetine 5 80|furosemide 5 400|gabapentin 100 1200|glimepiride 0.5 8|glipizide 2.5 20
glyburide 1.25 20|haloperidol 0.5 20|hydralazine 10 100|hydrochlorothiazide 6.25 50|hydrocodone 2.5 20
hydromorphone 0.2 8|hydroxychloroquine 100 600|hydroxyzine 10 100|ibuprofen 100 800|irbesartan 75 300
isosorbide 5 120|ketorolac 10 60|labetalol 5 400|lamotrigine 5 400|levetiracetam 250 4500|levofloxacin 250 750
linagliptin 5 5|lisinopril 2.5 80|loratadine 5 10|lorazepam 0.25 4|losartan 12.5 100|meloxicam 5 15
metformin 250 2000|methimazole 2.5 40|methotrexate 2.5 50|methylprednisolone 4 1000|metoclopramide 5 20
metoprolol 2.5 400|metronidazole 250 1000|mirtazapine 7.5 60|montelukast 4 10|morphine 1 100|naproxen 220 750
nifedipine 10 120|nitrofurantoin 25 100|nortriptyline 10 150|olanzapine 2.5 30|olmesartan 5 40
omeprazole 10 80|ondansetron 2 16|oxycodone 2.5 80|pantoprazole 20 80|paroxetine 10 60|phenytoin 30 1500
pioglitazone 15 45|pravastatin 10 80|prednisone 1 100|pregabalin 25 300|propranolol 10 240|quetiapine 12.5 800
quinapril 5 40|ramipril 1.25 20|ranolazine 500 1000|risperidone 0.25 8|rivaroxaban 2.5 20|ropinirole 0.25 12
rosuvastatin 5 40|sertraline 12.5 200|sildenafil 20 100|simvastatin 5 80|sitagliptin 25 100
spironolactone 12.5 200
sumatriptan 6 100|tadalafil 2.5 40|tamoxifen 10 40|tamsulosin 0.4 0.8|ticagrelor 60 180|topiramate 15 400
torsemide 5 100|tramadol 25 100|trazodone 25 300|valacyclovir 500 2000|valsartan 20 320|vancomycin 125 3000
venlafaxine 25 300|verapamil 5 480|warfarin 0.5 15|zolpidem 1.75 12.5
"""
_OTHER = """
levothyroxine microgram 12.5 300|fentanyl microgram 12.5 200|tiotropium microgram 1.25 18
fluticasone microgram 27.5 500|cyanocobalamin microgram 100 5000
"""
_MASS_IN_MILLIGRAMS = {"milligram": 1.0, "microgram": 0.001, "gram": 1000.0}
_MASSES = frozenset({*_MASS_IN_MILLIGRAMS, *(f"{name}s" for name in _MASS_IN_MILLIGRAMS)})


@dataclass(frozen=True)
class UsualDose:
    """Least and most of one dose, in milligrams."""

    least_mg: float
    most_mg: float

    def __post_init__(self) -> None:
        if not 0 < self.least_mg <= self.most_mg:
            raise ValueError("a usual dose lies above zero, its least below its most")


def _rows(text: str) -> list[list[str]]:
    return [row.split() for line in text.strip().splitlines() for row in line.split("|")]


USUAL_DOSES: dict[str, UsualDose] = {
    **{name: UsualDose(float(least), float(most)) for name, least, most in _rows(_MILLIGRAMS)},
    **{
        name: UsualDose(float(least) * _MASS_IN_MILLIGRAMS[unit], float(most) * _MASS_IN_MILLIGRAMS[unit])
        for name, unit, least, most in _rows(_OTHER)
    },
}
# strengths that two drugs come in together, by the first drug (or the brand), as reports write them
_PAIRS = """
sacubitril 24/26 49/51 97/103|entresto 24/26 49/51 97/103|hydrocodone 5/325 7.5/325 10/325
norco 5/325 7.5/325 10/325
oxycodone 5/325 7.5/325 10/325|percocet 5/325 7.5/325 10/325|amoxicillin 500/125 875/125
augmentin 500/125 875/125
lisinopril 10/12.5 20/12.5 20/25|losartan 50/12.5 100/12.5 100/25
valsartan 24/26 49/51 97/103 80/12.5 160/12.5 160/25 320/25
trimethoprim 80/400 160/800|sulfamethoxazole 400/80 800/160|bactrim 800/160 400/80
fluticasone 100/50 250/50 500/50
advair 100/50 250/50 500/50|symbicort 80/4.5 160/4.5|amlodipine 5/10 5/20 10/20 10/40 5/160 10/160 10/320
carbidopa 10/100 25/100 25/250|sinemet 10/100 25/100 25/250|janumet 50/500 50/1000|sitagliptin 50/500 50/1000
"""
PAIRED_STRENGTHS: dict[str, frozenset[str]] = {name: frozenset(pairs) for name, *pairs in _rows(_PAIRS)}


def is_mass(unit: str) -> bool:
    """True for a unit that a dose of this table can be in."""
    return unit in _MASSES


def is_usual(drug: str, amount: float, unit: str) -> bool:
    """True when one dose of the drug can be this much; an unknown drug can be anything."""
    usual = USUAL_DOSES.get(drug)
    amount_mg = amount * _MASS_IN_MILLIGRAMS[unit.removesuffix("s")]
    return usual is None or usual.least_mg <= amount_mg <= usual.most_mg
