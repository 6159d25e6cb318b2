"""The front page: what this is, what is disputed now, and the ways in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from claims.public.pages import now
from claims.public.pages.asking import asked_by, readable
from claims.public.pages.disputes import with_folded
from claims.public.pages.rows import claim_row, event_row
from claims.public.pages.serving import rendered, serve

DISPUTES = 10
CLAIMS = 5


@require_safe
@readable
def home_page(request: HttpRequest) -> HttpResponse:
    asked = asked_by(request)
    at = asked.at

    def render() -> str:
        disputes = now.disputes(at, shown=DISPUTES)
        page = {
            "title": "Who claims what, and who denies it",
            "description": "An open registry of claims and counter-claims on contested events, "
            "each with who asserts it, who denies it, and the sources.",
            "canonical": "/",
        }
        return rendered(
            "public/home.html",
            page,
            disputes=with_folded(disputes[:DISPUTES], at),
            more=len(disputes) > DISPUTES,
            latest=[claim_row(claim) for claim in now.latest_claims(at, shown=CLAIMS)],
            events=[event_row(event) for event in now.top_events(at)],
        )

    return serve(request, identity=("home", *asked.identity), render=render, asked=asked)
