"""Words that have a capital only at the start of a sentence: never names of people, drugs or places. Pure.

A list of our own.
"""

from __future__ import annotations

from transcribe.commands.word_lists import words

# no sentence of a report starts with them, nor ends with them
RUNNING_ON = words(
    """
    and or but nor of into onto than which who whom whose because including followed versus via per
    """
)
NEVER_LAST = RUNNING_ON | words(
    """
    the a an his her their its my your is are was were has have had with without to from by at as for that if
    when while takes denies very
    """
)
_BEGIN_OR_GO_ON = words(
    """
    the a an his her their its is are was were has have had that to for from by at as with without
    she he they it we there this these those then also if when while after before during since until in on
    not no now today currently both each any all some most many few several other another more less very
    patient patients history continue continues continued start started stop stopped follow return
    denies reports states notes shows showed demonstrates appears remains presents presented takes took
    left right upper lower bilateral normal abnormal stable mild moderate severe acute chronic clear
    chest abdomen heart lungs pain fever chills nausea vomiting cough swelling edema dizziness headache
    blood pressure pulse weight temperature daily twice once three times every morning night bedtime
    milligrams tablets will would should could can may does did do
    well good fair poor positive negative present absent due given using used seen found noted
    """
)
# "will" and "may" are names too, and a month
COMMON_WORDS = (NEVER_LAST | _BEGIN_OR_GO_ON) - words("will may grace mark")
