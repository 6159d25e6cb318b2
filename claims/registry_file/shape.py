"""The keys of a registry file: one table, which loading, dumping, errors and the documentation follow.

Its order is the order of a dump. How a key is read and written is said in filling.py and writing.py, by its class.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.db import models

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
from sources.models import Publisher, Source


@dataclass(frozen=True)
class Key:
    """A key whose value is the text of a model field."""

    name: str
    field: str = ""

    @property
    def attribute(self) -> str:
        return self.field or self.name


@dataclass(frozen=True)
class Texts(Key):
    """A list of texts, kept in an array."""


@dataclass(frozen=True)
class Link(Key):
    """The slug of a record of the type `to`."""

    to: str = ""


@dataclass(frozen=True)
class PlaceLink(Link):
    """The slug of a place, or a plain name, by which a place is found or made."""

    to: str = "place"


@dataclass(frozen=True)
class SideLink(Link):
    """The slug of an actor, or `all` for all sides."""

    to: str = "actor"


@dataclass(frozen=True)
class Pair(Key):
    """The slugs of two claims."""


@dataclass(frozen=True)
class Number(Key):
    """The public id of a part, `<claim>.<n>`, with its prefix before n."""

    prefix: str = ""


@dataclass(frozen=True)
class Raised(Key):
    """A count that a file can raise, never lower."""


@dataclass(frozen=True)
class State(Key):
    """One of the two states."""


@dataclass(frozen=True)
class Part(Key):
    """The one part that a record may have; null removes it."""

    rows: Rows | None = None


@dataclass(frozen=True)
class Parts(Key):
    """Parts without an identity of their own: a list given replaces the whole."""

    rows: Rows | None = None


@dataclass(frozen=True)
class KeptParts(Key):
    """Parts that are matched one by one; what the file leaves out is kept. `match`: what tells them apart."""

    rows: Rows | None = None
    match: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rows:
    """What may stand in an entry of the file, and the model it becomes.

    `bare`: the key that an item stands for which is a plain text. `owner`: a part's way to its record.
    """

    noun: str
    model: type[models.Model]
    keys: tuple[Key, ...]
    bare: str = ""
    owner: str = ""

    @cached_property
    def by_name(self) -> dict[str, Key]:
        return {key.name: key for key in self.keys}


@dataclass(frozen=True)
class Section(Rows):
    """A list of the file. `address`: the key that holds the slug; none: a pair of claims tells entries apart."""

    name: str = ""
    address: str = "slug"

    @property
    def type(self) -> str:
        return self.noun

    @cached_property
    def allowed(self) -> dict[str, Key | None]:
        return {**({self.address: None} if self.address else {}), **self.by_name}


STATES = (State("public_state"), State("work_state"))

ALIAS = Rows("alias", ActorAlias, (Key("name"), Key("language")), bare="name", owner="actor")
PLACE_NAME = Rows("place name", PlaceName, (Key("name"), Key("language")), bare="name", owner="place")
ABOUT = Rows("about", ClaimAbout, (Link("actor", to="actor"), Key("as", "capacity")), owner="claim")
REST = Rows("rests_on", ClaimRest, (Link("rests_on", to="claim"),), bare="rests_on", owner="claim")
FIGURE = Rows(
    "figure",
    Figure,
    (
        Key("measure"),
        Key("population"),
        SideLink("side"),
        Key("area"),
        Key("low"),
        Key("high"),
        Key("quantifier"),
        Key("as_worded"),
        Key("basis"),
        Key("counted_from"),
        Key("as_of"),
    ),
    owner="claim",
)
STATEMENT = Rows(
    "statement",
    Statement,
    (
        Number("id", "number"),
        Link("actor", to="actor"),
        Key("stance"),
        Texts("elements"),
        Link("source", to="source"),
        Link("primary_source", to="source"),
        Key("said"),
        Key("quote"),
        Key("quote_language"),
        Key("quote_wording"),
        Key("quote_translation"),
        Key("passage"),
        Key("passage_language"),
        Key("passage_wording"),
        Key("passage_translation"),
        Key("locator"),
    ),
    owner="claim",
)
SEARCH = Rows(
    "response search",
    ResponseSearch,
    (Link("actor", to="actor"), Key("searched_in"), Key("searched")),
    owner="claim",
)
ASSESSMENT = Rows(
    "assessment",
    Assessment,
    (
        Number("id", "number", prefix="a"),
        Link("organisation", to="publisher"),
        Key("rating"),
        Key("scale"),
        Key("summary"),
        Key("url"),
        Key("rated"),
    ),
    owner="claim",
)

PUBLISHERS = Section(
    "publisher",
    Publisher,
    (Key("name"), Key("kind"), Key("country"), Key("homepage"), *STATES),
    name="publishers",
)
PLACES = Section(
    "place",
    Place,
    (Parts("names", rows=PLACE_NAME), Key("latitude"), Key("longitude"), Key("precision_km")),
    name="places",
)
SOURCES = Section(
    "source",
    Source,
    (
        Link("publisher", to="publisher"),
        Key("kind"),
        Key("title"),
        Key("url"),
        Key("archive_url"),
        Key("published"),
        Key("dateline"),
        Key("retrieved_at"),
        Key("language"),
        Link("derived_from", to="source"),
        *STATES,
    ),
    name="sources",
)
ACTORS = Section(
    "actor",
    Actor,
    (
        Key("name"),
        Parts("aliases", rows=ALIAS),
        Key("kind"),
        Key("role"),
        Link("part_of", to="actor"),
        Link("speaks_for", to="actor"),
        Link("publisher", to="publisher"),
        Key("country"),
        *STATES,
    ),
    name="actors",
)
EVENTS = Section(
    "event",
    Event,
    (Key("title"), PlaceLink("place"), Key("occurred"), Link("part_of", to="event"), *STATES),
    name="events",
)
CLAIMS = Section(
    "claim",
    Claim,
    (
        Link("event", to="event"),
        Key("question"),
        Key("text"),
        Key("language"),
        Key("kind"),
        Parts("about", "about_set", rows=ABOUT),
        Key("occurred"),
        Parts("rests_on", "rests_set", rows=REST),
        Part("figure", rows=FIGURE),
        Key("note"),
        Key("internal_notes"),
        Raised("numbers_given"),
        *STATES,
        KeptParts(
            "statements",
            rows=STATEMENT,
            match=("actor_id", "stance", "elements", "source_id", "primary_source_id"),
        ),
        KeptParts("response_searches", rows=SEARCH, match=("actor_id", "searched_in", "searched")),
        KeptParts("assessments", rows=ASSESSMENT, match=("organisation_id", "url")),
    ),
    name="claims",
)
CONTRADICTIONS = Section(
    "contradiction",
    Contradiction,
    (Pair("claims"), Key("kind"), Key("element"), Key("reason"), *STATES),
    name="contradictions",
    address="id",
)
COUNTER_ACCUSATIONS = Section(
    "counter-accusation",
    CounterAccusation,
    (Pair("claims"), Key("reason"), *STATES),
    name="counter_accusations",
    address="id",
)
REJECTED_PAIRS = Section(
    "rejected-pair", RejectedPair, (Pair("claims"), Key("reason")), name="rejected_pairs", address=""
)
DIFFERENT_PAIRS = Section("different-pair", DifferentPair, (Pair("claims"),), name="different_pairs", address="")

SECTIONS = (
    PUBLISHERS,
    PLACES,
    SOURCES,
    ACTORS,
    EVENTS,
    CLAIMS,
    CONTRADICTIONS,
    COUNTER_ACCUSATIONS,
    REJECTED_PAIRS,
    DIFFERENT_PAIRS,
)
SECTION_OF = {section.type: section for section in SECTIONS}

# Redirects become no rows of a model: an old slug of a type, and the slug that it leads to.
REDIRECTS = "redirects"
REDIRECT_KEYS = ("type", "slug", "into")
