"""Every kind of page that an editor opens, for workbench.py: its name, and what asks for it.

What is sent with POST changes nothing: a form that began with an older revision, a choice that is to be confirmed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Count, Model
from django.test import Client
from django.urls import reverse

from claims.admin.conflicts import STARTED_FROM
from claims.ledger.publish import publish_many
from claims.models import (
    Actor,
    Claim,
    Contradiction,
    CounterAccusation,
    Denial,
    Event,
    Place,
    Proposal,
    Statement,
)
from claims.proposing import fill_queue
from factreg.records import PublicState, Record
from sources.models import Capture, Publisher, Source
from tests.admin.forms import Desk, Page, admin_url, list_url
from tests.factories import make_claim

Ask = Callable[[], Any]
Pages = Iterator[tuple[str, Ask]]

STATEMENTS = 40
PUBLISHED = 1_000
_FULL, _PUBLIC = "claim-with-many-statements", "public-claim-with-many-statements"
_SEARCHED = (Claim, Denial, Source, Actor, Event, Publisher, Place, Contradiction, CounterAccusation)
_RECORDS: tuple[type[Record], ...] = (Claim, Source, Actor, Event, Publisher, Contradiction, CounterAccusation)
_LISTED = (
    *("claims_workitem", "claims_proposal", "claims_rejectedpair", "claims_differentpair", "claims_merge"),
    *("claims_import", "claims_label", "history_change", "ledger_entry", "sources_capture"),
)
_BOXES = {
    Claim: ("claims.claimrest", "rests_on"),
    Source: ("claims.statement", "source"),
    Actor: ("claims.statement", "actor"),
    Event: ("claims.claim", "event"),
    Publisher: ("sources.source", "publisher"),
}
# A word that all records have, one that many have, two at once, one that none has.
_TERMS = ("test", "test 12", "claim 1999", "no such word", "te")
_FILTERS = {
    Claim: (
        *("publication=never&kind__exact=attack", "kind__exact=legal_status&q=test", "o=-3", "o=4", "p=10"),
        *("work_state__exact=ready&o=-2", "publication=edited"),
    ),
    Denial: ("quoted=yes&element=agent", "claim__kind__exact=attack", "actor__kind__exact=person", "o=4", "words=gone"),
}
_QUEUES = ("mine", "drafts", "unassigned", "review", "changes", "ready", "quarantined", "withdrawn")


def pages(client: Client, random: Random) -> Pages:
    """Each page's name, and what asks for it once, for another record each time."""
    full, public = _full(_FULL), _full(_PUBLIC)
    _publish(public)
    if not Proposal.objects.exists():
        fill_queue(claim=full)
    user = User.objects.get(pk=client.session["_auth_user_id"])
    desk = Desk(client, user)
    yield "index", lambda: client.get(reverse("admin:index"))
    yield from _lists(client)
    yield from _boxes(client)
    yield from _records(client, random)
    yield from _busiest(client)
    yield from _claims(desk, full, public)
    yield from _bulk(client)
    yield from _others(client)


def _publish(full: Claim) -> None:
    """Have some claims public, each with what it names."""
    if full.public_state == PublicState.NEVER:
        some = list(Claim.objects.never_published().order_by("id")[:PUBLISHED])
        pairs = list(Contradiction.objects.filter(first_claim__in=some, second_claim__in=some)[:100])
        publish_many(records=[*some, full, *pairs], by=None)


def _full(slug: str) -> Claim:
    return Claim.objects.filter(slug=slug).first() or make_claim(
        slug=slug, event=Event.objects.first(), statements=[_statement(number) for number in range(STATEMENTS)]
    )


def _statement(number: int) -> dict[str, Any]:
    stored = Statement.objects.select_related("actor", "source").order_by("id")[number]
    return {"actor": stored.actor, "source": stored.source, "stance": stored.stance, "quote": f"Test quote {number}."}


def _lists(client: Client) -> Pages:
    for model in _SEARCHED:
        name = str(model._meta.verbose_name_plural)
        yield name, _get(client, list_url(model))
        for term in _TERMS:
            yield f"{name}, searched “{term}”", _get(client, list_url(model), q=term)
        for query in _FILTERS.get(model, ()):
            yield f"{name}, {query}", _get(client, f"{list_url(model)}?{query}")
    for queue in _QUEUES:
        yield f"work, {queue}", _get(client, reverse("admin:claims_workitem_changelist"), queue=queue)
    yield "work, searched", _get(client, reverse("admin:claims_workitem_changelist"), queue="ready", q="claim 1999")
    for name in _LISTED:
        yield f"list of {name}", _get(client, reverse(f"admin:{name}_changelist"))


def _boxes(client: Client) -> Pages:
    for model, (holder, field) in _BOXES.items():
        app, name = holder.split(".")
        for term in _TERMS:
            asked = {"app_label": app, "model_name": name, "field_name": field, "term": term}
            yield (
                f"box of {model._meta.verbose_name_plural}, “{term}”",
                _get(client, reverse("admin:autocomplete"), **asked),
            )


def _records(client: Client, random: Random) -> Pages:
    for model in _RECORDS:
        name = model._meta.verbose_name
        pks = list(model._default_manager.order_by("?").values_list("pk", flat=True)[:200])
        known = list(model._default_manager.published().values_list("pk", flat=True)[:200])
        yield f"new {name}", _get(client, reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add"))
        for view in ("change", "history", "review", "preview", "publish", "delete"):
            yield f"{name}: {view}", _of(client, model, view, pks, random)
        if known:
            for view in ("change", "preview", "withdraw", "quarantine"):
                yield f"public {name}: {view}", _of(client, model, view, known, random)
        two = pks[:2]
        yield f"{name}: merge, choose", _of(client, model, "merge", two, random, q="test 12")
        yield f"{name}: merge, preview", _of(client, model, "merge", two[:1], random, **{"with": two[1]})
    for other in (Place, Denial):
        pks = list(other._default_manager.order_by("?").values_list("pk", flat=True)[:200])
        for view in ("change", "history"):
            yield f"{other._meta.verbose_name}: {view}", _of(client, other, view, pks, random)


def _busiest(client: Client) -> Pages:
    """The records that most others name."""
    for model, what in ((Actor, "statements"), (Source, "statements"), (Event, "claims"), (Publisher, "sources")):
        first = model._default_manager.published().annotate(named=Count(what)).order_by("-named").first()
        if first is None:
            continue
        other = model._default_manager.exclude(pk=first.pk).annotate(named=Count(what)).order_by("-named").first()
        for view in ("change", "review", "preview", "withdraw", "history", "delete"):
            yield f"busiest {model._meta.verbose_name}: {view}", _get(client, admin_url(first, view))
        merge = admin_url(other, "merge")
        yield f"busiest {model._meta.verbose_name}: merge", _get(client, merge, **{"with": first.pk})


def _claims(desk: Desk, full: Claim, public: Claim) -> Pages:
    client = desk.client
    for claim, what in ((full, "draft"), (public, "public")):
        for view in ("change", "history", "review", "preview", "publish", "delete"):
            yield f"{what} claim with {STATEMENTS} statements: {view}", _get(client, admin_url(claim, view))
    yield f"claim with {STATEMENTS} statements: withdraw", _get(client, admin_url(public, "withdraw"))
    yield f"claim with {STATEMENTS} statements: merge", _get(client, admin_url(full, "merge"), **{"with": public.pk})
    yield f"claim with {STATEMENTS} statements: preview's page", _get(client, admin_url(public, "preview_page"))
    yield f"claim with {STATEMENTS} statements: with similar claims", _get(client, admin_url(full, "change"), similar=1)
    yield "similar claims", _get(client, reverse("admin:claims_claim_similar"), claim=full.pk, text=full.text)
    stale = desk.edit(full).type(note="Test note.", statements__0__locator="page 2")
    stale.values[STARTED_FROM] = ["0"]
    yield f"claim with {STATEMENTS} statements: conflict", _send(stale)
    wrong = desk.edit(full).type(text="", statements__0__said="no date")
    yield f"claim with {STATEMENTS} statements: with faults", _send(wrong)


def _send(page: Page) -> Ask:
    return lambda: page.desk.client.post(page.url, {**page.values, "_save": "1"})


def _bulk(client: Client) -> Pages:
    pks = [str(pk) for pk in Claim.objects.never_published().order_by("-id").values_list("pk", flat=True)[:50]]
    for action in ("set-event", "label", "assign", "submit", "publish_selected", "delete_selected"):
        yield f"claims, fifty selected: {action}", _choose(client, action, pks)
    public = [str(pk) for pk in Claim.objects.published().order_by("id").values_list("pk", flat=True)[:50]]
    for action in ("withdraw_selected", "submit"):
        yield f"public claims, fifty selected: {action}", _choose(client, action, public)
    yield "claims, all 10,000 of a search: submit", _choose(client, "submit", pks[:1], all_of="?q=1999")


def _choose(client: Client, action: str, pks: list[str], *, all_of: str = "") -> Ask:
    sent = {"action": action, "_selected_action": pks, "select_across": "1" if all_of else "0", "index": "0"}
    return lambda: client.post(f"{list_url(Claim)}{all_of}", sent)


def _others(client: Client) -> Pages:
    proposal = Proposal.objects.first()
    if proposal:
        yield "proposal", _get(client, reverse("admin:claims_proposal_change", args=[proposal.pk]))
    yield "capture a source", _get(client, reverse("admin:sources_source_capture"))
    yield "words that the latest capture lacks", _get(client, reverse("admin:sources_capture_orphans"))
    capture = Capture.objects.first()
    if capture:
        yield "quote from a capture", _get(client, reverse("admin:sources_capture_quote", args=[capture.pk]))


def _of(client: Client, model: type[Model], view: str, pks: list[Any], random: Random, **query: Any) -> Ask:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}"
    return lambda: client.get(reverse(name, args=[random.choice(pks)]), query)


def _get(client: Client, address: str, **query: Any) -> Ask:
    return lambda: client.get(address, query) if query else client.get(address)
