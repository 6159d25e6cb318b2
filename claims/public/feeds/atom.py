"""A feed and its entries as Atom (RFC 4287), written by Django's generator with what that leaves out.

Knows no claim. Ids are tag URIs (RFC 4151), so that they outlive addresses.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed

CONTENT_TYPE = "application/atom+xml; charset=utf-8"
# The year in which the registry's addresses were its own: part of every id, so it never changes.
SINCE = 2026
# The time of a feed that has no entry yet.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `url` is a path, `content` HTML whose addresses are whole; `updated` is when people were told."""

    id: str
    title: str
    url: str
    updated: datetime
    content: str
    published: datetime | None = None
    categories: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed. `path` is its own, with its query; `page` that of the page which it follows."""

    title: str
    subtitle: str
    path: str
    page: str
    entries: Sequence[Entry]
    next: str = ""
    previous: str = ""


def tag(specific: str) -> str:
    """A name for good: `tag:registry.example.org,2026:claim/<key>`."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},{SINCE}:{specific}"


def whole(path: str) -> str:
    """The address of a path of this site."""
    return settings.SITE_URL + path


def newest_first(entries: Iterable[Entry], *, most: int) -> list[Entry]:
    """The entries with the latest changes, each id once."""
    found = {entry.id: entry for entry in sorted(entries, key=lambda entry: entry.updated)}
    return sorted(found.values(), key=lambda entry: entry.updated, reverse=True)[:most]


def atom(feed: Feed) -> str:
    """The feed as XML."""
    written = _Atom(
        title=feed.title,
        subtitle=feed.subtitle,
        link=whole(feed.page),
        description="",
        language="en",
        author_name="factreg",
        author_link=whole("/about/"),
        feed_url=whole(feed.path),
        feed_guid=tag(f"feed{feed.path}"),
        beside={"next": feed.next, "previous": feed.previous},
    )
    for entry in feed.entries:
        written.add_item(
            entry.title,
            whole(entry.url),
            None,
            unique_id=entry.id,
            pubdate=entry.published,
            updateddate=entry.updated,
            categories=entry.categories,
            content=entry.content,
        )
    return written.writeString("utf-8")


class _Atom(Atom1Feed):
    """Django's, with contents beside summaries, pages of a feed (RFC 5005), and no clock."""

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        for relation, path in self.feed["beside"].items():
            if path:
                handler.addQuickElement("link", "", {"rel": relation, "href": whole(path)})

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=NEVER)
