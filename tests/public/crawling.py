"""Everything that the public side answers, found as a crawler finds it: by the links in what it answers."""

from __future__ import annotations

import html
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from django.test import Client

SITE = "http://127.0.0.1:8000"
# In pages and feeds, in JSON and Turtle-like texts, in sitemaps.
_LINKS = re.compile(
    rb"""(?:href|src|action)="(?P<markup>[^"#]+)|"(?:url|next|previous|@id|href)":\s?"(?P<json>[^"#]+)|<loc>(?P<map>[^<]+)"""
)
# The form of a report carries a token, new whenever it is opened.
_RANDOM = re.compile(rb'(?<=<input type="hidden" name="form" value=")[^"]+')
# Without an end, or of the workbench.
_NOT_FOLLOWED = ("/api/v1/changes/stream/", "/api/v1/changes/wait/", "/admin/")


class Answer(NamedTuple):
    """What was answered at an address, whole."""

    status: int
    headers: dict[str, str]
    body: bytes


Get = Callable[[str], Answer]


def by(client: Client) -> Get:
    """Asks the application itself."""

    def get(address: str) -> Answer:
        response: Any = client.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        return Answer(response.status_code, dict(response.headers), without_what_is_random(body))

    return get


def without_what_is_random(body: bytes) -> bytes:
    return _RANDOM.sub(b"", body)


def crawl(get: Get, beginnings: Iterable[str], *, most: int) -> dict[str, Answer]:
    """The answers at the beginnings and at all that they lead to, breadth first, up to so many."""
    waiting = deque(dict.fromkeys(beginnings))
    known = set(waiting)
    found: dict[str, Answer] = {}
    while waiting and len(found) < most:
        address = waiting.popleft()
        found[address] = get(address)
        for link in links(address, found[address]):
            if link not in known:
                known.add(link)
                waiting.append(link)
    return found


def links(address: str, answer: Answer) -> Iterator[str]:
    """The addresses of this site that are named, as they are asked for."""
    if (location := answer.headers.get("Location")) is not None:
        named = [location]
    else:
        named = [html.unescape((match[match.lastgroup or ""]).decode()) for match in _LINKS.finditer(answer.body)]
    for each in named:
        path = each.removeprefix(SITE)
        if path.startswith("?"):
            path = address.partition("?")[0] + path
        if path.startswith("/") and not path.startswith(("//", *_NOT_FOLLOWED)):
            yield path
