"""Invented clinical text: people, numbers, sentences and tables out of a seeded generator. Pure.

Nobody described here exists, and no sentence was taken from a real chart or a data set.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


def _listed(choices: str) -> tuple[str, ...]:
    return tuple(choices.split("; "))


_GIVEN = _listed(
    "Adaline; Bertrand; Cosima; Dorian; Elspeth; Fabian; Gwendolyn; Horatio; Imogen; Jasper; "
    "Katarina; Leopold; Marguerite; Nathaniel; Ottilie; Percival; Quentin; Rosalind; Sebastian; "
    "Theodora; Ulrich; Valentina; Winifred; Yusuf"
)
_FAMILY = _listed(
    "Abernathy; Blackwood; Castellano; Dunleavy; Eriksson; Fairweather; Gallagher; Hollingsworth; "
    "Ivanova; Jankowski; Kowalczyk; Lindqvist; McAllister; Nakamura; O'Donnell; Papadakis; Quintero; "
    "Rasmussen; Szymanski; Thornbury; Underhill; Vandermeer; Whitlock; Yamaguchi; Zielinski"
)
_STREETS = ("Alder Lane", "Birchwood Avenue", "Canal Street", "Foundry Road", "Harbor Drive", "Mill Pond Way")
_TOWNS = ("Ashford, OR 97520", "Brookhaven, PA 19015", "Cedar Falls, IA 50613", "Dunmore, WV 24934")
_PAYERS = (
    "Prairie Mutual Health",
    "Blue Harbor PPO",
    "Keystone Medicaid",
    "Medicare Part B",
    "Unity Choice HMO",
)
DRUGS = _listed(
    "lisinopril; metformin; atorvastatin; amlodipine; levothyroxine; omeprazole; warfarin; "
    "furosemide; gabapentin; sertraline; prednisone; albuterol; tamsulosin; clopidogrel; "
    "hydrochlorothiazide; metoprolol succinate; insulin glargine; apixaban; carvedilol; losartan"
)
_DOSES = _listed(
    "2.5 mg; 5 mg; 10 mg; 12.5 mg; 20 mg; 25 mg; 40 mg; 0.5 mg; 75 mcg; 100 mg; 500 mg; 1,000 mg; "
    "0.125 mg; 18 units"
)
_ROUTES = _listed("by mouth; PO; inhaled; subcutaneously; topically")
_OFTEN = _listed(
    "once daily; twice daily; every 8 hours; at bedtime; every 6 hours as needed; BID; TID with "
    "meals; every other day; q4h PRN"
)
_PROBLEMS = _listed(
    "essential hypertension; type 2 diabetes mellitus; community-acquired pneumonia; iron "
    "deficiency anemia; chronic kidney disease, stage 3; atrial fibrillation; osteoarthritis of "
    "the left knee; hypothyroidism; gastroesophageal reflux disease; major depressive disorder; "
    "acute cholecystitis; congestive heart failure; chronic obstructive pulmonary disease; "
    "hyperlipidemia; lumbar radiculopathy; migraine without aura"
)
_SYMPTOMS = _listed(
    "shortness of breath; chest pain; abdominal cramping; low back pain; headache; fatigue; "
    "nausea; a productive cough; dizziness on standing; swelling of both ankles; palpitations; "
    "night sweats"
)
_PLACES = _listed(
    "the right upper quadrant; the left lower lobe; the lumbar spine; both knees; the epigastrium"
)
_TESTS: tuple[tuple[str, str, float, float, int], ...] = (
    ("Sodium", "mmol/L", 136, 145, 0), ("Potassium", "mmol/L", 3.5, 5.1, 1),
    ("Chloride", "mmol/L", 98, 107, 0),
    ("Carbon dioxide", "mmol/L", 22, 29, 0), ("Urea nitrogen", "mg/dL", 7, 20, 0),
    ("Creatinine", "mg/dL", 0.6, 1.3, 2),
    ("Glucose", "mg/dL", 70, 99, 0), ("Calcium", "mg/dL", 8.6, 10.2, 1), ("Albumin", "g/dL", 3.4, 5.4, 1),
    ("Total bilirubin", "mg/dL", 0.1, 1.2, 1), ("AST", "U/L", 10, 40, 0), ("ALT", "U/L", 7, 56, 0),
    ("Alkaline phosphatase", "U/L", 44, 147, 0), ("White blood cells", "K/uL", 4.5, 11.0, 1),
    ("Hemoglobin", "g/dL", 12.0, 17.5, 1), ("Hematocrit", "%", 36.0, 50.0, 1),
    ("Platelets", "K/uL", 150, 400, 0),
    ("Hemoglobin A1c", "%", 4.0, 5.6, 1), ("TSH", "mIU/L", 0.45, 4.5, 2), ("Ferritin", "ng/mL", 24, 336, 0),
    ("Troponin I", "ng/mL", 0.0, 0.04, 3), ("INR", "", 0.8, 1.1, 1), ("LDL cholesterol", "mg/dL", 50, 100, 0),
)  # fmt: skip


@dataclass(frozen=True)
class Person:
    """Somebody invented: the patient of one page."""

    given: str
    family: str
    birth_date: str
    mrn: str
    phone: str
    street: str
    town: str
    payer: str
    member_id: str

    @property
    def name(self) -> str:
        """Given and family name."""
        return f"{self.given} {self.family}"


class Chart:
    """Invented chart text out of one seed."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.person = Person(
            self.pick(_GIVEN),
            self.pick(_FAMILY),
            self.date(1931, 2012),
            f"{random.randrange(10**6, 10**7)}",
            f"({random.randrange(200, 999)}) 555-{random.randrange(100, 9999):04d}",
            f"{random.randrange(11, 9899)} {self.pick(_STREETS)}",
            self.pick(_TOWNS),
            self.pick(_PAYERS),
            f"{self.pick('ABHKQXZ')}{self.pick('CDEMPW')}{random.randrange(10**7, 10**8)}",
        )
        self.doctor = f"{self.pick(_GIVEN)} {self.pick('ABCDEFGHJKLMNPRSTW')}. {self.pick(_FAMILY)}, MD"

    def pick(self, choices: tuple[str, ...] | list[str] | str) -> str:
        """One of them."""
        return self.random.choice(choices)

    def several(self, choices: tuple[str, ...], count: int) -> list[str]:
        """Different ones of them."""
        return self.random.sample(choices, count)

    def date(self, first_year: int = 2023, last_year: int = 2026) -> str:
        """A date as American charts write it."""
        month, day = self.random.randrange(1, 13), self.random.randrange(1, 29)
        return f"{month:02d}/{day:02d}/{self.random.randrange(first_year, last_year + 1)}"

    def drug_order(self) -> tuple[str, str, str, str]:
        """Drug, dose, route and how often."""
        return self.pick(DRUGS), self.pick(_DOSES), self.pick(_ROUTES), self.pick(_OFTEN)

    def lab_row(self, test: int) -> tuple[str, str, str, str, str]:
        """Test, result, flag, unit and reference range; about one result in four lies outside."""
        name, unit, low, high, digits = _TESTS[test]
        result = self.random.uniform(low - (high - low) * 0.25, high + (high - low) * 0.25)
        result = round(max(result, 0.0), digits)
        flag = "H" if result > high else "L" if result < low else ""
        return name, f"{result:.{digits}f}", flag, unit, f"{low:.{digits}f} - {high:.{digits}f}"

    def lab_tests(self, count: int) -> list[int]:
        """Different tests, for `lab_row`."""
        return sorted(self.random.sample(range(len(_TESTS)), count))

    def problems(self, count: int) -> list[str]:
        """Different diagnoses."""
        return self.several(_PROBLEMS, count)

    def vital_signs(self) -> str:
        """One line of vital signs."""
        r = self.random
        return (
            f"BP {r.randrange(92, 188)}/{r.randrange(52, 110)} mmHg, pulse {r.randrange(48, 128)}, "
            f"respirations {r.randrange(11, 29)}, temperature {r.uniform(96.8, 102.9):.1f} F, "
            f"SpO2 {r.randrange(86, 100)}% on room air, weight {r.uniform(98, 264):.1f} lb."
        )

    def sentence(self) -> str:
        """One sentence of a note."""
        r, drug = self.random, self.drug_order()
        first, second, third = self.several(_SYMPTOMS, 3)
        problem, place = self.pick(_PROBLEMS), self.pick(_PLACES)
        relative = self.pick(("mother", "father", "sister", "brother"))
        return self.pick(
            [
                f"The patient reports {first} for the past {r.randrange(2, 21)} days "
                f"and denies {second} or {third}.",
                f"There is no history of {problem}, and {first} has not recurred since {self.date()}.",
                f"{drug[0].capitalize()} {drug[1]} {drug[2]} {drug[3]} was continued without change.",
                f"Examination shows mild tenderness over {place} without guarding or rebound.",
                f"We discussed the risks and benefits of {drug[0]} and she agreed to start at {drug[1]}.",
                f"Imaging of {place} on {self.date()} showed a {r.uniform(0.3, 4.8):.1f} x "
                f"{r.uniform(0.3, 3.9):.1f} cm lesion, unchanged when compared with {self.date()}.",
                f"Laboratory work was notable for creatinine {r.uniform(0.6, 3.2):.2f} mg/dL and hemoglobin "
                f"{r.uniform(7.2, 16.4):.1f} g/dL.",
                f"Given {problem}, {first} is most likely related, although {second} cannot be excluded.",
                f"He was advised to return at once if {first} or {second} should develop.",
                f"Follow-up in {r.randrange(2, 13)} weeks with repeat laboratory studies; "
                f"call sooner with any concern.",
                f"Family history is positive for {problem} in the {relative}.",
                f"The wound measures {r.randrange(1, 9)} cm and the margins are clean and dry.",
                f"Since discharge on {self.date()} there has been steady improvement, "
                f"with {first} now absent.",
                f"Ejection fraction was estimated at {r.randrange(20, 66)}% "
                f"and no pericardial effusion was seen.",
            ]
        )

    def text(self, sentences: int) -> str:
        """A paragraph."""
        return " ".join(self.sentence() for _ in range(sentences))
