"""The made-up world that claims are about: publishers, places, actors that speak for each other, trees of events.

Sizes follow the number of claims and are uneven: a few actors are named often, a few events hold thousands of claims.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from claims.models import Actor, ActorAlias, Event, Place, PlaceName
from claims.vocabulary import ActorKind
from sources.models import Publisher, Source
from sources.vocabulary import PublisherKind, SourceKind
from tests.benchmarks.copying import Table
from tests.benchmarks.words import LANGUAGES, Words

_COUNTRIES = ("AA", "QM", "QN", "QO", "QP", "XA", "XB", "ZZ")  # user-assigned codes: of no country
_CLAIMS_A_SUBEVENT = 12
_SOURCES_A_CLAIM = 0.3
# Median and spread of claims on a topmost event: half hold under 30, one in a hundred over 500.
_EVENT_MEDIAN, _EVENT_SPREAD = 3.4, 1.2


@dataclass(slots=True)
class Topic:
    """A topmost event: its events, who speaks on it, the sources that cover it, its claims' number and first day."""

    number: int
    claims: int
    day: date
    events: list[int] = field(default_factory=list)
    cast: list[int] = field(default_factory=list)
    sources: list[int] = field(default_factory=list)


class World:
    """Everything but claims, row by row in its tables. `write` makes it, a number of topics at a time."""

    def __init__(self, random: Random, *, claims: int) -> None:
        self.random = random
        self.claims = claims
        self.words = {
            language: Words(language, random, stream=2_000 + claims * (10 if language == "en" else 2))
            for language in LANGUAGES
        }
        models = (Publisher, Source, Actor, ActorAlias, Place, PlaceName, Event)
        self.tables = {model: Table(model, random) for model in models}
        self.publishers = [self._publisher(number) for number in range(1, max(6, claims // 400) + 1)]
        self.actors = self._actors(max(24, claims // 50))
        self.places = [self._place(number) for number in range(1, max(8, claims // 100) + 1)]
        self._commonness = list(accumulate(1 / rank for rank in range(1, len(self.actors) + 1)))
        self._shuffled = random.sample(self.actors, k=len(self.actors))
        self._sources = 0
        self._events = 0

    def flush(self) -> None:
        for table in self.tables.values():
            table.flush()

    def topics(self) -> Iterator[Topic]:
        """The topmost events, one of them a twentieth of all."""
        left, number = self.claims, 0
        while left:
            number += 1
            wanted = self.claims // 20 if number == 3 else int(self.random.lognormvariate(_EVENT_MEDIAN, _EVENT_SPREAD))
            claims = min(left, max(1, wanted))
            left -= claims
            yield self._topic(number, claims)

    def language(self) -> str:
        """Half English, the rest in the other scripts."""
        return self.random.choice(LANGUAGES) if self.random.random() < 0.6 else "en"

    def _publisher(self, number: int) -> int:
        return self.tables[Publisher].add(
            slug=f"test-outlet-{number}",
            name=f"Test outlet {number} {self.words[self.language()].text(1, 2)}",
            kind=self.random.choice(PublisherKind.values),
            country=self.random.choice(_COUNTRIES),
            homepage=f"https://outlet-{number}.example/",
        )

    def _actors(self, number: int) -> list[int]:
        """States, bodies that speak for them, people who speak for bodies, and some that speak for themselves."""
        states = [self._actor(n, ActorKind.STATE, f"Test state {n}") for n in range(1, max(6, number // 25) + 1)]
        bodies: list[int] = []
        others: list[int] = []
        for n in range(len(states) + 1, number + 1):
            draw = self.random.random()
            if draw < 0.25 or not bodies:
                above = self.random.choice(states)
                bodies.append(
                    self._actor(
                        n, ActorKind.GOVERNMENT_BODY, f"Test ministry {n}", part_of_id=above, speaks_for_id=above
                    )
                )
            elif draw < 0.8:
                above = self.random.choice(bodies)
                others.append(
                    self._actor(n, ActorKind.PERSON, f"Test person {n}", role="Test speaker", speaks_for_id=above)
                )
            elif draw < 0.9:
                outlet = self.random.choice(self.publishers)
                others.append(self._actor(n, ActorKind.MEDIA, f"Test desk {n}", publisher_id=outlet))
            else:
                others.append(self._actor(n, ActorKind.ORGANISATION, f"Test organisation {n}"))
        return [*states, *bodies, *others]

    def _actor(self, number: int, kind: ActorKind, name: str, **fields: object) -> int:
        actor = self.tables[Actor].add(
            slug=name.lower().replace(" ", "-"),
            name=f"{name} {self.words['en'].text(1, 2)}",
            kind=kind.value,
            country=self.random.choice(_COUNTRIES) if kind == ActorKind.STATE else "",
            **fields,
        )
        for language in self.random.sample(LANGUAGES[1:], k=self.random.choice((0, 1, 1, 3))):
            name = f"{self.words[language].text(1, 2)} {number}"
            self.tables[ActorAlias].add(actor_id=actor, name=name, language=language)
        return actor

    def _place(self, number: int) -> int:
        located = self.random.random() < 0.7
        place = self.tables[Place].add(
            slug=f"testville-{number}",
            latitude=f"{self.random.uniform(-60, 60):.6f}" if located else None,
            longitude=f"{self.random.uniform(-180, 180):.6f}" if located else None,
            precision_km="10.00" if located else None,
        )
        for language in ("en", *self.random.sample(LANGUAGES[1:], k=2)):
            name = f"{self.words[language].text(1, 1)} {number}"
            self.tables[PlaceName].add(place_id=place, name=name, language=language)
        return place

    def _topic(self, number: int, claims: int) -> Topic:
        topic = Topic(number, claims, date(2012, 1, 1) + timedelta(days=self.random.randrange(4_500)))
        topic.events.append(self._event(f"Reported test affair {number}", topic.day, None))
        for _ in range(claims // _CLAIMS_A_SUBEVENT):
            above = self.random.choice(topic.events[:8])
            topic.events.append(self._event(f"Reported test incident of affair {number}", topic.day, above))
        heard = min(len(self.actors), 6 + claims // 4)
        topic.cast = self.random.choices(self._shuffled, cum_weights=self._commonness, k=heard)
        topic.sources = self._covering(topic)
        return topic

    def _event(self, title: str, day: date, part_of: int | None) -> int:
        self._events += 1
        occurred = day + timedelta(days=self.random.randrange(30))
        return self.tables[Event].add(
            slug=f"test-event-{self._events}",
            title=f"{title} {self.words['en'].text(2, 5)}",
            place_id=self.random.choice(self.places) if self.random.random() < 0.8 else None,
            occurred=self.random.choice((occurred.isoformat(), occurred.isoformat(), f"{occurred:%Y-%m}", "")),
            part_of_id=part_of,
        )

    def _covering(self, topic: Topic) -> list[int]:
        sources: list[int] = []
        for _ in range(max(2, round(topic.claims * _SOURCES_A_CLAIM))):
            reprints = self.random.choice(sources) if sources and self.random.random() < 0.15 else None
            sources.append(self._source(topic.day + timedelta(days=self.random.randrange(40)), reprints))
        return sources

    def _source(self, published: date, derived_from: int | None) -> int:
        self._sources += 1
        language = self.language()
        return self.tables[Source].add(
            slug=f"test-article-{self._sources}",
            publisher_id=self.random.choice(self.publishers),
            kind=self.random.choice(SourceKind.values),
            title=f"Test article {self._sources}: {self.words[language].text(5, 12)}",
            url=f"https://outlet.example/articles/{self._sources}",
            archive_url=f"https://archive.example/{self._sources}" if self.random.random() < 0.5 else "",
            published=published.isoformat() if self.random.random() < 0.95 else "",
            language=language,
            derived_from_id=derived_from,
        )


def pick(random: Random, shares: Sequence[tuple[str, float]]) -> str:
    """One of some values, each with its share of one."""
    return random.choices([value for value, _ in shares], weights=[share for _, share in shares])[0]
