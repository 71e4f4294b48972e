"""The words of the six charts: written for this repository, of people who do not exist."""

from __future__ import annotations

from samples.page_parts import (
    Columns,
    Fields,
    Heading,
    Numbered,
    PageSpec,
    Paragraph,
    Signed,
    Table,
    Ticks,
)
from samples.patients import CLINIC, CLINIC_ADDRESS, DIABETES_VISIT, HEADACHE_VISIT, LUNG_STAY

_CLINIC_HEAD = f"{CLINIC}, {CLINIC_ADDRESS}"

PROGRESS_NOTE = PageSpec(
    title="PROGRESS NOTE",
    letterhead=_CLINIC_HEAD,
    encounter=DIABETES_VISIT,
    typeface="mono",
    size_pt=9.5,
    parts=(
        Fields((("Date of service", "09/14/2026"), ("Author", "Ines Calloway, MD")), across=2),
        Heading("CHIEF COMPLAINT"),
        Paragraph("Follow-up of diabetes and blood pressure."),
        Heading("HISTORY OF PRESENT ILLNESS"),
        Paragraph(
            "68-year-old woman with type 2 diabetes for eleven years. Fasting sugars at home run from 140 "
            "to 180. For three months she has had burning and numbness in both feet at night. She denies "
            "chest pain, shortness of breath and hypoglycemia. No visual changes. No foot ulcer."
        ),
        Heading("MEDICATIONS"),
        Numbered(
            (
                "Metformin 1,000 mg twice daily",
                "Lisinopril 20 mg daily",
                "Atorvastatin 40 mg at bedtime",
                "Levothyroxine 75 mcg daily",
            )
        ),
        Heading("ALLERGIES"),
        Paragraph("Penicillin (rash)."),
        Heading("FAMILY HISTORY"),
        Paragraph("Mother had breast cancer. Father died of myocardial infarction at age 71."),
        Heading("OBJECTIVE"),
        Paragraph(
            "BP 148/86, pulse 72, temperature 98.4 F, weight 182 lb, BMI 31.2. Lungs are clear. Heart is "
            "regular, no murmur. No edema. Monofilament sensation is reduced over both feet. Skin is "
            "intact."
        ),
        Heading("ASSESSMENT AND PLAN"),
        Numbered(
            (
                "Type 2 diabetes mellitus with diabetic polyneuropathy, A1c 8.1 percent. Start gabapentin "
                "300 mg at bedtime. Add empagliflozin 10 mg daily.",
                "Essential hypertension, above goal. Increase lisinopril to 40 mg daily.",
                "Chronic kidney disease stage 3a, eGFR 52. Repeat creatinine in four weeks.",
                "Hyperlipidemia. Continue atorvastatin.",
                "Hypothyroidism, stable on levothyroxine.",
            )
        ),
        Paragraph("Return in six weeks, sooner for chest pain or a foot wound."),
        Signed("Ines Calloway, MD"),
    ),
)

LAB_RESULTS = PageSpec(
    title="LABORATORY REPORT",
    letterhead="Juniper Hollow Reference Laboratory",
    encounter=DIABETES_VISIT,
    typeface="sans",
    size_pt=9.5,
    parts=(
        Fields(
            (
                ("Collected", "09/14/2026 08:05"),
                ("Reported", "09/14/2026 13:40"),
                ("Ordered by", "Ines Calloway, MD"),
                ("Specimen", "Blood, fasting"),
            ),
            across=2,
        ),
        Table(
            header=("Test", "Result", "Flag", "Units", "Reference range"),
            rows=(
                ("Hemoglobin A1c", "8.1", "H", "%", "4.0 - 5.6"),
                ("Glucose", "164", "H", "mg/dL", "70 - 99"),
                ("Creatinine", "1.18", "H", "mg/dL", "0.50 - 1.05"),
                ("eGFR", "52", "L", "mL/min", "> 60"),
                ("Urea nitrogen", "24", "H", "mg/dL", "7 - 20"),
                ("Sodium", "139", "", "mmol/L", "136 - 145"),
                ("Potassium", "4.6", "", "mmol/L", "3.5 - 5.1"),
                ("Chloride", "103", "", "mmol/L", "98 - 107"),
                ("Calcium", "9.4", "", "mg/dL", "8.6 - 10.2"),
                ("ALT", "22", "", "U/L", "7 - 35"),
                ("Total cholesterol", "214", "H", "mg/dL", "< 200"),
                ("LDL cholesterol", "131", "H", "mg/dL", "< 100"),
                ("HDL cholesterol", "47", "L", "mg/dL", "> 50"),
                ("Triglycerides", "182", "H", "mg/dL", "< 150"),
                ("TSH", "2.31", "", "mIU/L", "0.45 - 4.50"),
                ("Hemoglobin", "12.9", "", "g/dL", "12.0 - 15.5"),
                ("White cell count", "6.8", "", "K/uL", "4.0 - 11.0"),
                ("Platelets", "241", "", "K/uL", "150 - 400"),
                ("Urine albumin/creatinine", "64", "H", "mg/g", "< 30"),
            ),
            shares=(0.34, 0.13, 0.09, 0.17, 0.27),
        ),
        Heading("Comment"),
        Paragraph(
            "Reduced eGFR together with albuminuria, unchanged from the report of June. No hemolysis seen."
        ),
        Signed("Reviewed: Ines Calloway, MD"),
    ),
)

INTAKE_FORM = PageSpec(
    title="PATIENT HISTORY FORM",
    letterhead=f"{CLINIC} Emergency Department",
    encounter=HEADACHE_VISIT,
    typeface="sans",
    size_pt=9.5,
    parts=(
        Fields(
            (
                ("Date", "10/05/2026"),
                ("Arrival", "19:20, walked in"),
                ("Sex", "Female"),
                ("Interpreter", "Not needed"),
            ),
            across=2,
        ),
        Columns(
            left=(
                Heading("REASON FOR VISIT"),
                Paragraph(
                    "Severe headache on the left side since this morning, with nausea and light hurting "
                    "the eyes."
                ),
                Heading("PAST ILLNESSES"),
                Fields(
                    (
                        ("Asthma", "yes"),
                        ("Migraine", "yes"),
                        ("Depression", "yes, in 2019"),
                        ("Diabetes", "no"),
                        ("High blood pressure", "no"),
                        ("Stroke", "no"),
                        ("Seizures", "no"),
                    )
                ),
                Heading("OPERATIONS"),
                Paragraph("Appendix removed in 2004."),
                Heading("HABITS"),
                Fields(
                    (("Tobacco", "never"), ("Alcohol", "one glass a week"), ("Caffeine", "two cups a day"))
                ),
            ),
            right=(
                Heading("MEDICINES AT HOME"),
                Numbered(
                    (
                        "Sumatriptan 50 mg when needed",
                        "Albuterol inhaler, two puffs when needed",
                        "Sertraline 50 mg daily",
                    )
                ),
                Heading("ALLERGIES"),
                Paragraph("Sulfa drugs: hives. No food allergy. No latex allergy."),
                Heading("FAMILY HISTORY"),
                Fields(
                    (
                        ("Mother", "migraine"),
                        ("Father", "type 2 diabetes"),
                        ("Brother", "epilepsy"),
                        ("Grandmother", "stroke at 80"),
                    )
                ),
                Heading("PLEASE MARK"),
                Ticks(
                    (
                        ("I agree to be examined", True),
                        ("I want a copy of my record", True),
                        ("I need help with walking", False),
                    )
                ),
                Heading("CONTACT"),
                Fields((("Name", "Felix Quillan"), ("Relation", "husband"), ("Phone", "555-0142"))),
            ),
        ),
        Paragraph("What I have written here is complete and true as far as I know."),
        Signed("Odette Quillan"),
    ),
)

FAX_REFERRAL = PageSpec(
    title="REFERRAL TO HOSPITAL",
    letterhead="Harbor Street Urgent Care",
    encounter=LUNG_STAY,
    typeface="serif",
    size_pt=12.5,
    top_line="09/18/2026 10:42  FROM: HARBOR STREET URGENT CARE  TO: JUNIPER HOLLOW  P. 1/1",
    parts=(
        Fields((("Date", "09/18/2026"), ("From", "Pavel Orrin, PA-C")), across=2),
        Paragraph("Dear colleague,"),
        Paragraph(
            "Please admit this 78-year-old man with chronic obstructive pulmonary disease. For four days "
            "he has had fever, more cough with yellow sputum, and wheezing. He is short of breath when "
            "walking to the bathroom."
        ),
        Paragraph(
            "Today: temperature 101.2 F, pulse 108 and irregular, blood pressure 132/78, respirations 26, "
            "oxygen saturation 87 percent on room air. Crackles at the right base. No leg swelling. He "
            "denies chest pain."
        ),
        Paragraph(
            "Chest film: infiltrate in the right lower lobe, suspicious for pneumonia. No pleural effusion."
        ),
        Paragraph(
            "Known: COPD, atrial fibrillation on apixaban 5 mg twice daily, benign prostatic hyperplasia on "
            "tamsulosin 0.4 mg. Former smoker. His father had lung cancer. No drug allergies."
        ),
        Paragraph("Given here: albuterol nebulizer twice, prednisone 40 mg. Thank you for seeing him."),
        Signed("Pavel Orrin, PA-C"),
    ),
)
