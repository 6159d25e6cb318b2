"""What a page says of itself: title, publisher, date, language and address, each with where it stands; and its text.

Bytes in, plain values out: fetches nothing, stores nothing. Nothing found is taken for true: an editor confirms it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from urllib.parse import urljoin

import trafilatura
from django.core.exceptions import ValidationError
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from factreg.edtf_dates import EDTFError, parse
from factreg.fields import LANGUAGE_PATTERN, LINE_LENGTH
from factreg.text import readable, validate_http_url
from sources.addresses import host_of
from sources.fetching import FetchedPage

LONGEST_TEXT = 1_000_000
MOST_ELEMENTS = 10_000
_DEEPEST_JSON = 12

FIELDS = ("title", "publisher", "published", "language", "url")


@dataclass(frozen=True, slots=True)
class Found:
    """A value, and the place of the page that gives it."""

    value: str
    where: str


@dataclass(frozen=True, slots=True)
class PageRead:
    """What was found, the likeliest first, by field (see FIELDS); the main text; and the host of the address."""

    found: Mapping[str, tuple[Found, ...]] = field(default_factory=dict)
    text: str = ""
    host: str = ""

    def best(self, name: str) -> str:
        found = self.found.get(name)
        return found[0].value if found else ""


def read_page(page: FetchedPage) -> PageRead:
    """Read a fetched page; what it does not say is missing from the answer, and no page is too broken to be read."""
    host = host_of(page.url)
    if page.content_type == "text/plain":
        return PageRead({"url": (Found(page.url, "the address it was read from"),)}, _plain_text(page), host)
    root = _parsed(page)
    if root is None:
        return PageRead({"url": (Found(page.url, "the address it was read from"),)}, "", host)
    candidates = [*_of_json_ld(root), *_of_meta(root), *_of_elements(root, page.url), *_of_the_address(page.url)]
    found = {name: tuple(_distinct(name, candidates, page.url)) for name in FIELDS}
    return PageRead({name: given for name, given in found.items() if given}, _main_text(root, page.url), host)


Candidate = tuple[str, str, str]  # field, value, where


def _parsed(page: FetchedPage) -> HtmlElement | None:
    for charset in dict.fromkeys((page.charset, None)):
        try:
            parser = HTMLParser(encoding=charset or _guessed(page.content), huge_tree=False)
            return document_fromstring(page.content, parser=parser)
        except (etree.ParserError, etree.XMLSyntaxError, LookupError, ValueError):
            continue
    return None


_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?([\w-]{1,40})""", re.IGNORECASE)


def _guessed(content: bytes) -> str | None:
    """The encoding where the server names none: UTF-8 if the bytes are, unless the page names another."""
    if _CHARSET.search(content[:4096]):
        return None
    try:
        content.decode()
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _plain_text(page: FetchedPage) -> str:
    try:
        text = page.content.decode(page.charset or "utf-8", "replace")
    except LookupError:
        text = page.content.decode("utf-8", "replace")
    return readable(text)[:LONGEST_TEXT]


def _main_text(root: HtmlElement, url: str) -> str:
    """The article's text without menus and the like; where none is told apart, all the words of the page."""
    text = None
    # No article has more, and what finds one takes minutes over a page that was made to be large.
    if sum(1 for _ in islice(root.iter(), MOST_ELEMENTS + 1)) <= MOST_ELEMENTS:
        text = trafilatura.extract(
            root, url=url, favor_recall=True, include_comments=False, include_tables=True, with_metadata=False
        )
    if not text:
        etree.strip_elements(root, "script", "style", "noscript", "template", with_tail=False)
        text = "\n".join(line for part in root.itertext() if isinstance(part, str) and (line := part.strip()))
    return readable(text)[:LONGEST_TEXT]


# JSON-LD


def _of_json_ld(root: HtmlElement) -> Iterator[Candidate]:
    for script in root.iterfind(".//script[@type='application/ld+json']"):
        try:
            given = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(given):
            yield from _of_node(node)


def _nodes(given: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    if depth > _DEEPEST_JSON:
        return
    if isinstance(given, list):
        for each in given:
            yield from _nodes(each, depth + 1)
    elif isinstance(given, dict):
        if "headline" in given or "datePublished" in given:
            yield given
        for name in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _nodes(given.get(name), depth + 1)


def _of_node(node: Mapping[str, Any]) -> Iterator[Candidate]:
    where = f"JSON-LD, {_first_text(node.get('@type')) or 'no type'}"
    publisher = node.get("publisher")
    publisher = publisher[0] if isinstance(publisher, list) and publisher else publisher
    named = publisher.get("name") if isinstance(publisher, dict) else publisher
    for name, term, value in (
        ("title", "headline", node.get("headline")),
        ("publisher", "publisher", named),
        ("published", "datePublished", node.get("datePublished")),
        ("language", "inLanguage", node.get("inLanguage")),
        ("url", "url", node.get("url")),
    ):
        if text := _first_text(value):
            yield name, text, f"{where}: {term}"


def _first_text(value: Any) -> str:
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("alternateName") or value.get("@value") or value.get("name") or value.get("@id")
    return value if isinstance(value, str) else ""


# Elements of the head, and what stands in the page

_META: Mapping[str, str] = {
    "citation_title": "title",
    "og:title": "title",
    "dc.title": "title",
    "twitter:title": "title",
    "citation_publisher": "publisher",
    "citation_journal_title": "publisher",
    "og:site_name": "publisher",
    "dc.publisher": "publisher",
    "citation_publication_date": "published",
    "citation_date": "published",
    "article:published_time": "published",
    "og:published_time": "published",
    "datepublished": "published",
    "dc.date.issued": "published",
    "dc.date": "published",
    "pubdate": "published",
    "citation_language": "language",
    "dc.language": "language",
    "og:locale": "language",
    "og:url": "url",
    "citation_abstract_html_url": "url",
}


def _of_meta(root: HtmlElement) -> Iterator[Candidate]:
    named: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        if name in _META and (content := meta.get("content")):
            named.setdefault(name, content)
    for name, of in _META.items():
        if name in named:
            yield of, named[name], name


def _of_elements(root: HtmlElement, url: str) -> Iterator[Candidate]:
    for link in root.iterfind(".//link[@href]"):
        if (link.get("rel") or "").lower().split() == ["canonical"]:
            yield "url", urljoin(url, link.get("href") or ""), "<link rel=canonical>"
    for moment in root.iterfind(".//time[@datetime]"):
        yield "published", moment.get("datetime") or "", "<time>"
        break
    for tag in ("h1", "title"):
        for element in root.iterfind(f".//{tag}"):
            yield "title", element.text_content(), f"<{tag}>"
            break
    if language := root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang"):
        yield "language", language, "<html lang>"


def _of_the_address(url: str) -> Iterator[Candidate]:
    yield "url", url, "the address it was read from"
    yield "publisher", host_of(url), "the host of its address"


# Which of what was found can be a value


def _distinct(name: str, candidates: Iterable[Candidate], url: str) -> Iterator[Found]:
    told = set()
    for of, value, where in candidates:
        if of == name and (fit := _FIT[name](" ".join(readable(value).split()), url)) and fit.casefold() not in told:
            told.add(fit.casefold())
            yield Found(fit, where)


def _line(value: str, _url: str) -> str:
    return value[:LINE_LENGTH]


_DAY = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)")


def _date(value: str, _url: str) -> str:
    """As EDTF: with the time of day only where its offset is given, else the day; empty where it can't be read."""
    if moment := _MOMENT.match(value):
        offset = moment[3] if ":" in moment[3] or moment[3] == "Z" else f"{moment[3][:3]}:{moment[3][3:]}"
        time = moment[2] if moment[2].count(":") == 2 else f"{moment[2]}:00"
        written = f"{moment[1]}T{time}{offset}"
    elif day := _DAY.match(value):
        written = f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}"
    else:
        written = value
    try:
        parse(written)
    except EDTFError:
        return ""
    return written


def _language(value: str, _url: str) -> str:
    tag = value.replace("_", "-")
    return tag if len(tag) <= 35 and re.match(LANGUAGE_PATTERN, tag) else ""


def _address(value: str, url: str) -> str:
    """An address that can be a source's. One on another host is no other address of the page we read."""
    absolute = urljoin(url, value)
    if host_of(absolute) != host_of(url):
        return ""
    try:
        validate_http_url(absolute)
    except ValidationError:
        return ""
    return absolute


_FIT = {"title": _line, "publisher": _line, "published": _date, "language": _language, "url": _address}
