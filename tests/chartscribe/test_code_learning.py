"""`chartscribe codes learn`: what a site's coders decided, as the database and the store hold it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from chartscribe.code_learning import cases_of, replay_cases
from nlp.learning import load_learned
from storage.coding_decisions import ACCEPT, ADD, REJECT, Decision, decide
from tests.chartscribe.conftest import Command
from tests.review_ui.coding import EDITION, case_to_code
from tests.small_site import small_site


def test_decisions_are_read_with_the_terms_that_led_to_their_codes(tmp_path: Path, cache_dir: Path) -> None:
    with small_site(tmp_path) as site:
        case = case_to_code(site)
        coder = site.person("coder")
        settings = site.belt.settings.model_copy(update={"cache_dir": cache_dir})
        pressure = ({"matched_term": "hypertension"},)
        for decision in (
            Decision("E11.22", EDITION, "Diabetes with kidney disease", ACCEPT),
            Decision("I10", EDITION, "Hypertension", REJECT, "secondary"),
            Decision("I15.9", EDITION, "Secondary hypertension", ADD, evidence=pressure),
        ):
            with site.belt.database.write() as session:
                decide(session, case.case_id, decision, based_on=None, reviewer=coder)
        [found] = cases_of(site.belt.database, site.belt.store, settings)
        assert found.decided.accepted == {"E11.22"}
        assert "I10" in found.decided.rejected
        assert {code for _, code in found.decided.replaced} == {"I15.9"}
        assert found.decided.assigned == {"E11.22", "I15.9"}
        offered = {code for term, code in found.decided.offered if term == "hypertension"}
        assert offered
        assert offered <= found.decided.rejected
        assert "chest pain" in found.decided.groups
        assert [options.encounter_type for _, options in found.texts] == ["outpatient"]

        later = replay_cases([found, replace(found), replace(found)], settings)
        assert (later.earlier, later.later) == (2, 1)
        assert later.after.assigned == 2


def test_without_a_site_there_is_nothing_to_learn_and_forgetting_says_so(
    command: Command, tmp_path: Path
) -> None:
    assert command("codes", "learn").code == 3
    assert command("codes", "learn", "--forget", "--json").line == {"forgotten": False}
    assert load_learned(tmp_path / "home") is None
