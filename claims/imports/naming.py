"""Names, titles and addresses in a table's cells, and the stored records that they mean."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from claims.models import Actor, ActorAlias, Claim, Event
from claims.registry_file.directory import CHUNK, batches
from claims.registry_file.nodes import Mapping
from claims.registry_file.shape import SECTION_OF
from factreg.records import SLUG_PATTERN, PublicState
from sources.models import Publisher, Source


@dataclass(frozen=True, slots=True)
class Named:
    """A cell that names a record: the mapping and key in which it stands."""

    type: str
    word: str
    holder: Mapping
    key: str


Found = Iterator[tuple[str, str]]


def name_records(named: list[Named], *, own: str, slugs: Collection[str]) -> Iterator[tuple[Named, str]]:
    """Put slugs for names. What could be several records comes back, with a message; what is none is left as it is.

    `slugs` are those of the table itself, of the type `own`.
    """
    by_type: dict[str, set[str]] = defaultdict(set)
    for one in named:
        if not (one.type == own and one.word in slugs):
            by_type[one.type].add(one.word)
    meant = {type_: _meant(type_, words) for type_, words in by_type.items()}
    for one in named:
        candidates = meant.get(one.type, {}).get(one.word, [])
        if len(candidates) == 1:
            one.holder.values[one.key] = candidates[0]
        elif candidates:
            some = ", ".join(candidates[:5])
            yield one, f"{one.key}: {one.word[:80]!r} could be {some}; give the slug of one"


def _meant(type_: str, words: set[str]) -> dict[str, list[str]]:
    """The slugs that each word may mean. One that is a stored slug means that alone."""
    model: Any = SECTION_OF[type_].model
    found: dict[str, list[str]] = defaultdict(list)
    for chunk in batches(sorted(words), CHUNK):
        slugs = [word for word in chunk if re.fullmatch(SLUG_PATTERN, word)]
        stored = set(model._default_manager.filter(slug__in=slugs).values_list("slug", flat=True))
        rest = [word for word in chunk if word not in stored]
        for word, slug in _BY_NAME[type_](rest) if rest else ():
            if slug not in found[word]:
                found[word].append(slug)
    return found


def _actors(words: list[str]) -> Found:
    yield from _usable(Actor).filter(name__in=words).values_list("name", "slug")
    aliases: Any = ActorAlias.objects.exclude(actor__public_state=PublicState.MERGED)
    yield from aliases.filter(name__in=words).values_list("name", F("actor__slug"))


def _sources(words: list[str]) -> Found:
    yield from _usable(Source).filter(url__in=words).exclude(url="").values_list("url", "slug")
    yield from _usable(Source).filter(title__in=words).values_list("title", "slug")


def _publishers(words: list[str]) -> Found:
    yield from _usable(Publisher).filter(name__in=words).values_list("name", "slug")


def _events(words: list[str]) -> Found:
    yield from _usable(Event).filter(title__in=words).values_list("title", "slug")


def _claims(words: list[str]) -> Found:
    yield from _usable(Claim).filter(text__in=words).values_list("text", "slug")


def _usable(model: Any) -> Any:
    return model.objects.exclude(public_state=PublicState.MERGED).order_by("pk")


_BY_NAME: dict[str, Callable[[list[str]], Found]] = {
    "actor": _actors,
    "source": _sources,
    "publisher": _publishers,
    "event": _events,
    "claim": _claims,
}
