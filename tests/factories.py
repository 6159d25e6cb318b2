"""Records for tests, built by calling the actions, so that no test lives in a state that the product can't reach.

Every argument has a default that looks like a test: "Test outlet 1", `actor-1`. Nothing here is published.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any

from claims.actions import save
from claims.models import (
    Actor,
    ActorAlias,
    Anchor,
    Assessment,
    Claim,
    ClaimAbout,
    ClaimRest,
    Contradiction,
    CounterAccusation,
    Denial,
    DifferentPair,
    Event,
    Figure,
    Place,
    PlaceName,
    Proposal,
    RejectedPair,
    ResponseSearch,
    Statement,
)
from claims.proposing import fill_queue
from claims.quoting import add_capture
from claims.vocabulary import (
    ActorKind,
    Capacity,
    ClaimKind,
    ContradictionKind,
    Measure,
    Stance,
)
from sources.models import Capture, Publisher, Source
from sources.vocabulary import PublisherKind, SourceKind

_numbers: defaultdict[str, count[int]] = defaultdict(lambda: count(1))


def next_number(kind: str) -> int:
    return next(_numbers[kind])


def make_publisher(*, slug: str = "", name: str = "", by: Any = None, **fields: Any) -> Publisher:
    number = next_number("publisher")
    publisher = Publisher(
        slug=slug or f"publisher-{number}",
        name=name or f"Test outlet {number}",
        **{"kind": PublisherKind.OUTLET, **fields},
    )
    return save(record=publisher, by=by)


def make_source(*, slug: str = "", publisher: Publisher | None = None, by: Any = None, **fields: Any) -> Source:
    number = next_number("source")
    defaults = {"kind": SourceKind.ARTICLE, "title": f"Test article {number}", "language": "en"}
    source = Source(
        slug=slug or f"source-{number}",
        publisher=publisher or make_publisher(by=by),
        **{**defaults, **fields},
    )
    return save(record=source, by=by)


def make_capture(*, source: Source | None = None, text: str = "", day: int = 29) -> Capture:
    """A copy of a source's text, read on that day of September 2020."""
    capture = add_capture(
        source=source or make_source(),
        text=text or f"Test text {next_number('capture')}.",
        retrieved_at=datetime(2020, 9, day, 10, tzinfo=UTC),
    )
    assert capture is not None
    return capture


def make_anchor() -> Anchor:
    """That of a quote in a capture of its source."""
    statement = make_statement(quote="We did not.")
    make_capture(source=statement.source, text="It said: We did not.")
    return Anchor.objects.get(statement=statement)


def make_actor(
    *,
    slug: str = "",
    name: str = "",
    aliases: Iterable[tuple[str, str]] = (),
    by: Any = None,
    **fields: Any,
) -> Actor:
    """`aliases` are pairs of name and language."""
    number = next_number("actor")
    actor = Actor(
        slug=slug or f"actor-{number}",
        name=name or f"Actor {number}",
        **{"kind": ActorKind.STATE, **fields},
    )
    parts = (ActorAlias(actor=actor, name=alias, language=tag) for alias, tag in aliases)
    return save(record=actor, by=by, parts=parts)


def make_place(
    *,
    slug: str = "",
    names: Sequence[tuple[str, str]] = (),
    by: Any = None,
    **fields: Any,
) -> Place:
    """`names` are pairs of name and language."""
    number = next_number("place")
    place = Place(slug=slug or f"place-{number}", **fields)
    parts = (PlaceName(place=place, name=name, language=tag) for name, tag in names or [(f"Testville {number}", "und")])
    return save(record=place, by=by, parts=parts)


def make_event(*, slug: str = "", title: str = "", by: Any = None, **fields: Any) -> Event:
    number = next_number("event")
    event = Event(slug=slug or f"event-{number}", title=title or f"Reported test event {number}", **fields)
    return save(record=event, by=by)


def make_claim(
    *,
    slug: str = "",
    text: str = "",
    event: Event | None = None,
    about: Iterable[Actor | tuple[Actor, str]] = (),
    rests_on: Iterable[Claim] = (),
    figure: Mapping[str, Any] | None = None,
    statements: Iterable[Mapping[str, Any]] = (),
    response_searches: Iterable[Mapping[str, Any]] = (),
    assessments: Iterable[Mapping[str, Any]] = (),
    by: Any = None,
    **fields: Any,
) -> Claim:
    """A claim with its parts.

    >>> make_claim(statements=[{"actor": armenia}, {"actor": turkey, "stance": "denies"}])
    """
    number = next_number("claim")
    claim = Claim(
        slug=slug or f"claim-{number}",
        text=text or f"Test claim {number} happened.",
        event=event or make_event(by=by),
        **{"kind": ClaimKind.ATTACK, **fields},
    )
    parts: list[Any] = [
        *(_about(claim=claim, entry=entry) for entry in about),
        *(ClaimRest(claim=claim, rests_on=other) for other in rests_on),
        *([_figure(claim=claim, **figure)] if figure is not None else []),
        *(_statement(claim=claim, by=by, **entry) for entry in statements),
        *(_response_search(claim=claim, by=by, **entry) for entry in response_searches),
        *(_assessment(claim=claim, by=by, **entry) for entry in assessments),
    ]
    return save(record=claim, by=by, parts=_of_the_saved(parts, claim=claim))


def make_statement(*, claim: Claim | None = None, by: Any = None, **fields: Any) -> Statement:
    """A statement on a claim; asserts it unless told."""
    claim = _fresh(claim) or make_claim(by=by)
    statement = _statement(claim=claim, by=by, **fields)
    save(record=claim, by=by, parts=[statement])
    return statement


def make_denial(*, claim: Claim | None = None, by: Any = None, **fields: Any) -> Denial:
    """A statement that denies a claim."""
    statement = make_statement(claim=claim, by=by, **{**fields, "stance": Stance.DENIES})
    return Denial.objects.get(pk=statement.pk)


def make_figure(*, claim: Claim | None = None, by: Any = None, **fields: Any) -> Figure:
    claim = _fresh(claim) or make_claim(kind=ClaimKind.CASUALTIES, by=by)
    figure = _figure(claim=claim, **fields)
    save(record=claim, by=by, parts=[figure])
    return figure


def make_response_search(*, claim: Claim | None = None, by: Any = None, **fields: Any) -> ResponseSearch:
    claim = _fresh(claim) or make_claim(by=by)
    search = _response_search(claim=claim, by=by, **fields)
    save(record=claim, by=by, parts=[search])
    return search


def make_assessment(*, claim: Claim | None = None, by: Any = None, **fields: Any) -> Assessment:
    claim = _fresh(claim) or make_claim(by=by)
    assessment = _assessment(claim=claim, by=by, **fields)
    save(record=claim, by=by, parts=[assessment])
    return assessment


def make_contradiction(
    *,
    first_claim: Claim | None = None,
    second_claim: Claim | None = None,
    slug: str = "",
    by: Any = None,
    **fields: Any,
) -> Contradiction:
    first, second = first_claim or make_claim(by=by), second_claim or make_claim(by=by)
    defaults = {"kind": ContradictionKind.CONTRARY, "reason": "Both can't be true in this test."}
    contradiction = Contradiction(
        slug=slug or f"{first.slug}--{second.slug}",
        first_claim=first,
        second_claim=second,
        **{**defaults, **fields},
    )
    return save(record=contradiction, by=by)


def make_counter_accusation(
    *,
    first_claim: Claim | None = None,
    second_claim: Claim | None = None,
    slug: str = "",
    by: Any = None,
    reason: str = "Each charges the other with the same act in this test.",
) -> CounterAccusation:
    first, second = first_claim or make_claim(by=by), second_claim or make_claim(by=by)
    accusation = CounterAccusation(
        slug=slug or f"{first.slug}--{second.slug}",
        first_claim=first,
        second_claim=second,
        reason=reason,
    )
    return save(record=accusation, by=by)


def make_rejected_pair(
    *,
    first_claim: Claim | None = None,
    second_claim: Claim | None = None,
    by: Any = None,
    reason: str = "Both can be true in this test.",
) -> RejectedPair:
    pair = RejectedPair(
        first_claim=first_claim or make_claim(by=by),
        second_claim=second_claim or make_claim(by=by),
        reason=reason,
    )
    return save(record=pair, by=by)


def make_different_pair(
    *, first_claim: Claim | None = None, second_claim: Claim | None = None, by: Any = None
) -> DifferentPair:
    pair = DifferentPair(
        first_claim=first_claim or make_claim(by=by), second_claim=second_claim or make_claim(by=by), said_by=by
    )
    return save(record=pair, by=by)


def make_proposal(*, first_claim: Claim | None = None, second_claim: Claim | None = None, by: Any = None) -> Proposal:
    """What the finder proposes of two claims; of one that says what the other denies, unless told."""
    number = next_number("proposal")
    first = first_claim or make_claim(text=f"The test depot {number} was burnt down.", by=by)
    second = second_claim or make_claim(text=f"The test depot {number} was not burnt down.", event=first.event, by=by)
    fill_queue(claim=first)
    return Proposal.objects.of_claim(first).of_claim(second).get()


def _fresh(claim: Claim | None) -> Claim | None:
    """The claim as it is stored now: publishing, say, has counted a revision since it was made."""
    if claim is not None:
        claim.refresh_from_db()
    return claim


def _of_the_saved(parts: Iterable[Any], *, claim: Claim) -> Iterable[Any]:
    """The parts one by one, each told of its claim again: it had no id when they were made."""
    for part in parts:
        part.claim = claim
        yield part


def _about(*, claim: Claim, entry: Actor | tuple[Actor, str]) -> ClaimAbout:
    actor, capacity = entry if isinstance(entry, tuple) else (entry, Capacity.OTHER)
    return ClaimAbout(claim=claim, actor=actor, capacity=capacity)


def _figure(*, claim: Claim, **fields: Any) -> Figure:
    given = {"measure": Measure.KILLED, **fields}
    if not {"low", "high", "as_worded"} & fields.keys():
        given |= {"low": 10, "high": 10}
    return Figure(claim=claim, **given)


def _statement(*, claim: Claim, by: Any, **fields: Any) -> Statement:
    given = {"stance": Stance.ASSERTS, **fields}
    if "actor" not in given:
        given["actor"] = make_actor(by=by)
    if "source" not in given:
        given["source"] = make_source(by=by)
    return Statement(claim=claim, **given)


def _response_search(*, claim: Claim, by: Any, **fields: Any) -> ResponseSearch:
    given = {"searched_in": "Test press releases", "searched": "2020-10-01", **fields}
    if "actor" not in given:
        given["actor"] = make_actor(by=by)
    return ResponseSearch(claim=claim, **given)


def _assessment(*, claim: Claim, by: Any, **fields: Any) -> Assessment:
    given = {"rating": "Unproven", "url": "https://example.org/rating", **fields}
    if "organisation" not in given:
        given["organisation"] = make_publisher(kind=PublisherKind.ORGANISATION, by=by)
    return Assessment(claim=claim, **given)
