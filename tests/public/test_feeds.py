"""The Atom feeds: of lists, of records, of changes."""

import re

import pytest
from django.db import connections
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from claims.actions import save
from claims.ledger.publish import publish
from claims.ledger.published import PublishedRecord
from claims.ledger.takedown import quarantine, restore, withdraw
from claims.public.pages.lists import LISTS
from tests.factories import make_actor, make_claim, make_contradiction, make_event, make_publisher, make_source
from tests.forgetting import forget_answers
from tests.public.feeds import ATOM, contents, feed, links, titles
from tests.public.registry import publish_dispute, publish_hostile_claim, publish_three_sided_claim

SU_25 = "Claimed by Armenia; denied by Azerbaijan and Turkey — Was an Armenian Su-25 shot down by a Turkish F-16?"
GONE = "Withdrawn: claim su-25-downing"


@pytest.mark.parametrize(
    "path",
    [
        "/feeds/disputes.atom",
        "/feeds/changes.atom",
        *(f"/{name}.atom" for name, shown in LISTS.items() if shown.has_feed),
        "/claims.atom?kind=attack&q=jet&utm_source=x",
        "/claims/three-sides.atom",
        "/claims/hostile.atom",
    ],
)
def test_every_feed_is_atom(client, path):
    publish_three_sided_claim()
    publish_hostile_claim()

    assert titles(feed(client, path))


@pytest.mark.parametrize("type_", ["event", "actor", "source", "publisher"])
def test_every_record_has_a_feed(client, type_):
    publish_three_sided_claim()
    record = PublishedRecord.objects.filter(type=type_).first()

    root = feed(client, f"/{type_}s/{record.slug}.atom")

    assert titles(root)
    assert links(root)["self"].endswith(f"/{type_}s/{record.slug}.atom")


def test_a_list_without_rows_is_a_feed_without_entries(client):
    assert titles(feed(client, "/disputes.atom")) == []


def test_entries_name_the_parties_and_carry_each_side(client):
    publish_dispute()

    root = feed(client, "/feeds/disputes.atom")

    assert titles(root) == [SU_25]
    (content,) = contents(root)
    text = " ".join(re.sub(r"<[^>]+>", "", content).split())
    read = "Reported: 29 September 2020. Read in Live blog, An outlet."
    assert f"Asserted Armenia (Shushan Stepanyan, Spokeswoman): “shot down”. {read}" in text
    assert f"Denied Azerbaijan. {read} Turkey. {read}" in text


def test_swapping_the_parties_changes_nothing_but_their_names(client):
    neutral = {"question": "Was a jet shot down?", "text": "A jet was shot down."}
    publish_dispute(asserting="Armenia", denying=("Azerbaijan",), slug="first", **neutral)
    publish_dispute(asserting="Azerbaijan", denying=("Armenia",), slug="swapped", **neutral)

    swapped, first = contents(feed(client, "/claims.atom"))

    mirrored = first.replace("Armenia", "A").replace("Azerbaijan", "Armenia").replace("A<", "Azerbaijan<")
    mirrored = mirrored.replace("A;", "Azerbaijan;")
    assert re.sub(r"/sources/[a-z0-9-]+/", "", mirrored) == re.sub(r"/sources/[a-z0-9-]+/", "", swapped)


@override_settings(SITE_URL="https://registry.example:8443")
def test_ids_stay_when_a_record_changes(client):
    claim = publish_dispute()
    (before,) = feed(client, "/claims.atom").findall(f"{ATOM}entry")
    claim.refresh_from_db()
    claim.question = "Was a jet shot down?"
    save(record=claim, by=None)
    publish(record=claim, by=None)

    (after,) = feed(client, "/claims.atom").findall(f"{ATOM}entry")

    assert after.findtext(f"{ATOM}id") == f"tag:registry.example,2026:claim/{claim.key}"
    assert before.findtext(f"{ATOM}id") == after.findtext(f"{ATOM}id")
    assert before.findtext(f"{ATOM}published") == after.findtext(f"{ATOM}published")
    assert before.findtext(f"{ATOM}updated") < after.findtext(f"{ATOM}updated")


def test_filters_are_those_of_the_page(client):
    publish_dispute()
    publish(record=make_claim(slug="loss", kind="losses", statements=[{"actor": make_actor(name="Egypt")}]), by=None)

    root = feed(client, "/claims.atom?kind=attack&fbclid=1")

    assert titles(root) == [SU_25]
    assert links(root)["alternate"].endswith("/claims/?kind=attack")
    assert links(root)["self"].endswith("/claims.atom?kind=attack")


def test_a_malformed_filter_is_named(client):
    response = client.get("/claims.atom?kind=atack")

    assert response.status_code == 400
    assert "did you mean attack?" in response.json()["detail"]


def test_latest_change_comes_first_and_pages_follow(client):
    actor = make_actor()
    made = [make_claim(slug=f"claim-no-{number}", statements=[{"actor": actor}]) for number in range(3)]
    for claim in made:
        publish(record=claim, by=None)
    made[0].refresh_from_db()
    made[0].text = "It was so, in other words."
    save(record=made[0], by=None)
    publish(record=made[0], by=None)

    first = feed(client, "/claims.atom?page_size=2")
    second = feed(client, links(first)["next"].removeprefix("http://127.0.0.1:8000"))

    found = [links(entry)["alternate"][-11:] for root in (first, second) for entry in root.findall(f"{ATOM}entry")]
    assert found == ["claim-no-0/", "claim-no-2/", "claim-no-1/"]


@pytest.mark.parametrize("path", ["/feeds/disputes.atom", "/claims.atom?kind=attack", "/events/war.atom"])
def test_a_withdrawal_takes_the_place_of_the_entry_and_says_why(client, path):
    claim = publish_dispute(event=make_event(slug="war"))
    before = feed(client, path).find(f"{ATOM}entry").findtext(f"{ATOM}id")
    claim.refresh_from_db()
    withdraw(record=claim, by=None, reason="Recorded by mistake.")

    entry = feed(client, path).find(f"{ATOM}entry")

    assert (entry.findtext(f"{ATOM}id"), entry.findtext(f"{ATOM}title")) == (before, GONE)
    assert "The reason: <bdi>Recorded by mistake.</bdi>" in entry.findtext(f"{ATOM}content")
    assert "F-16" not in entry.findtext(f"{ATOM}content")


def test_a_withdrawal_from_elsewhere_is_not_told(client):
    claim = publish_dispute()
    claim.refresh_from_db()
    withdraw(record=claim, by=None, reason="Recorded by mistake.")

    assert titles(feed(client, "/claims.atom?kind=losses")) == []


def test_feed_of_a_claim_tells_what_was_done_and_why(client):
    claim = publish_dispute()
    rival = make_claim(slug="rival", text="No jet flew.", statements=[{"actor": make_actor(name="Egypt")}])
    publish(record=rival, by=None)
    for record in (claim, rival):
        record.refresh_from_db()
    pair = make_contradiction(first_claim=claim, second_claim=rival, reason="A jet can't be shot down unless it flies.")
    publish(record=pair, by=None)
    restored_later = feed(client, "/claims/su-25-downing.atom")
    claim.refresh_from_db()
    withdraw(record=claim, by=None, reason="Recorded by mistake.")
    gone = feed(client, "/claims/su-25-downing.atom")
    claim.refresh_from_db()
    restore(record=claim, by=None, reason="It was no mistake.")
    back = feed(client, "/claims/su-25-downing.atom")

    contradiction, new = titles(restored_later)
    assert contradiction.startswith("New: Contradiction: Claimed by ")
    assert "Claimed by Egypt" in contradiction
    assert new == f"New: {SU_25}"
    assert titles(gone) == [GONE, "New: contradiction " + pair.slug, "New: claim su-25-downing"]
    assert "Recorded by mistake." in contents(gone)[0]
    assert not any("F-16" in content for content in contents(gone))
    assert titles(back)[0].startswith("Public again: Claimed by Armenia")
    assert "It was no mistake." in contents(back)[0]


def test_changes_are_told_once_and_not_what_follows_from_them(client):
    claim = publish_dispute()
    party = claim.statements.first().actor.speaks_for
    party.name = "Hayastan"
    save(record=party, by=None)
    publish(record=party, by=None)

    changes = titles(feed(client, "/feeds/changes.atom"))

    assert changes[0] == "Changed: Hayastan"
    assert [title for title in changes if "Su-25" in title] == [f"New: {SU_25}"]


def test_nothing_of_a_quarantined_claim_is_told(client):
    claim = publish_dispute()
    claim.refresh_from_db()
    quarantine(record=claim, by=None, reason="A danger to a person.")

    changes, disputes = feed(client, "/feeds/changes.atom"), feed(client, "/feeds/disputes.atom")

    assert client.get("/claims/su-25-downing.atom").status_code == 410
    assert titles(changes)[0].startswith("Taken out of view: claim")
    assert not any("F-16" in text for text in contents(changes))
    assert titles(disputes) == []


@pytest.mark.parametrize(
    ("path", "status"), [("/claims/none.atom", 404), ("/events/none.atom", 404), ("/feeds/none.atom", 404)]
)
def test_there_is_no_feed_of_what_there_is_not(client, path, status):
    assert client.get(path).status_code == status


def test_feed_of_a_merged_claim_is_the_survivors(client):
    claim = publish_dispute()
    merged = PublishedRecord.objects.get(key=claim.key)
    merged.key, merged.slug = "00000000-0000-4000-8000-000000000000", "merged"
    merged.public_state, merged.merged_into = "merged", claim.slug
    merged.save(force_insert=True)

    response = client.get("/claims/merged.atom")

    assert (response.status_code, response["Location"]) == (301, "/claims/su-25-downing.atom")


def test_a_reader_who_has_the_feed_is_told_so_until_it_changes(client):
    publish_dispute()
    first = client.get("/claims.atom")

    again = client.get("/claims.atom", headers={"If-None-Match": first["ETag"]})
    publish(record=make_claim(statements=[{"actor": make_actor()}]), by=None)
    later = client.get("/claims.atom", headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, later.status_code) == (304, 200)


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/claims.atom", 3),
        ("/feeds/changes.atom", 3),
        ("/events/war.atom", 7),
        ("/actors/armenia.atom", 7),
        ("/sources/blog.atom", 6),
        ("/claims/claim-0.atom", 7),
    ],
)
def test_feeds_ask_as_often_for_ten_entries_as_for_one(client, path, asked):
    source = make_source(slug="blog", publisher=make_publisher(slug="outlet"))
    event, actor = make_event(slug="war"), make_actor(slug="armenia")

    def publish_claims(numbers: range) -> None:
        for number in numbers:
            statements = [{"actor": actor, "source": source}, {"actor": make_actor(), "stance": "denies"}]
            publish(record=make_claim(slug=f"claim-{number}", event=event, statements=statements), by=None)

    publish_claims(range(1))
    one = queries(client, path)
    publish_claims(range(1, 10))

    assert (one, queries(client, path)) == (asked, asked)


def queries(client, path):
    forget_answers()
    with CaptureQueriesContext(connections["public"]) as found:
        feed(client, path)
    return len(found)
