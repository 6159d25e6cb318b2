"""Lists to browse: facets that lead where they say, the same rows as page and as data, what an empty list says."""

import csv
import io
import re
from html import unescape

import pytest
from django.test import Client

from tests.public.api import body

pytestmark = pytest.mark.usefixtures("demo")

_RESULTS = re.compile(r'<section class="results".*?</section>', re.DOTALL)
_FACET_LINK = re.compile(r'<a id="[^"]+" href="([^"]+)" rel="nofollow"[^>]*><span class="box"></span><bdi>(.*?)</bdi>')
_NUMBER = re.compile(r'<span class="number">([\d,]+)</span>')


def page(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, response.content.decode()
    return response.content.decode()


def ids_on_pages(client: Client, name: str, path: str) -> list[str]:
    """The ids of a list's rows, page after page."""
    found: list[str] = []
    while path:
        html = page(client, path)
        results = _RESULTS.search(html)
        assert results
        rows = re.sub(r'<div class="folded">.*?</div>', "", results[0], flags=re.DOTALL)
        pattern = rf'(?:claim-link">|<li>)<a href="/{"claims" if name == "disputes" else name}/([a-z0-9-]+)/"'
        found += re.findall(pattern, rows)
        following = re.search(r'<a href="([^"]+)" rel="next"', html)
        path = unescape(following[1]) if following else ""
    return found


def ids_as_json(client: Client, path: str) -> list[str]:
    found: list[str] = []
    while path:
        answer = client.get(path).json()
        found += [document["id"] for document in answer["results"]]
        path = (answer["next"] or "").partition("://")[2].partition("/")[2]
        path = f"/{path}" if path else ""
    return found


def ids_as_csv(client: Client, path: str) -> list[str]:
    return [row["id"] for row in csv.DictReader(io.StringIO(body(client.get(path)).decode()))]


@pytest.mark.parametrize(
    ("name", "query", "rows"),
    [
        ("claims", "page_size=20", 68),
        ("claims", "kind=attack&kind=decision&ordering=occurred&page_size=9", 28),
        ("claims", "q=azerbaijan&ordering=relevance", 39),
        ("disputes", "asserted_by=armenia&utm_source=elsewhere", 2),
        ("actors", "kind=state&ordering=published&page_size=3", 7),
        ("sources", "page_size=2", 6),
        ("events", "ordering=-occurred", 12),
        ("publishers", "", 5),
    ],
)
def test_page_json_and_csv_have_the_same_rows_in_the_same_order(
    client: Client, name: str, query: str, rows: int
) -> None:
    shown = ids_on_pages(client, name, f"/{name}/?{query}")

    assert ids_as_json(client, f"/{name}.json?{query}") == shown
    assert ids_as_csv(client, f"/{name}.csv?{query}") == shown
    assert len(shown) == rows


def test_page_links_to_its_own_rows_as_data(client: Client) -> None:
    html = page(client, "/claims/?kind=attack&fbclid=x&page_size=5")

    for suffix, query in (("csv", "kind=attack"), ("json", "kind=attack&amp;page_size=5"), ("atom", "kind=attack")):
        assert f'<a href="/claims.{suffix}?{query}" rel="nofollow">' in html


@pytest.mark.parametrize("path", ["/claims/?actor=turkey", "/denials/", "/actors/", "/sources/"])
def test_each_facet_leads_to_as_many_rows_as_it_says(client: Client, path: str) -> None:
    html = page(client, path)
    links = [link for link in html.split("<li>") if _FACET_LINK.search(link) and "aria-current" not in link]

    told = {}
    for link in links[::6]:
        target, number = _FACET_LINK.search(link), _NUMBER.search(link)
        assert target
        assert number
        told[unescape(target[1])] = int(number[1])

    assert told
    assert {target: counted(client, target) for target in told} == told


def counted(client: Client, path: str) -> int:
    """How many rows a list says that it has, in its heading."""
    heading = re.search(r'<h2 id="results">([\d,]+) ', page(client, path))
    assert heading
    return int(heading[1].replace(",", ""))


def test_chosen_value_is_marked_and_its_link_takes_it_out(client: Client) -> None:
    html = page(client, "/claims/?kind=attack&kind=decision&ordering=updated")

    chosen = re.findall(
        r'<a id="[^"]+" href="([^"]+)" rel="nofollow" aria-current="true"><span class="box"></span><bdi>(.*?)<', html
    )
    assert chosen == [
        ("/claims/?kind=decision&amp;ordering=updated", "Attack"),
        ("/claims/?kind=attack&amp;ordering=updated", "Decision"),
    ]


def test_year_is_chosen_by_both_its_bounds(client: Client) -> None:
    html = page(client, "/sources/?published_after=2020-01-01&published_before=2021-01-01&kind=article")

    assert ("/sources/?kind=article", "2020") in _FACET_LINK.findall(html)


def test_names_stand_where_addresses_have_ids(client: Client) -> None:
    html = page(client, "/claims/?asserted_by=oic")

    assert "Asserted by: <bdi>Organisation of Islamic Cooperation</bdi>" in html
    assert "<title>Claims — Asserted by: Organisation of Islamic Cooperation | factreg</title>" in html


def test_list_without_rows_says_which_filter_to_take_away(client: Client) -> None:
    html = page(client, "/claims/?kind=legal_status&asserted_by=iran")

    assert "Nothing on record matches all of these filters." in html
    assert '<a href="/claims/?asserted_by=iran"><bdi>Without “Kind: Legal status”</bdi></a>: 1 claim' in html


def test_only_the_whole_list_is_for_search_engines(client: Client) -> None:
    whole, filtered = page(client, "/claims/?utm_source=x"), page(client, "/claims/?kind=attack&utm_source=x")

    assert '<meta name="robots" content="index, follow">' in whole
    assert '<meta name="robots" content="noindex, follow">' in filtered
    assert re.search(r'<link rel="canonical" href="[^"?]*/claims/\?kind=attack">', filtered)


def test_malformed_query_is_a_problem_for_programs_too(client: Client) -> None:
    for suffix in ("json", "csv"):
        response = client.get(f"/claims.{suffix}?kind=atack")

        assert (response.status_code, response.json()["parameter"]) == (400, "kind")


def test_list_as_data_is_answered_conditionally_and_without_a_body_for_head(client: Client) -> None:
    for path in ("/claims.json?kind=attack", "/claims.csv?kind=attack"):
        whole = client.get(path)
        assert body(whole)
        tag = whole.headers["ETag"]

        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
        assert body(client.head(path)) == b""
