from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from storage.audit.record import Actor
from storage.database import database_now
from storage.second_person import (
    Confirmer,
    FreshSignInNeededError,
    SecondPersonNeededError,
    StepNotOpenError,
    StillWaitingError,
    ask_second,
    confirm_second,
    confirmed_step,
    how_in_words,
    withdraw_second,
)
from storage.tables import AuditEvent, SecondStep
from tests.small_site import SmallSite, small_site

ACT = {"act": "destroy_paper", "subject_id": "batch-1"}
ANA, BEN = Actor("u-ana", "ana"), Actor("u-ben", "ben")


def _ask(site: SmallSite, *, hours_ago: float = 0) -> None:
    with site.belt.database.write() as session:
        ask_second(session, actor=ANA, **ACT)
        asked_at = database_now(session) - timedelta(hours=hours_ago)
        session.execute(update(SecondStep).values(asked_at=asked_at))


def _confirm(site: SmallSite, who: Actor, *, minutes_ago: float = 1, solo_mode: bool = False) -> str:
    with site.belt.database.write() as session:
        signed_in_at = database_now(session) - timedelta(minutes=minutes_ago)
        step = confirm_second(session, confirmer=Confirmer(who, signed_in_at), solo_mode=solo_mode, **ACT)
        return str(step.how)


def test_a_second_person_confirms_at_once_and_the_first_never(tmp_path: Path) -> None:
    with small_site(tmp_path) as site:
        _ask(site, hours_ago=30)
        with pytest.raises(SecondPersonNeededError):
            _confirm(site, ANA)
        assert _confirm(site, BEN) == "second_person"
        with pytest.raises(StepNotOpenError):
            _confirm(site, BEN)


def test_in_solo_mode_the_same_person_waits_a_day_and_signs_in_again(tmp_path: Path) -> None:
    with small_site(tmp_path) as site:
        _ask(site, hours_ago=23.9)
        with pytest.raises(StillWaitingError):
            _confirm(site, ANA, solo_mode=True)
        _ask(site, hours_ago=24.1)
        with pytest.raises(FreshSignInNeededError):
            _confirm(site, ANA, minutes_ago=16, solo_mode=True)
        how = _confirm(site, ANA, solo_mode=True)
        assert "No second person" in how_in_words(how)
        with site.belt.database.read() as session:
            step = confirmed_step(session, **ACT)
            assert step is not None
            assert (step.asked_by, step.confirmed_by) == ("u-ana", "u-ana")
            actions = [row.action for row in session.query(AuditEvent).order_by(AuditEvent.id)]
        assert actions[-2:] == ["second_step.asked", "second_step.confirmed"]


def test_a_step_that_was_taken_back_cannot_be_confirmed(tmp_path: Path) -> None:
    with small_site(tmp_path) as site:
        _ask(site)
        with site.belt.database.write() as session:
            withdraw_second(session, actor=ANA, **ACT)
        with pytest.raises(StepNotOpenError):
            _confirm(site, BEN)
