"""Histories of records: what was done and why, every version, and what differs between two."""

from __future__ import annotations

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.actions import save
from claims.ledger.publish import publish
from claims.ledger.takedown import quarantine, withdraw
from claims.models import Claim
from tests.factories import make_actor, make_claim, make_denial, make_event
from tests.forgetting import forget_answers
from tests.public.clock import Clock
from tests.public.registry import publish_dispute
from tests.public.test_pages import page, words


def publish_edited(clock: Clock) -> Claim:
    """Three versions: as asserted; with its text corrected; with a denial."""
    claim = make_claim(slug="claim", text="Twelve test jets were lost.", statements=[{"actor": make_actor(name="A")}])
    publish(record=claim, by=None)
    clock.set("2020-09-10T12:00:00Z")
    claim.refresh_from_db()
    claim.text = "Two test jets were lost."
    publish(record=save(record=claim, by=None), by=None, reason="The number was misread.")
    clock.set("2020-09-20T12:00:00Z")
    make_denial(claim=claim, actor=make_actor(name="B"), quote="None was.", quote_language="en")
    claim.refresh_from_db()
    publish(record=claim, by=None, reason="The denial was added.")
    claim.refresh_from_db()
    return claim


def test_history_tells_what_was_done_when_and_why(client: Client, clock: Clock) -> None:
    publish_edited(clock)

    text = words(page(client, "/claims/claim/history/"))

    assert (
        "Changed 20 September 2020, 12:00 UTC Why The denial was added. Version 3 What changed "
        "Claimed by A; denied by B — Two test jets were lost. "
        "Changed 10 September 2020, 12:00 UTC Why The number was misread. Version 2 What changed "
        "Claimed by A — Two test jets were lost. "
        "Published 1 September 2020, 00:00 UTC Version 1 Claimed by A — Twelve test jets were lost."
    ) in text


def test_changes_that_follow_another_record_are_folded_together_and_name_it(client: Client, clock: Clock) -> None:
    claim = publish_dispute()
    party = claim.statements.first().actor.speaks_for
    for name in ("One name", "Another name"):
        party.name = name
        publish(record=save(record=party, by=None), by=None)
        party.refresh_from_db()

    html = page(client, "/claims/su-25-downing/history/")

    assert "<summary>2 changes that follow other records" in html
    assert html.count(f'after a change of <a href="/actors/{party.slug}/history/">{party.slug}</a>') == 2


@pytest.mark.parametrize("kind", ["event", "actor", "source", "publisher"])
def test_every_record_has_a_history_its_versions_and_their_differences(client: Client, clock: Clock, kind: str) -> None:
    claim = publish_dispute()
    source = claim.statements.first().source
    records = {"event": claim.event, "actor": claim.statements.last().actor, "source": source}
    record = {**records, "publisher": source.publisher}[kind]
    field = "title" if kind in ("event", "source") else "name"
    setattr(record, field, "Another test word")
    publish(record=save(record=record, by=None), by=None, reason="It is called so.")
    path = f"/{kind}s/{record.slug}/"

    history = words(page(client, f"{path}history/"))
    version = words(page(client, f"{path}versions/1/"))
    changed = page(client, f"{path}versions/1/2/")

    assert "Why It is called so. Version 2 What changed Another test word" in history
    assert "Version 1, which is no longer current. See the present History" in version
    assert "<ins>" in changed
    assert "Another" in changed


def test_two_versions_are_compared_word_by_word(client: Client, clock: Clock) -> None:
    publish_edited(clock)

    html = page(client, "/claims/claim/versions/1/2/")

    text = words(html)
    assert "What changed from version 1 to version 2" in text
    assert "Why The number was misread. 10 September 2020, 12:00 UTC" in text
    assert "The record itself Text [removed: Twelve] [added: Two] test jets were lost." in text
    assert (
        '<dd lang="en" dir="auto"><del><span class="hidden">[removed: </span>Twelve<span class="hidden">]</span></del>'
        '<ins><span class="hidden">[added: </span>Two<span class="hidden">]</span></ins> test jets were lost.</dd>'
    ) in html


def test_what_was_added_is_told_part_by_part(client: Client, clock: Clock) -> None:
    publish_edited(clock)

    text = words(page(client, "/claims/claim/versions/2/3/"))

    standing, statement = text[text.index("Standing") :].split("Statement 2: B denies Added")
    assert "Denied by [added: B]" in standing
    assert "Quote [added: None was.]" in statement


def test_the_form_leads_to_the_two_versions_that_were_chosen(client: Client, clock: Clock) -> None:
    publish_edited(clock)

    answer = client.get("/tr/claims/claim/versions/?from=1&to=3")

    assert (answer.status_code, answer["Location"]) == (302, "/tr/claims/claim/versions/1/3/")
    assert "from" in page(client, "/claims/claim/versions/?to=2", status=400)
    assert "to: is a whole number" in page(client, "/claims/claim/versions/?from=1&to=x", status=400)


def test_neighbouring_changes_are_one_step_away(client: Client, clock: Clock) -> None:
    publish_edited(clock)

    first = page(client, "/claims/claim/versions/1/2/")
    second = page(client, "/claims/claim/versions/2/3/")

    assert '<a href="/claims/claim/versions/2/3/" rel="next">The change after</a>' in first
    assert '<a href="/claims/claim/versions/1/2/" rel="prev">The change before</a>' in second
    assert 'rel="next"' not in second


def test_withdrawn_versions_can_be_compared_and_say_so(client: Client, clock: Clock) -> None:
    claim = publish_edited(clock)
    withdraw(record=claim, by=None, reason="Recorded by mistake.")

    text = words(page(client, "/claims/claim/versions/1/2/"))

    assert "This record has been withdrawn. Why Recorded by mistake." in text


def test_no_word_of_a_quarantined_record_is_in_its_history(client: Client, clock: Clock) -> None:
    claim = publish_edited(clock)
    quarantine(record=claim, by=None, reason="A danger to a person.")

    history = page(client, "/claims/claim/history/")

    assert "jets" not in history
    assert "misread" not in history
    assert "A danger to a person." in history
    for path in ("versions/1/", "versions/1/2/"):
        assert "jets" not in page(client, f"/claims/claim/{path}", status=410)


def test_a_record_taken_out_of_view_is_not_named_as_a_cause(client: Client, clock: Clock) -> None:
    claim = publish_dispute()
    actor = claim.statements.last().actor
    quarantine(record=actor, by=None, reason="A danger to a person.")

    history = page(client, "/claims/su-25-downing/history/")

    assert "1 change that follows another record" in history
    assert f"/actors/{actor.slug}/history/" not in history


def test_a_version_that_never_was_is_not_found(client: Client, clock: Clock) -> None:
    publish_edited(clock)

    for path in ("versions/9/", "versions/1/9/", "versions/0/"):
        page(client, f"/claims/claim/{path}", status=404)
    for path in ("history/", "versions/1/", "versions/1/2/"):
        page(client, f"/events/never/{path}", status=404)


@pytest.mark.parametrize(("path", "asked"), [("history/", 6), ("versions/1/", 4), ("versions/1/2/", 7)])
def test_histories_ask_as_often_for_ten_versions_as_for_two(
    client: Client, clock: Clock, path: str, asked: int
) -> None:
    event = make_event(slug="event", title="Reported test event")
    claim = make_claim(slug="claim", event=event, statements=[{"actor": make_actor()}])
    publish(record=claim, by=None)

    def edit(times: int) -> int:
        for number in range(times):
            claim.refresh_from_db()
            claim.note = f"Test note {times} {number}"
            publish(record=save(record=claim, by=None), by=None)
            event.refresh_from_db()
            event.title = f"Reported test event {times} {number}"
            publish(record=save(record=event, by=None), by=None)
        forget_answers()
        with CaptureQueriesContext(connections["public"]) as queries:
            page(client, f"/claims/claim/{path}")
        return len(queries)

    assert (edit(1), edit(8)) == (asked, asked)
