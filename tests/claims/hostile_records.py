"""A registry of any size in which every field of every record is set, with texts that files lose easily.

The same for the same seed. Its fields are those of the models: a new one is filled by its class, or named as one that
is not. What a registry of plausible records looks like is in tests/benchmarks/generator.py.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import singledispatchmethod
from itertools import cycle
from random import Random
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from claims.bulk_actions import Batch, write
from claims.ledger.publish import publish_many
from claims.models import (
    Actor,
    ActorAlias,
    Assessment,
    Claim,
    ClaimAbout,
    ClaimRest,
    Contradiction,
    CounterAccusation,
    DifferentPair,
    Event,
    Figure,
    Place,
    PlaceName,
    RejectedPair,
    ResponseSearch,
    Statement,
)
from factreg.copying import new_ids
from factreg.fields import AddressField, CountryField, EDTFField, LanguageField, LineField, ProseField
from factreg.records import SLUG_LENGTH, Record, WorkState
from sources.models import Publisher, Slug, Source
from tests.claims.hostile_texts import Texts

_SLUGS = ("no", "null", "true", "y", "off", "1e3", "0x1f", "2020-01-01", "007", "1", "nan", "a--b", "z" * SLUG_LENGTH)
_LANGUAGES = ("no", "NO", "en", "hy-Latn", "zh-Hant-HK", "sr-Cyrl-RS", "en-x-private", "yes", "null", "on")
_COUNTRIES = ("NO", "AM", "AZ", "TR", "YE", "ON")
_DATES = (
    *("2020", "2020-09", "2020-09-28", "2020-09-28~", "2020?", "2020-09%", "202X", "20XX", "2020-XX", "2020-09-XX"),
    *("2020-09-27/..", "../2020-10", "2020-09-27/2020-10-02", "2020-21", "0001", "9999-12-31", "1600/"),
    *("2020-09-28T10:00:00Z", "2020-09-28T10:00:00+04:00", "2020-09-28T10:00:00.123456-03:30"),
)
_ADDRESSES = (
    "https://example.org/",
    "http://example.org:8080/a?b=c&d=%20#no",
    "https://example.org/Հայ/中文/é/🚀?q=тест",
    "https://example.org/?a='b'&c=[1,2]&d={3}&e=!*()",
    f"https://example.org/{'long/' * 300}",
)
_BOUNDS = (
    {"low": 0, "high": 0, "quantifier": "exactly"},
    {"low": 9_223_372_036_854_775_807, "quantifier": "at_least"},
    {"low": 1, "quantifier": "more_than"},
    {"high": 24, "quantifier": "at_most"},
    {"high": 1_000, "quantifier": "fewer_than"},
    {"low": 10, "high": 30, "quantifier": "about"},
)
# Private, computed, or the ledger's: what no file holds and nobody types.
_NOT_TYPED = {"id", "key", "public_state", "work_state", "revision", "edited_by", "editors", "searched_by", "said_by"}
_NOT_TYPED |= {"said_at", "numbers_given", "number", "slug"}


class HostileRegistry:
    """The records while they are made; `make` stores them."""

    def __init__(self, *, seed: int = 1) -> None:
        self.random = Random(seed)
        self.texts = Texts(self.random)
        self.rows: dict[type[models.Model], list[Any]] = defaultdict(list)
        self._taken: set[Any] = set()
        self._choices: dict[Any, Iterator[str]] = {}
        self._cycles = {
            name: cycle(values)
            for name, values in {
                "language": _LANGUAGES,
                "country": _COUNTRIES,
                "date": _DATES,
                "address": _ADDRESSES,
                "bounds": _BOUNDS,
                "work_state": [state for state in WorkState.values if state != WorkState.CLEAN],
            }.items()
        }

    def make(self, *, records: int) -> None:
        """Store at least that many records with their parts, four in five of them published."""
        tenth = max(records // 10, len(_SLUGS))
        for _ in range(max(tenth // 2, len(_SLUGS))):
            self._add(Publisher)
            self._place()
        for model in (Source, Actor, Event):
            for _ in range(tenth):
                self._add(model)
        for _ in range(5 * tenth):
            self._claim()
        for actor in self.rows[Actor]:
            self._unlike(ActorAlias, 3, actor_id=actor.pk)
        for model in (Contradiction, CounterAccusation, RejectedPair, DifferentPair):
            self._pairs(model, tenth // 2)
        self._store()
        self._redirect(tenth // 4)
        self._publish()

    def _store(self) -> None:
        """Parts behind their records, those that nothing names last."""
        batch = Batch(new=[row for rows in self.rows.values() for row in rows])
        faults = write(batch=batch, by=None)
        assert not faults, faults[:3]

    def _redirect(self, number: int) -> None:
        types = (Publisher, Source, Actor, Event, Claim, Contradiction, CounterAccusation)
        for number_, model in zip(range(number), cycle(types), strict=False):
            into = self.random.choice(self.rows[model])
            slug = f"old-{number_}" if number_ else "yes"
            Slug.objects.create(type=model.type, slug=slug, key=uuid.UUID(int=number_), merged_into=into.key)

    def _publish(self) -> None:
        """Four records in five, and of the pairs those whose claims are; what these name is published with them."""
        chosen: list[Any] = []
        for model in (Publisher, Source, Actor, Event, Claim):
            chosen += [row for row in self.rows[model] if self.random.random() < 0.8]
        publish_many(records=chosen, by=None)
        public = set(Claim.objects.published().values_list("pk", flat=True))
        pairs = [
            pair
            for model in (Contradiction, CounterAccusation)
            for pair in self.rows[model]
            if {pair.first_claim_id, pair.second_claim_id} <= public and self.random.random() < 0.8
        ]
        publish_many(records=pairs, by=None)

    def _add(self, model: type[models.Model], **given: Any) -> Any:
        row: Any = model(pk=new_ids(model, 1)[0], **given)
        if issubclass(model, Record) or model is Place:
            row.slug = self._slug(model)
        if issubclass(model, Record):
            row.work_state = next(self._cycles["work_state"])
            row.key = uuid.UUID(int=self.random.getrandbits(128), version=4)
        for field in model._meta.concrete_fields:
            if field.editable and field.name not in _NOT_TYPED and not {field.name, field.attname} & given.keys():
                setattr(row, field.attname, self.value(field))
        row.clean_fields(exclude=[field.name for field in model._meta.fields if field.is_relation])
        self.rows[model].append(row)
        return row

    def _slug(self, model: type[models.Model]) -> str:
        number = len(self.rows[model])
        return _SLUGS[number] if number < len(_SLUGS) else f"test-{model._meta.model_name}-{number}"

    def _unlike(self, model: type[models.Model], most: int, **owner: Any) -> None:
        """Up to so many parts that differ in all that the model wants unique."""
        together = next(c.fields for c in model._meta.constraints if isinstance(c, models.UniqueConstraint))
        for _ in range(self.random.randrange(1, most + 1)):
            row = self._add(model, **owner)
            mark = (model, *(getattr(row, model._meta.get_field(name).attname) for name in together))
            if mark in self._taken:
                self.rows[model].pop()
            self._taken.add(mark)

    def _place(self) -> None:
        degrees = {name: Decimal(self.random.randrange(-89_999_999, 90_000_000)).scaleb(-6) for name in ("lat", "lon")}
        place = self._add(Place, latitude=degrees["lat"], longitude=degrees["lon"], precision_km=Decimal("0.10"))
        self._unlike(PlaceName, 3, place_id=place.pk)

    def _claim(self) -> None:
        claim = self._add(Claim)
        self._unlike(ClaimAbout, 3, claim_id=claim.pk)
        if len(self.rows[Claim]) > 1:
            self._rest(claim)
        self._figure(claim)
        numbered = self.random.random() < 0.5
        numbers = iter(self.random.sample(range(1, 20), 6)) if numbered else iter([None] * 6)
        for model in (Statement, ResponseSearch, Assessment):
            for _ in range(self.random.randrange(1, 4)):
                given = {} if model is ResponseSearch else {"number": next(numbers)}
                self._add(model, claim_id=claim.pk, **given)
        claim.numbers_given = 25 if numbered else 0

    def _rest(self, claim: Claim) -> None:
        ground = self.random.choice(self.rows[Claim][:-1])
        self._add(ClaimRest, claim_id=claim.pk, rests_on_id=ground.pk)

    def _figure(self, claim: Claim) -> None:
        given: dict[str, Any] = {"low": None, "high": None, **next(self._cycles["bounds"])}
        if self.random.random() < 0.3:
            given |= {"side_id": None, "all_sides": True}
        else:
            given |= {"side_id": self.random.choice(self.rows[Actor]).pk, "all_sides": False}
        self._add(Figure, claim_id=claim.pk, **given)

    def _pairs(self, model: type[models.Model], number: int) -> None:
        for _ in range(number):
            first, second = (claim.pk for claim in self.random.sample(self.rows[Claim], 2))
            mark = (model, frozenset((first, second)))
            if mark not in self._taken:
                self._taken.add(mark)
                self._add(model, first_claim_id=first, second_claim_id=second)

    @singledispatchmethod
    def value(self, field: Any) -> Any:
        """What a field of this class is filled with."""
        raise NotImplementedError(f"{field}: say here what a {type(field).__name__} is filled with")

    @value.register
    def _(self, field: models.ForeignKey) -> Any:
        """A record made before, so that no chain comes back to itself; none but for the first of its own kind."""
        known = self.rows[field.remote_field.model]
        return self.random.choice(known).pk if known else None

    @value.register
    def _(self, field: models.CharField) -> Any:
        assert field.choices, f"{field}: is text without a class of its own"
        if field not in self._choices:
            self._choices[field] = cycle([value for value, _ in field.flatchoices])
        return next(self._choices[field])

    @value.register
    def _(self, field: LineField) -> Any:
        return self.texts.line(field.max_length or 0)

    @value.register
    def _(self, field: ProseField) -> Any:
        return self.texts.prose()

    @value.register
    def _(self, field: LanguageField) -> Any:
        return next(self._cycles["language"])

    @value.register
    def _(self, field: CountryField) -> Any:
        return next(self._cycles["country"])

    @value.register
    def _(self, field: EDTFField) -> Any:
        return next(self._cycles["date"])

    @value.register
    def _(self, field: AddressField) -> Any:
        return next(self._cycles["address"])

    @value.register
    def _(self, field: models.DateTimeField) -> Any:
        return datetime(2020, 9, 29, tzinfo=UTC) + timedelta(microseconds=self.random.randrange(10**12))

    @value.register
    def _(self, field: ArrayField) -> Any:
        words = [value for value, _ in field.base_field.flatchoices]
        return self.random.sample(words, k=self.random.randrange(1, len(words)))
