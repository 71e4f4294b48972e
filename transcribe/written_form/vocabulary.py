"""The words that decide how a number beside them is written: units, dose forms, counted nouns. Pure.

Lists of our own. Units of doses are apart, since the Joint Commission's rule on zeros is for doses alone.
"""

from __future__ import annotations


def listed(text: str) -> frozenset[str]:
    """The words of a text that lists them."""
    return frozenset(text.split())


# what engines write for units of doses, with the singular and the plural that the report has
DOSE_UNIT_NAMES = {
    **dict.fromkeys(("mg", "mgs"), ("milligram", "milligrams")),
    **dict.fromkeys(("mcg", "mcgs", "µg", "μg", "ug"), ("microgram", "micrograms")),
    **dict.fromkeys(("ml", "mls"), ("milliliter", "milliliters")),
    **dict.fromkeys(("gm", "gms"), ("gram", "grams")),
    "u": ("unit", "units"),
    "iu": ("international unit", "international units"),
}
# what engines write for the unit itself; none of these is a word that stands behind an amount otherwise
_MILLIEQUIVALENT = ("milliequivalent", "milliequivalents")
HEARD_AS_UNIT: dict[tuple[str, ...], tuple[str, str]] = {
    **{
        (one,): _MILLIEQUIVALENT for one in ("milliequivalence", "milliequivalency", "milliequivalen", "meqs")
    },
    **{("milli", one): _MILLIEQUIVALENT for one in ("equivalents", "equivalent", "equivalence")},
    **{
        (one,): ("milligram", "milligrams")
        for one in ("milligrammes", "miligrams", "milligrands", "milgrams")
    },
    **{(one,): ("microgram", "micrograms") for one in ("mics", "mikes", "mike")},
    ("milli", "grams"): ("milligram", "milligrams"),
    ("milli", "gram"): ("milligram", "milligrams"),
    ("micro", "grams"): ("microgram", "micrograms"),
    ("micro", "gram"): ("microgram", "micrograms"),
    ("milli", "liters"): ("milliliter", "milliliters"),
    ("millilitres",): ("milliliter", "milliliters"),
}
DOSE_FORMS = listed(
    """
    tablet tablets tab tabs capsule capsules cap caps pill pills dose doses patch patches vial vials bolus
    puff puffs drop drops spray sprays suppository suppositories lozenge lozenges ampule ampules
    """
)
DOSE_UNITS = (
    frozenset(DOSE_UNIT_NAMES)
    | DOSE_FORMS
    | listed(
        """
        milligram milligrams microgram micrograms gram grams g kilogram kilograms kg milliliter milliliters
        liter liters milliequivalent milliequivalents meq unit units cc ccs teaspoon teaspoons tablespoon
        tablespoons international nanogram nanograms mg/kg mcg/kg ml/hr mcg/kg/min
        """
    )
)
LENGTHS = listed(
    """
    centimeter centimeters cm millimeter millimeters mm inch inches foot feet meter meters mile miles
    """
)
TIMES = listed(
    """
    second seconds minute minutes hour hours day days week weeks month months year years
    """
)
UNITS = (
    DOSE_UNITS
    | LENGTHS
    | TIMES
    | listed(
        """
        percent percentage degree degrees pound pounds lb lbs ounce ounces pack packs pint pints beat beats
        breaths bpm mmhg french gauge joule joules watt watts gray cgy gy mets times time lead diopter
        diopters stitches sutures block blocks flight flights finger fingerbreadth fingerbreadths
        """
    )
)
# nouns that name their kind by a number: "type one", "day three"
NUMBERED = listed(
    """
    type stage grade class number day week phase level vitamin step para gravida room bed cycle visit factor
    category tier zone trimester month item case part segment station page problem diagnosis nyha killip
    mallampati asa birads bi-rads lung-rads li-rads score apgar child-pugh rutherford fitzpatrick nerve nerves
    rib ribs ward floor group schedule hour line
    """
)
ATTRIBUTIVE_NEXT = DOSE_FORMS | listed("infusion injection load dosage strength chewable enteric-coated")
LAB_WORDS = listed(
    """
    hemoglobin hematocrit creatinine potassium sodium glucose albumin bilirubin calcium magnesium phosphorus
    chloride bicarbonate lactate troponin inr psa tsh bun protein cholesterol ldl hdl triglycerides a1c
    hgb hct ferritin iron urea ph level levels
    """
)
# behind a name of LAB_WORDS they make a drug of it: "magnesium sulfate 2 grams"
SALTS = listed("sulfate chloride carbonate oxide citrate gluconate phosphate acetate hydroxide bicarbonate")
PRONOUNS = listed("she he they it we i you the her his who that this")
FUNCTION_WORDS = listed(
    """
    is are was were be been of and or in on at to that which who had has have did do does can could will would
    for from with by but as than if when then not may
    """
)


def is_unit(spoken: str) -> bool:
    """True for a word that is counted or measured by the number before it."""
    return spoken in UNITS or spoken.rstrip("s") in UNITS
