"""`/changes/`: what people did to the registry, with their reasons, and nothing that may not be read."""

from __future__ import annotations

import re

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.actions import save
from claims.ledger.merge import merge
from claims.ledger.publish import publish
from claims.ledger.takedown import quarantine, restore, withdraw
from claims.models import Claim
from claims.public.pages import changes
from tests.factories import make_actor, make_claim, make_contradiction, make_event
from tests.forgetting import forget_answers
from tests.public.clock import Clock
from tests.public.test_pages import page, words


def publish_claim(slug: str, **fields: object) -> Claim:
    claim = make_claim(slug=slug, text=f"The {slug} test jet was lost.", statements=[{"actor": make_actor()}], **fields)
    publish(record=claim, by=None)
    claim.refresh_from_db()
    return claim


def correct(claim: Claim, reason: str) -> Claim:
    claim.note = reason
    publish(record=save(record=claim, by=None), by=None, reason=reason)
    claim.refresh_from_db()
    return claim


def titles(html: str) -> list[str]:
    """Action and title of each change on the page, in order."""
    found = re.findall(r'<span class="tag">([^<]*)</span> <span class="name">([^<]*)</span>', html)
    return [f"{action} {type_}" for action, type_ in found]


def test_every_deed_is_listed_newest_first_with_its_reason(client: Client, clock: Clock) -> None:
    claim, other = publish_claim("first"), publish_claim("second")
    clock.set("2020-09-10T12:00:00Z")
    correct(claim, "A note was missing.")
    withdraw(record=claim, by=None, reason="Recorded by mistake.")
    claim.refresh_from_db()
    restore(record=claim, by=None, reason="It was right.")
    claim.refresh_from_db()
    merge(record=other, into=claim, by=None, reason="The same claim.")

    html = page(client, "/changes/?type=claim")

    told = ["Merged into another record", "Public again", "Withdrawn", "Changed", "Published", "Published"]
    assert [title.removesuffix(" Claim") for title in titles(html) if title != "Changed Claim"] == [
        title for title in told if title != "Changed"
    ]
    for reason in ("A note was missing.", "Recorded by mistake.", "It was right.", "The same claim."):
        assert f"Why {reason}" in words(html)
    assert "/claims/first/versions/1/2/" in html
    assert 'It is now part of <a href="/claims/first/">first</a>.' in html


def test_what_only_follows_is_left_out(client: Client, clock: Clock) -> None:
    claim = publish_claim("first")
    actor = claim.statements.get().actor
    actor.name = "Another name"
    publish(record=save(record=actor, by=None), by=None, reason="It is called so.")

    assert titles(page(client, "/changes/?action=updated")) == ["Changed Actor"]


def test_titles_name_the_parties(client: Client, clock: Clock) -> None:
    first, second = publish_claim("first"), publish_claim("second")
    publish(record=make_contradiction(first_claim=first, second_claim=second, reason="One was lost."), by=None)

    text = words(page(client, "/changes/"))

    pair = re.search(r"Contradiction .*? UTC (.*?) Published", text)
    names = [claim.statements.get().actor.name for claim in (first, second)]
    told = [
        f"Claimed by {name}; contradicted by a claim of {other} — The {slug} test jet was lost."
        for name, other, slug in zip(names, reversed(names), ("first", "second"), strict=True)
    ]
    assert pair is not None
    assert pair[1] == " / ".join(told)


def test_nothing_of_what_was_taken_out_of_view_is_told(client: Client, clock: Clock) -> None:
    claim = correct(publish_claim("first"), "A secret reason.")
    quarantine(record=claim, by=None, reason="A danger to a person.")

    html = page(client, "/changes/?type=claim")

    assert titles(html) == ["Taken out of view Claim", "Changed Claim", "Published Claim"]
    assert "test jet" not in html
    assert "secret" not in html
    assert html.count("/claims/first/") == 1
    assert "be read now Why A danger to a person. The notice at its address" in words(html)


def test_a_withdrawn_record_is_told_of_with_its_reason(client: Client, clock: Clock) -> None:
    withdraw(record=publish_claim("first"), by=None, reason="Recorded by mistake.")

    text = words(page(client, "/changes/?action=withdrawn"))

    assert "The first test jet was lost." not in text
    assert "be read now Why Recorded by mistake. Its history" in text


def test_pages_hold_every_change_once_in_both_directions(
    client: Client, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "SHOWN", 2)
    event = make_event(title="Reported test event")
    for number in range(5):
        publish_claim(f"c{number}", event=event)
    path, found = "/changes/?type=claim", []

    while path:
        html = page(client, path)
        found.append(re.findall(r'href="/claims/(c\d)/"', html))
        path = _link(html, "next")
    back = page(client, _link(html, "prev"))

    assert found == [["c4", "c3"], ["c2", "c1"], ["c0"]]
    assert re.findall(r'href="/claims/(c\d)/"', back) == ["c2", "c1"]


def _link(html: str, rel: str) -> str:
    before, found, _ = html.partition(f'" rel="{rel}">')
    return before.rpartition('href="')[2].replace("&amp;", "&") if found else ""


def test_changes_are_chosen_by_day_and_month(client: Client, clock: Clock) -> None:
    event = make_event()
    for day in ("2020-09-30T23:59:00Z", "2020-10-01T00:00:00Z", "2020-11-01T00:00:00Z"):
        clock.set(day)
        publish_claim(f"on-{day[:10]}", event=event)

    def on(chosen: str) -> list[str]:
        return re.findall(r'href="/claims/on-([\d-]+)/"', page(client, f"/changes/?type=claim&on={chosen}"))

    assert on("2020-10-01") == ["2020-10-01"]
    assert on("2020-10") == ["2020-10-01"]
    assert on("2020-09") == ["2020-09-30"]
    assert on("2020-12") == []
    assert '<a href="/changes/?on=2020-11-01">1 November 2020</a>' in page(client, "/changes/")


def test_changes_as_they_were_known_end_there(client: Client, clock: Clock) -> None:
    publish_claim("first")
    clock.set("2020-09-10T12:00:00Z")
    publish_claim("second")

    html = page(client, "/changes/?type=claim&as_of=2020-09-05")

    assert "/claims/first/?as_of=2020-09-05" in html
    assert "second" not in html


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("action=withdrew", "did you mean withdrawn?"),
        ("type=statement", "type: statement"),
        ("on=2020-13", "on: is a day"),
        ("on=yesterday", "on: is a day"),
        ("before=-1", "before: is a whole number"),
    ],
)
def test_what_cannot_be_read_is_named(client: Client, query: str, said: str) -> None:
    assert said in page(client, f"/changes/?{query}", status=400)


def test_changes_ask_as_often_for_ten_as_for_one(client: Client, clock: Clock) -> None:
    def asked() -> int:
        forget_answers()
        with CaptureQueriesContext(connections["public"]) as queries:
            page(client, "/changes/")
        return len(queries)

    publish_claim("first")
    one = asked()
    for number in range(5):
        correct(publish_claim(f"c{number}"), "A note was missing.")

    assert (one, asked()) == (3, 3)
