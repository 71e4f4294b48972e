"""What patients sign, offices print and nurses chart. Pure.

Nobody described here exists. Written before the rules that it measures, and from what such documents are made
of, not from any one of them.
"""

from __future__ import annotations

from benchmarks.chart_starts.printed_parts import Part, Parts, field, heading, row, text
from benchmarks.ocr.invented_charts import Chart


def consent(c: Chart) -> Parts:
    """How begins: consent."""
    yield text(
        f"I, {c.person.name}, authorize Dr. {c.doctor} and assistants to perform the following procedure: "
        f"{c.pick(('colonoscopy', 'cesarean section', 'biopsy', 'cataract extraction'))}."
    )
    yield text("The nature of the procedure, the alternatives and the risks have been explained to me.")


def consent_on(c: Chart) -> Parts:
    """What more stands on: consent."""
    del c
    yield text(
        "I understand that no guarantee has been made to me about the result. I consent to the "
        "administration of anesthesia and of blood products if needed. I may withdraw my consent at any time."
    )
    yield Part("tick", "I have read this form or it has been read to me.")
    yield field("Signature of patient or guardian", "____________________")
    yield field("Witness", "____________________")


def face(c: Chart) -> Parts:
    """How begins: face."""
    p = c.person
    yield field("Address", f"{p.street}, {p.town}")
    yield field("Home phone", p.phone)
    yield field("Employer", c.pick(("Retired", "School district", "Foundry", "Self")))
    yield field("Emergency contact", f"{c.pick(('Spouse', 'Daughter', 'Son'))} {p.phone}")
    yield field("Primary insurance", p.payer)
    yield field("Member ID", p.member_id)
    yield field("Subscriber", p.name)
    yield field("Marital status", c.pick(("married", "single", "widowed")))
    yield field("Race", "declined")
    yield field("Preferred language", "English")


def medications(c: Chart) -> Parts:
    """How begins: medications."""
    yield field("Allergies", c.pick(("NKDA", "penicillin", "sulfa", "codeine")))
    yield row("Medication", "Dose", "Route", "Frequency")


def medications_on(c: Chart) -> Parts:
    """What more stands on: medications."""
    for _ in range(14):
        yield row(*c.drug_order())


def shots(c: Chart) -> Parts:
    """How begins: shots."""
    del c
    yield row("Vaccine", "Date given", "Lot", "Site", "Given by")


def shots_on(c: Chart) -> Parts:
    """What more stands on: shots."""
    for vaccine in c.several(("DTaP", "MMR", "IPV", "Varicella", "Hep B", "Tdap", "Influenza", "Zoster"), 7):
        yield row(vaccine, c.date(), f"{c.pick('ABU')}{c.random.randrange(1000, 9999)}", "L deltoid", "RN")


def letter(c: Chart) -> Parts:
    """How begins: letter."""
    yield text(f"Dear Dr. {c.pick(('Lindqvist', 'Underhill', 'Quintero', 'Whitlock'))}:")
    yield text(f"I saw {c.person.name} in the office. " + c.text(4))


def letter_on(c: Chart) -> Parts:
    """What more stands on: letter."""
    yield text(c.text(5))
    yield text("Thank you for allowing me to share in the care of this pleasant patient.")


def billing(c: Chart) -> Parts:
    """How begins: billing."""
    yield field("Account number", f"{c.random.randrange(10**6, 10**8)}")
    yield field("Payer", c.person.payer)
    yield row("Service date", "Procedure", "Charge", "Paid", "Balance")


def billing_on(c: Chart) -> Parts:
    """What more stands on: billing."""
    for _ in range(8):
        charge = c.random.randrange(40, 900)
        yield row(c.date(), f"{c.random.randrange(90000, 99999)}", f"${charge}.00", "$0.00", f"${charge}.00")
    yield text("This is not a bill. The amount you may owe the provider is shown above.")


def emergency(c: Chart) -> Parts:
    """How begins: emergency."""
    yield field(
        "Arrival",
        f"{c.random.randrange(24):02d}:{c.random.randrange(60):02d} by {c.pick(('ambulance', 'car'))}",
    )
    yield field("Triage level", f"{c.random.randrange(1, 6)}")
    yield heading("Chief Complaint")
    yield text(c.sentence())
    yield heading("HPI")
    yield text(c.text(4))


def emergency_on(c: Chart) -> Parts:
    """What more stands on: emergency."""
    yield heading(c.pick(("ED Course", "Medical Decision Making", "Clinical Impression", "Disposition")))
    yield text("The patient was seen immediately and placed on a monitor. " + c.text(4))


def nursing(c: Chart) -> Parts:
    """How begins: nursing."""
    del c
    yield row("Time", "Temp", "Pulse", "Resp", "BP", "SpO2", "Pain", "Initials")


def nursing_on(c: Chart) -> Parts:
    """What more stands on: nursing."""
    r = c.random
    for _ in range(12):
        yield row(
            f"{r.randrange(24):02d}{r.randrange(60):02d}",
            f"{r.uniform(97, 101):.1f}",
            f"{r.randrange(55, 120)}",
            f"{r.randrange(12, 26)}",
            f"{r.randrange(95, 170)}/{r.randrange(55, 100)}",
            f"{r.randrange(90, 100)}%",
            f"{r.randrange(0, 10)}",
            f"{c.pick('ABCDEFG')}{c.pick('KLMNP')}",
        )
    yield Part("hand", c.sentence())


def orders(c: Chart) -> Parts:
    """How begins: orders."""
    yield field("Allergies", c.pick(("NKDA", "sulfa", "latex")))
    yield Part("tick", "Admit to " + c.pick(("telemetry", "medical floor", "observation")))


def orders_on(c: Chart) -> Parts:
    """What more stands on: orders."""
    for wanted in (
        "Vital signs every 4 hours",
        "Activity as tolerated",
        "Regular diet",
        "CBC and BMP in the morning",
    ):
        yield Part("tick", wanted)
    for _ in range(3):
        yield Part("hand", " ".join(c.drug_order()))
    yield field("Noted by RN", "__________ Time ______")


def phone(c: Chart) -> Parts:
    """How begins: phone."""
    yield field("Caller", c.pick(("patient", "spouse", "pharmacy", "mother")))
    yield field("Call back number", c.person.phone)
    yield field("Message taken by", c.pick(("MA", "front desk", "triage RN")))
    yield heading("Message")
    yield text(f"Caller states {c.sentence().lower()} Please call back.")


def phone_on(c: Chart) -> Parts:
    """What more stands on: phone."""
    yield heading("Response")
    yield text(f"Spoke with caller, advised. {c.sentence()}")


def release(c: Chart) -> Parts:
    """How begins: release."""
    yield text(
        "I hereby authorize the release of protected health information from the medical record of "
        f"{c.person.name} to the person or organization named below."
    )
    for wanted in ("Complete record", "Laboratory results", "Immunizations", "Mental health treatment"):
        yield Part("tick", wanted)


def release_on(c: Chart) -> Parts:
    """What more stands on: release."""
    del c
    yield text(
        "This authorization expires one year from the date of signature. Information disclosed may be "
        "subject to redisclosure by the recipient and no longer protected by HIPAA."
    )
    yield field("Signature", "______________")


def questions(c: Chart) -> Parts:
    """How begins: questions."""
    del c
    yield text("Please answer all questions before your visit. Check any that apply.")


def questions_on(c: Chart) -> Parts:
    """What more stands on: questions."""
    asked = (
        "Do you smoke or use tobacco?", "Have you fallen in the past year?", "Do you wear a seat belt?",
        "Have you ever had surgery?", "Do you drink alcohol? How many drinks a week?",
        "Does anyone in your family have heart disease?", "Are you allergic to any medicine?",
        "Little interest or pleasure in doing things?", "Feeling down, depressed or hopeless?",
    )  # fmt: skip
    for question in c.several(asked, 7):
        yield Part("tick", f"{question} Yes No")
    yield Part("hand", c.sentence())


def therapy(c: Chart) -> Parts:
    """How begins: therapy."""
    yield field("Treatment diagnosis", c.problems(1)[0])
    yield field("Visit number", f"{c.random.randrange(1, 13)} of 12")
    yield heading("Subjective")
    yield text(c.sentence())
    yield heading("Therapeutic Exercise")


def therapy_on(c: Chart) -> Parts:
    """What more stands on: therapy."""
    r = c.random
    for exercise in c.several(
        ("Straight leg raise", "Heel slides", "Quad sets", "Stationary bike", "Bridging"), 4
    ):
        yield row(exercise, f"{r.randrange(2, 4)} sets", f"{r.randrange(8, 16)} reps")
    yield text("Range of motion improved. Continue plan of care, gait training and home exercise program.")


def refill(c: Chart) -> Parts:
    """How begins: refill."""
    drug = c.drug_order()
    yield field("Rx", " ".join(drug))
    yield field("Disp", f"#{c.random.randrange(20, 100)}")
    yield field("Refills", f"{c.random.randrange(0, 6)}")
    yield field("Pharmacy", c.pick(("Main Street Drug", "Harbor Pharmacy")))
    yield field("DEA", f"B{c.pick('ABKM')}{c.random.randrange(10**6, 10**7)}")


def advance(c: Chart) -> Parts:
    """How begins: advance."""
    yield text(
        f"I, {c.person.name}, appoint the following person as my health care agent to make medical decisions "
        "for me if I become unable to make them myself."
    )
    yield field("Agent", f"{c.pick(('Daughter', 'Spouse'))} {c.person.phone}")
    yield heading("Life-Sustaining Treatment")


def advance_on(c: Chart) -> Parts:
    """What more stands on: advance."""
    del c
    yield Part("tick", "I do not want my life prolonged by artificial nutrition or a ventilator.")
    yield text("Signed before two witnesses, neither of whom is a health care provider of the principal.")
