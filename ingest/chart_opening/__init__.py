"""The chart opener: a long chart becomes its documents under a person's eyes."""

from ingest.chart_opening.deal import commit_chart
from ingest.chart_opening.opening import (
    ChartNotOpenError,
    decide,
    keep_place,
    keep_proposal,
    kept_opening,
    page_ids_in_order,
    standing_now,
    take_back,
)
from ingest.chart_opening.proposal import Proposal, ProposedPage, groups_of_alike
from ingest.chart_opening.standing import ACTS, Act, Standing, StandingPage

__all__ = [
    "ACTS",
    "Act",
    "ChartNotOpenError",
    "Proposal",
    "ProposedPage",
    "Standing",
    "StandingPage",
    "commit_chart",
    "decide",
    "groups_of_alike",
    "keep_place",
    "keep_proposal",
    "kept_opening",
    "page_ids_in_order",
    "standing_now",
    "take_back",
]
