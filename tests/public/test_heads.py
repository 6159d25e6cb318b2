"""What the heads of pages tell other programs."""

import re

import pytest

from claims.public.heads import Head, head_of
from tests.public.registry import publish_dispute

OEMBED = "/oembed?url=http%3A%2F%2F127.0.0.1%3A8000%2Fclaims%2Fa-claim%2F"


@pytest.mark.no_database
@pytest.mark.parametrize(
    ("canonical", "head"),
    [
        ("/", Head(feed="/feeds/disputes.atom")),
        ("/changes/", Head(feed="/feeds/changes.atom")),
        ("/claims/?kind=attack&q=jet", Head(feed="/claims.atom?kind=attack&q=jet")),
        ("/search/?q=jet", Head(feed="/claims.atom?q=jet")),
        ("/search/", Head()),
        ("/claims/a-claim/", Head("/claims/a-claim.atom", "/claims/a-claim.jsonld", OEMBED, "article")),
        ("/claims/a-claim/history/", Head("/claims/a-claim.atom", kind="article")),
        ("/publishers/outlet/", Head("/publishers/outlet.atom", "/publishers/outlet.jsonld")),
        ("/about/", Head()),
        ("", Head()),
    ],
)
def test_feed_and_data_follow_from_the_address(canonical, head):
    assert head_of(canonical) == head


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_what_a_page_names_is_there(client, prefix):
    publish_dispute()

    for path in ["/", "/claims/?kind=attack", "/search/?q=jet", "/claims/su-25-downing/"]:
        html = client.get(prefix + path).content.decode()
        linked = re.findall(r'<link rel="alternate" type="application/[a-z+]+" href="([^"]+)"', html)

        assert linked
        assert {address: client.get(address).status_code for address in linked} == dict.fromkeys(linked, 200)


def test_previews_are_in_the_language_of_the_page(client):
    html = client.get("/hy/about/").content.decode()

    assert '<meta property="og:locale" content="hy_AM">' in html
    assert len(re.findall('property="og:locale:alternate"', html)) == 5
