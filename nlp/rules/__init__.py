"""Rules that look at a whole note, or at all its codes: guidelines and conventions, each with its reason."""

from nlp.rules.asking import draft_queries
from nlp.rules.beside import hide_symptoms_only_told
from nlp.rules.cautions import coding_cautions
from nlp.rules.headings import Stretch, stretches
from nlp.rules.onset import propose_onset
from nlp.rules.order import propose_order
from nlp.rules.outcome import Held, Outcome
from nlp.rules.over_all import code_first_spans, rule_over_all
from nlp.rules.people_and_codes import flag_who_does_not_fit, person_of
from nlp.rules.reasons import rule_of
from nlp.rules.report_parts import parts_that_state_nothing
from nlp.rules.tables import RuleTables, load_rule_tables
from nlp.rules.uncoded import uncoded_lines
from nlp.rules.visits import as_healing, is_follow_up
from nlp.rules.who_may_assert import Standing, role_of_author, standing_of

__all__ = [
    "Held",
    "Outcome",
    "RuleTables",
    "Standing",
    "Stretch",
    "as_healing",
    "code_first_spans",
    "coding_cautions",
    "draft_queries",
    "flag_who_does_not_fit",
    "hide_symptoms_only_told",
    "is_follow_up",
    "load_rule_tables",
    "parts_that_state_nothing",
    "person_of",
    "propose_onset",
    "propose_order",
    "role_of_author",
    "rule_of",
    "rule_over_all",
    "standing_of",
    "stretches",
    "uncoded_lines",
]
