from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.approval import verify
from ingest.authors import add_normal
from ingest.dictation_context import KnownBefore, dictations_waiting, known_before
from storage.audit.record import Actor
from storage.coding_decisions import ACCEPT, Decision, case_of, decide
from storage.database import database_now
from storage.ids import new_id
from storage.reviews import Reviewer, claim_for_review
from storage.tables import AuthorTerm
from tests.review_ui.dictation import confirmed, dictation_to_check
from tests.small_site import FERN, SmallSite, small_site

MOSS = "Dr. Ann Moss"
CODER = Reviewer("u1", "coder")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[SmallSite]:
    with small_site(tmp_path, author_specialties={"Moss, Ann": "cardiology"}) as site:
        yield site


def verified(site: SmallSite, said: str, **fields: str) -> str:
    document_id = dictation_to_check(site, said, report=None, doubt=None, **fields)
    confirmed(site, document_id, **fields)
    clerk = site.person("transcriptionist")
    site.write(lambda session: claim_for_review(session, document_id, clerk, lease_minutes=5))
    site.write(lambda session: verify(session, document_id, clerk, based_on=0))
    return document_id


def sound(site: SmallSite, **fields: str) -> str:
    return site.receive(b"RIFF\0\0\0\0WAVEfmt " + new_id().encode(), file_name="n.wav", **fields).document_id


def known(site: SmallSite, document_id: str) -> KnownBefore:
    return known_before(site.belt, site.document(document_id))


def test_the_patient_s_verified_records_say_which_drugs_and_problems_to_listen_for(site: SmallSite) -> None:
    earlier = verified(site, "She takes lisinopril 20 mg and apixaban 5 mg daily.")
    with site.belt.database.write() as session:
        encounter_id = site.document(earlier).encounter_id
        assert encounter_id
        case = case_of(session, encounter_id)
        title = "Essential (primary) hypertension"
        decide(session, case.id, Decision("I10", "2026", title, ACCEPT), based_on=0, reviewer=CODER)

    found = known(site, sound(site, **FERN, author=MOSS, document_type="Consultation")).context

    assert found["medications"] == ["lisinopril", "apixaban"]
    assert found["problems"] == ["Essential hypertension"]
    assert (found["author"], found["worktype"], found["specialty"]) == (MOSS, "Consultation", "cardiology")


@pytest.mark.parametrize(
    "claimed",
    [
        {"mrn": FERN["mrn"]},  # an MRN alone may be a slip
        {"mrn": FERN["mrn"], "name": "Ito, Ben", "dob": FERN["dob"]},
        {"name": FERN["name"]},
        {},
    ],
)
def test_without_agreeing_claims_no_patient_s_drugs_are_listened_for(
    site: SmallSite, claimed: dict[str, str]
) -> None:
    verified(site, "She takes lisinopril 20 mg daily.")
    assert known(site, sound(site, **claimed)).context["medications"] == []


def test_text_that_nobody_verified_says_nothing(site: SmallSite) -> None:
    waiting = dictation_to_check(site, "She takes lisinopril 20 mg daily.")
    confirmed(site, waiting)
    assert known(site, sound(site, **FERN)).context["medications"] == []


def test_the_author_s_learned_words_and_normals_come_along(site: SmallSite) -> None:
    with site.belt.database.write() as session:
        add_normal(session, author=MOSS, name="lungs", text="Clear.", actor=Actor.program("test"))
        session.add(
            AuthorTerm(
                id=new_id(),
                author_key="ann moss",
                author=MOSS,
                heard="april",
                meant="lisinopril",
                occurrences=2,
                replayed=2,
                errors_before=2,
                errors_after=0,
                learned_at=database_now(session),
            )
        )
    found = known(site, sound(site, author="Moss, Ann"))
    assert found.context["author_terms"] == ["lisinopril"]
    assert found.replacements == (("april", "lisinopril"),)
    assert [one["text"] for one in found.normals] == ["Clear."]
    assert known(site, sound(site)).normals == ()


def test_dictations_that_wait_are_counted_besides_the_one_at_hand(site: SmallSite) -> None:
    mine, *_ = [sound(site) for _ in range(3)]
    with site.belt.database.read() as session:
        assert dictations_waiting(session, besides=mine) == 2
