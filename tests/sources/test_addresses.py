"""When two addresses lead to the same page."""

from __future__ import annotations

import pytest

from sources.addresses import host_of, normalised, url_key

pytestmark = pytest.mark.no_database

SAME = [
    "https://example.org/news/a-1",
    "http://example.org/news/a-1",
    "HTTPS://EXAMPLE.ORG/news/a-1",
    "https://www.example.org/news/a-1",
    "https://m.example.org/news/a-1",
    "https://example.org:443/news/a-1",
    "https://example.org./news/a-1",
    "https://example.org/news/a-1/",
    "https://example.org/news/a-1#top",
    "https://example.org/news/a-1?utm_source=x&utm_medium=y",
    "https://example.org/news/a-1/?fbclid=abc&gclid=d",
    "https://example.org/news/%61-1",
    " https://example.org/news/a-1 ",
]
OTHERS = [
    "https://example.org/news/A-1",
    "https://example.org/news/a-2",
    "https://example.org:8443/news/a-1",
    "https://example.org/news/a-1?page=2",
    "https://other.example.org/news/a-1",
    "https://example.org/",
]


@pytest.mark.parametrize("url", SAME)
def test_address_of_the_same_page_has_the_same_key(url: str) -> None:
    assert normalised(url) == "example.org/news/a-1"
    assert url_key(url) == url_key(SAME[0])


@pytest.mark.parametrize("url", OTHERS)
def test_address_of_another_page_has_another_key(url: str) -> None:
    assert url_key(url) != url_key(SAME[0])


def test_order_of_parameters_makes_no_difference_and_their_values_do() -> None:
    assert normalised("http://a.test/?b=2&a=1") == normalised("http://a.test?a=1&b=2")
    assert normalised("http://a.test/?a=1") != normalised("http://a.test/?a=2")


def test_address_in_letters_is_that_in_punycode() -> None:
    assert normalised("https://bücher.example/é") == normalised("https://xn--bcher-kva.example/%C3%A9")


@pytest.mark.parametrize("url", ["", "no address", "javascript:alert(1)", "http://", "http://[", "http://a:b/"])
def test_what_is_no_address_has_no_key(url: str) -> None:
    assert url_key(url) == ""


def test_host_of_two_names_keeps_both() -> None:
    assert host_of("https://www.test/") == "www.test"
    assert host_of("https://www.example.org/a") == "example.org"
