"""A feed as a reader reads it, and whether it is Atom (RFC 4287, section 4)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from defusedxml import ElementTree
from django.test import Client

ATOM = "{http://www.w3.org/2005/Atom}"


def feed(client: Client, path: str) -> Any:
    response = client.get(path)
    assert response.status_code == 200, response.content.decode()
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)
    assert_valid(root)
    return root


def titles(root: Any) -> list[str]:
    return [entry.findtext(f"{ATOM}title") for entry in root.iter(f"{ATOM}entry")]


def contents(root: Any) -> list[str]:
    return [entry.findtext(f"{ATOM}content") for entry in root.iter(f"{ATOM}entry")]


def links(element: Any) -> dict[str, str]:
    return {link.get("rel"): link.get("href") for link in element.findall(f"{ATOM}link")}


def assert_valid(root: Any) -> None:
    """What RFC 4287 asks: each of these once, ids unique and absolute, dates with an offset, addresses whole."""
    assert root.tag == f"{ATOM}feed"
    _assert_element(root)
    assert len(root.findall(f"{ATOM}author/{ATOM}name")) == 1
    entries = root.findall(f"{ATOM}entry")
    ids = [element.findtext(f"{ATOM}id") for element in (root, *entries)]
    assert len(set(ids)) == len(ids)
    for entry in entries:
        _assert_element(entry)
        (content,) = entry.findall(f"{ATOM}content")
        assert content.get("type") == "html"
        assert 'href="/' not in content.text


def _assert_element(element: Any) -> None:
    for name in ("id", "title", "updated"):
        (found,) = element.findall(ATOM + name)
        assert found.text.strip()
    assert element.findtext(f"{ATOM}id").startswith("tag:")
    for name in ("updated", "published"):
        for found in element.findall(ATOM + name):
            assert datetime.fromisoformat(found.text).tzinfo is not None
    assert links(element)["alternate"]
    for link in element.findall(f"{ATOM}link"):
        assert urlsplit(link.get("href")).scheme in ("http", "https")
