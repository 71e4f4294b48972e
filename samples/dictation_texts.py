"""The words of the three dictations, as spoken and as the finished report reads."""

from __future__ import annotations

from dataclasses import dataclass

from samples.patients import DIABETES_VISIT, HEADACHE_VISIT, LUNG_STAY, Encounter


@dataclass(frozen=True)
class Dictation:
    """What an author says, one breath an entry, spoken punctuation included; and the report it stands for."""

    encounter: Encounter
    author: str
    worktype: str
    date: str
    breaths: tuple[str, ...]
    report: str

    @property
    def spoken(self) -> str:
        """The words as spoken, one breath a line."""
        return "\n".join(self.breaths)


FOLLOW_UP_VISIT = Dictation(
    encounter=DIABETES_VISIT,
    author="Ines Calloway, MD",
    worktype="Clinic letter",
    date="2026-09-14",
    breaths=(
        "This is Doctor Calloway dictating a clinic letter on Marigold Fernsby period new paragraph",
        "Mrs. Fernsby is a sixty eight year old woman with type two diabetes mellitus comma essential "
        "hypertension comma and hypothyroidism period",
        "For three months she has had burning feet at night period",
        "She denies chest pain and shortness of breath period new paragraph",
        "Her mother had breast cancer period",
        "She takes metformin one thousand milligrams twice daily comma lisinopril twenty milligrams daily "
        "comma and levothyroxine seventy five micrograms daily period new paragraph",
        "Blood pressure is one hundred forty eight over eighty six comma pulse seventy two period",
        "Lungs are clear period There is no edema period",
        "Sensation is reduced over both feet period The hemoglobin A one C is eight point one percent period "
        "new paragraph",
        "Impression colon diabetic polyneuropathy comma and hypertension above goal period",
        "I started gabapentin three hundred milligrams at bedtime comma and increased lisinopril to forty "
        "milligrams daily period",
        "She returns in six weeks period",
    ),
    report=(
        "This is Doctor Calloway dictating a clinic letter on Marigold Fernsby.\n\n"
        "Mrs. Fernsby is a 68-year-old woman with type 2 diabetes mellitus, essential hypertension, and "
        "hypothyroidism. For 3 months she has had burning feet at night. She denies chest pain and "
        "shortness of breath.\n\n"
        "Her mother had breast cancer. She takes metformin 1000 mg twice daily, lisinopril 20 mg daily, "
        "and levothyroxine 75 mcg daily.\n\n"
        "Blood pressure is 148/86, pulse 72. Lungs are clear. There is no edema. Sensation is reduced over "
        "both feet. The hemoglobin A1c is 8.1%.\n\n"
        "Impression: diabetic polyneuropathy, and hypertension above goal. I started gabapentin 300 mg at "
        "bedtime, and increased lisinopril to 40 mg daily. She returns in 6 weeks."
    ),
)

DISCHARGE_SUMMARY = Dictation(
    encounter=LUNG_STAY,
    author="Ines Calloway, MD",
    worktype="Discharge summary",
    date="2026-09-22",
    breaths=(
        "Discharge summary on Barnaby Thistlewood comma medical record number nine zero zero five six two "
        "period new paragraph",
        "Admitted September eighteenth comma discharged September twenty second period new paragraph",
        "Discharge diagnoses colon",
        "pneumonia of the right lower lobe comma",
        "acute exacerbation of chronic obstructive pulmonary disease comma",
        "acute respiratory failure with hypoxia comma",
        "and permanent atrial fibrillation period new paragraph",
        "Hospital course colon This seventy eight year old man came with fever comma cough comma and an "
        "oxygen saturation of eighty seven percent on room air period",
        "He was treated with ceftriaxone one gram daily comma azithromycin comma and prednisone forty "
        "milligrams period",
        "There was no evidence of myocardial infarction or heart failure period",
        "His father had lung cancer period new paragraph",
        "On the day of discharge comma blood pressure was one twenty two over seventy comma pulse seventy "
        "eight comma and he denied shortness of breath period new paragraph",
        "He goes home on apixaban five milligrams twice daily comma metoprolol succinate fifty milligrams "
        "daily comma and tiotropium period",
        "Follow up in one week period",
    ),
    report=(
        "Discharge summary on Barnaby Thistlewood, medical record number 900562.\n\n"
        "Admitted September 18, discharged September 22.\n\n"
        "Discharge diagnoses: pneumonia of the right lower lobe, acute exacerbation of chronic obstructive "
        "pulmonary disease, acute respiratory failure with hypoxia, and permanent atrial fibrillation.\n\n"
        "Hospital course: This 78-year-old man came with fever, cough, and an oxygen saturation of 87% on "
        "room air. He was treated with ceftriaxone 1 g daily, azithromycin, and prednisone 40 mg. There "
        "was no evidence of myocardial infarction or heart failure. His father had lung cancer.\n\n"
        "On the day of discharge, blood pressure was 122/70, pulse 78, and he denied shortness of "
        "breath.\n\n"
        "He goes home on apixaban 5 mg twice daily, metoprolol succinate 50 mg daily, and tiotropium. "
        "Follow up in 1 week."
    ),
)

EMERGENCY_VISIT = Dictation(
    encounter=HEADACHE_VISIT,
    author="Ngaio Whitlock, MD",
    worktype="Emergency note",
    date="2026-10-05",
    breaths=(
        "Emergency note on Odette Quillan comma a forty one year old woman period new paragraph",
        "She came with a left sided headache since this morning comma with nausea and vomiting period",
        "She has migraine without aura and mild intermittent asthma period",
        "She denies fever comma weakness comma and head injury period",
        "Her brother has epilepsy period new paragraph",
        "Vital signs colon blood pressure one twenty six over seventy eight comma pulse ninety two comma "
        "temperature ninety eight point two period",
        "Neck is supple period The neurologic examination is normal period new paragraph",
        "She received metoclopramide ten milligrams comma ketorolac thirty milligrams comma and one liter "
        "of saline period",
        "Pain fell from eight to two period There is no sign of meningitis period new paragraph",
        "Diagnoses colon intractable migraine without aura comma and dehydration period",
        "She goes home with rizatriptan ten milligrams period",
    ),
    report=(
        "Emergency note on Odette Quillan, a 41-year-old woman.\n\n"
        "She came with a left-sided headache since this morning, with nausea and vomiting. She has "
        "migraine without aura and mild intermittent asthma. She denies fever, weakness, and head injury. "
        "Her brother has epilepsy.\n\n"
        "Vital signs: blood pressure 126/78, pulse 92, temperature 98.2. Neck is supple. The neurologic "
        "examination is normal.\n\n"
        "She received metoclopramide 10 mg, ketorolac 30 mg, and 1 liter of saline. Pain fell from 8 to 2. "
        "There is no sign of meningitis.\n\n"
        "Diagnoses: intractable migraine without aura, and dehydration. She goes home with rizatriptan 10 "
        "mg."
    ),
)
