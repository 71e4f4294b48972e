"""The words beside which a command word is meant as a word of the report, and other neighbours. Pure.

Our own lists, from the phrases in which reports use these words.
"""

from __future__ import annotations

from transcribe.commands.word_lists import words

ARTICLES = words("a an the my its each every another word words")
POINTERS = words("this that these those his her their our any no of in")
BEFORE_PERIOD = words(
    """
    menstrual refractory latent incubation postoperative perioperative preoperative washout neonatal
    postpartum antepartum prenatal perinatal gestational intermenstrual peripartum follow-up two-week
    three-month six-week grace interim
    """
)
# these end sentences too ("at this time, period"): meant only behind one of the words below
MAY_STAND_BEFORE_PERIOD = words(
    """
    last time observation recovery rest long short brief prolonged month week day hour minute year second
    third first late trial transition wait reporting same entire whole preceding prior previous extended
    limited interval dosing treatment global given certain
    """
)
MEASURED_BY = words("a an the this that over during throughout within each any her for")
SPANS = words("during over throughout within in")
AFTER_PERIOD = words("pain pains cramps")
BEFORE_COLON = words(
    """
    ascending descending transverse sigmoid right left distal proximal entire whole redundant
    normal remaining residual dilated spastic from through throughout within into to with for
    cathartic irritable perforated tortuous lower upper mid rectosigmoid hepatic splenic
    """
)
AFTER_COLON = words(
    """
    cancer carcinoma adenocarcinoma polyp polyps polypectomy resection surgery screening mass wall
    mucosa was is showed shows appeared appears demonstrated anastomosis perforation obstruction
    biopsy biopsies prep segment lesion lesions tumor tumour and or cleanse interposition conduit
    cancers diverticula diverticulosis ca
    """
)
BEFORE_COMA = words(
    """
    diabetic hepatic myxedema hyperosmolar hyperglycemic hypoglycemic induced deep into from in
    glasgow medically uremic nonketotic good bad without deepening irreversible barbiturate
    """
)
AFTER_COMA = words("scale score state due secondary patient and or since for blister")
BEFORE_CALMER = words(
    """
    is was are were feels felt feeling appears appeared seems seemed much more somewhat little bit be
    been being becomes became remained remains looks slightly far got gets getting grew stay stays and
    """
)
AFTER_CALMER = words("today now than after with this since once when")
AFTER_SLASH = words("wound wounds injury injuries mark marks type")
AFTER_LINE = words(
    """
    of was is placed therapy treatment infection sepsis insertion placement drug drugs agent will should
    management
    """
)
AFTER_NEXT = words("of is was will")
VERBS = words("to can can't cannot could did not didn't does would will should may must don't")
# "daily coma and": what stands before a comma and never before the coma itself
NEVER_BEFORE_COMA = words(
    """
    daily nightly weekly bedtime needed milligrams milligram micrograms units tablets hours days weeks percent
    b.i.d t.i.d p.r.n morning evening
    """
)
STARTS_CLAUSE = words("he she it they we i the patient there no a an his her this these")
BEFORE_CORRECTION = words(
    """
    surgical deformity vision visual refractive scoliosis fluid electrolyte rapid slow after with for
    before further hammertoe bunion sodium glucose volume acidosis of until full partial adequate
    insulin additional spinal dose dental posture hallux gradual complete and or require requires
    """
)
AFTER_CORRECTION = words(
    "of was is were has factor factors with surgery scale insulin lenses lens for in by to officer"
)
BEFORE_CAPS = words("knee dental gold porcelain crowns crown bottle white stainless steel temporary")
AFTER_CAPS = words("teeth the her his all both molars")
BEFORE_CAP = ARTICLES | words(
    """
    one two three four five half this that bottle pen nasal white dental temporary knee acetabular metal
    plastic skin scalp nuclear cradle venture state working human to and of with
    """
)
AFTER_CAP = words(
    """
    refill refills of is was were are on off by at one twice daily every once bid tid qid city letter letters
    punishment gain expenditure was had has and with po for in
    """
)
PEOPLE_AFTER_NOTE = words("reports states stated said says denies was is works worked has who by for of")
RECIPIENT_WORDS = words(
    """
    doctor dr doctors drs mr mrs ms miss the his her referring primary attending family pcp medical records
    physician dean professor surgeon patient's insurance department clinic office cardiology oncology
    surgery neurology nephrology
    """
)


AFTER_NEXT_PATIENT = words("is name patient this mrn medical")
BEFORE_END = words("the a at to by until till before after from toward towards near")
BETWEEN_CC_AND_NAME = words("colon comma to new line paragraph :")
AFTER_ALL_CAPS = words("are were should is on")
MARK_WORDS = words("comma period full colon semicolon new next karma coma")
