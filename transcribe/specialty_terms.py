"""Terms that the words of a worktype or specialty bring with them, most useful first. Pure.

Written for this project: single words as they are dictated, of the kinds that a speech engine without
medical training writes wrong (drugs before procedures before findings). The general list holds drugs in
daily use in United States clinics and hospitals; ranks follow common knowledge, no list was copied.
"""

from __future__ import annotations

GENERAL_TERMS: tuple[str, ...] = tuple(
    """metformin lisinopril atorvastatin amlodipine metoprolol omeprazole losartan albuterol gabapentin
    hydrochlorothiazide sertraline simvastatin levothyroxine furosemide pantoprazole prednisone rosuvastatin
    escitalopram tramadol bupropion clopidogrel apixaban warfarin insulin glargine empagliflozin semaglutide
    spironolactone carvedilol aspirin acetaminophen ibuprofen amoxicillin azithromycin ceftriaxone cefazolin
    vancomycin ondansetron hydrocodone oxycodone fentanyl heparin enoxaparin methotrexate""".split()  # noqa: SIM905 - reads as it is said
)

# key: words of which one in the specialty's or worktype's name chooses the list
_TERMS_BY_NAME: dict[tuple[str, ...], str] = {
    ("cardio", "heart"): """apixaban rivaroxaban metoprolol carvedilol amiodarone spironolactone furosemide
        torsemide sacubitril valsartan lisinopril losartan amlodipine atorvastatin clopidogrel ticagrelor
        warfarin digoxin diltiazem isosorbide nitroglycerin empagliflozin echocardiogram electrocardiogram
        angiography stenosis regurgitation fibrillation tachycardia bradycardia ischemia infarction murmur
        dyspnea orthopnea palpitations troponin ventricular atrial mitral aortic""",
    ("surg", "operative", "operation", "procedure"): """cefazolin ondansetron propofol fentanyl rocuronium
        succinylcholine bupivacaine lidocaine epinephrine heparin enoxaparin laparoscopic cholecystectomy
        appendectomy herniorrhaphy colectomy laparotomy pneumoperitoneum trocar electrocautery hemostasis
        anastomosis fascia peritoneum omentum endotracheal supine lithotomy Vicryl Monocryl prolene
        cholecystitis cholelithiasis appendicitis adhesions debridement resection""",
    ("pulm", "respirat", "lung"): """albuterol ipratropium tiotropium budesonide fluticasone salmeterol
        formoterol montelukast prednisone methylprednisolone azithromycin levofloxacin roflumilast dyspnea
        wheezing rhonchi crackles bronchiectasis emphysema pneumothorax effusion atelectasis spirometry
        bronchoscopy hypoxia hypoxemia hypercapnia""",
    ("endocrin", "diabet"): """metformin glipizide empagliflozin dapagliflozin sitagliptin semaglutide
        liraglutide dulaglutide tirzepatide insulin glargine lispro aspart levothyroxine methimazole
        atorvastatin lisinopril hemoglobin neuropathy retinopathy nephropathy microalbumin hypoglycemia
        hypothyroidism hyperthyroidism mellitus""",
    ("neuro", "stroke"): """levetiracetam lamotrigine topiramate carbamazepine valproate gabapentin
        pregabalin carbidopa levodopa donepezil memantine sumatriptan alteplase tenecteplase clopidogrel
        baclofen ocrelizumab aphasia dysarthria hemiparesis ataxia nystagmus paresthesias seizure
        encephalopathy Babinski Romberg electroencephalogram""",
    ("rheum", "arthritis"): """methotrexate hydroxychloroquine sulfasalazine leflunomide adalimumab
        etanercept tocilizumab prednisone colchicine allopurinol febuxostat folic synovitis
        metacarpophalangeal rheumatoid arthralgia arthropathy fibromyalgia lupus spondylitis""",
    ("ortho", "sports", "joint"): """meniscus arthroscopy arthroplasty acetabular femoral tibial patella
        rotator supraspinatus subacromial cefazolin enoxaparin celecoxib meloxicam ketorolac triamcinolone
        bupivacaine osteoarthritis effusion crepitus varus valgus neurovascular""",
    ("gastro", "hepat", "endoscop"): """pantoprazole omeprazole famotidine ondansetron metoclopramide
        mesalamine infliximab adalimumab lactulose rifaximin ursodiol colonoscopy endoscopy
        esophagogastroduodenoscopy polypectomy diverticulosis hematochezia melena dysphagia varices
        cirrhosis ascites Helicobacter ileum cecum duodenum""",
    ("nephro", "kidney", "renal"): """creatinine furosemide torsemide bumetanide losartan lisinopril
        sevelamer calcitriol epoetin tacrolimus mycophenolate hemodialysis fistula proteinuria hematuria
        hyperkalemia hyponatremia acidosis glomerular nephropathy hydronephrosis""",
    ("onco", "hemat", "cancer"): """pembrolizumab nivolumab carboplatin paclitaxel docetaxel cisplatin
        oxaliplatin fluorouracil capecitabine doxorubicin cyclophosphamide rituximab trastuzumab tamoxifen
        letrozole anastrozole bortezomib lenalidomide filgrastim ondansetron dexamethasone adenocarcinoma
        lymphoma metastatic neutropenia thrombocytopenia lymphadenopathy""",
    ("psych", "behavior", "mental"): """sertraline escitalopram fluoxetine bupropion venlafaxine duloxetine
        mirtazapine trazodone quetiapine aripiprazole olanzapine risperidone lithium lamotrigine lorazepam
        clonazepam buspirone methylphenidate affect suicidal ideation anhedonia insomnia psychosis bipolar""",
    ("obstet", "gyn", "labor", "women"): """gravida para gestation oxytocin misoprostol magnesium
        betamethasone progesterone levonorgestrel cesarean hysterectomy oophorectomy salpingectomy
        colposcopy endometrium leiomyoma preeclampsia amniotic vertex cervix adnexa menorrhagia""",
    ("uro", "prostat"): """tamsulosin finasteride oxybutynin mirabegron sildenafil tadalafil ciprofloxacin
        nitrofurantoin cystoscopy ureteroscopy lithotripsy hydronephrosis nephrolithiasis hematuria prostate
        ureteral stent nocturia""",
    ("infect",): """vancomycin piperacillin tazobactam cefepime ceftriaxone meropenem ertapenem daptomycin
        linezolid metronidazole doxycycline ciprofloxacin fluconazole acyclovir remdesivir bacteremia
        cellulitis osteomyelitis endocarditis abscess sepsis leukocytosis Staphylococcus Clostridioides""",
    ("pediat", "newborn"): """amoxicillin clavulanate azithromycin cefdinir albuterol dexamethasone
        ibuprofen acetaminophen ondansetron cetirizine otitis bronchiolitis croup pharyngitis tympanic
        fontanelle immunizations gastroenteritis""",
    ("radiol", "imaging"): """opacity consolidation atelectasis effusion pneumothorax cardiomegaly
        hydronephrosis diverticulitis hepatic attenuation parenchyma lymphadenopathy calcification
        gadolinium hyperintense hypodense stenosis aneurysm infarct""",
    ("pathol",): """specimen gross microscopic formalin adenocarcinoma carcinoma dysplasia hyperplasia
        metaplasia immunohistochemistry margins lymphovascular perineural invasion biopsy fibroadenoma
        mucosa submucosa""",
    ("emergency",): """ondansetron ketorolac morphine fentanyl ceftriaxone vancomycin naloxone epinephrine
        lorazepam troponin electrocardiogram laceration syncope tachycardia hypotension dyspnea
        pulmonary embolism appendicitis pyelonephritis""",
    ("derm", "skin"): """triamcinolone clobetasol hydrocortisone tretinoin doxycycline methotrexate
        dupilumab ketoconazole melanoma basal squamous keratosis papules erythematous pruritus psoriasis
        eczema biopsy""",
}


def terms_of_specialty(*names: str) -> tuple[str, ...]:
    """The terms of the specialties and worktypes so called, in order; empty for names that nobody listed."""
    found: list[str] = []
    for name in names:
        lowered = name.casefold()
        for keys, terms in _TERMS_BY_NAME.items():
            if any(_begins_a_word(key, lowered) for key in keys):
                found.extend(terms.split())
    return tuple(dict.fromkeys(found))


def _begins_a_word(key: str, name: str) -> bool:
    # "neurology" is no "uro", "operative" is no "postoperative"
    return any(word.startswith(key) for word in name.replace("-", " ").replace("_", " ").split())
