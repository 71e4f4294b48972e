from __future__ import annotations

import re

import pytest

from nlp.advice import Advice, Clue, OrderedCode, QueryDraft, Spot
from nlp.options import EncounterType
from nlp.resources import CodingResources
from nlp.rules import code_first_spans, draft_queries, load_rule_tables, propose_order, stretches
from nlp.rules.asking import ALWAYS
from nlp.suggestion import CodeSuggestion, SuppressedCandidate
from tests.nlp.rules.suggestions import evidence, suggestion

TABLES = load_rule_tables()
INPATIENT, OUTPATIENT = EncounterType.INPATIENT, EncounterType.OUTPATIENT
PAYMENT = re.compile(
    r"\b(?:pay|payment|reimburse\w*|drg|cc|mcc|hcc|revenue|money|severity score|quality score)\b", re.I
)


def order(
    given: list[CodeSuggestion],
    resources: CodingResources,
    encounter: EncounterType | None = INPATIENT,
    text: str = "",
) -> list[str]:
    places = propose_order(
        given,
        encounter_type=encounter,
        found=stretches(text),
        table=TABLES.first_place,
        code_first=lambda code: code_first_spans(resources.code_set, code),
    )
    roles = {INPATIENT: "principal", OUTPATIENT: "first_listed", None: "first"}
    assert [place.role for place in places[1:]] == ["secondary"] * (len(places) - 1)
    assert places[0].role in (roles[encounter], "secondary")
    assert all(place.reason for place in places)
    return [place.code for place in places]


def test_the_named_principal_diagnosis_goes_first(resources: CodingResources) -> None:
    text = "PRINCIPAL DIAGNOSIS: gout\nSECONDARY DIAGNOSES: gout"
    first, second = text.index("gout"), text.rindex("gout")
    given = [suggestion("I10", evidence(start=second)), suggestion("K85.10", evidence(start=first))]
    assert order(given, resources, text=text) == ["K85.10", "I10"]


def test_a_cause_goes_before_what_it_causes(resources: CodingResources) -> None:
    given = [suggestion("I50.23", evidence(start=0)), suggestion("I11.0", evidence(start=9))]
    assert order(given, resources) == ["I11.0", "I50.23"]
    dementia = suggestion(
        "F02.80", evidence(start=0), title="Dementia in other diseases classified elsewhere, unspecified"
    )
    assert order([dementia, suggestion("G20.A1", evidence(start=9))], resources) == ["G20.A1", "F02.80"]


def test_the_acute_condition_goes_before_the_chronic_one(resources: CodingResources) -> None:
    given = [
        suggestion("K81.1", evidence(start=0), title="Chronic cholecystitis"),
        suggestion("K81.0", evidence(start=9), title="Acute cholecystitis"),
    ]
    assert order(given, resources) == ["K81.0", "K81.1"]


def test_an_examination_is_first_for_outpatients(resources: CodingResources) -> None:
    given = [suggestion("I10", evidence(start=0)), suggestion("Z00.00", evidence(start=9))]
    assert order(given, resources, OUTPATIENT) == ["Z00.00", "I10"]


def test_a_screening_stays_the_reason_whatever_it_finds(resources: CodingResources) -> None:
    reason = evidence(start=0, section="chief_complaint")
    given = [suggestion("Z12.11", reason), suggestion("K63.5", evidence(start=9))]
    assert order(given, resources, OUTPATIENT) == ["Z12.11", "K63.5"]
    assert order(given, resources, INPATIENT) == ["K63.5", "Z12.11"]


@pytest.mark.parametrize("last", ["W19.XXXA", "Z79.4", "Z68.41", "B96.20", "Z59.00"])
def test_some_codes_never_go_first(last: str, resources: CodingResources) -> None:
    given = [suggestion(last, evidence(start=0)), suggestion("S52.502A", evidence(start=9))]
    assert order(given, resources, None) == ["S52.502A", last]
    assert order([suggestion(last)], resources, None) == [last]


def test_a_symptom_goes_behind_a_diagnosis(resources: CodingResources) -> None:
    given = [suggestion("R55", evidence(start=0)), suggestion("I48.0", evidence(start=9))]
    assert order(given, resources) == ["I48.0", "R55"]


def test_codes_that_are_not_shown_have_no_place(resources: CodingResources) -> None:
    given = [suggestion("I10"), suggestion("K21.9", shown=False)]
    assert order(given, resources) == ["I10"]
    assert propose_order([], encounter_type=None, found=(), table=(), code_first=lambda _: ()) == ()


def queries(
    text: str, *given: CodeSuggestion, left_out: tuple[SuppressedCandidate, ...] = ()
) -> list[QueryDraft]:
    return list(draft_queries(given, left_out, text, topics=TABLES.queries, indicators=TABLES.indicators))


@pytest.mark.parametrize(
    ("code", "topic"),
    [
        ("I50.9", "heart failure type"),
        ("I50.20", "heart failure acuity"),
        ("N18.9", "chronic kidney disease stage"),
        ("D64.9", "type of anemia"),
        ("L89.159", "pressure ulcer stage"),
        ("J18.9", "organism of pneumonia"),
        ("E11.9", "type of diabetes"),
    ],
)
def test_words_that_do_not_say_enough_are_asked_about(code: str, topic: str) -> None:
    (draft,) = queries("", suggestion(code))
    assert draft.topic == topic
    assert "“gout”" in draft.question
    assert [spot.quote for spot in draft.spots] == ["gout"]


def test_nothing_is_asked_that_the_record_says_elsewhere() -> None:
    assert queries("", suggestion("N18.9"), suggestion("N18.4")) == []
    assert queries("", suggestion("E11.9", evidence("type 2 diabetes"))) == []
    assert queries("", suggestion("I50.9", shown=False)) == []


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Labs: sodium 128.", "sodium 128"),
        ("Na 126, K 4", "Na 126"),
        ("BMI 42 today", "BMI 42"),
        ("SpO2 84% on room air", "SpO2 84"),
        ("Hgb of 7.9", "Hgb of 7.9"),
        ("EF 25%", "EF 25"),
    ],
)
def test_a_value_without_a_diagnosis_is_asked_about(text: str, quote: str) -> None:
    (draft,) = queries(text)
    assert [spot.quote for spot in draft.spots] == [quote]
    assert text[draft.spots[0].start : draft.spots[0].end] == quote


@pytest.mark.parametrize(
    "text", ["sodium 138", "potassium 40 mEq", "sodium chloride 128", "K 4.1", "EF 60%", "ph 7", "BMI 31"]
)
def test_a_usual_value_or_a_dose_asks_nothing(text: str) -> None:
    assert queries(text) == []


def test_a_value_with_its_diagnosis_asks_nothing() -> None:
    assert queries("sodium 128", suggestion("E87.1")) == []


def test_a_condition_stated_and_denied_is_asked_about() -> None:
    denied = SuppressedCandidate("J18.9", "negated", 40, 44, "gout", "hospital_course")
    drafts = queries("", suggestion("J18.9"), left_out=(denied,))
    assert drafts[0].topic == "conflict"
    assert [spot.start for spot in drafts[0].spots] == [0, 40]
    symptom = SuppressedCandidate("R50.9", "negated", 40, 44, "gout", "hospital_course")
    assert queries("", suggestion("R50.9"), left_out=(symptom,)) == []


def test_every_draft_leaves_the_answer_open_and_says_nothing_of_payment() -> None:
    for topic in TABLES.queries:
        assert len(topic.choices) >= 2
        assert topic.question.endswith("?")
        assert "{quote}" in topic.question
        assert not PAYMENT.search(" ".join((topic.topic, topic.question, *topic.choices)))
    asked = queries(
        "sodium 120 and BMI 50", suggestion("I50.9"), suggestion("M17.9", flags=("side_not_stated",))
    )
    assert len(asked) >= 3
    assert all(draft.choices[-2:] == ALWAYS for draft in asked)


def test_a_code_that_lacks_its_side_is_asked_about() -> None:
    one = suggestion("M17.9", title="Osteoarthritis of unspecified knee", flags=("side_not_stated",))
    (draft,) = queries("", one)
    assert draft.choices[:3] == ("right", "left", "both sides")


def test_advice_comes_back_from_its_stored_form() -> None:
    spot = Spot(3, 7, "gout", "assessment")
    advice = Advice(
        clues=(Clue("M10.9", spot, "why"),),
        queries=(QueryDraft("topic", "Which?", ("one", "two"), (spot,)),),
        uncoded=(spot,),
        order=(OrderedCode("M10.9", "principal", "why"),),
    )
    assert Advice.from_json(advice.as_json()) == advice
    assert Advice.from_json({}) == Advice()


def test_a_query_without_words_or_without_a_choice_is_refused() -> None:
    with pytest.raises(ValueError, match="leaves a choice"):
        QueryDraft("topic", "Which?", ("one", "two"), ())
    with pytest.raises(ValueError, match="as long as its span"):
        Spot(0, 3, "gout")
