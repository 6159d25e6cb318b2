"""Two worlds in which two parties have exchanged all that they said and all that was said of them; and what each shows.

A world is made of a seed: the same seed makes the same records in the same order, with the names of the two parties as
given. Whatever a surface shows of one world has to be what it shows of the other, with the names exchanged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from random import Random
from typing import Any

import time_machine
from django.db import transaction
from django.test import Client

from claims.ledger.publish import publish
from claims.ledger.published import (
    PublishedAssessment,
    PublishedClaim,
    PublishedContradiction,
    PublishedCounterAccusation,
    PublishedRecord,
    PublishedStatement,
)
from claims.models import Actor, Claim
from claims.public.columns import COLUMNS
from claims.public.pages.lists import LISTS
from claims.public.resources import RESOURCES
from claims.vocabulary import Basis, ClaimKind, Element, Measure, Quantifier, Stance
from sources.models import Source
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
from tests.forgetting import forget_answers

# Of one length, and far apart in any alphabet, so that an order by name would show.
NAMES = ("Alef", "Zeta")
PAGES = {"claim": "claims", "event": "events", "actor": "actors", "source": "sources", "publisher": "publishers"}
NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)

_KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# What is random or is made of words: commitments and nonces, cursors, digests.
_OPAQUE = re.compile(r"\b[0-9a-f]{64}\b|(?<=cursor=)[\w-]+")


class _Builder:
    """Draws everything from the seed, and takes the two names as they come."""

    def __init__(self, seed: int, names: Sequence[str]) -> None:
        self.random = Random(seed)
        self.parties = [self._party(name) for name in names]
        self.voices: list[list[Actor]] = [[party, *self._speakers(party)] for party in self.parties]
        third = make_actor(slug="third", name="Third party of the test")
        self.others = [third] if self.likely(0.5) else []
        self.publishers = [make_publisher(slug=f"outlet-{number}", name=f"Outlet {number}") for number in range(2)]
        self.sources = list(self._sources())
        place = make_place(slug="testville", names=[("Testville", "en"), ("Тествиль", "ru")])
        self.event = make_event(
            slug="test-event", title="Reported test event", occurred="2020-09-27/2020-09-30", place=place
        )

    def likely(self, chance: float) -> bool:
        return self.random.random() < chance

    def _party(self, name: str) -> Actor:
        return make_actor(slug=name.lower(), name=name, aliases=[(f"{name}ia", "en")])

    def _speakers(self, party: Actor) -> list[Actor]:
        if not self.likely(0.6):
            return []
        speaker = make_actor(
            slug=f"speaker-{party.slug}",
            name=f"Speaker of {party.name}",
            kind="person",
            role="Test speaker",
            speaks_for=party,
        )
        return [speaker]

    def _sources(self) -> Iterator[Source]:
        first: Source | None = None
        for number in range(3):
            source = make_source(
                slug=f"source-{number}",
                title=f"Test article {number}",
                publisher=self.random.choice(self.publishers),
                published=f"2020-09-{28 + number % 3}",
                url=f"https://example.org/{number}",
                language=self.random.choice(["en", "ar", "ru", "und"]),
                derived_from=first if first and self.likely(0.4) else None,
            )
            first = first or source
            yield source

    def voice(self) -> Actor:
        """One of the two parties or who speaks for it; now and then a third."""
        if self.others and self.likely(0.15):
            return self.others[0]
        return self.random.choice(self.voices[self.random.randrange(2)])

    def statement(self, actor: Actor, stance: str = "") -> dict[str, Any]:
        stance = stance or self.random.choice([Stance.ASSERTS, Stance.DENIES, *Stance.values])
        partly = stance != Stance.ASSERTS and self.likely(0.4)
        quote = f"Test words {self.random.randrange(99)}." if self.likely(0.6) else ""
        return {
            "actor": actor,
            "stance": stance,
            "elements": self.random.sample(Element.values, self.random.randrange(1, 3)) if partly else [],
            "source": self.random.choice(self.sources),
            "primary_source": self.random.choice(self.sources) if self.likely(0.3) else None,
            "said": self.random.choice(["", "2020-09-28", "2020-09-29", "2020-09", "2020-09-29T10:00Z"]),
            "quote": quote,
            "quote_language": self.random.choice(["en", "ar", "hy"]) if quote else "",
            "quote_translation": "Test translation." if quote and self.likely(0.5) else "",
        }

    def figure(self) -> dict[str, Any] | None:
        if not self.likely(0.5):
            return None
        low = self.random.randrange(1, 90)
        return {
            "measure": self.random.choice(Measure.values),
            **self.random.choice(
                [
                    {"low": low, "high": low, "quantifier": Quantifier.ABOUT},
                    {"low": low, "high": low + 7},
                    {"low": low, "quantifier": Quantifier.AT_LEAST},
                    {"high": low, "quantifier": Quantifier.FEWER_THAN},
                ]
            ),
            "basis": self.random.choice(Basis.values),
            "as_of": self.random.choice(["", "2020-09-29", "2020-09"]),
            "side": self.random.choice(self.parties) if self.likely(0.7) else None,
        }

    def claim(self, slug: str, statements: Sequence[dict[str, Any]], **fields: Any) -> Claim:
        return make_claim(
            slug=slug,
            text=f"Test claim {slug} happened.",
            question=f"Did {slug} happen?" if self.likely(0.7) else "",
            event=self.event,
            kind=self.random.choice(ClaimKind.values),
            occurred=self.random.choice(["", "2020-09-28", "2020-09"]),
            about=[(self.random.choice(self.parties), self.random.choice(["agent", "affected", "other"]))],
            statements=statements,
            **fields,
        )


def _publish_dispute(seed: int, names: Sequence[str]) -> None:
    made = _Builder(seed, names)
    one, other = made.random.sample(made.parties, 2)
    ground = made.claim("ground", [made.statement(made.voice())])
    main = made.claim(
        "main",
        [
            made.statement(one, Stance.ASSERTS),
            made.statement(other, Stance.DENIES),
            *(made.statement(made.voice()) for _ in range(made.random.randrange(6))),
        ],
        figure=made.figure(),
        rests_on=[ground] if made.likely(0.3) else [],
        response_searches=[{"actor": made.voice()}] if made.likely(0.4) else [],
        assessments=[{"organisation": made.publishers[0]}] if made.likely(0.3) else [],
    )
    rival = made.claim("rival", [made.statement(other, Stance.ASSERTS)], figure=made.figure())
    answer = made.claim("answer", [made.statement(one, Stance.ASSERTS), made.statement(made.voice())])
    records: list[Any] = [ground, main, rival, answer]
    if made.likely(0.7):
        records.append(make_contradiction(first_claim=main, second_claim=rival))
    if made.likely(0.7):
        records.append(make_counter_accusation(first_claim=main, second_claim=answer))
    for record in records:
        publish(record=record, by=None)


def exchanged(text: str) -> str:
    """The text with the two names exchanged, in every writing of theirs."""
    one, other = NAMES
    for first, second in ((one, other), (one.lower(), other.lower()), (one.upper(), other.upper())):
        text = text.replace(first, "\0").replace(second, first).replace("\0", second)
    return text


def back(seen: dict[str, str]) -> dict[str, str]:
    """What a world shows, with the names exchanged again."""
    return compared({exchanged(address): exchanged(page) for address, page in seen.items()})


def compared(seen: dict[str, str]) -> dict[str, str]:
    """What a world shows, less orders that mean nothing."""
    return {address: _without_order(address, page) for address, page in seen.items()}


def _without_order(address: str, page: str) -> str:
    """Whole lists for programs come by public id: as a set of lines, whose keys are not told apart."""
    if not address.startswith("/api/") or not address.endswith((".jsonl", ".csv")):
        return page
    return "\n".join(sorted(re.sub(r"key-\d+", "key", page).splitlines()))


def levelled(text: str) -> str:
    """The text without what is random in every world: keys by the order in which they come, no commitments."""
    keys: dict[str, str] = {}
    text = _KEY.sub(lambda key: keys.setdefault(key.group(), f"key-{len(keys)}"), text)
    return _OPAQUE.sub("opaque", text)


def shown(client: Client, addresses: Sequence[str]) -> dict[str, str]:
    """What is at each address, with its status."""
    found = {}
    for address in addresses:
        response = client.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[arg-type]
        found[address] = f"{response.status_code} {response.headers['Content-Type']}\n{levelled(body.decode())}"
    return found


# What there is at a record's address: pages in a language from left to right and in one from right to left,
# what programs read, the API.
_OF_RECORDS = (
    "/{address}/{slug}/",
    "/ar/{address}/{slug}/",
    "/{address}/{slug}/history/",
    "/{address}/{slug}/versions/1/",
    "/{address}/{slug}.json",
    "/{address}/{slug}.jsonld",
    "/{address}/{slug}.atom",
    "/api/v1/{address}/{slug}/",
    "/api/v1/{address}/{slug}/versions/",
    "/api/v1/{address}/{slug}/versions/1/",
)
_OF_TYPE = {
    "claim": (
        "/embed/claims/{slug}/",
        "/ar/embed/claims/{slug}/",
        "/oembed?url=http%3A%2F%2F127.0.0.1%3A8000%2Fclaims%2F{slug}%2F",
        "/claims/{slug}/cite/",
        "/claims/{slug}/cite.txt",
        "/claims/{slug}/cite.bib",
        "/claims/{slug}/cite.json",
        "/api/v1/claims/{slug}/statements/",
        "/api/v1/claims/{slug}/contradictions/",
    ),
    "event": (
        "/events/{slug}/matrix/",
        "/events/{slug}/figures/",
        "/events/{slug}/timeline/",
        "/events/{slug}/matrix.csv",
        "/events/{slug}/matrix.json",
        "/events/{slug}/figures.csv",
        "/events/{slug}/figures.json",
        "/api/v1/events/{slug}/matrix/",
        "/api/v1/events/{slug}/figures/",
    ),
}
# What has an address in the API alone.
_WITHOUT_PAGES: tuple[tuple[str, Any, dict[str, str]], ...] = (
    ("disputes", PublishedClaim, {"standing": "disputed"}),
    ("statements", PublishedStatement, {}),
    ("denials", PublishedStatement, {"stance": "denies"}),
    ("assessments", PublishedAssessment, {}),
    ("contradictions", PublishedContradiction, {}),
    ("counter-accusations", PublishedCounterAccusation, {}),
)
# Of these, records of their own, the versions are asked for as well.
_PAIRS = ("contradictions", "counter-accusations")
_OF_LISTS = ("/{name}/", "/{name}.json", "/{name}.csv")
_OF_ALL = (
    "/",
    "/ar/",
    "/changes/",
    "/takedowns/",
    "/takedowns.csv",
    "/takedowns.json",
    "/search/?q=test",
    "/search/suggest?q=test",
    "/sitemap.xml",
    "/about/balance/",
    "/about/balance.csv",
    "/about/balance.json",
    "/feeds/disputes.atom",
    "/feeds/changes.atom",
    "/api/v1/changes/",
    *(f"/api/v1/{name}/" for name in RESOURCES),
    *(f"/api/v1/{name}.jsonl" for name in RESOURCES),
    *(f"/api/v1/{resource.name}.csv" for resource in RESOURCES.values() if resource.type in COLUMNS),
)


def surfaces() -> list[str]:
    """The addresses of all that is shown of what is public."""
    public = PublishedRecord.objects.filter(type__in=PAGES).order_by("first_seq", "type", "slug")
    found = [*_OF_ALL, *(form.format(name=name) for name in LISTS for form in _OF_LISTS)]
    found += [f"/{name}.atom" for name, page in LISTS.items() if page.has_feed]
    for type_, slug, version in public.values_list("type", "slug", "version"):
        forms = (*_OF_RECORDS, *_OF_TYPE.get(type_, ()))
        found += [form.format(address=PAGES[type_], slug=slug) for form in forms]
        if version > 1:
            found.append(f"/{PAGES[type_]}/{slug}/versions/1/{version}/")
    for name, model, only in _WITHOUT_PAGES:
        slugs = model.objects.current().filter(**only).order_by("first_seq", "slug").values_list("slug", flat=True)
        found += [f"/api/v1/{name}/{slug}/" for slug in slugs]
        if name in _PAIRS:
            found += [f"/api/v1/{name}/{slug}/versions/{number}" for slug in slugs for number in ("", "1/")]
    return found


class _Undone(Exception):
    """Takes back all that a world stored."""


def in_world(seed: int, names: Sequence[str], client: Client, *, every: int = 1) -> dict[str, str]:
    """What the surfaces show of the world of that seed, of which nothing stays; of `every` n-th one, by the seed."""
    seen: dict[str, str] = {}
    forget_answers()
    try:
        with transaction.atomic(), time_machine.travel(NOW, tick=False):
            _publish_dispute(seed, names)
            seen = shown(client, surfaces()[seed % every :: every])
            raise _Undone
    except _Undone:
        forget_answers()
        return seen
