"""Document types and dates, suggested from print and layout and learnt from the site's own filing."""

from ingest.document_types.counts import TypeCounts
from ingest.document_types.dates import DateSuggestion, suggest_date
from ingest.document_types.learning import learn_types, site_counts
from ingest.document_types.printed_page import PrintedPage
from ingest.document_types.shipped_types import type_names, with_shipped
from ingest.document_types.signs import signs_of
from ingest.document_types.suggest import TypeSuggestion, suggest_type

__all__ = [
    "DateSuggestion",
    "PrintedPage",
    "TypeCounts",
    "TypeSuggestion",
    "learn_types",
    "signs_of",
    "site_counts",
    "suggest_date",
    "suggest_type",
    "type_names",
    "with_shipped",
]
