"""How pick-lists word a record: with what tells it from its namesakes. Reads nothing that is not fetched with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from claims.models import Actor, Claim, Event
from sources.models import Publisher, Source


def label_of(record: Any) -> str:
    """A record's words in a pick-list."""
    of_type = _LABELS.get(type(record))
    return of_type(record) if of_type else str(record)


def _told(name: str, *details: str) -> str:
    told = [detail for detail in details if detail]
    return f"{name} ({'; '.join(told)})" if told else name


def _actor(actor: Actor) -> str:
    speaks_for = f"speaks for {actor.speaks_for.name}" if actor.speaks_for else ""
    return _told(str(actor), actor.get_kind_display() if not actor.role else "", speaks_for)


def _source(source: Source) -> str:
    return _told(source.title, source.publisher.name, source.published or "undated", source.get_kind_display())


def _event(event: Event) -> str:
    return _told(event.title, event.occurred, event.slug)


def _claim(claim: Claim) -> str:
    return _told(str(claim), claim.slug)


def _publisher(publisher: Publisher) -> str:
    return _told(publisher.name, publisher.get_kind_display(), publisher.country)


_LABELS: dict[type, Callable[[Any], str]] = {
    Actor: _actor,
    Claim: _claim,
    Event: _event,
    Publisher: _publisher,
    Source: _source,
}
