"""The sitemaps: every page that is public, in every language, and nothing else."""

import pytest
from defusedxml import ElementTree
from django.db import connections
from django.test.utils import CaptureQueriesContext

from claims.ledger.published import PublishedRecord
from claims.ledger.takedown import withdraw
from claims.public import sitemaps
from tests.public.registry import publish_dispute, publish_three_sided_claim

SITE = "http://127.0.0.1:8000"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


def read(client, path):
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml; charset=utf-8")
    return ElementTree.fromstring(response.content)


def listed(client):
    """The addresses of all parts that the index names."""
    parts = [part.text.removeprefix(SITE) for part in read(client, "/sitemap.xml").iter(f"{MAP}loc")]
    return [loc.text.removeprefix(SITE) for part in parts for loc in read(client, part).iter(f"{MAP}loc")]


@pytest.mark.parametrize("positions", [5_000, 3])
def test_sitemaps_hold_every_public_page_once(client, monkeypatch, positions):
    monkeypatch.setattr(sitemaps, "POSITIONS", positions)
    publish_three_sided_claim()
    records = PublishedRecord.objects.filter(type__in=["claim", "event", "actor", "source", "publisher"])

    found = listed(client)

    assert sorted(found) == sorted([*sitemaps.WITHOUT_RECORD, *(f"/{one.type}s/{one.slug}/" for one in records)])


def test_every_page_is_named_in_every_language(client):
    publish_dispute()
    (entry,) = read(client, "/sitemaps/claims-0.xml").iter(f"{MAP}url")

    found = {link.get("hreflang"): link.get("href") for link in entry.iter(LINK)}

    prefixes = {"en": "", **{code: f"/{code}" for code in ("tr", "hy", "az", "ru", "ar")}}
    assert found == {code: f"{SITE}{prefix}/claims/su-25-downing/" for code, prefix in prefixes.items()}
    assert entry.findtext(f"{MAP}lastmod").endswith("Z")


def test_what_is_withdrawn_is_in_no_sitemap(client):
    claim = publish_dispute()
    claim.refresh_from_db()
    withdraw(record=claim, by=None, reason="Recorded by mistake.")

    assert not [path for path in listed(client) if "su-25" in path]
    assert client.get("/sitemaps/claims-0.xml").status_code == 404


def test_parts_are_read_in_one_query_each_however_much_there_is(client):
    publish_dispute()

    with CaptureQueriesContext(connections["public"]) as part:
        read(client, "/sitemaps/claims-0.xml")
    with CaptureQueriesContext(connections["public"]) as index:
        read(client, "/sitemap.xml")

    assert (len(part), len(index)) == (2, 6)


def test_robots_are_told_of_the_sitemap(client):
    assert "\nSitemap: http://127.0.0.1:8000/sitemap.xml\n" in client.get("/robots.txt").content.decode()
