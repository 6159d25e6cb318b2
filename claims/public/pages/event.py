"""What an event's page shows: its disputes, who says what of which claim, figures, the timeline, the events within it.

All of it is bounded, with links to pages that go on. A page asks the same number of queries however much there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Case, IntegerField, Value, When
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from claims.ledger.published import PublishedClaim, PublishedEvent
from claims.public.pages import now, rows
from claims.public.pages.disputes import folded_within
from claims.public.pages.figures import FigureRow, figure_rows, figures_view
from claims.public.pages.languages import here
from claims.public.pages.matrix import matrix_of, matrix_view
from claims.public.pages.timeline import timeline_view
from claims.public.pages.words import Document, capital, date_words
from claims.public.reading import Snapshot
from claims.vocabulary import StandingValue
from factreg.filters import AnyOf

Context = dict[str, Any]

# What the event's page has of each; the pages of the parts go on.
CLAIMS, MATRIX_ROWS, MOMENTS = 100, 20, 40
# What is read for figures and timelines at all, and for a page of the matrix.
MOST_FIGURES, MOST_CLAIMS, MATRIX_PAGE = 500, 500, 50


def event_context(event: Document, at: Snapshot) -> Context:
    """What templates/public/event.html asks for: disputed claims before others, each in the order of publication."""
    events = events_within(event["id"], at)
    claims = _disputed_first(events, at)
    figures = figures_of(events, at)
    parts = now.parts_of(event["id"], at)
    listed = claims[:CLAIMS]
    disputed = [claim for claim in listed if _is_disputed(claim)]
    matrix = matrix_of(listed[:MATRIX_ROWS])
    has_matrix = len(matrix.columns) > 1 and len(matrix.rows) > 1
    address, mirrored = f"/events/{event['id']}/", get_language_bidi()
    part_of = event["part_of"]
    shown: Context = {
        "disputes": folded_within(disputed),
        "matrix": matrix_view(matrix) if has_matrix else None,
        "claims": [] if has_matrix else [rows.claim_row(claim) for claim in listed if not _is_disputed(claim)],
        "figures": figures_view(figures, mirrored=mirrored),
        "timeline": timeline_view(listed, events=[event, *parts], mirrored=mirrored, shown=MOMENTS) if listed else None,
        "parts": [rows.event_row(part) for part in parts],
    }
    return {
        "heading": event["title"],
        "description": _("%(event)s: who claims what about it, who denies it, with the sources.")
        % {"event": event["title"]},
        "notes": [capital(date_words(event["occurred"])), rows.place_words(event["place"])],
        "part_of": part_of,
        "part_of_url": here(f"/events/{part_of['id']}/") if part_of else "",
        "contents": [{"id": id_, "name": name} for id_, name in _titles() if shown[id_]],
        **shown,
        "more_claims": len(claims) > (MATRIX_ROWS if has_matrix else CLAIMS),
        "address": here(address),
        "data": address.removesuffix("/"),
        "actions": [{"url": here(f"/claims/?event={event['id']}"), "name": _("All its claims, with filters")}],
    }


def _titles() -> list[tuple[str, str]]:
    """The sections of the page in their order."""
    return [
        ("disputes", _("Disputed")),
        ("matrix", _("Who says what")),
        ("claims", _("Claims")),
        ("figures", _("Figures over time")),
        ("timeline", _("Timeline")),
        ("parts", _("Events that it consists of")),
    ]


def _is_disputed(claim: Document) -> bool:
    return bool(claim["standing"]["value"] == StandingValue.DISPUTED)


def events_within(slug: str, at: Snapshot) -> list[str]:
    """The event and those that it consists of, however deep."""
    return now.with_below(slug, tree="parts", of="event", at=at)


def _claims(events: Sequence[str], at: Snapshot) -> Any:
    return at.of(PublishedClaim).filter(AnyOf("event", events))


def _disputed_first(events: Sequence[str], at: Snapshot) -> list[Document]:
    """One more than is shown, if there are more."""
    disputed = When(standing=StandingValue.DISPUTED, then=Value(0))
    order = Case(disputed, default=Value(1), output_field=IntegerField())
    found = _claims(events, at).order_by(order, "first_seq").values_list("document", flat=True)
    return rows.documents(found[: CLAIMS + 1])


def figures_of(events: Sequence[str], at: Snapshot, *, measure: str | None = None) -> list[FigureRow]:
    """The first claims with figures, of one measure if told."""
    claims = _claims(events, at).exclude(measure=None).order_by("first_seq")
    if measure:
        claims = claims.filter(measure=measure)
    return figure_rows(rows.documents(claims.values_list("document", flat=True)[:MOST_FIGURES]))


def claims_after(events: Sequence[str], at: Snapshot, *, after: int, most: int) -> tuple[list[Document], int | None]:
    """The claims first published behind a position, and from where the rest goes on if there is more."""
    found = _claims(events, at).filter(first_seq__gt=after).order_by("first_seq", "seq")
    page = list(found.values_list("document", "first_seq")[: most + 1])
    rest = page[most - 1][1] if len(page) > most else None
    return rows.documents(document for document, _first in page[:most]), rest


def events_of(events: Sequence[str], at: Snapshot) -> list[Document]:
    """The documents of these events."""
    found = at.of(PublishedEvent).filter(AnyOf("slug", events)).order_by("occurred_sort", "first_seq")
    return rows.documents(found.values_list("document", flat=True)[:MOST_CLAIMS])
