"""What may come and what brings it on, said in words with gaps. Pure."""

from __future__ import annotations

from nlp.assertion.shape import shape
from nlp.suggestion import AssertionLabel

_PRECAUTIONS = (
    r"(?:return precautions|warning signs?|warnings|red flags?|danger signs?|alarm (?:signs|symptoms)|"
    r"precautions|risks|(?:possible|potential|common|known) complications|side effects|adverse effects|"
    r"reasons to (?:call|return|seek care|come back)|signs to (?:watch|look)(?: out)? for|"
    r"when to (?:call|return|seek care)|anticipatory guidance)"
)

SHAPES = (
    # What may come.
    shape(
        r"screening\s+(?:[\w-]+\s+){1,3}?for",
        r"(?:watch|observ|check|inspect|look|monitor|follow|examin)\w*\s+(?:[\w-]+\s+){0,5}?for\s+"
        r"(?:(?:any|new|early|the)\s+)*(?:signs?|symptoms?|evidence|development|recurrence|any)(?:\s+of)?",
        r"(?:watched|observed)\s+(?:\w+ly\s+)?for",
        rf"{_PRECAUTIONS}(?:\s+(?:were|are|was|given|reviewed|discussed|explained|provided|understood|with|"
        r"(?:the\s+)?patient|family|including|include|includes|for))*\s*(?::|-(?=\s)|\()(?=\s|\w)",
        rf"{_PRECAUTIONS}\s+(?:were\s+)?(?:given|reviewed|discussed|explained|provided)\s+(?:for|including|"
        r"such as|regarding|about)",
        r"(?:go|come|return|call|report|present|seek|let|contact|notify|phone|page|tell|alert|back)\b"
        r"[^.;:\n]{0,40}?\b(?:for|of|about|with|if|upon|at)\s+any",
        r"(?:for|of)(?=\s+(?:[\w/-]+\s+){1,4}?(?:as needed|prn|p\.r\.n\.?|if needed|when needed|if necessary)"
        r"(?!\w))",
        r"for(?=\s+[\w-]+(?:\s+[\w-]+)?\s+(?:if|when)\s+(?:glucose|bp|sbp|hr|positive|temp|temperature|"
        r"needed|present|sugars?|blood|>|<|greater|above|below|it\s|severe|occurs|develops))",
        r"(?:would|will|can|could|may)\s+(?:\w+\s+)?(?:treat|start|give|add|need|screen|re-?image|operate)"
        r"\b[^.;\n]{0,24}?\bfor(?=[^;\n]{1,40}\bif\b)",
        r"(?:dangers?|threat|hazard|odds|future risk|lifetime risk|lowers? the chance) of(?:\s+future)?",
        r"(?:likelihood|probability|chance|development|occurrence) of\s+(?:future|later|developing|recurrent|"
        r"getting)",
        r"(?:going to|liable to|prone to|likely to|expected to|bound to|could also|will eventually|"
        r"will probably)\s+(?:develop|get|progress to|suffer)(?:ing)?",
        r"(?:prophylaxis|ppx|prevention)\s*[:-]\s*(?:[\w/-]+\s+){1,6}?for",
        r"(?:patients|people|persons|individuals|those|women|men|adults|children|anyone|someone)\s+"
        r"(?:with|who\s+(?:have|has|had|develop\w*)|having)(?=\s[^.;\n]{1,60}\b(?:should|may|might|can|"
        r"must|are|is|do|benefit|need|often|usually|tend)\b)",
        r"contraindicated\s+in(?:\s+(?:patients\s+with|those\s+with))?",
        r"(?:vaccin\w+|immuni[sz]\w+|inoculat\w+|shots?|booster)\s+(?:\w+\s+){0,4}?(?:for|against)",
        r"(?:tests?|panel|labs?|mammogram|colonoscopy|pap(?: smear)?|psa|dexa|ultrasound|questionnaire)"
        r"\s+to\s+screen\s+for",
        r"(?:anticipat|forestall|minimi[sz]|lower|reduc|decreas)\w*\s+(?:\w+\s+){0,3}?(?:risks?|chances?|"
        r"odds)\s+of",
        r"in\s+the\s+(?:unlikely\s+)?event\s+(?:of|that)(?:\s+an?)?",
        r"(?:rehearsed|plan|action plan|protocol|instructions?)\s+for\s+(?:what to do|future|a possible)",
        r"(?:(?:^|[.;:]\s*)|(?<=\bto )|(?<=please )|(?<=should )|(?<=must ))(?:come|go|bring|take)\s+"
        r"(?:(?:him|her|them|child|baby)\s+)?(?:back|in|straight|directly|"
        r"right)?\s*(?:to\s+[\w&'’ ]{1,24}?)?\s*"
        r"for",
        r"(?:bring|brought|take)\s+(?:him|her|them|the child|baby)\s+(?:back|in)\s+for",
        r"(?:epi-?pen|auto-?injector|glucagon|narcan|naloxone|diastat|rescue\s+\w+)\s+(?:[\w-]+\s+){0,3}?for",
        r"(?:check|inspect|examine|look)\b[^.;\n]{0,30}?\b(?:daily|nightly|regularly|weekly|often)\s+for",
        r"in\s+case(?!\s+(?:management|manager|report|series))(?:\s+of)?",
        r"any(?=\s+(?:[\w.>°/-]+\s+){1,6}(?:should|must|needs?\s+to|requires?|is\s+to|ought)\b)",
        r"(?:can|may|could|might|will)\s+(?:[\w-]+\s+){1,5}?(?:and|or)\s+(?:cause|lead\s+to|result\s+in)",
        r"(?:afraid|terrified|scared|fear\w*|worr\w+|anxious|nervous|concerned)\s+(?:that\s+)?(?:he|she|they|"
        r"it)\s+(?:will|may|might|could|would|is\s+going\s+to)\s+(?:also\s+)?(?:get|develop|have|end\s+up\s+"
        r"with|contract|catch|inherit|be)",
        r"(?:discussed|explained|counsel\w+|advised|taught|told|warned|understands|aware|reviewed)\b"
        r"[^.;\n]{0,16}?\s(?:that|how)\s[^.;\n]{0,40}?\b(?:leads?\s+to|causes?|raises?|increases?|"
        r"results?\s+in)"
        r"(?:\s+the\s+risk\s+of)?",
        r"consent\w*\s+(?:[\w-]+\s+){0,3}?(?:covered|included|including|mentioned|listed)",
        r"so(?:\s+that)?(?=\s+[\w ]{2,30}?\s+(?:does\s+not|doesn't|is\s+avoided|is\s+prevented|"
        r"will\s+not|won't)\b)",
        r"(?:(?<=^)|(?<=[.;\n] )|(?<=\n))for(?=\s+(?:[\w-]+\s+){0,2}[\w-]+\s*[:,]\s*(?:take|use|give|"
        r"try|apply|call|"
        r"[\w-]+\s+(?:\d|as\s+needed|prn)))",
        r"risks?\b[^.;\n]{0,60}?\bincl\.?",
        r"(?:black\s+box\s+)?warnings?\s+(?:for|about|of)",
        r"(?:concerned|worried|anxious|nervous)\s+about\s+(?:getting|developing|catching|having)",
        r"(?:asks?|asking|wants?|would\s+like|interested|requests?|"
        r"inquires?)\s+(?:[\w-]+\s+){0,3}?(?:testing|tests?|"
        r"tested|checked|screened|screening)\s+for",
        r"(?:prophylaxis|ppx|boosted|protected|immune\s+globulin)\s*:?\s*(?:[\w-]+\s+)?against",
        r"(?:immuni[sz]ations?|vaccin\w+|shots)\s*:",
        r"(?:knows?|aware|understands?|agrees?|told|advised|instructed|asked|reminded|"
        r"understanding)\s+(?:\w+\s+)?to\s+"
        r"(?:call|return|come|bring|seek|go|report|watch|stop)\b[^.;\n]{0,30}?\b(?:if|for|with|when|about)",
        r"(?:come\s+back|return|call|be\s+seen|seek\s+care)\s+when(?:ever)?|depending\s+on\s+whether",
        r"(?:(?:^|(?<=[,;.] ))(?:were|had))\s+(?:he|she|they|you|it|the\s+patient|"
        r"there)\s+(?:to\s+)?(?:have|had|"
        r"develop\w*|get|be|been|experienced?|start\w*)",
        r"would\s+(?:have\s+)?(?:expect\w*|anticipate)",
        r"(?:provided(?!\s+(?:by|with|to|the|for))|assuming(?=[^.;\n]{1,40}\b(?:found|confirmed|"
        r"positive|develops)\b)|"
        r"(?:as|so)\s+long\s+as)(?:\s+(?:that|there\s+(?:is|are)))?(?:\s+no)?",
        r"will\s+(?:be\s+)?(?:check|watch|monitor|assess|screen|look|observ|"
        r"test)\w*\s+(?:[\w-]+\s+){0,2}?for",
        r"screen(?:ing|s|ings)?\s*:",
        r"(?:may|might|can|could|will|would)\s+make\s+(?:him|her|you|them|the\s+patient|patients|people)",
        r"(?:can|may|could|might|will)\s+(?:[\w-]+\s+){1,5}?(?:and|or)\s+(?:bring\s+on|trigger|worsen|"
        r"provoke)",
        r"if\s+(?:he|she|you|they|it|the\s+patient)\s+(?:ever\s+)?(?:gets?|goes?)(?!\s+(?:up|out|too))",
        effect=AssertionLabel.HYPOTHETICAL,
        forward=True,
    ),
    # What stands at the end and says so of what is before it.
    shape(
        r"(?:should|would)\s+(?:prompt|warrant|trigger|be\s+reported)",
        r":\s*(?:please\s+)?(?:call|return|go\s+to|come\s+(?:in|back)|seek|notify|dial)",
        r"(?:is|are)\s+(?:an?\s+)?(?:all\s+)?(?:known|possible|potential|common|rare|serious|"
        r"recognized)?\s*(?:risks?|"
        r"complications?|side\s+effects?)(?!\s+(?:factors?|for|of\s+(?:his|her)))",
        r"in\s+case\s+(?:it|they|symptoms?)\s+(?:returns?|recurs?|worsens?|comes?)",
        effect=AssertionLabel.HYPOTHETICAL,
        forward=False,
        reach_words=10,
    ),
    shape(
        r"(?:should|would)\s+(?:prompt|warrant|trigger|mean|be\s+reported|bring)",
        r"(?:warrants?|is\s+a\s+reason\s+to|are\s+reasons\s+to)\s+(?:an?\s+)?(?:call|return|visit|"
        r"re-?evaluation|seek|immediate|urgent|prompt)",
        r"(?:occurs?|develops?|recurs?|arises?|appears?|happens?|worsens?|returns?|persists?),?\s+"
        r"(?:then\s+)?(?:please|call|return|stop|go|give|take|come|seek|contact|hold|notify)",
        r"(?:may|might|could|can)\s+(?:also\s+|still\s+|later\s+|eventually\s+)?(?:occur|develop|recur|arise|"
        r"follow|return|come back|happen|ensue|result)",
        r"(?:prophylaxis|ppx|prevention|precautions?|vaccin\w+|immuni[sz]ation|booster|shots?|surveillance|"
        r"screen(?:ing)?s?|screening\s+(?:test|exam|questionnaire|visit))"
        r"(?=\s*(?:[.,;)]|$|\n|(?:was|is|were|are)?\s*(?:today|given|done|due|declined|offered|discussed|"
        r"up to date|utd|ordered|scheduled|pending|performed|recommended|in place|reviewed|negative)))",
        r"(?:test(?:ing)?|titers?|serolog\w+|antibody)\s+(?:was\s+|is\s+)?(?:offered|ordered|declined|due|"
        r"recommended|pending|sent|discussed|refused|requested)",
        r"series(?=\s+(?:was\s+|is\s+)?(?:complete\w*|started|given|due|done|up))",
        effect=AssertionLabel.HYPOTHETICAL,
        forward=False,
        reach_words=4,
        within_item=True,
    ),
    # What brings it on.
    shape(
        r"at\s+the\s+(?:sight|smell|thought|taste|mention)\s+of",
        r"(?:only\s+)?in\s+(?:crowds?|crowded\s+\w+|public|enclosed\s+spaces|elevators|tight\s+spaces|"
        r"bright\s+lights?|certain\s+\w+|social\s+situations|(?:the\s+)?mornings|(?:the\s+)?evenings)",
        r"(?:on|with|when|after|during|while|at|following)\s+(?:[\w'’-]+\s+){1,5}?only",
        r"when(?:ever)?\s+(?:(?:he|she|they|it|the\s+patient|patient|pt)\s+is\s+)?(?:lying\s+)?(?:flat|prone|"
        r"upright|supine|standing|seated|sitting|active|fasting|dehydrated|stressed|anxious|nervous|angry|"
        r"upset|hungry|tired|cold|hot|overheated|outside|outdoors|alone|menstruating|constipated)",
        r"when(?:ever)?\s+(?:the\s+|her\s+|his\s+)?(?:weather|temperature|sugars?|bp|blood pressure|knee|"
        r"arm|leg|neck|head|shoulder|joint|area|wound|site|abdomen|bladder|cold)\s+(?:is|gets|changes|"
        r"touched|moved|drops|turns|bends|full)\w*",
        r"during\s+(?:(?!(?:this|that|the|his|her|their|an?|my|our|last|first|second|third|hospital\w*|"
        r"admission|surgery|today\w*|clinic|previous|prior|labor|pregnancy|most|all)\b)[\w-]+\s+){0,2}?"
        r"(?!(?:this|his|diagnosis|stays|rounds|previous|visits|days|weeks|months|hours|years|hospital\w*|"
        r"being|screening|evening|morning|"
        r"imaging|testing|counseling)\b)[\w-]{3,}(?:ing|s)",
        r"with\s+(?:certain|loud|bright|strong|repetitive|repeated|sudden|rapid|quick|forceful|overhead|"
        r"changing|barometric)\s+[\w-]+",
        r"(?:induced|precipitated|provoked|triggered|elicited|reproduced)\s+(?:only\s+)?(?:by|with|on|upon)"
        r"(?=\s+(?:palpation|touch|pressure|movement|exercise|exertion|stress|cold|heat|light|noise))",
        r"(?:only|just)\s+(?:in|under|around|near|when|while|with|after|during|upon)",
        r"under\s+(?:emotional\s+|severe\s+)?stress|at\s+\d+\s+(?:yards|feet|blocks?|meters|metres|steps)",
        r"(?:flares?(?:\s+up)?|acts?\s+up|shows?\s+up|comes?\s+on|occurs?|happens?|arises?|kicks\s+in)\s+"
        r"(?:(?:only|mostly|mainly|typically|especially)\s+)?(?:with|after|on|under|when|during|if|upon|"
        r"while)"
        r"(?!\s+(?:call|return))",
        r"(?:with|after|following|from)\s+(?:emotional\s+upset|inactivity|prolonged\s+\w+|"
        r"brushing(?:\s+\w+)?|"
        r"flossing|shaving|wearing\s+\w+|(?:wool|tight|new)\s+\w+|(?:each|every)\s+(?:dose|meal|bottle|"
        r"feed\w*)"
        r"(?:\s+of\s+\w+)?|intercourse|travel|alcohol|(?:long|hard)\s+\w+)",
        r"(?:on|in)\s+(?:air)?planes|on\s+(?:winding|bumpy)\s+roads|in\s+(?:bright|strong)\s+(?:sun\w*|"
        r"light)|"
        r"(?:at|by|toward)\s+(?:the\s+)?end\s+of\s+(?:the\s+)?day|in\s+(?:the\s+)?(?:car|elevators?)",
        r"if\s+(?:he|she|they|pt|patient|the\s+patient)\s+(?!(?:has|is|was|develops|notices|experiences|"
        r"wants|needs|wishes|feels|continues|remains|worsens|does|gets|becomes|fails|tolerates|improves|"
        r"agrees|desires)\b)\w+s\b",
        r"if\s+(?:meals?|doses?|lunch|breakfast|dinner)\s+(?:is|are)\s+(?:late|delayed|missed|skipped)",
        r"at\s+(?:peak|maximal|max|high)\s+(?:exercise|exertion|effort|levels?|workload)",
        r"(?:stairs|hills|exertion|exercise|activity|walking|running)\s+only",
        r"in\s+(?:cars|(?:smoky|dusty|crowded|hot|cold|humid|stuffy|confined|closed|dark|noisy)\s+[\w-]+)",
        r"after\s+(?:loud|heavy|big|large|late|spicy|fatty|greasy)\s+[\w-]+",
        r"(?:if|when)\s+(?:dehydrated|tired|fasting|anxious|stressed|cold|hungry|overheated|standing|"
        r"sitting|lying|"
        r"upset|hurried|rushed|constipated|exposed)|where\s+[\w ]{2,20}\s+touch(?:es)?",
        r"(?:with|on)\s+(?:the\s+|his\s+|her\s+)?first\s+(?:few\s+)?steps|(?:after|with)\s+(?:a|one|two|"
        r"any)\s+"
        r"(?:glass(?:es)?|cups?|sips?|drinks?|bites?|slices?|meal)\s*(?:of\s+\w+)?",
        r"(?:going|coming|walking)\s+(?:up|down)(?:stairs|hill|\s+(?:the\s+)?(?:stairs|steps|hills?))?",
        r"(?:on|when|with)\s+looking\s+(?:to\s+the\s+)?(?:left|right|sideways|at\s+\w+)",
        r"with\s+(?:colds|uris|viral\s+(?:illness\w*|infections)|weather\s+changes?)",
        r"(?:at|by|toward)\s+(?:the\s+)?end\s+of\s+(?:his|her|the|a)\s+(?:shift|work\w*|week)",
        r"(?:if|when)\s+(?:he|she|they|pt|patient|the\s+patient)\s+(?:stands|sits|walks|climbs|eats|drinks|"
        r"lies|lifts|bends|runs|skips|misses|forgets|takes|smokes|overeats|overexerts|coughs|sneezes|strains|"
        r"laughs|exercises|reaches|turns|looks|stays|wears|uses|works)\b",
        effect=AssertionLabel.CONDITIONAL,
        forward=False,
        within_item=True,
    ),
    shape(
        r"when(?:ever)?\s+(?!(?:he|she|they|it|seen|admitted|asked|examined|being|"
        r"last)\b)[^.;,\n]{2,40}?,?\s+"
        r"(?:he|she|they|the\s+patient|patient|pt)\s+(?:gets|becomes|develops|feels|experiences|goes\s+into)",
        r"(?:leaves|makes|renders|gets)\s+(?:him|her|them)(?!\s+(?:with|to\s+(?:the|go|come)|up|out|"
        r"a\s+good))",
        r"react(?:s|ed)?\s+to\s+[\w ]{2,24}?\s+(?:with|by)",
        effect=AssertionLabel.CONDITIONAL,
        forward=True,
        within_item=True,
    ),
)
