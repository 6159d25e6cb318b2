"""What is read of a page, and where it was found."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sources import reading
from sources.fetching import FetchedPage
from sources.reading import Found, PageRead, read_page

pytestmark = pytest.mark.no_database

URL = "https://www.example.org/news/a-1?utm_source=feed"
TEXT = " ".join(f"Sentence {number} of a test article on Testland, which says nothing at all." for number in range(9))
ARTICLE = {
    "@type": "NewsArticle",
    "headline": "Testland reports a test",
    "datePublished": "2020-09-29T10:30:00+0400",
    "inLanguage": "en-GB",
    "publisher": {"@type": "Organization", "name": "Test outlet"},
    "url": "https://www.example.org/news/a-1",
}


def page(head: str = "", body: str = f"<article><p>{TEXT}</p></article>", **of: Any) -> FetchedPage:
    content = f"<!doctype html><html lang='en'><head>{head}</head><body>{body}</body></html>".encode()
    return FetchedPage(**{"url": URL, "content": content, "content_type": "text/html", "charset": "utf-8", **of})


def json_ld(given: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps(given)}</script>'


def read(*args: Any, **of: Any) -> PageRead:
    return read_page(page(*args, **of))


def test_article_in_json_ld_is_read_with_its_places() -> None:
    found = read(json_ld(ARTICLE)).found

    assert {name: given[0] for name, given in found.items()} == {
        "title": Found("Testland reports a test", "JSON-LD, NewsArticle: headline"),
        "publisher": Found("Test outlet", "JSON-LD, NewsArticle: publisher"),
        "published": Found("2020-09-29T10:30:00+04:00", "JSON-LD, NewsArticle: datePublished"),
        "language": Found("en-GB", "JSON-LD, NewsArticle: inLanguage"),
        "url": Found("https://www.example.org/news/a-1", "JSON-LD, NewsArticle: url"),
    }


@pytest.mark.parametrize("given", [[ARTICLE], {"@graph": [{"@type": "WebPage"}, ARTICLE]}, {"mainEntity": ARTICLE}])
def test_article_is_found_wherever_json_ld_has_it(given: Any) -> None:
    assert read(json_ld(given)).best("title") == "Testland reports a test"


META = """
<title>Testland reports a test | Test outlet</title>
<meta property="og:title" content="Testland reports a test">
<meta property="og:site_name" content="Test outlet">
<meta property="og:locale" content="hy_AM">
<meta property="article:published_time" content="2020-09-29T06:30:00Z">
<link rel="canonical" href="/news/a-1">
"""


def test_open_graph_and_links_are_read_where_there_is_no_json_ld() -> None:
    found = read(META).found

    assert found["title"] == (
        Found("Testland reports a test", "og:title"),
        Found("Testland reports a test | Test outlet", "<title>"),
    )
    assert found["publisher"] == (
        Found("Test outlet", "og:site_name"),
        Found("example.org", "the host of its address"),
    )
    assert found["published"] == (Found("2020-09-29T06:30:00Z", "article:published_time"),)
    assert found["language"] == (Found("hy-AM", "og:locale"), Found("en", "<html lang>"))
    assert found["url"][0] == Found("https://www.example.org/news/a-1", "<link rel=canonical>")


def test_citation_tags_and_time_elements_are_read() -> None:
    head = '<meta name="citation_title" content="A study"><meta name="citation_publication_date" content="2020/9/3">'
    body = '<h1>A heading</h1><p>On <time datetime="2020-09-29">Tuesday</time>.</p>'

    found = read(head, body).found

    assert found["title"][0] == Found("A study", "citation_title")
    assert found["published"] == (Found("2020-09-03", "citation_publication_date"), Found("2020-09-29", "<time>"))


@pytest.mark.parametrize(
    ("given", "read_as"),
    [
        ("2020-09-29T10:30:00.123+04:00", "2020-09-29T10:30:00+04:00"),
        ("2020-09-29 10:30 +0400", "2020-09-29T10:30:00+04:00"),
        ("2020-09-29T10:30:00", "2020-09-29"),
        ("2020-09", "2020-09"),
        ("2020-13-45", ""),
        ("yesterday", ""),
    ],
)
def test_date_is_never_read_more_precisely_than_it_stands(given: str, read_as: str) -> None:
    assert read(f'<meta property="article:published_time" content="{given}">').best("published") == read_as


def test_canonical_address_of_another_host_is_not_believed() -> None:
    found = read(
        '<link rel="canonical" href="https://elsewhere.test/news"><meta property="og:url" content="javascript:1">'
    )

    assert found.found["url"] == (Found(URL, "the address it was read from"),)


def test_main_text_is_kept_without_menus() -> None:
    body = f"<nav><a href=/>Home</a><a href=/a>Other news</a></nav><article><h1>Test</h1><p>{TEXT}</p></article>"

    text = read("", body).text

    assert TEXT in text
    assert "Other news" not in text


def test_page_without_an_article_gives_all_its_words_and_no_script() -> None:
    assert "Short." in read("", "<p>Short.</p><script>var code = 1;</script>").text
    assert "code" not in read("", "<p>Short.</p><script>var code = 1;</script>").text


def test_page_of_very_many_elements_is_read_without_looking_for_an_article(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading.trafilatura, "extract", lambda *args, **kwargs: pytest.fail("looked for an article"))

    text = read("", "<b>Words.</b>" * (reading.MOST_ELEMENTS + 1)).text

    assert text.startswith("Words.\nWords.")


@pytest.mark.parametrize("charset", ["windows-1251", "utf-8", "no-such-charset"])
def test_letters_survive_the_encoding_of_the_page(charset: str) -> None:
    encoding = charset if charset != "no-such-charset" else "utf-8"
    content = f"<html><head><title>Проверка</title></head><body><p>{'Слова. ' * 60}</p></body></html>".encode(encoding)

    found = read_page(page(content=content, charset=charset))

    assert found.best("title") == "Проверка"
    assert "Слова." in found.text


def test_encoding_that_only_the_page_names_is_used() -> None:
    content = "<head><meta charset=windows-1251><title>Проверка</title></head>".encode("windows-1251")

    assert read_page(page(content=content, charset="")).best("title") == "Проверка"


def test_plain_text_is_a_text_without_metadata() -> None:
    found = read_page(page(content=b"Words.\r\nMore.", content_type="text/plain"))

    assert (found.text, found.best("title")) == ("Words.\nMore.", "")


HOSTILE = [
    b"",
    b"\x00",
    b"<" * 10_000,
    b"<div>" * 20_000,
    b"<script type='application/ld+json'>" + b"[" * 100_000 + b"</script>",
    b"<script type='application/ld+json'>" + b'{"@graph":' * 200 + b"</script>",
    b'<script type=\'application/ld+json\'>{"headline": {"@value": [1]}, "publisher": [[]], "url": 7}</script>',
    b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'><!ENTITY d '&b;&b;'>]><html><title>&d;</title></html>",
    b"<meta property='og:title' content='a\xe2\x80\xaeb&#0;c'>" + b"<title>x",
    b"\xff\xfe\x00\xd8",
]


@pytest.mark.parametrize("content", HOSTILE, ids=range(len(HOSTILE)))
def test_no_page_is_too_broken_to_be_read(content: bytes) -> None:
    found = read_page(page(content=content, charset=""))

    assert "\u202e" not in found.best("title")
    assert "\x00" not in found.text
