"""How the pages answer: addresses, parameters, caches, errors."""

from uuid import uuid4

import pytest
from django.test import Client, override_settings

from claims.actions import save
from claims.ledger.publish import publish
from claims.ledger.published import PublishedRecord
from claims.ledger.takedown import withdraw
from tests.factories import make_actor, make_claim
from tests.public.registry import publish_dispute, publish_three_sided_claim

RECORD_TYPES = {"event", "actor", "source", "publisher"}
PATHS = ["/", "/disputes/", "/claims/", "/claims/su-25-downing/", "/about/"]


@pytest.mark.parametrize("path", PATHS)
def test_a_reader_who_has_the_page_is_told_so(client, path):
    publish_dispute()
    first = client.get(path)

    again = client.get(path, headers={"If-None-Match": first["ETag"]})

    assert first["Cache-Control"] == "public, max-age=0, s-maxage=4, must-revalidate"
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])


@pytest.mark.parametrize("path", PATHS[:-1])
def test_a_new_version_is_a_new_page(client, path):
    claim = publish_dispute()
    before = client.get(path)
    claim.refresh_from_db()
    claim.question = "Was a jet shot down?"
    save(record=claim, by=None)
    publish(record=claim, by=None)

    after = client.get(path, headers={"If-None-Match": before["ETag"]})

    assert after.status_code == 200
    assert b"Was a jet shot down?" in after.content


def test_what_a_neighbour_changes_is_on_the_page_at_once(client):
    claim = publish_dispute(asserting="Armenia")
    client.get("/claims/su-25-downing/")
    party = claim.statements.first().actor.speaks_for
    party.name = "Hayastan"
    save(record=party, by=None)
    publish(record=party, by=None)

    html = client.get("/claims/su-25-downing/").content.decode()

    assert "Claimed by Hayastan; denied by" in html


def test_what_is_withdrawn_is_not_served_from_what_was_kept(client):
    claim = publish_dispute()
    etag = client.get("/claims/su-25-downing/")["ETag"]
    claim.refresh_from_db()
    withdraw(record=claim, by=None, reason="Recorded by mistake.")

    response = client.get("/claims/su-25-downing/", headers={"If-None-Match": etag})

    assert response.status_code == 410


def test_page_as_data_is_the_document_as_published(client):
    publish_dispute()

    page = client.get("/claims/su-25-downing.json")
    api = client.get("/api/v1/claims/su-25-downing/")

    assert page["Content-Type"] == "application/json"
    assert page.content == api.content


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_compressed_pages_have_an_etag_of_their_own(client, encoding):
    publish_dispute()

    plain = client.get("/claims/su-25-downing/")
    packed = client.get("/claims/su-25-downing/", headers={"Accept-Encoding": encoding})

    assert packed["Content-Encoding"] == encoding
    assert packed["Vary"] == "Accept-Encoding"
    assert packed["ETag"] != plain["ETag"]
    assert len(packed.content) < len(plain.content)


@override_settings(SITE_URL="https://registry.example")
def test_unknown_parameters_are_ignored_and_left_out_of_the_canonical_address(client):
    publish_dispute()

    html = client.get("/claims/?utm_source=%FF&kind=attack&q=&fbclid=1").content.decode()
    claim = client.get("/claims/su-25-downing/?utm_source=x").content.decode()

    assert '<link rel="canonical" href="https://registry.example/claims/?kind=attack">' in html
    assert '<link rel="canonical" href="https://registry.example/claims/su-25-downing/">' in claim


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("kind=atack", "did you mean attack?"),
        ("standing=disputed&standing=disputed&kind=%00", "kind"),
        ("page_size=-1", "page_size"),
        ("cursor=cD0lMDA=", "cursor"),
        ("occurred_after=2020-13-45", "occurred_after"),
        ("said_after=2020-01-01T00:00:00-18:54", "said_after"),
        ("q=" + "x" * 10_000, "q"),
        ("q=%ED%A0%80", "q"),
        ("event=no-such-event", "event"),
        ("ordering=best", "ordering"),
        ("as_of=2999-01-01", "as_of"),
    ],
)
def test_malformed_parameters_get_a_page_that_names_them(client, query, said):
    response = client.get(f"/claims/?{query}")

    assert response.status_code == 400
    assert said in response.content.decode()
    assert "This address can&#x27;t be read" in response.content.decode()


def test_filters_show_as_chips_that_can_be_taken_away(client):
    publish_dispute()

    html = client.get("/claims/?kind=attack&standing=disputed").content.decode()

    assert '<a href="/claims/?standing=disputed"><span class="hidden">Remove the filter </span>' in html
    assert "</span>Kind: <bdi>Attack</bdi></a>" in html
    assert '<option value="attack" selected>Attack</option>' in html


def test_an_empty_list_says_why_and_what_to_do(client):
    publish_dispute()

    html = client.get("/claims/?kind=losses").content.decode()

    assert "Nothing on record matches all of these filters." in html
    assert '<a href="/claims/"><bdi>Without “Kind: Losses”</bdi></a>: 1 claim' in html


def test_pages_of_a_list_hold_every_claim_once_while_others_are_published(client):
    actor = make_actor()
    for number in range(5):
        publish(record=make_claim(slug=f"claim-no-{number}", statements=[{"actor": actor}]), by=None)
    found: list[str] = []

    path = "/claims/?page_size=2"
    while path:
        html = client.get(path).content.decode()
        found += slugs(html)
        publish(record=make_claim(slug=f"later-{len(found)}", statements=[{"actor": actor}]), by=None)
        path = next_path(html)

    assert found == [f"claim-no-{number}" for number in reversed(range(5))]


def slugs(html: str) -> list[str]:
    parts = html.split('<p class="claim-link"><a href="/claims/')[1:]
    return [part.partition("/")[0] for part in parts]


def next_path(html: str) -> str:
    before, found, _ = html.partition('" rel="next">')
    return before.rpartition('href="')[2].replace("&amp;", "&") if found else ""


@pytest.mark.parametrize("path", ["/nothing/", "/claims/nothing/", "/events/nothing/", "/claims/nothing/history/"])
def test_an_address_that_never_was_is_not_found(client, path):
    response = client.get(path)

    assert response.status_code == 404
    assert "There is no page at this address." in response.content.decode()


def test_a_merged_address_leads_to_the_survivor(client):
    claim = publish_dispute()
    merged = PublishedRecord.objects.get(key=claim.key)
    merged.key, merged.slug = uuid4(), "merged"
    merged.public_state, merged.merged_into = "merged", claim.slug
    merged.save(force_insert=True)

    for suffix in ("/", ".json"):
        response = client.get(f"/claims/merged{suffix}")

        assert (response.status_code, response["Location"]) == (301, f"/claims/su-25-downing{suffix}")


@pytest.mark.django_db(transaction=True)
def test_the_public_role_may_read_all_that_pages_show(real_role, client):
    publish_three_sided_claim()
    paths = ["/", "/disputes/", "/claims/?q=jet", "/claims/three-sides/", "/claims/three-sides/history/"]
    paths += ["/claims/three-sides/versions/1/", "/claims/three-sides.json", "/search/?q=jet", "/events/"]
    paths += [f"/{row.type}s/{row.slug}/" for row in PublishedRecord.objects.all() if row.type in RECORD_TYPES]

    found = {path: client.get(path).status_code for path in paths}

    assert set(found.values()) == {200}, found


def test_what_is_not_there_is_kept_as_briefly_as_what_is(client):
    claim = publish_dispute()
    shown = client.get("/claims/su-25-downing/")
    claim.refresh_from_db()
    withdraw(record=claim, by=None, reason="Recorded by mistake.")

    gone, never = client.get("/claims/su-25-downing/"), client.get("/claims/never/")
    unreadable = client.get("/claims/?kind=atack")

    assert shown["Surrogate-Key"] == "factreg claim/su-25-downing"
    brief = ("public, max-age=0, s-maxage=4, must-revalidate", "factreg ledger")
    assert [(answer["Cache-Control"], answer["Surrogate-Key"]) for answer in (gone, never)] == [brief, brief]
    assert unreadable["Cache-Control"] == "no-store"


def test_a_page_may_never_be_served_after_its_time(client):
    publish_dispute()

    for path in [*PATHS, "/claims/su-25-downing/history/", "/changes/", "/events/", "/claims/su-25-downing.json"]:
        cached = client.get(path)["Cache-Control"]

        assert "must-revalidate" in cached, path
        assert "stale" not in cached, path


def test_committing_tells_the_caches_what_was_entered(monkeypatch, django_capture_on_commit_callbacks):
    told = []
    monkeypatch.setattr("claims.ledger.log.tell_caches", lambda records: told.append(sorted(records)))
    claim = publish_dispute()
    claim.refresh_from_db()

    with django_capture_on_commit_callbacks(execute=True):
        withdraw(record=claim, by=None, reason="Recorded by mistake.")

    assert told == [["claim/su-25-downing"]]


def test_pages_are_read_only(client):
    assert client.post("/claims/").status_code == 405


def test_a_failure_shows_a_page_and_no_detail(monkeypatch):
    monkeypatch.setattr("claims.public.pages.home.asked_by", lambda request: 1 / 0)

    response = Client(raise_request_exception=False).get("/")

    assert response.status_code == 500
    assert "Something went wrong on our side." in response.content.decode()
    assert "ZeroDivisionError" not in response.content.decode()


def test_a_failure_that_breaks_that_page_too_is_told_in_plain_words_and_logged(monkeypatch, caplog):
    monkeypatch.setattr("claims.public.pages.home.asked_by", lambda request: 1 / 0)
    monkeypatch.setattr("claims.public.pages.errors.rendered", lambda *words, **context: {}["x"])

    response = Client(raise_request_exception=False).get("/")

    assert (response.status_code, response["Content-Type"]) == (500, "text/plain; charset=utf-8")
    assert response.content.decode().startswith("This page could not be made\n")
    assert [str(record.exc_info[1]) for record in caplog.records if record.exc_info] == ["division by zero"]


def test_about_defines_every_word(client):
    html = client.get("/about/").content.decode()

    for anchor in ["standing-disputed", "stance-withdraws", "element-characterisation", "kind-legal_status"]:
        assert f'id="{anchor}"' in html
