"""Numbers that a patient cannot have or a dose cannot be: most likely misheard. Pure.

Nothing is changed; `is_implausible` says where a person must listen. The bounds are our own and wide: values
outside them are hardly compatible with life, or a decimal point was lost ("temperature 986").
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from transcribe.written_form import vocabulary
from transcribe.written_form.drug_doses import USUAL_DOSES, is_mass, is_usual
from transcribe.written_form.vocabulary import listed
from transcribe.written_form.words import Word, next_spoken, previous_spoken, spoken_at, spoken_before

_BOUNDS = """
temperature 32 43 or 89 109|tmax 32 43 or 89 109|pulse 20 260|rate 4 300|respirations 4 70|saturation 40 100
potassium 1.4 10|sodium 95 190|chloride 60 140|bicarbonate 3 60|creatinine 0.1 20|bun 1 250|hemoglobin 2.5 23
hematocrit 8 70|a1c 3.5 19|inr 0.5 20|albumin 0.5 7|calcium 0.5 18|magnesium 0.4 9|phosphorus 0.4 15
glucose 8 1800|ph 4.5 9|spo2 40 100|sao2 40 100|pco2 8 150|pao2 15 650|po2 15 650|bicarb 3 60|lactate 0.1 35
tsh 0.001 500|fraction 4 90|gcs 3 15|apgar 0 10|fio2 15 100
"""
_FILLERS = frozenset(
    {"is", "was", "of", "at", "to", "today", "level", "currently", "and", "now", "the", "about"}
)
_LONGEST_BREAK = 3
_SEEN_BEFORE_DOSE = 3  # words between the drug and its dose: "metoprolol succinate extended release 50 mg"
_NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)%?", re.ASCII)
_PRESSURE = re.compile(r"(\d{2,3})/(\d{2,3})", re.ASCII)
_AGE = re.compile(r"(\d+)-(?:year|years)-old", re.ASCII)
_FLUIDS = listed(
    "loss output intake fluids volume drained drainage aspirated injected infused urine bolus crystalloid"
)
_FREQUENCIES = listed("daily nightly weekly twice once every b.i.d. t.i.d. bid tid qhs q.h.s. p.o. po at")
_MOST_MG, _MOST_MCG, _MOST_G = 6000, 10_000, 60


def _bounds() -> dict[str, tuple[tuple[float, float], ...]]:
    rows = [row.split(maxsplit=1) for line in _BOUNDS.strip().splitlines() for row in line.split("|")]
    return {
        name: tuple((float(low), float(high)) for low, high in (pair.split() for pair in text.split(" or ")))
        for name, text in rows
    }


_LIMITS = _bounds()


def is_implausible(words: Sequence[Word], at: int) -> bool:
    """True when the written number here is one that no patient has or no dose is."""
    core = words[at].core
    pressure, age = _PRESSURE.fullmatch(core), _AGE.fullmatch(core)
    if age:
        return int(age[1]) > 112
    if pressure:
        return _is_impossible_pressure(words, at, int(pressure[1]), int(pressure[2]))
    number = _NUMBER.fullmatch(core)
    if not number:
        return False
    value = float(number[1].replace(",", ""))
    return (
        _is_out_of_bounds(words, at, value) or _is_no_dose(words, at, value) or _is_fluid_in_length(words, at)
    )


def _is_impossible_pressure(words: Sequence[Word], at: int, upper: int, lower: int) -> bool:
    is_pressure = any(word.spoken in ("pressure", "pressures", "bp") for word in words[max(0, at - 4) : at])
    return is_pressure and not (40 <= upper <= 300 and 10 <= lower <= 200 and lower < upper)


def _is_out_of_bounds(words: Sequence[Word], at: int, value: float) -> bool:
    """True for a result or vital sign outside of what its name allows."""
    if next_spoken(words, at + 1) in vocabulary.TIMES | vocabulary.DOSE_UNITS | vocabulary.LENGTHS:
        return False  # "hemoglobin 12 grams" is in bounds anyway; "sodium 500 milligrams" is a drug
    for n in range(at - 1, max(-1, at - 2 - _LONGEST_BREAK), -1):
        limits = _LIMITS.get(words[n].spoken)
        if limits is not None:
            return not any(low <= value <= high for low, high in limits)
        if words[n].tail or words[n].spoken not in _FILLERS:
            return False
    return False


def _is_no_dose(words: Sequence[Word], at: int, value: float) -> bool:
    """True for a dose that the drug before it never has, or a bare number where the drug wants a unit."""
    unit = next_spoken(words, at + 1)
    drug = _drug_before(words, at)
    if not is_mass(unit):
        ends = not unit or unit in _FREQUENCIES
        return bool(drug) and ends and words[at].core[-1] != "%" and previous_spoken(words, at) == drug
    most = {"milligrams": _MOST_MG, "micrograms": _MOST_MCG, "grams": _MOST_G}.get(unit, _MOST_MG)
    per = next_spoken(words, at + 2)
    return value > most or (per not in ("per", "/") and not is_usual(drug, value, unit))


def _drug_before(words: Sequence[Word], at: int) -> str:
    """The known drug whose dose stands here, "" when none or more than one number stands between."""
    for n in range(at - 1, max(-1, at - 2 - _SEEN_BEFORE_DOSE), -1):
        word = words[n]
        if word.spoken in USUAL_DOSES:
            return "" if _is_paired(words, n) else word.spoken
        if (
            word.tail
            or word.ends_line
            or not word.core.isalpha()
            or word.spoken in ("and", "with", "from", "to")
        ):
            return ""
    return ""


def _is_paired(words: Sequence[Word], at: int) -> bool:
    """True for a drug in a combination, whose strengths are those of both."""
    before, after = previous_spoken(words, at), next_spoken(words, at + 1)
    return before in USUAL_DOSES or after in USUAL_DOSES or "/" in (before, after)


def _is_fluid_in_length(words: Sequence[Word], at: int) -> bool:
    """True for "blood loss 75 mm": the engine's mm for milliliters."""
    unit = next_spoken(words, at + 1)
    if unit not in ("mm", "millimeters", "cm") or spoken_at(words, at + 1, 3)[1:2] == ("of",):
        return False
    return bool(spoken_before(words, at, 3) & _FLUIDS)
