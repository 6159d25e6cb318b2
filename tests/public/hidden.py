"""What editors have and the public has not: every sort of it, each text with a token that is nowhere else.

Records that are public are edited and not published, others were never public, and around them lies all that editors
write for themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import Any

from django.contrib.auth.models import User
from django.http import QueryDict

from claims import review
from claims.access import keys
from claims.actions import save
from claims.desk import typed
from claims.ledger.holds import hold, lift
from claims.ledger.publish import publish
from claims.ledger.takedown import quarantine, withdraw
from claims.models import (
    Actor,
    ActorAlias,
    Claim,
    ColumnMap,
    Contradiction,
    CounterAccusation,
    Event,
    Import,
    Label,
    LabelledRecord,
    PlaceName,
    SavedView,
    Statement,
    Takedown,
)
from claims.webhooks import managing as webhooks
from sources.models import Publisher, Source
from tests.factories import (
    make_actor,
    make_capture,
    make_claim,
    make_contradiction,
    make_counter_accusation,
    make_event,
    make_place,
    make_proposal,
    make_publisher,
    make_rejected_pair,
    make_source,
)
from tests.inbox.reports import make_report

STEM = "qzcanary"


class Canaries:
    """Tokens, each given out once. They hold letters alone in one case, so that no folding changes them."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self.given: list[str] = []

    def __str__(self) -> str:
        """A new one; so that an f-string takes one."""
        letters = f"{next(self._numbers):06d}".translate(str.maketrans("0123456789", "abcdefghij"))
        self.given.append(f"{STEM}{letters}")
        return self.given[-1]


def staff(canary: Canaries) -> User:
    """A reviewer whose name nobody outside may see."""
    return User.objects.create_user(
        f"{canary}", first_name=f"{canary}", last_name=f"{canary}", email=f"{canary}@example.org", is_staff=True
    )


def hide_around(canary: Canaries, *, by: User, claims: Iterable[Claim]) -> None:
    """Edits of these public claims and of all that they name, none of them published; and notes on each."""
    for claim in claims:
        claim.text, claim.question = f"A test claim {canary} happened.", f"Did {canary} happen?"
        claim.note, claim.internal_notes = f"Note {canary}.", f"Not to be told: {canary}."
        parts: list[Any] = []
        for statement in Statement.objects.filter(claim=claim):
            statement.quote, statement.quote_language = f"Words {canary}.", "en"
            statement.quote_translation = f"Translated {canary}."
            statement.passage, statement.passage_language = f"It said {canary}.", "en"
            statement.passage_translation = f"Translated {canary}."
            statement.locator = f"page {canary}"
            parts.append(statement)
        save(record=claim, by=by, parts=parts)
        review.comment(record=claim, by=by, text=f"Look at {canary} again.")
        hide_what_may_follow(canary, by=by, claim=claim)
        LabelledRecord.objects.create(label=Label.objects.create(name=f"{canary}"), type=claim.type, key=claim.key)


def hide_what_may_follow(canary: Canaries, *, by: User, claim: Claim) -> None:
    """A takedown that waits for a second person, and a legal hold that was lifted."""
    named = {"type": claim.type, "key": claim.key}
    Takedown.objects.create(
        kind="withdraw", **named, reason=f"Because {canary}.", legal_basis=f"Order {canary}.", requested_by=by
    )
    lift(held=hold(record=claim, by=by, reason=f"Case {canary}."), by=by, reason=f"Closed: {canary}.")


def hide_in_names(canary: Canaries, *, by: User) -> None:
    """Edits of all public records that others show, none of them published; and copies of the texts of sources."""
    for actor in Actor.objects.published():
        actor.name, actor.role = f"Actor {canary}", f"Role {canary}"
        save(record=actor, by=by, parts=[ActorAlias(actor=actor, name=f"Alias {canary}", language="en")])
    for event in Event.objects.published():
        # The place of an event before may have been its own, and to edit that is to edit both.
        event.refresh_from_db()
        event.title = f"Event {canary}"
        save(record=event, by=by)
        if event.place:
            save(record=event.place, by=by, parts=[PlaceName(place=event.place, name=f"{canary}", language="en")])
    for source in Source.objects.published():
        source.title, source.dateline = f"Article {canary}", f"{canary}"
        source.archive_url = f"https://archive.example.org/{canary}"
        save(record=source, by=by)
        make_capture(source=source, text=f"What a paper wrote: {canary}.")
    for publisher in Publisher.objects.published():
        publisher.name, publisher.homepage = f"Outlet {canary}", f"https://example.org/{canary}"
        save(record=publisher, by=by)
    for pair in (*Contradiction.objects.published(), *CounterAccusation.objects.published()):
        pair.reason = f"Because of {canary}."
        save(record=pair, by=by)


def hide_drafts(canary: Canaries, *, by: User) -> None:
    """A record of every sort that was never public, and which no public one names."""
    actor = make_actor(name=f"Actor {canary}", role=f"{canary}", aliases=[(f"{canary}", "en")], by=by)
    publisher = make_publisher(name=f"Outlet {canary}", homepage=f"https://example.org/{canary}", by=by)
    source = make_source(
        title=f"Article {canary}", url=f"https://example.org/{canary}", publisher=publisher, dateline=f"{canary}", by=by
    )
    event = make_event(title=f"Event {canary}", place=make_place(names=[(f"{canary}", "en")], by=by), by=by)
    claim, other = (
        make_claim(
            slug=f"draft-{canary}",
            text=f"A test claim {canary} happened.",
            question=f"Did {canary}?",
            event=event,
            note=f"{canary}",
            internal_notes=f"{canary}",
            kind="casualties",
            about=[actor],
            figure={"low": 7, "as_worded": f"{canary}", "area": f"{canary}"},
            statements=[{"actor": actor, "source": source, "quote": f"Words {canary}.", "locator": f"{canary}"}],
            response_searches=[{"actor": actor, "searched_in": f"{canary}"}],
            assessments=[
                {"organisation": publisher, "rating": f"{canary}", "scale": f"{canary}", "summary": f"{canary}"}
            ],
            by=by,
        )
        for _ in range(2)
    )
    make_contradiction(first_claim=claim, second_claim=other, reason=f"Because {canary}.", by=by)
    make_counter_accusation(first_claim=claim, second_claim=other, reason=f"Because {canary}.", by=by)
    make_capture(source=source, text=f"Text {canary}.")


def hide_at_the_desks(canary: Canaries, *, by: User) -> None:
    """What people write for themselves and each other, and what readers and programs gave."""
    make_rejected_pair(reason=f"Both can be: {canary}.", by=by)
    proposal = make_proposal(by=by)
    proposal.note = f"Look at {canary}."
    proposal.save()
    typed.keep(user=by, form="claims.claim/add", token=typed.new_token(), values=QueryDict(f"text={canary}"))
    SavedView.objects.create(user=by, name=f"{canary}", query=f"q={canary}")
    make_report(text=f"It is {canary}.", name=f"{canary}", contact=f"{canary}@example.org")
    key, _ = keys.issue(name=f"{canary}", contact=f"{canary}@example.org", by=by)
    webhooks.make(key=key.pk, url=f"https://example.org/{canary}", description=f"{canary}", types=["*"])
    ColumnMap.objects.create(name=f"{canary}", section="claims", columns={f"{canary}": "text"}, by=by)
    Import.objects.create(name=f"{canary}.csv", format="table", by=by)


def take_down_some(canary: Canaries, *, by: User) -> None:
    """Two claims that were public: one is withdrawn, and so readable in its history alone, one quarantined."""
    gone = make_claim(slug="withdrawn", text=f"Withdrawn is {canary}.", statements=[{}])
    kept = make_claim(slug="quarantined", text=f"Nobody reads {canary}.", note=f"{canary}", statements=[{}])
    for claim in (gone, kept):
        publish(record=claim, by=by)
        claim.refresh_from_db()
    withdraw(record=gone, by=by, reason="Recorded by mistake.")
    quarantine(record=kept, by=by)


def hide(canary: Canaries) -> None:
    """All of it."""
    by = staff(canary)
    hide_drafts(canary, by=by)
    hide_around(canary, by=by, claims=list(Claim.objects.published()))
    hide_in_names(canary, by=by)
    hide_at_the_desks(canary, by=by)
