"""The front page: what this is, what is disputed now, the ways in, what changed last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from claims.public.pages import now
from claims.public.pages.asking import asked_by, readable
from claims.public.pages.disputes import with_folded
from claims.public.pages.entries import Change, changes_for_people
from claims.public.pages.history import action_words
from claims.public.pages.languages import here
from claims.public.pages.rows import event_row
from claims.public.pages.serving import rendered, serve
from claims.public.pages.words import Document, date_words
from claims.public.reading import Snapshot
from factreg.records import PublicState

DISPUTES = 10
CHANGES = 6
EVENTS = 8
PARTIES = 12


@require_safe
@readable
def home_page(request: HttpRequest) -> HttpResponse:
    asked = asked_by(request)

    def render() -> str:
        return _home_html(asked.at)

    return serve(request, identity=("home", *asked.identity), render=render, asked=asked)


def _home_html(at: Snapshot) -> str:
    disputes = now.disputes(at, shown=DISPUTES)
    # What was taken down is told of in /changes/, not here.
    latest = changes_for_people(at, limit=CHANGES, types=["claim"])
    changes = [change for change in latest if change.title and change.state == PublicState.PUBLISHED]
    events = now.top_events(at)
    page = {
        "title": _("Who claims what, and who denies it"),
        "description": _(
            "An open registry of claims and counter-claims on contested events, each with who asserts it, who denies "
            "it, and the sources."
        ),
        "canonical": "/",
    }
    return rendered(
        "public/home.html",
        page,
        disputes=with_folded(disputes[:DISPUTES], at),
        more=len(disputes) > DISPUTES,
        events=[event_row(event) for event in events[:EVENTS]],
        parties=_parties([*disputes, *(change.document for change in changes if change.document and change.current)]),
        changes=[_change_row(change) for change in changes],
    )


def _parties(claims: Iterable[Document]) -> list[dict[str, str]]:
    """Who stands on these claims, in the order in which they do."""
    standings = [claim["standing"] for claim in claims]
    named: Iterable[Sequence[Document]] = (
        standing[side] for standing in standings for side in ("asserted_by", "denied_by", "contradicted_by")
    )
    found = {party["id"]: party["name"] or party["id"] for party in chain.from_iterable(named)}
    return [{"url": here(f"/actors/{slug}/"), "name": name} for slug, name in list(found.items())[:PARTIES]]


def _change_row(change: Change) -> dict[str, Any]:
    return {
        "action": action_words(change.action),
        "title": change.title,
        "url": here(change.path) if change.path else "",
        "day": date_words(change.at.date().isoformat()),
        "datetime": change.at.isoformat(timespec="seconds"),
        "reason": change.reason,
    }
