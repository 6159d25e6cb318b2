"""Every filter alone, in all pairs and malformed: the same rows as the plain reference, or a 400 that names it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from random import Random
from typing import Any
from urllib.parse import urlencode

import orjson
import pytest
from django.db import transaction
from django.test import Client

from claims.ledger.publish import publish_many
from claims.models import Contradiction, CounterAccusation
from claims.public.filters.base import ElementsFilter
from claims.public.resources import RESOURCES
from claims.vocabulary import ClaimKind, ContradictionKind, Element, Measure, Stance
from factreg.filters import (
    CountryFilter,
    LanguageFilter,
    MomentFilter,
    SearchFilter,
    SlugFilter,
    StrictFilter,
    TrueFalseFilter,
    WordFilter,
)
from sources.vocabulary import PublisherKind, SourceKind
from tests.factories import (
    make_actor,
    make_claim,
    make_contradiction,
    make_counter_accusation,
    make_event,
    make_place,
    make_publisher,
    make_source,
)
from tests.public.api import body, ids, refused
from tests.public.reference_filters import FILTERS, Query, Registry

DATES = ["", "2020-09-29", "2020-09", "2020", "2020-09-27/2020-10-02", "2020-09-27/..", "../2020-09-28", "2019-12-31"]
MOMENTS = ["2019-12-31", "2020-09-28", "2020-09-28T12:00:00+04:00", "2021-01-01"]
TAGS = ["en", "en-GB", "hy", "az-Latn"]
WORDS = ["zebra", "river", "bridge", "convoy"]
# What other records are called: claims are found by the names of their actors and events too.
NAMES = ["granite", "harbour", "meadow", "orchard"]
CLAIMS = 24


def publish_registry(random: Random) -> None:
    """Claims by chance, in hierarchies of events and actors two deep; every optional field is there and not there."""
    publishers = [
        make_publisher(kind=kind, country=country)
        for kind, country in zip(PublisherKind, ("GB", "AM", "GB"), strict=False)
    ]
    root = make_source(publisher=publishers[0], published="2020-09-29", title="A granite report")
    sources = [root] + [
        make_source(
            publisher=random.choice(publishers),
            kind=random.choice(list(SourceKind)),
            published=random.choice(DATES),
            language=random.choice(TAGS),
            derived_from=random.choice([root, None]),
            title=f"Article {random.choice(NAMES)}",
        )
        for _ in range(5)
    ]
    countries = ("AM", "AZ", "TR")
    states = [make_actor(name=f"State {word}", country=one) for word, one in zip(NAMES, countries, strict=False)]
    ministry = make_actor(kind="government_body", speaks_for=states[0], part_of=states[0])
    speaker = make_actor(kind="person", speaks_for=ministry, part_of=ministry)
    outlet = make_actor(kind="media", publisher=publishers[0])
    actors = [*states, ministry, speaker, outlet]
    places = [make_place(), make_place()]
    whole = make_event(place=places[0], occurred="2020-09-27/..", title="Reported harbour")
    part = make_event(part_of=whole, occurred="2020-09-29")
    events = [whole, part, make_event(part_of=part, place=places[1]), make_event(title="Reported meadow")]

    def statement() -> dict[str, Any]:
        quoted = random.choice([{}, {"quote": "We say so.", "quote_language": random.choice(TAGS)}])
        return {
            "actor": random.choice(actors),
            "source": random.choice(sources),
            "primary_source": random.choice([None, *sources[:3]]),
            "stance": random.choice(list(Stance)),
            "elements": random.choice([[], [], ["agent"], ["place", "time"]]),
            "said": random.choice(DATES),
            **quoted,
        }

    claims = []
    for number in range(CLAIMS):
        claim = make_claim(
            text=f"Test {random.choice(WORDS)} {random.choice(WORDS)} number {number}.",
            language=random.choice(TAGS),
            kind=random.choice(list(ClaimKind)[:4]),
            event=random.choice(events),
            occurred=random.choice(DATES),
            about=[(actor, "agent") for actor in random.sample(actors, random.choice([0, 1, 2]))],
            figure=random.choice([None, {"measure": random.choice(list(Measure)[:3]), "low": 1}]),
            statements=[statement() for _ in range(random.choice([0, 1, 2, 4]))],
            assessments=[{"organisation": random.choice(publishers), "rated": random.choice(DATES)}][: number % 3 == 0],
        )
        claims.append(claim)
    publish_many(records=claims, by=None)
    pairs: list[Any] = []
    for number, (first, second) in enumerate(zip(claims[::4], claims[1::4], strict=True)):
        kind, element = list(ContradictionKind)[number % 2], ["", *Element][number % 4]
        pairs.append(make_contradiction(first_claim=first, second_claim=second, kind=kind, element=element))
        pairs.append(make_counter_accusation(first_claim=second, second_claim=claims[number * 4 + 2]))
    for model in (Contradiction, CounterAccusation):
        publish_many(records=[pair for pair in pairs if isinstance(pair, model)], by=None)


@pytest.fixture(scope="module", autouse=True)
def registry(django_db_setup: None, django_db_blocker: Any) -> Iterator[Registry]:
    with django_db_blocker.unblock(), transaction.atomic():
        publish_registry(Random(20_200_927))
        client = Client()
        yield Registry(
            {
                name: [orjson.loads(line) for line in body(client.get(f"/api/v1/{name}.jsonl")).splitlines()]
                for name in RESOURCES
            }
        )
        transaction.set_rollback(True)


def values_of(of: str, name: str, filter_: StrictFilter, registry: Registry) -> list[list[str]]:
    """What a filter is asked for: values that something has, one that nothing has, and where it may be several."""
    if isinstance(filter_, SlugFilter):
        if filter_.of == "place":
            known = sorted({one["place"]["id"] for one in registry.lists["events"] if one["place"]})
        else:
            known = [one["id"] for one in registry.lists[f"{filter_.of}s"]]
        return [*([slug] for slug in known[:5]), known[-2:]]
    if isinstance(filter_, WordFilter):
        words = [word for word, _ in filter_.extra["choices"]]
        return [*([word] for word in words[:4]), words[1:3]] if filter_.several else [[word] for word in words]
    if isinstance(filter_, TrueFalseFilter):
        return [["true"], ["false"]]
    if isinstance(filter_, CountryFilter):
        return [["GB"], ["AM", "TR"], ["FR"]]
    if isinstance(filter_, LanguageFilter):
        return [["en"], ["en-gb"], ["hy", "az"], ["fr"]]
    if isinstance(filter_, MomentFilter):
        changes = [one["updated_at"] for one in registry.lists["claims"][3:5]]
        return [[one] for one in (changes if name.startswith("updated") else MOMENTS)]
    assert isinstance(filter_, SearchFilter)
    words = WORDS if RESOURCES[of].type == "claim" else NAMES
    return [[word] for word in (*words, " ".join(words[:2]), "nowhere")]


def questions(name: str, registry: Registry) -> Iterator[Query]:
    """Every filter with each of its values, and every pair of filters with values by chance."""
    filters, random = RESOURCES[name].filters.base_filters, Random(name)
    values = {one: values_of(name, one, filter_, registry) for one, filter_ in filters.items()}
    yield from ({one: value} for one, several in values.items() for value in several)
    for pair in combinations(values, 2):
        yield {one: random.choice(values[one]) for one in pair}


@pytest.mark.no_database
def test_reference_has_every_filter() -> None:
    filters = {name: {*tests, "undated"} for name, tests in FILTERS.items()}

    assert list(filters) == list(RESOURCES)
    for name, resource in RESOURCES.items():
        assert set(resource.filters.names()) | {"undated"} == filters[name]


@pytest.mark.parametrize("name", RESOURCES)
def test_every_filter_and_every_pair_keeps_what_the_reference_keeps(
    client: Client, registry: Registry, name: str
) -> None:
    kept = 0
    for query in questions(name, registry):
        address = f"{name}/?page_size=200&fields=id&{urlencode(query, doseq=True)}"
        expected = registry.kept(name, query)
        assert (query, set(ids(client, address))) == (query, expected)
        kept += bool(expected)
    # Else nothing would have been asked of the filters.
    assert kept > 3


def malformed(filter_: StrictFilter) -> Iterator[str]:
    if isinstance(filter_, SlugFilter):
        yield from ("no-such-record", "Not A Slug", "../x", "x" * 500)
    elif isinstance(filter_, WordFilter | ElementsFilter | TrueFalseFilter):
        yield from ("nonsense", "TRUE", "0")
    elif isinstance(filter_, CountryFilter):
        yield from ("am", "ARM")
    elif isinstance(filter_, LanguageFilter):
        yield from ("british_english", "e")
    elif isinstance(filter_, MomentFilter):
        yield from ("tomorrow", "2020", "2020-02-30", "2020-01-01T00:00:00")
    else:
        yield from ("!?", "x" * 400)
    yield from ("", "\0", "a\u202eb", "\ud800")


@pytest.mark.parametrize("name", RESOURCES)
def test_every_malformed_value_is_refused_by_the_name_of_its_filter(client: Client, name: str) -> None:
    for parameter, filter_ in RESOURCES[name].filters.base_filters.items():
        queries = [urlencode({parameter: value.encode("utf-8", "surrogatepass")}) for value in malformed(filter_)]
        if not filter_.several:
            queries.append(urlencode([(parameter, "2020-01-01"), (parameter, "2020-01-02")]))
        for query in queries:
            problem = refused(client, f"{name}/?{query}")
            assert (query, problem["parameter"]) == (query, parameter)
