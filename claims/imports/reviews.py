"""A review of a claim, in whatever format it came: an assessment by its organisation, and the review as a source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from claims.imports.foreign import Row, is_address, is_date, one_line, prose
from claims.imports.web import add_publisher, add_source, host_of
from factreg.fields import LANGUAGE_PATTERN, LINE_LENGTH


@dataclass(frozen=True, slots=True)
class Review:
    """What a format says of a review; empty where it says nothing."""

    organisation: str
    site: str
    rating: str
    url: str
    scale: str = ""
    title: str = ""
    published: str = ""
    language: str = ""


def add_review(row: Row, review: Review) -> tuple[str | None, dict[str, Any] | None]:
    """The slug of the review's source, and its assessment; None where what it needs is missing, with a remark."""
    url = review.url if is_address(review.url) else "".join(review.url.split())
    host = host_of(review.site) or host_of(url)
    if not is_address(url) or not host:
        row.remark(f"review: {review.url[:80]!r} is no http or https address; its rating is left out")
        return None, None
    organisation = add_publisher(row, host, name=review.organisation, kind="organisation")
    published = moment(row, review.published, "date of the review")
    source = add_source(
        row,
        url,
        kind="fact_check",
        publisher=organisation,
        title=review.title,
        published=published,
        language=review.language if re.fullmatch(LANGUAGE_PATTERN, review.language) else "",
    )
    if not review.rating.strip():
        row.remark(f"review: {url[:80]} gives no rating; stored as a source alone")
        return source, None
    return source, {"organisation": organisation, "url": url, "rated": published, **_rating(review)}


def _rating(review: Review) -> dict[str, str]:
    """The rating as worded. Some reviewers give their grounds with it: all of these stand in the summary then."""
    words = " ".join(review.rating.split())
    scale = one_line(review.scale, "scale")
    if len(words) <= LINE_LENGTH:
        return {"rating": one_line(words, "rating"), "scale": scale}
    begin = words[: LINE_LENGTH - 1].rsplit(" ", 1)[0]
    return {"rating": one_line(f"{begin}…", "rating"), "scale": scale, "summary": prose(review.rating, "rating")}


def moment(row: Row, given: str, what: str) -> str:
    """A date or date-time as EDTF; empty where it is missing, or is none."""
    if given and not is_date(given):
        row.remark(f"{what}: {given[:40]!r} is no ISO date; left open")
        return ""
    return given
