"""Search: stated queries find what is meant, typing errors are mended, what was taken down is suggested nowhere."""

from __future__ import annotations

import re
from html import unescape

from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.ledger.models import PublishedEntry, PublishedWord
from claims.ledger.publish import publish, publish_many
from claims.ledger.takedown import quarantine, restore, withdraw
from claims.public import reading
from claims.public.searching import candidates, finding
from claims.public.searching.answering import answer
from claims.vocabulary import ActorKind
from tests.factories import make_actor, make_claim, make_event, make_place, make_publisher, make_source


def first(words: str, *, most: int = 5) -> list[str]:
    """`type/slug` of the best matches."""
    return [f"{hit.type}/{hit.document['id']}" for hit in answer(words, reading.snapshot()).hits[:most]]


def page(client: Client, query: str) -> str:
    response = client.get(f"/search/?{query}")
    assert response.status_code == 200
    return response.content.decode()


def told(html: str) -> str:
    """The words of the page's main part."""
    main = re.sub(r"(?s).*<main.*?>|</main>.*", "", html)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", main)).split())


def suggested(client: Client, typed: str) -> list[dict[str, str]]:
    response = client.get("/search/suggest", {"q": typed})
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    return response.json()["suggestions"]


def test_words_are_marked_in_the_script_they_are_written_in(client):
    publish(record=make_claim(text="A bridge near Ստեփանակերտ was <closed> & “guarded”."), by=None)

    html = page(client, "q=stepanakert+guarded")

    assert "A bridge near <mark>Ստեփանակերտ</mark> was &lt;closed&gt; &amp; “<mark>guarded</mark>”." in html


def test_words_of_somebody_are_shown_with_who_said_them(client):
    speaker = make_actor(name="Test Speaker")
    statement = {"actor": speaker, "quote": "an orchard was burnt", "quote_language": "en"}
    publish(record=make_claim(text="A field was set on fire.", statements=[statement]), by=None)

    assert '<bdi>Test Speaker</bdi>: <q lang="en" dir="auto">an <mark>orchard</mark> was burnt</q>' in page(
        client, "q=orchard"
    )


def test_a_typing_error_is_mended_and_can_be_searched_as_typed(client):
    publish(record=make_claim(text="The quicksilver was sold."), by=None)

    html = page(client, "q=quicksikver")

    assert "No record has “quicksikver”. Shown is what has quicksilver." in told(html)
    assert 'href="/search/?q=%22quicksikver%22">Search exactly as typed' in html
    assert "Nothing on record matches “quicksikver”." in told(page(client, "q=%22quicksikver%22")).replace(
        '"', "“", 1
    ).replace('"', "”", 1)


def test_other_spellings_are_named(client):
    publish(record=make_event(title="Reported test event", place=make_place(names=[("Şuşa", "az")])), by=None)

    assert "Other spellings and forms found: Şuşa." in told(page(client, "q=Shusha"))


def test_what_holds_only_some_of_the_words_is_said_to(client):
    publish(record=make_claim(text="The quarry was closed."), by=None)

    assert "No record holds all of these words. These hold some of them." in told(page(client, "q=quarry+zebra"))


def test_quoted_words_are_kept_together_and_left_out_ones_are_left_out(client):
    publish_many(
        records=[
            make_claim(slug="together", text="The grey wolves crossed the pass."),
            make_claim(slug="apart", text="The wolves near the grey river crossed."),
        ],
        by=None,
    )

    assert first('"grey wolves"') == ["claim/together"]
    assert first("wolves -river") == ["claim/together"]
    assert set(first("grey wolves")) == {"claim/together", "claim/apart"}


def test_claims_are_found_by_other_names_of_who_speaks_and_by_where_it_was_read(client):
    actor = make_actor(name="Test Board", aliases=[("Probenrat", "de")])
    source = make_source(title="Ledger of the mill", publisher=make_publisher(name="Millpress"))
    statement = {"actor": actor, "source": source}
    publish(record=make_claim(slug="of-the-mill", text="The wheel was stopped.", statements=[statement]), by=None)

    assert "claim/of-the-mill" in first("Probenrat")
    assert "claim/of-the-mill" in first("Millpress wheel")
    assert "Refers to Test Board" in told(page(client, "q=Probenrat"))


def test_an_earlier_state_is_searched_as_it_was(client):
    claim = make_claim(slug="first", text="The first orchard was burnt.")
    publish(record=claim, by=None)
    then = PublishedEntry.objects.latest("seq").at.isoformat().replace("+00:00", "Z")
    publish(record=make_claim(text="The second orchard was burnt."), by=None)
    claim.refresh_from_db()
    withdraw(record=claim, by=None, reason="Withdrawn")

    now, earlier = page(client, "q=orchard"), page(client, f"q=orchard&as_of={then}")

    assert ("second" in now, "first orchard" in told(now)) == (True, False)
    assert ("second" in told(earlier), "first orchard" in told(earlier)) == (False, True)
    assert client.get("/search/?q=orchard&as_of=never").status_code == 400


def test_suggestions_are_names_places_and_questions(client):
    place = make_place(slug="aldermere", names=[("Aldermere", "en"), ("Альдермер", "ru")])
    publish_many(
        records=[
            make_actor(slug="alder", name="Alder Test Council"),
            make_event(slug="flood", title="Reported test flood", place=place),
            make_claim(slug="moor", text="It is true.", question="Was the aldermoor drained?"),
            make_claim(text="Nothing of the kind.", note="alderwoman"),
        ],
        by=None,
    )

    found = [(one["kind"], one["name"], one["url"]) for one in suggested(client, "alder")]

    assert sorted(found) == [
        ("Actor", "Alder Test Council", "/actors/alder/"),
        ("Claim", "Was the aldermoor drained?", "/claims/moor/"),
        ("Event", "Reported test flood", "/events/flood/"),
        ("Place", "Aldermere / Альдермер", "/claims/?place=aldermere"),
    ]
    assert [one["name"] for one in suggested(client, "альдерм")][:1] == ["Aldermere / Альдермер"]
    assert suggested(client, "a") == suggested(client, "") == []
    assert client.get("/search/suggest", {"q": "a" * 301}).status_code == 400


def test_what_is_taken_down_is_not_suggested_and_mends_nothing(client):
    actor = make_actor(slug="hidden", name="Quillfeather Person", kind=ActorKind.PERSON)
    claim = make_claim(slug="of-it", text="A claim on the zanthoxylum.", statements=[{"actor": actor}])
    publish(record=claim, by=None)
    for record in (claim, actor):
        record.refresh_from_db()
        withdraw(record=record, by=None, reason="Withdrawn")

    assert suggested(client, "quillf") == suggested(client, "zantho") == []
    assert "uillfeather" not in page(client, "q=quillfaether").replace("quillfaether", "")
    assert "anthoxylum" not in page(client, "q=zanthoxilum").replace("zanthoxilum", "")


def test_words_of_what_is_quarantined_are_forgotten_until_it_is_back():
    first, second = make_claim(text="The zanthoxylum and the mill."), make_claim(text="The mill.")
    publish_many(records=[first, second], by=None)
    first.refresh_from_db()
    known = {"zanthoxylum", "mill"}

    quarantine(record=first, by=None)
    hidden = known & set(PublishedWord.objects.values_list("word", flat=True))
    restore(record=first, by=None, reason="Back")

    assert hidden == {"mill"}
    assert known <= set(PublishedWord.objects.values_list("word", flat=True))


def test_a_search_asks_as_often_for_many_records_as_for_few(client):
    publish(record=make_claim(text="The quarry was closed."), by=None)
    with CaptureQueriesContext(connections["public"]) as few:
        page(client, "q=quarry")
    publish_many(records=[make_claim(text=f"Quarry {number} was closed.") for number in range(9)], by=None)

    with CaptureQueriesContext(connections["public"]) as many:
        page(client, "q=quarry")

    # Position, spellings, five types in one transaction of limited statements.
    assert (len(few), len(many)) == (7 + 4, 7 + 4)


def test_what_is_older_than_the_newest_is_found_as_well(monkeypatch):
    monkeypatch.setattr(candidates, "NEWEST", 2)
    monkeypatch.setattr(candidates.Lookup, "_is_common", lambda lookup: True)
    publish_many(records=[make_claim(slug=f"old-{number}", text=f"Quarry {number}.") for number in range(5)], by=None)

    assert set(first("quarry", most=9)) == {f"claim/old-{number}" for number in range(5)}


def test_common_words_are_looked_for_among_the_newest_alone(monkeypatch):
    monkeypatch.setattr(candidates, "NEWEST", 4)
    monkeypatch.setattr(candidates, "ENOUGH", 2)
    monkeypatch.setattr(candidates.Lookup, "_is_common", lambda lookup: True)
    publish_many(records=[make_claim(slug=f"old-{number}", text=f"Quarry {number}.") for number in range(5)], by=None)
    newest = [make_claim(slug=f"new-{number}", text=f"Quarry {number}.") for number in range(4)]
    for claim in newest:
        publish(record=claim, by=None)

    found = answer("quarry", reading.snapshot())

    assert {hit.document["id"] for hit in found.hits} <= {claim.slug for claim in newest}
    assert (found.found["claim"].cut, found.slow) == (True, False)


def test_a_phrase_is_looked_for_among_what_has_its_words(monkeypatch):
    publish(record=make_claim(slug="apart", text="The mill stood by the old quarry."), by=None)
    publish(record=make_claim(slug="together", text="The quarry mill stood."), by=None)
    monkeypatch.setattr(candidates, "NEWEST", 1)

    assert first('"quarry mill"') == ["claim/together"]


def test_a_search_without_time_shows_the_newest_and_is_kept_nowhere(client, monkeypatch):
    monkeypatch.setattr(finding, "TOGETHER", 0)
    monkeypatch.setattr(candidates, "FEW", 6)
    publish(record=make_claim(text="The quarry was closed."), by=None)

    response = client.get("/search/?q=quarry")

    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    assert "The <mark>quarry</mark> was closed." in response.content.decode()
    assert "The search was cut short, because it took long: there may be more." in told(response.content.decode())


def test_a_search_that_finds_nothing_in_time_does_not_say_that_there_is_nothing(client, monkeypatch):
    publish(record=make_claim(text="The quarry was closed."), by=None)
    publish(record=make_event(title="A newer event"), by=None)
    monkeypatch.setattr(finding, "TOGETHER", 0)
    monkeypatch.setattr(candidates, "FEW", 0)

    text = told(page(client, "q=quarry"))

    assert "The search for quarry was cut short, because it took long." in text
    assert "Nothing on record" not in text
