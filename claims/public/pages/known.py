"""A page as it was known at an earlier time: what it says of that, and how its links lead to the same time.

The time that a page shows is active while it is rendered, as its language is: templates need not pass it on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from html import escape
from urllib.parse import urlencode

from django.conf import settings

from claims.public.pages.words import moment_words
from claims.public.reading import Snapshot

AS_OF = "as_of"
# RFC 5829. A link with it leads to the present, whatever time its page shows.
PRESENT_LINK = 'rel="latest-version"'

_LANGUAGES = "|".join(code for code, _ in settings.LANGUAGES)
# The addresses that take `as_of`. History, versions and definitions are about all times.
_TAKES_TIME = re.compile(
    rf"""(?:/(?:{_LANGUAGES}))?/(?:
        (?:search|changes)/
      | (?:disputes|claims|statements|denials|contradictions|events|actors|sources|publishers)(?:/|\.json|\.csv)
      | about/balance(?:/|\.json|\.csv)
      | (?:claims|events|actors|sources|publishers)/[a-z0-9-]+(?:/|\.json|\.jsonld|\.csv)
      | claims/[a-z0-9-]+/cite(?:/|\.[a-z]+)
      | events/[a-z0-9-]+/(?:matrix|figures|timeline)(?:/|\.json|\.csv)
      | embed/claims/[a-z0-9-]+/
      | api/v1/(?!changes|schema|docs)[a-z-]+(?:/(?:[a-z0-9.-]+/)?|\.csv|\.jsonl)
    )?""",
    re.VERBOSE,
)
_LINK = re.compile(r"<(?:a|link)\s[^>]*>")
_HREF = re.compile(r'(?<=\shref=")[^"]*')
_FORM = re.compile(r'<form\s[^>]*\baction="([^"]*)"[^>]*\bmethod="get"[^>]*>(?:(?!</form>).)*', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Asked:
    """The state of the registry that a request reads; `as_of` as its address has it, empty for the present."""

    at: Snapshot
    as_of: str = ""
    moment: datetime | None = None

    @property
    def identity(self) -> tuple[object, ...]:
        """What decides which rows it shows: of an earlier time also the present, as what was taken down since."""
        return (self.as_of, self.at.position, self.at.head)

    @property
    def query(self) -> str:
        """What keeps the time in an address without other parameters."""
        return f"?{urlencode({AS_OF: self.as_of})}" if self.as_of else ""

    @property
    def words(self) -> str:
        """The time to the minute: `29 September 2020, 12:00 UTC`."""
        return moment_words(self.moment.isoformat()) if self.moment else ""


_shown: ContextVar[Asked | None] = ContextVar("shown", default=None)


@contextmanager
def showing(asked: Asked | None) -> Iterator[None]:
    """Render what is known at the time that was asked for; the present where none was."""
    token = _shown.set(asked if asked and asked.as_of else None)
    try:
        yield
    finally:
        _shown.reset(token)


def earlier_time() -> Asked | None:
    """The time that the page being rendered shows, if it is not the present."""
    return _shown.get()


def in_its_time(html: str, as_of: str) -> str:
    """A page whose links, and forms that ask for pages, lead to the same time where there is one.

    >>> in_its_time('<a href="/claims/x/#sources">', "2020-09-29")
    '<a href="/claims/x/?as_of=2020-09-29#sources">'
    """
    linked = _LINK.sub(lambda link: _link_in_time(link[0], as_of), html)
    field = f'<input type="hidden" name="{AS_OF}" value="{escape(as_of)}">'
    return _FORM.sub(lambda form: _form_in_time(form[0], form[1], field), linked)


def _link_in_time(tag: str, as_of: str) -> str:
    if PRESENT_LINK in tag:
        return tag
    return _HREF.sub(lambda href: address_in_time(href[0], as_of), tag, count=1)


def address_in_time(address: str, as_of: str) -> str:
    """An address as it stands in HTML, with the time if it takes one and has none."""
    page, number, fragment = address.partition("#")
    path, _, query = page.partition("?")
    if not path or not _TAKES_TIME.fullmatch(path) or re.search(rf"(?:^|[&;]){AS_OF}=", query):
        return address
    pairs = [query, urlencode({AS_OF: as_of})] if query else [urlencode({AS_OF: as_of})]
    return f"{path}?{'&amp;'.join(pairs)}{number}{fragment}"


def _form_in_time(form: str, action: str, field: str) -> str:
    if f'name="{AS_OF}"' in form or not _TAKES_TIME.fullmatch(action):
        return form
    opening, end, rest = form.partition(">")
    return f"{opening}{end}{field}{rest}"
