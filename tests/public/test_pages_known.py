"""Pages as they were known at an earlier time: what they show, where their links lead, what they say of it."""

from __future__ import annotations

import re

import pytest
from django.db import connections
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from claims.actions import save
from claims.ledger.merge import merge
from claims.ledger.publish import publish
from claims.ledger.takedown import quarantine, restore, withdraw
from claims.models import Claim
from claims.public.pages.known import in_its_time
from tests.factories import make_actor, make_claim, make_denial
from tests.forgetting import forget_answers
from tests.public.clock import Clock
from tests.public.registry import publish_dispute
from tests.public.test_pages import page, words

FIRST, BETWEEN, LATER, AFTER = (f"2020-09-{day}T12:00:00Z" for day in (10, 15, 20, 25))


def publish_then_change(clock: Clock) -> Claim:
    """Asserted on the 10th; the denial is published on the 20th."""
    clock.set(FIRST)
    claim = make_claim(slug="claim", text="A test jet was lost.", statements=[{"actor": make_actor(name="Asserter")}])
    publish(record=claim, by=None)
    clock.set(LATER)
    make_denial(claim=claim, actor=make_actor(name="Denier"))
    claim.refresh_from_db()
    publish(record=claim, by=None, reason="The denial was added.")
    claim.refresh_from_db()
    return claim


def test_a_claim_is_shown_as_it_was_known(client: Client, clock: Clock) -> None:
    publish_then_change(clock)

    now = words(page(client, "/claims/claim/"))
    then = words(page(client, f"/claims/claim/?as_of={BETWEEN}"))

    assert "Denied by Denier" not in then
    assert "No one on record denies it." in then
    assert "As known on 15 September 2020, 12:00 UTC See the present" in then
    assert "denied by Denier" in now
    assert "As known on" not in now


@override_settings(SITE_URL="https://registry.example")
def test_a_page_of_an_earlier_time_is_not_indexed_and_names_the_present_one(client: Client, clock: Clock) -> None:
    publish_then_change(clock)

    for path in ("/claims/claim/", "/claims/", "/disputes/", "/"):
        html = page(client, f"{path}?as_of=2020-09-15")

        assert '<meta name="robots" content="noindex, follow">' in html
        assert f'<link rel="canonical" href="https://registry.example{path}">' in html
        assert f'<a href="{path}" rel="latest-version">' in html


def test_links_of_an_earlier_page_lead_to_the_same_time(client: Client, clock: Clock) -> None:
    claim = publish_then_change(clock)

    html = page(client, "/claims/claim/?as_of=2020-09-15")

    assert f'href="/events/{claim.event.slug}/?as_of=2020-09-15"' in html
    assert 'href="/claims/claim.json?as_of=2020-09-15"' in html
    assert 'href="/about/#standing-asserted"' in html
    assert 'href="/claims/claim/history/"' in html


@pytest.mark.parametrize("path", ["/claims/claim.jsonld", "/claims/claim/cite.txt", "/claims/claim/cite/"])
def test_data_and_citations_are_those_of_the_time(client: Client, clock: Clock, path: str) -> None:
    publish_then_change(clock)

    then, now = (client.get(f"{path}{query}").content.decode() for query in (f"?as_of={BETWEEN}", ""))

    assert "Asserter" in then
    assert "Denier" not in then
    assert "Denier" in now
    assert client.get(f"{path}?as_of=yesterday").status_code == 400
    assert client.get(f"{path}?as_of=2020-08-01").status_code == 404


def test_a_frame_of_an_earlier_time_says_that_it_is_not_current(client: Client, clock: Clock) -> None:
    claim = publish_then_change(clock)

    then = client.get(f"/embed/claims/claim/?as_of={BETWEEN}").content.decode()

    assert "Denier" not in then
    assert "Version 1, which is no longer current." in then
    assert "no longer current" not in client.get("/embed/claims/claim/?as_of=2020-10-05").content.decode()
    assert client.get("/embed/claims/claim/?as_of=yesterday").status_code == 400
    assert client.get("/embed/claims/claim/?as_of=2020-08-01").status_code == 404
    withdraw(record=claim, by=None, reason="Recorded twice.")
    assert client.get(f"/embed/claims/claim/?as_of={BETWEEN}").status_code == 410


def test_search_and_lists_stay_in_the_time(client: Client, clock: Clock) -> None:
    publish_then_change(clock)

    then = page(client, f"/search/?q=jet&as_of={BETWEEN}")
    before = page(client, "/search/?q=jet&as_of=2020-09-05")

    assert "Claimed by Asserter" in words(then)
    assert '<input type="hidden" name="as_of" value="2020-09-15T12:00:00Z">' in then
    assert 'href="/claims/claim/?as_of=2020-09-15T12%3A00%3A00Z"' in then
    assert "Nothing on record matches jet" in words(before)


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<a href="/claims/x/#sources">', '<a href="/claims/x/?as_of=2020#sources">'),
        ('<a class="y" href="/tr/claims/?kind=attack">', '<a class="y" href="/tr/claims/?kind=attack&amp;as_of=2020">'),
        ('<a href="/claims/?as_of=2021">', '<a href="/claims/?as_of=2021">'),
        ('<a href="/claims/x/history/">', '<a href="/claims/x/history/">'),
        ('<a href="/claims/x/" rel="latest-version">', '<a href="/claims/x/" rel="latest-version">'),
        ('<a href="https://example.org/claims/x/">', '<a href="https://example.org/claims/x/">'),
        ('<a href="/">', '<a href="/?as_of=2020">'),
        ('<a href="#content">', '<a href="#content">'),
        ('<p>href="/claims/x/"</p>', '<p>href="/claims/x/"</p>'),
        (
            '<form action="/search/" method="get"></form>',
            '<form action="/search/" method="get"><input type="hidden" name="as_of" value="2020"></form>',
        ),
        (
            '<form action="/claims/" method="get"><input name="as_of"></form>',
            '<form action="/claims/" method="get"><input name="as_of"></form>',
        ),
        ('<form action="/report/" method="post"></form>', '<form action="/report/" method="post"></form>'),
    ],
)
@pytest.mark.no_database
def test_links_and_forms_keep_the_time_where_they_can(html: str, found: str) -> None:
    assert in_its_time(html, "2020") == found


@pytest.mark.parametrize("path", ["/", "/claims/", "/search/", "/claims/claim/", "/claims/claim.json", "/changes/"])
def test_a_time_that_cannot_be_read_gets_a_page_that_says_so(client: Client, clock: Clock, path: str) -> None:
    publish_then_change(clock)

    for as_of in ("yesterday", "2999-01-01", "2020-02-31", "2020-09-15&as_of=2020-09-16"):
        assert "as_of" in page(client, f"{path}?as_of={as_of}", status=400)


def test_before_its_first_publication_a_record_is_not_there_yet(client: Client, clock: Clock) -> None:
    claim = publish_then_change(clock)

    for path in ("/claims/claim/", f"/events/{claim.event.slug}/", "/claims/claim.json"):
        html = page(client, f"{path}?as_of=2020-09-05", status=404)

        assert "This record was first published on 10 September 2020, 12:00 UTC." in words(html)
        assert "?as_of=2020-09-10T12:00:00.0" in html
        assert "As known on" not in html


def test_the_data_of_a_record_is_that_of_the_time(client: Client, clock: Clock) -> None:
    publish_then_change(clock)

    then = client.get(f"/claims/claim.json?as_of={BETWEEN}")

    assert then.content == client.get(f"/api/v1/claims/claim/?as_of={BETWEEN}").content
    assert b'"version":1' in then.content


def test_what_was_withdrawn_since_is_shown_and_marked(client: Client, clock: Clock) -> None:
    claim = publish_then_change(clock)
    clock.set(AFTER)
    withdraw(record=claim, by=None, reason="Recorded by mistake.")

    then = words(page(client, f"/claims/claim/?as_of={BETWEEN}"))
    gone = words(page(client, f"/claims/claim/?as_of={AFTER}", status=410))

    assert "It was taken down on 25 September 2020, 12:00 UTC. The reason: Recorded by mistake." in then
    assert "it had been taken down on 25 September 2020, 12:00 UTC." in gone


def test_while_it_was_withdrawn_it_is_not_shown_although_it_is_public_again(client: Client, clock: Clock) -> None:
    claim = publish_then_change(clock)
    clock.set(AFTER)
    withdraw(record=claim, by=None, reason="Recorded by mistake.")
    claim.refresh_from_db()
    clock.set("2020-09-27T12:00:00Z")
    restore(record=claim, by=None, reason="It was right.")

    page(client, "/claims/claim/?as_of=2020-09-26", status=410)
    page(client, "/claims/claim/?as_of=2020-09-28")


def test_nothing_of_what_is_quarantined_is_shown_at_any_time(client: Client, clock: Clock) -> None:
    claim = publish_then_change(clock)
    quarantine(record=claim, by=None, reason="A danger to a person.")

    for path in ("/claims/claim/", "/claims/claim.json"):
        assert "jet" not in page(client, f"{path}?as_of={BETWEEN}", status=410)
    assert "jet" not in page(client, f"/claims/?as_of={BETWEEN}")


def test_before_a_merge_both_are_shown_and_after_it_the_address_leads_on(client: Client, clock: Clock) -> None:
    claim = publish_then_change(clock)
    other = make_claim(slug="other", statements=[{"actor": make_actor()}], event=claim.event)
    publish(record=other, by=None)
    clock.set(AFTER)
    other.refresh_from_db()
    merge(record=other, into=claim, by=None, reason="The same claim.")

    then = words(page(client, "/claims/other/?as_of=2020-09-22"))
    led = client.get("/claims/other/?as_of=2020-09-26")

    assert "It was merged into another record on 25 September 2020, 12:00 UTC." in then
    assert (led.status_code, led["Location"]) == (302, "/claims/claim/?as_of=2020-09-26")


@pytest.mark.parametrize(("path", "asked"), [("/claims/claim/", 5), ("/claims/claim.json", 3)])
def test_an_earlier_claim_asks_as_often_however_much_changed(
    client: Client, clock: Clock, path: str, asked: int
) -> None:
    claim = publish_then_change(clock)
    first = _queries(client, f"{path}?as_of={BETWEEN}")
    for day in range(21, 29):
        clock.set(f"2020-09-{day}T12:00:00Z")
        claim.note = f"Test note {day}"
        publish(record=save(record=claim, by=None), by=None)
        claim.refresh_from_db()

    assert (first, _queries(client, f"{path}?as_of={BETWEEN}")) == (asked, asked)


def _queries(client: Client, path: str) -> int:
    forget_answers()
    with CaptureQueriesContext(connections["public"]) as asked:
        page(client, path)
    return len(asked)


def test_the_claims_moments_can_be_stepped_through(client: Client, clock: Clock) -> None:
    publish_then_change(clock)

    now = _slider(page(client, "/claims/claim/"))
    then = _slider(page(client, f"/claims/claim/?as_of={BETWEEN}"))

    told = ["10 September 2020, 12:00 UTC: published", "Now, since 20 September 2020, 12:00 UTC: changed"]
    assert [text for _value, _chosen, text in now] == told
    assert [chosen for _value, chosen, _text in now] == [False, True]
    assert [chosen for _value, chosen, _text in then] == [True, False]
    page(client, f"/claims/claim/?as_of={now[0][0]}")


def test_moments_that_follow_another_record_are_told_apart(client: Client, clock: Clock) -> None:
    claim = publish_dispute()
    clock.set(LATER)
    party = claim.statements.first().actor.speaks_for
    party.name = "Another name"
    publish(record=save(record=party, by=None), by=None)

    html = page(client, "/claims/su-25-downing/")

    assert "20 September 2020, 12:00 UTC: follows a change of another record" in html
    assert html.count("data-follows") == 1


def _slider(html: str) -> list[tuple[str, bool, str]]:
    """Value, whether it is chosen, and words of each moment."""
    form = html.partition('<form class="known"')[2].partition("</form>")[0]
    found = re.findall(r'<option value="([^"]*)"( data-follows)?( selected)?>([^<]*)</option>', form)
    return [(value, bool(chosen), text) for value, _follows, chosen, text in found]
