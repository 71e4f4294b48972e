"""The words of the two charts with several pages: a hospital packet and an emergency record."""

from __future__ import annotations

from samples.page_parts import Fields, Heading, Numbered, PageSpec, Paragraph, Signed, Table
from samples.patients import CLINIC, HEADACHE_VISIT, LUNG_STAY

_HOSPITAL = f"{CLINIC} Hospital, Ward 3 West"
_EMERGENCY = f"{CLINIC} Emergency Department"

DISCHARGE_PACKET = (
    PageSpec(
        title="DISCHARGE INSTRUCTIONS",
        letterhead=_HOSPITAL,
        encounter=LUNG_STAY,
        parts=(
            Fields((("Admitted", "09/18/2026"), ("Discharged", "09/22/2026")), across=2),
            Heading("Why you were in the hospital"),
            Paragraph(
                "You had pneumonia in the right lower lung and a flare of your chronic obstructive "
                "pulmonary disease. Your oxygen was low when you came (acute respiratory failure with "
                "hypoxia) and is now normal without extra oxygen."
            ),
            Heading("Your medicines"),
            Numbered(
                (
                    "Prednisone 40 mg by mouth once a day for two more days, then stop. NEW",
                    "Amoxicillin-clavulanate 875 mg twice a day for three more days. NEW",
                    "Tiotropium inhaler 18 mcg once a day. NEW",
                    "Apixaban 5 mg twice a day. No change",
                    "Metoprolol succinate 50 mg once a day. No change",
                    "Tamsulosin 0.4 mg at bedtime. No change",
                )
            ),
            Heading("Call us or come back if"),
            Numbered(
                (
                    "you have a fever above 100.4 F",
                    "you are more short of breath than on the day you left",
                    "you see blood in your sputum, urine or stool",
                )
            ),
            Heading("Appointments"),
            Paragraph("Dr. Calloway, 09/29/2026 at 10:15. Lung function test, 10/20/2026 at 09:00."),
            Paragraph(
                "You told us that you stopped smoking in 2011. Please stay away from smoke. No alcohol while "
                "you take prednisone."
            ),
            Signed("Rosalind Achterberg, RN"),
        ),
    ),
    PageSpec(
        title="NURSING ADMISSION ASSESSMENT",
        letterhead=_HOSPITAL,
        encounter=LUNG_STAY,
        typeface="sans",
        size_pt=9.5,
        parts=(
            Fields(
                (
                    ("Date", "09/18/2026"),
                    ("Time", "12:35"),
                    ("Temperature", "101.0 F"),
                    ("Pulse", "104, irregular"),
                    ("Blood pressure", "128/74"),
                    ("Respirations", "24"),
                    ("Oxygen saturation", "91% on 2 L"),
                    ("Weight", "171 lb"),
                ),
                across=2,
            ),
            Heading("Assessment"),
            Paragraph(
                "Alert and oriented. Speaks in short sentences. Cough with yellow sputum. Wheezes on both "
                "sides."
            ),
            Paragraph("Skin intact, no pressure ulcer. No edema. Denies pain. Denies dizziness."),
            Heading("Risk screening"),
            Table(
                header=("Question", "Answer", "Action"),
                rows=(
                    ("Fall in the last six months", "No", "Standard care"),
                    ("Unsteady when walking", "Yes", "Walk with help"),
                    ("Trouble swallowing", "No", "None"),
                    ("Lives alone", "Yes", "Social work"),
                    ("Uses tobacco now", "No", "None"),
                ),
                shares=(0.5, 0.17, 0.33),
            ),
            Heading("Belongings"),
            Paragraph("Glasses, hearing aid (left), wallet kept by his daughter."),
            Signed("Rosalind Achterberg, RN"),
        ),
    ),
    PageSpec(
        title="CARDIOLOGY CONSULTATION",
        letterhead=_HOSPITAL,
        encounter=LUNG_STAY,
        typeface="mono",
        size_pt=9.5,
        parts=(
            Fields((("Date", "09/19/2026"), ("Consultant", "Leopold Varga, MD")), across=2),
            Heading("REASON"),
            Paragraph("Fast atrial fibrillation during pneumonia."),
            Heading("HISTORY"),
            Paragraph(
                "78-year-old man, permanent atrial fibrillation since 2019, on apixaban. Rate was 130 last "
                "night after nebulizers. No chest pain, no syncope, no palpitations before this illness. "
                "No history of stroke. A brother had a stroke at 66."
            ),
            Heading("FINDINGS"),
            Paragraph(
                "BP 126/70, pulse 96 irregular. No jugular distension, no murmur, no edema. ECG: atrial "
                "fibrillation, no ischemic changes. Troponin is normal, so there is no evidence of "
                "myocardial infarction. Echocardiogram: ejection fraction 55 percent, left atrium enlarged."
            ),
            Heading("IMPRESSION AND PLAN"),
            Numbered(
                (
                    "Permanent atrial fibrillation, rate driven by infection. Metoprolol succinate 50 mg "
                    "daily.",
                    "Long-term anticoagulation. Continue apixaban 5 mg twice daily.",
                    "No heart failure.",
                )
            ),
            Paragraph("Thank you for asking me to see this pleasant gentleman."),
            Signed("Leopold Varga, MD"),
        ),
    ),
    PageSpec(
        title="VITAL SIGNS FLOWSHEET",
        letterhead=_HOSPITAL,
        encounter=LUNG_STAY,
        typeface="sans",
        landscape=True,
        parts=(
            Table(
                header=("Date", "Time", "Temp F", "Pulse", "BP", "Resp", "SpO2", "Oxygen", "Nurse"),
                rows=(
                    ("09/18", "12:35", "101.0", "104", "128/74", "24", "91%", "2 L", "RA"),
                    ("09/18", "20:00", "100.6", "130", "136/80", "26", "90%", "3 L", "KD"),
                    ("09/19", "08:00", "99.8", "96", "126/70", "22", "92%", "2 L", "RA"),
                    ("09/19", "20:00", "99.4", "92", "124/72", "20", "93%", "2 L", "KD"),
                    ("09/20", "08:00", "98.9", "88", "122/68", "20", "94%", "1 L", "RA"),
                    ("09/20", "20:00", "98.7", "84", "118/70", "18", "94%", "1 L", "KD"),
                    ("09/21", "08:00", "98.4", "82", "120/72", "18", "95%", "none", "RA"),
                    ("09/21", "20:00", "98.6", "80", "124/74", "18", "94%", "none", "KD"),
                    ("09/22", "08:00", "98.2", "78", "122/70", "16", "95%", "none", "RA"),
                ),
                shares=(0.11, 0.1, 0.11, 0.1, 0.14, 0.1, 0.11, 0.12, 0.11),
            ),
            Paragraph("No fall, no restraint, no isolation during this stay."),
        ),
    ),
)

EMERGENCY_RECORD = (
    PageSpec(
        title="TRIAGE NOTE",
        letterhead=_EMERGENCY,
        encounter=HEADACHE_VISIT,
        typeface="sans",
        size_pt=10,
        parts=(
            Fields(
                (
                    ("Date", "10/05/2026"),
                    ("Time", "19:28"),
                    ("Triage level", "3"),
                    ("Pain", "8 of 10"),
                    ("BP", "126/78"),
                    ("Pulse", "92"),
                    ("Temperature", "98.2 F"),
                    ("SpO2", "98% on room air"),
                ),
                across=2,
            ),
            Heading("Complaint"),
            Paragraph(
                "Left-sided headache for ten hours with nausea, two episodes of vomiting and photophobia."
            ),
            Heading("Nurse's note"),
            Paragraph(
                "Took sumatriptan 50 mg at noon without relief. Knows this pain from earlier migraine. "
                "Denies head injury. Denies fever. No neck stiffness. Speech clear, face symmetric, walks "
                "without help. Not pregnant (test negative)."
            ),
            Heading("Allergies"),
            Paragraph("Sulfa drugs (hives)."),
            Signed("Timo Brandvold, RN"),
        ),
    ),
    PageSpec(
        title="PHYSICIAN NOTE",
        letterhead=_EMERGENCY,
        encounter=HEADACHE_VISIT,
        size_pt=10.5,
        parts=(
            Fields((("Date of service", "10/05/2026"), ("Author", "Ngaio Whitlock, MD")), across=2),
            Heading("History of present illness"),
            Paragraph(
                "41-year-old woman with migraine without aura and mild intermittent asthma. The headache "
                "began on waking, left-sided and throbbing, with nausea and photophobia. No thunderclap "
                "onset. She denies weakness, numbness and visual loss."
            ),
            Heading("Past history"),
            Paragraph("Major depressive disorder, single episode, in full remission. Appendectomy in 2004."),
            Heading("Family history"),
            Paragraph("Mother has migraine. Brother has epilepsy. Father has type 2 diabetes."),
            Heading("Examination"),
            Paragraph(
                "Dark room, lies still. Pupils equal, fundi normal. Neck supple. Cranial nerves intact. "
                "Strength and reflexes equal. Lungs clear, no wheezing. Heart regular."
            ),
            Heading("Course"),
            Paragraph(
                "Metoclopramide 10 mg and ketorolac 30 mg intravenously, one liter of saline for "
                "dehydration. Pain fell from 8 to 2 within an hour. No imaging was needed; there are no "
                "signs of subarachnoid hemorrhage or meningitis."
            ),
            Heading("Diagnoses"),
            Numbered(
                (
                    "Migraine without aura, intractable, without status migrainosus",
                    "Nausea with vomiting",
                    "Dehydration, mild",
                    "Mild intermittent asthma, uncomplicated",
                )
            ),
            Signed("Ngaio Whitlock, MD"),
        ),
    ),
    PageSpec(
        title="INSTRUCTIONS AFTER YOUR VISIT",
        letterhead=_EMERGENCY,
        encounter=HEADACHE_VISIT,
        size_pt=11.5,
        parts=(
            Paragraph(
                "You were treated for a migraine attack. Rest in a dark room and drink plenty of water."
            ),
            Heading("Medicines"),
            Numbered(
                (
                    "Rizatriptan 10 mg at the start of an attack; may be repeated once after two hours.",
                    "Ondansetron 4 mg every eight hours when needed for nausea.",
                    "Do not take sumatriptan on the same day as rizatriptan.",
                    "Keep your albuterol inhaler at hand.",
                )
            ),
            Heading("Come back at once if you have"),
            Numbered(
                (
                    "the worst headache of your life",
                    "fever with a stiff neck",
                    "weakness, numbness or trouble speaking",
                    "a seizure",
                )
            ),
            Heading("Follow-up"),
            Paragraph("Neurology clinic, 10/19/2026 at 14:30. Bring your headache diary."),
            Fields((("Discharged", "10/05/2026 22:10"), ("Condition", "improved")), across=2),
            Signed("Ngaio Whitlock, MD"),
        ),
    ),
)
