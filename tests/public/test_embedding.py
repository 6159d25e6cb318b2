"""The frame for other sites, and oEmbed, which tells of it."""

import re

import pytest
from defusedxml import ElementTree
from django.test import override_settings

from claims.actions import save
from claims.ledger.publish import publish
from claims.ledger.takedown import quarantine, withdraw
from claims.public.embedding.frame import claim_frame, iframe
from tests.public.documents import claim_document, party, statement_document
from tests.public.registry import publish_dispute, publish_hostile_claim

pure = pytest.mark.no_database
HERE = "http://127.0.0.1:8000"
TITLE = "Claimed by Armenia; denied by Azerbaijan and Turkey — Was an Armenian Su-25 shot down by a Turkish F-16?"


def sides(html: str) -> list[tuple[str, list[str]]]:
    found = re.findall(r'<div class="\w+"><dt>(.*?)</dt>(.*?)</div>', html, re.DOTALL)
    return [(title, re.findall(r"<dd[^>]*>(?:<bdi>)?(.*?)(?:</bdi>)?</dd>", rest)) for title, rest in found]


def test_frame_shows_each_side_and_asks_for_nothing(client):
    publish_dispute()

    response = client.get("/embed/claims/su-25-downing/")
    html = response.content.decode()

    assert sides(html) == [("Claimed by", ["Armenia"]), ("Denied by", ["Azerbaijan", "Turkey"])]
    assert f"<title>{TITLE} | factreg</title>" in html
    assert not re.search(r"<script|<img|<link rel=\"stylesheet|\sstyle=|\son[a-z]+=|url\(|@import", html)
    assert len(response.content) < 15_000


def test_every_site_may_frame_it_and_nothing_else(client):
    publish_dispute()

    frame, page = client.get("/embed/claims/su-25-downing/"), client.get("/claims/su-25-downing/")

    assert "frame-ancestors *" in frame["Content-Security-Policy"]
    assert "default-src 'none'" in frame["Content-Security-Policy"]
    assert "unsafe" not in frame["Content-Security-Policy"]
    assert not frame.has_header("X-Frame-Options")
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"


def test_the_largest_frame_stays_small(client):
    publish_hostile_claim()
    many = [party("W" * 200) | {"id": f"p{number}"} for number in range(60)]
    crowded = claim_document(question="x" * 1_000)
    crowded["standing"] |= {"asserted_by": many, "denied_by": many, "contradicted_by": many}

    assert len(client.get("/embed/claims/hostile/").content) < 15_000
    assert len(claim_frame(crowded).encode()) < 15_000
    assert sides(claim_frame(crowded))[1][1][-1] == "and others"


@pure
def test_sides_are_alike_whoever_stands_on_them():
    def frame(first: str, second: str) -> str:
        label = f"Claimed by {first}; denied by {second}"
        said = (statement_document(1, "asserts", first), statement_document(2, "denies", second))
        return claim_frame(claim_document(*said, standing={"label": label}))

    one = frame("Northland", "Southland").replace("Northland", "A").replace("Southland", "B")
    other = frame("Southland", "Northland").replace("Southland", "A").replace("Northland", "B")

    assert one == other


@pure
def test_a_missing_denial_takes_as_much_room_as_a_denial():
    html = claim_frame(claim_document(statement_document(1, "asserts", "Armenia"), question=None))

    assert sides(html) == [("Claimed by", ["Armenia"]), ("Denied by", ["no one on record"])]
    assert '<span class="claim">The claim</span> <span lang="en" dir="auto">A jet was shot down.</span>' in html


@pytest.mark.parametrize(
    ("take_down", "said"), [(withdraw, "The reason: Recorded by mistake."), (quarantine, "This claim was taken down")]
)
def test_what_is_taken_down_leaves_a_notice_that_can_be_framed(client, take_down, said):
    claim = publish_dispute()
    etag = client.get("/embed/claims/su-25-downing/")["ETag"]
    claim.refresh_from_db()
    take_down(record=claim, by=None, reason="Recorded by mistake.")

    for query in ("", "?version=1"):
        response = client.get(f"/embed/claims/su-25-downing/{query}", headers={"If-None-Match": etag})

        assert response.status_code == 410
        assert said in response.content.decode()
        assert "F-16" not in response.content.decode()
        assert "frame-ancestors *" in response["Content-Security-Policy"]
        assert not response.has_header("X-Frame-Options")


def test_a_version_can_be_pinned_and_says_so(client):
    claim = publish_dispute()
    claim.refresh_from_db()
    claim.question = "Was a jet shot down?"
    save(record=claim, by=None)
    publish(record=claim, by=None)

    first, second = (client.get(f"/embed/claims/su-25-downing/?version={n}").content.decode() for n in (1, 2))

    assert "F-16" in first
    assert "Version 1, which is no longer current." in first
    assert f'href="{HERE}/claims/su-25-downing/versions/1/"' in first
    assert "Was a jet shot down?" in second
    assert "no longer current" not in second


@pytest.mark.parametrize(
    ("path", "status"), [("none/", 404), ("su-25-downing/?version=9", 404), ("x/?version=-1", 400)]
)
def test_there_is_no_frame_of_what_there_is_not(client, path, status):
    publish_dispute()

    assert client.get(f"/embed/claims/{path}").status_code == status


def ask(client, url: str = f"{HERE}/claims/su-25-downing/", **parameters: str):
    return client.get("/oembed", {"url": url, **parameters})


def test_oembed_answers_with_a_sandboxed_frame_that_names_the_parties(client):
    publish_dispute()

    response = ask(client)

    assert response["Access-Control-Allow-Origin"] == "*"
    assert response.json() == {
        "version": "1.0",
        "type": "rich",
        "title": TITLE,
        "provider_name": "factreg",
        "provider_url": f"{HERE}/",
        "cache_age": 300,
        "html": f'<iframe src="{HERE}/embed/claims/su-25-downing/" title="{TITLE}" width="600" height="420" '
        'sandbox="allow-popups allow-popups-to-escape-sandbox" loading="lazy" referrerpolicy="no-referrer"></iframe>',
        "width": 600,
        "height": 420,
        "thumbnail_url": f"{HERE}/claims/su-25-downing.png?v=1",
        "thumbnail_width": 1200,
        "thumbnail_height": 630,
    }


def test_oembed_as_xml_says_the_same(client):
    publish_dispute()

    response = ask(client, format="xml")

    assert response["Content-Type"] == "text/xml; charset=utf-8"
    assert {part.tag: part.text for part in ElementTree.fromstring(response.content)} == {
        name: str(value) for name, value in ask(client).json().items()
    }


def test_oembed_stays_within_what_is_asked_for(client):
    publish_dispute()

    answer = ask(client, maxwidth="320", maxheight="1000").json()

    assert (answer["width"], answer["height"]) == (320, 420)
    assert 'width="320" height="420"' in answer["html"]
    assert "thumbnail_url" not in answer


@pytest.mark.parametrize(
    "url",
    [
        f"{HERE}/tr/claims/su-25-downing/",
        f"{HERE}/claims/su-25-downing/?utm_source=x#side-denies",
        f"{HERE}/claims/su-25-downing/versions/1/",
        f"{HERE}/embed/claims/su-25-downing/",
    ],
)
def test_oembed_knows_every_address_of_a_claim(client, url):
    publish_dispute()

    prefix = "/tr" if "/tr/" in url else ""
    assert f'src="{HERE}{prefix}/embed/claims/su-25-downing/"' in ask(client, url).json()["html"]


@pytest.mark.parametrize(
    ("url", "parameters", "status"),
    [
        ("https://elsewhere.example/claims/su-25-downing/", {}, 404),
        (f"{HERE}.elsewhere.example/claims/su-25-downing/", {}, 404),
        (f"{HERE}/claims/none/", {}, 404),
        (f"{HERE}/actors/armenia/", {}, 404),
        ("http://[::1/claims/su-25-downing/", {}, 404),
        ("javascript:alert(1)", {}, 404),
        ("", {}, 400),
        (f"{HERE}/claims/su-25-downing/", {"format": "yaml"}, 501),
        (f"{HERE}/claims/su-25-downing/", {"maxwidth": "0"}, 400),
        (f"{HERE}/claims/su-25-downing/", {"maxheight": "wide"}, 400),
    ],
)
def test_oembed_refuses_what_it_can_not_answer(client, url, parameters, status):
    publish_dispute()

    assert ask(client, url, **parameters).status_code == status


def test_oembed_of_a_withdrawn_claim_is_not_found(client):
    claim = publish_dispute()
    claim.refresh_from_db()
    withdraw(record=claim, by=None, reason="Recorded by mistake.")

    assert ask(client).status_code == 404


@override_settings(SITE_URL="https://registry.example")
def test_pages_of_claims_tell_of_oembed(client):
    publish_dispute()

    html = client.get("/ar/claims/su-25-downing/").content.decode()
    (address,) = re.findall(r'type="application/json\+oembed" href="([^"]+)"', html)
    answer = client.get(address.replace("&amp;", "&")).json()

    assert 'src="https://registry.example/ar/embed/claims/su-25-downing/"' in answer["html"]


@pure
def test_hostile_titles_stay_in_their_attribute():
    html = iframe(claim_document(question='"><script>alert(1)</script>'))

    assert "<script" not in html
    assert html.count('"') == 14
