"""What the head of a page tells other programs: its feed, its data, and the card that link previews show.

Worked out from the page's canonical path, so that a new page of a known kind has all of it without a word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import get_language

from claims.public.pages.languages import here

RECORD = re.compile(r"/(claims|events|actors|sources|publishers)/([a-z0-9-]+)/(.*)")
LIST = re.compile(r"/(disputes|claims|events|actors|sources|publishers)/(\?.*)?")
SEARCH = re.compile(r"/search/\?(.*)")

# As Open Graph names languages. Their countries are its own, and say nothing of who reads here.
LOCALES = {"en": "en_US", "tr": "tr_TR", "hy": "hy_AM", "az": "az_AZ", "ru": "ru_RU", "ar": "ar_AR"}


@dataclass(frozen=True, slots=True)
class Head:
    """Paths that are the same in every language; empty where a page has none."""

    feed: str = ""
    jsonld: str = ""
    oembed: str = ""
    kind: str = "website"


def head_of(canonical: str) -> Head:
    """What belongs to a page, by its path.

    >>> head_of("/claims/?kind=attack").feed
    '/claims.atom?kind=attack'
    >>> head_of("/events/war/").jsonld
    '/events/war.jsonld'
    """
    if found := RECORD.fullmatch(canonical):
        address, slug, below = found.groups()
        head = Head(feed=f"/{address}/{slug}.atom", kind="article" if address == "claims" else "website")
        if below:
            return head
        oembed = f"/oembed?{urlencode({'url': settings.SITE_URL + here(canonical)})}" if address == "claims" else ""
        return replace(head, jsonld=f"/{address}/{slug}.jsonld", oembed=oembed)
    if found := LIST.fullmatch(canonical):
        return Head(feed=f"/{found[1]}.atom{found[2] or ''}")
    if found := SEARCH.fullmatch(canonical):
        return Head(feed=f"/claims.atom?{found[1]}")
    return Head(feed=_FEEDS.get(canonical, ""))


_FEEDS = {"/": "/feeds/disputes.atom", "/changes/": "/feeds/changes.atom"}


def locale() -> str:
    """The language of the page as Open Graph names it."""
    return LOCALES.get(get_language() or "", LOCALES[settings.LANGUAGE_CODE])


def other_locales() -> list[str]:
    return [name for code, name in LOCALES.items() if code != get_language()]
