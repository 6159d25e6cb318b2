"""One of every public page, and the registry that they show: the demo, and claims of every other sort."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.core.management import call_command
from django.urls import resolve

import claims
from claims.ledger.publish import publish
from claims.ledger.takedown import withdraw
from claims.public import page_urls
from tests.factories import make_claim
from tests.inbox.reports import make_report
from tests.public.registry import publish_hostile_claim, publish_long_dispute, publish_three_sided_claim

DEMO = Path(claims.__file__).parent / "data" / "karabakh-2020.yaml"
REFERENCE = "TEST-TEST-TEST-TEST-TEST-TEST"
_TODAY = datetime.now(UTC).date()

PAGES = [
    "/",
    "/disputes/",
    f"/disputes/?as_of={_TODAY}",
    "/claims/?standing=disputed&kind=attack",
    "/claims/?kind=legal_status&asserted_by=iran",
    "/statements/",
    "/denials/",
    "/contradictions/",
    "/events/",
    "/actors/",
    "/sources/",
    "/publishers/",
    "/claims/su-25-downing/",
    "/claims/heavy-artillery-armenia/",
    "/claims/foreign-fighters-sent/",
    "/claims/three-sides/",
    "/claims/hostile/",
    "/claims/long-dispute/",
    f"/claims/su-25-downing/?as_of={_TODAY}",
    "/claims/su-25-downing/cite/",
    "/embed/claims/three-sides/",
    "/events/nagorno-karabakh-2020/",
    "/events/nagorno-karabakh-2020/matrix/?columns=actors",
    "/events/nagorno-karabakh-2020/figures/",
    "/events/nagorno-karabakh-2020/timeline/",
    "/actors/turkey/",
    "/sources/live-blog-2020-09-29/",
    "/publishers/interfax/",
    "/claims/su-25-downing/history/",
    "/claims/su-25-downing/versions/1/",
    "/claims/su-25-downing/versions/?from=1&to=2",
    "/claims/su-25-downing/versions/1/2/",
    "/changes/",
    "/takedowns/",
    "/search/?q=su-25",
    "/about/",
    "/about/balance/",
    "/report/?about=/claims/su-25-downing/",
    f"/report/receipt/?reference={REFERENCE}",
    f"/report/{REFERENCE}/",
    "/developers/",
    "/developers/errors/",
    "/developers/errors/gone/",
    "/developers/fields/",
    "/developers/verify/",
]
ERRORS = {"/no-such-page/": 404, "/claims/?kind=atack": 400, "/claims/withdrawn/": 410, "/embed/claims/none/": 404}
# What a script reads.
_NO_PAGES = {"search/suggest"}
_KINDS = re.compile(r"\(\?P<(address|part)>([a-z|]+)\)")


def publish_every_page() -> None:
    call_command("load", str(DEMO), publish=True, verbosity=0)
    publish_three_sided_claim()
    publish_hostile_claim()
    publish_long_dispute()
    withdrawn = make_claim(slug="withdrawn")
    publish(record=withdrawn, by=None)
    withdrawn.refresh_from_db()
    withdraw(record=withdrawn, by=None, reason="Recorded by mistake.")
    make_report(reference=REFERENCE)


def in_language(path: str, language: str) -> str:
    return path if language == "en" else f"/{language}{path}"


def routes() -> Iterator[tuple[str, str]]:
    """Every route of pages, with each sort of record that has a page of its own kind there."""
    for route in (str(pattern.pattern) for pattern in page_urls.urlpatterns):
        if route in _NO_PAGES:
            continue
        for kind in _kinds(route):
            yield route, kind


def route_of(path: str) -> tuple[str, str]:
    found = resolve(path.partition("?")[0])
    kind = next((str(found.kwargs[name]) for name in ("address", "part") if name in found.kwargs), "")
    return found.route, kind if kind in _kinds(found.route) else ""


def _kinds(route: str) -> list[str]:
    """The kinds that a route names; none where claims are among them, for such pages are the same for all."""
    named = _KINDS.search(route)
    kinds = named[2].split("|") if named else []
    return kinds if kinds and "claims" not in kinds else [""]
