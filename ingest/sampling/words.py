"""What a sample proves and what it does not, in plain words. Pure."""

from __future__ import annotations

from ingest.sampling.distributions import most_wrong_in_lot

_SEVERITIES = {
    "normal": "the usual number of pages",
    "tightened": "stricter than usual, because samples failed",
    "reduced": "fewer pages than usual, because many samples passed",
    "every_page": "every page, because too many samples failed",
}


def severity_words(severity: str) -> str:
    """Why so many pages are drawn."""
    return _SEVERITIES[severity]


def proof_words(*, pages: int, drawn: int, wrong: int) -> str:
    """What follows from `wrong` wrong pages among `drawn` of a batch with `pages`, and what does not."""
    found = {0: "No error", 1: "1 error"}.get(wrong, f"{wrong:,} errors")
    if drawn == pages:
        return f"{found} in {counted(drawn)}, which is every page of the batch."
    most = most_wrong_in_lot(wrong, lot=pages, drawn=drawn)
    share = percent(most / pages)
    start = f"{found} in {counted(drawn)} drawn from {pages:,}: with 95 % certainty"
    if most == wrong:
        return f"{start} no other page is wrong."
    which = "page is" if most == 1 else "pages are"
    doubt = (
        "It does not prove that none is." if not wrong else "Which ones they are, the sample does not say."
    )
    return f"{start} at most {most:,} {which} wrong ({share}). {doubt}"


def counted(pages: int) -> str:
    """1 page, 80 pages."""
    return f"{pages:,} page" if pages == 1 else f"{pages:,} pages"


def percent(share: float) -> str:
    """The share (0–1) in percent with as many digits as mean something: 0.04 %, 3.7 %, 45 %."""
    value = 100 * share
    if value >= 10:
        return f"{value:.0f} %"
    return f"{value:.1f} %" if value >= 1 else f"{value:.2f} %"
