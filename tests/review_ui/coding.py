"""An encounter with a checked chart and its suggestions, made by hand: a case to be coded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.approval import confirm_index
from ingest.index_fields import parse_index_fields
from nlp.source_text import SourceText, SourceToken
from nlp.suggestion import (
    AssertionLabel,
    CodeSuggestion,
    Evidence,
    SuggestionSet,
    SuppressedCandidate,
)
from ocr.page import PageAnchor
from storage.artifacts import put_json, record_artifact
from storage.coding_decisions import case_of
from storage.database import database_now
from storage.edits import live
from storage.errors import Deficiency
from storage.ids import new_id
from storage.reviewed_text import load_text
from storage.reviews import Reviewer, claim_for_review, hand_back_review
from storage.tables import SuggestionSet as SuggestionSetRow
from tests.review_ui.chart import ENGINE, ChartMade, chart_to_check, written_page
from tests.small_site import FERN, SmallSite

NOTE = "Type 2 diabetes mellitus and hypertension.\nDenies chest pain.\n\nStage 3 kidney disease."
EDITION = "2026-04"
VISIT = {
    **FERN,
    "encounter": "E-1",
    "encounter_type": "outpatient",
    "date_of_service": "2026-05-04",
    "document_type": "Progress note",
    "route": "full",
}


@dataclass(frozen=True)
class CaseMade:
    """The ids of a case that waits for its codes."""

    case_id: str
    chart: ChartMade

    @property
    def document_id(self) -> str:
        """The chart's id."""
        return self.chart.document_id


def case_to_code(site: SmallSite, **fields: str) -> CaseMade:
    """A case with one chart: E11.9 and I10 suggested, N18.3 not complete, R07.9 left out as denied."""
    chart = chart_of_visit(site, NOTE, **fields)
    suggest(site, chart, canned_set(site, chart))
    case_ids: list[str] = []
    encounter_id = str(site.document(chart.document_id).encounter_id)
    site.write(lambda session: case_ids.append(case_of(session, encounter_id).id))
    return CaseMade(case_ids[0], chart)


def chart_of_visit(site: SmallSite, *texts: str, **fields: str) -> ChartMade:
    """A chart whose patient and encounter a person confirmed."""
    chart = chart_to_check(site, *texts, rotation_deg=0, **fields)
    clerk = site.person("technician", name="Tess Kim")
    visit = parse_index_fields(VISIT | fields)
    site.write(lambda session: claim_for_review(session, chart.document_id, clerk, lease_minutes=5))
    site.write(lambda session: confirm_index(session, chart.document_id, visit, clerk, site.belt.settings))
    site.write(lambda session: hand_back_review(session, chart.document_id, clerk))
    return chart


def suggest(
    site: SmallSite, chart: ChartMade, found: SuggestionSet, *, reading_no: int = 1, revision: int = 0
) -> None:
    """Keep a suggestion run as the belt does."""
    made = put_json(site.belt.store, "suggestions", found.as_json())

    def write(session) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
        record_artifact(
            session, made, subject_id=chart.document_id, version=reading_no * 1_000_000 + revision
        )
        session.add(
            SuggestionSetRow(
                id=new_id(),
                document_id=chart.document_id,
                reading_no=reading_no,
                revision=revision,
                artifact_sha256=made.sha256,
                edition=found.edition,
                engine=ENGINE.as_json(),
                created_at=database_now(session),
            )
        )

    site.write(write)


def canned_set(site: SmallSite, chart: ChartMade) -> SuggestionSet:
    """What a run might say about NOTE."""
    source = _source(site, chart)
    chest = source.text.index("chest pain")
    return SuggestionSet(
        suggestions=(
            _suggested(source, "E11.9", "Type 2 diabetes mellitus without complications", "diabetes", 0.9),
            _suggested(source, "I10", "Essential (primary) hypertension", "hypertension", 0.8),
            _suggested(
                source, "N18.3", "Chronic kidney disease, stage 3", "kidney disease", 0.7, billable=False
            ),
            _suggested(source, "Z79.4", "Long term (current) use of insulin", "Type", 0.2, shown=False),
        ),
        mentions=(),
        suppressed=(SuppressedCandidate("R07.9", "negated", chest, chest + 10, "chest pain", "text"),),
        deficiencies=(),
        engine=ENGINE,
        edition=EDITION,
        cautions=(Deficiency("encounter_type_unknown", "No encounter type is known"),),
    )


def verified(site: SmallSite, document_id: str, clerk: Reviewer) -> None:
    """Let a person verify the chart as it reads now."""
    from ingest.approval import verify

    revision = site.document(document_id).revision
    site.write(lambda session: claim_for_review(session, document_id, clerk, lease_minutes=5))
    site.write(lambda session: verify(session, document_id, clerk, based_on=revision))


def _source(site: SmallSite, chart: ChartMade) -> SourceText:
    page = written_page(NOTE, chart.page_ids[0])
    boxes = {word.id: word.box for word in page.words()}
    tokens = live(load_text(site.belt.database, site.belt.store, chart.document_id).tokens)
    return SourceText.from_tokens(
        [
            SourceToken(
                one.id, one.text, one.space_after, tuple(_anchors(chart.page_ids[0], one.sources, boxes))
            )
            for one in tokens
        ]
    )


def _anchors(page_id: str, sources: Sequence[str], boxes: object) -> list[PageAnchor]:
    return [PageAnchor(page_id, (one,), boxes[one]) for one in sources]  # type: ignore[index]


def _suggested(
    source: SourceText,
    code: str,
    title: str,
    quote: str,
    score: float,
    *,
    billable: bool = True,
    shown: bool = True,
) -> CodeSuggestion:
    start = source.text.index(quote)
    end = start + len(quote)
    evidence = Evidence(
        start=start,
        end=end,
        quote=quote,
        anchors=source.anchors_for(start, end),
        token_ids=source.token_ids_for(start, end),
        matched_term=quote,
        section="assessment",
        assertion=AssertionLabel.AFFIRMED,
    )
    return CodeSuggestion(code, EDITION, title, score, shown, billable, (evidence,), trace=("by its name",))
