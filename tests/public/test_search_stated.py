"""The stated queries of search_queries.py find what they mean, against the demo and test records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from claims.ledger.publish import publish_many
from claims.public import reading
from claims.public.searching.answering import answer
from claims.vocabulary import ActorKind
from tests.factories import make_actor, make_claim, make_event, make_place, make_publisher, make_source
from tests.public.conftest import DEMO
from tests.public.search_queries import ACTORS, CLAIMS, PLACES, PUBLISHERS, SOURCES, queries

ENOUGH = 0.95


def make_stated_records() -> None:
    """The test records of search_queries.py, published."""
    publishers = {slug: make_publisher(slug=slug, name=name) for slug, name in PUBLISHERS.items()}
    sources = {
        slug: make_source(slug=slug, publisher=publishers[of], title=title) for slug, (of, title) in SOURCES.items()
    }
    actors = {
        slug: make_actor(
            slug=slug, name=name, kind=ActorKind.ORGANISATION, aliases=[(alias, "und") for alias in aliases]
        )
        for slug, (name, *aliases) in ACTORS.items()
    }
    claims = []
    for number, (slug, names) in enumerate(PLACES.items()):
        place = make_place(slug=f"place-{slug}", names=[(name, "und") for name in names])
        event = make_event(slug=f"at-{slug}", title=f"Reported test event {number}", place=place)
        claims.append(make_claim(slug=f"on-{slug}", text=f"Test bridge {number} was closed.", event=event))
    event = make_event(slug="test-valley", title="Reported test events of a valley")
    for slug, (text, actor, source) in CLAIMS.items():
        statement = {"actor": actors[actor], "source": sources[source]}
        claims.append(make_claim(slug=slug, text=text, event=event, statements=[statement]))
    publish_many(records=[*actors.values(), *claims], by=None)


@pytest.fixture(scope="module")
def stated(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demo and the test records; undone with the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load", str(DEMO), publish=True, verbosity=0)
        make_stated_records()
        yield
        transaction.set_rollback(True)


def first(words: str, *, most: int = 5) -> list[str]:
    """`type/slug` of the best matches."""
    return [f"{hit.type}/{hit.document['id']}" for hit in answer(words, reading.snapshot()).hits[:most]]


def test_the_record_that_is_meant_is_among_the_first_five(stated):
    missed = [f"{group}: {typed} -> {meant}" for group, typed, meant in queries() if meant not in first(typed)]

    assert len(queries()) >= 200
    assert len(missed) <= len(queries()) * (1 - ENOUGH), "\n".join(missed)
