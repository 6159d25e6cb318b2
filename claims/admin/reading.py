"""What makes the claim's form read like the public page: its statements by stance and in the page's order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from claims.admin.forms import Parts
from claims.models import Actor, Statement
from claims.rules import Said, in_order, standing_statements
from claims.vocabulary import Element, Stance
from factreg.edtf_dates import EDTFError, Span, parse, show

# The first two always stand on the page, as on the public one.
SIDES = {
    Stance.ASSERTS: "Asserted",
    Stance.DENIES: "Denied",
    Stance.DECLINES: "Neither confirmed nor denied",
    Stance.WITHDRAWS: "Taken back",
}
_ALWAYS = (Stance.ASSERTS, Stance.DENIES)


@dataclass(frozen=True)
class Line:
    """A statement's line on its claim's page, by which it is found among forty."""

    side: str
    party: str
    speaker: str
    elements: str
    when: str
    source: str
    words: str
    flag: str


@dataclass
class Side:
    """Who takes one stance, in brief."""

    stance: str
    title: str
    count: int = 0
    parties: dict[str, None] = field(default_factory=dict)


class PositionRows(Parts):
    """The statements of a claim by stance, and within one as its document has them; each with its line."""

    def get_queryset(self) -> Any:
        if not hasattr(self, "_queryset"):
            self._queryset = in_reading_order(super().get_queryset())
        return self._queryset


def in_reading_order(statements: Iterable[Statement]) -> list[Statement]:
    """The statements by stance, then in document order. Each comes with its `line`."""
    by_pk = {str(statement.pk): statement for statement in statements}
    if not by_pk:
        return []
    chains = Actor.objects.chains({statement.actor_id for statement in by_pk.values()})
    said = in_order(_said(statement, chains[statement.actor_id]) for statement in by_pk.values())
    stands = standing_statements(said)
    places = list(SIDES)
    for one in said:
        held = stands[one.id]
        flag = "" if held.stands else "no longer stands: a later one replaces it"
        by_pk[one.id].line = _line(by_pk[one.id], chains, flag or ("order not known" if held.order_unknown else ""))
    return [by_pk[one.id] for one in sorted(said, key=lambda one: places.index(one.stance))]


def _said(statement: Statement, chain: list[Actor]) -> Said:
    return Said(
        id=str(statement.pk),
        chain=tuple(actor.slug for actor in chain),
        stance=Stance(statement.stance),
        elements=frozenset(Element(element) for element in statement.elements),
        said=_span(statement.said),
        published=_span(statement.source.published),
        recorded=statement.pk,
    )


def _line(statement: Statement, chains: dict[int, list[Actor]], flag: str) -> Line:
    actor, party = statement.actor, chains[statement.actor_id][-1]
    speaker = [actor.name] if actor.pk != party.pk else []
    return Line(
        side=statement.stance,
        party=party.name,
        speaker=", ".join([*speaker, *([actor.role] if actor.role else [])]),
        elements=", ".join(str(Element(element).label) for element in statement.elements),
        when=_words_of(statement.said) or _words_of(statement.source.published) or "undated",
        source=f"{statement.source.title}, {statement.source.publisher.name}",
        words=statement.quote or statement.passage,
        flag=flag,
    )


def _span(text: str) -> Span | None:
    try:
        return parse(text) if text else None
    except EDTFError:
        return None


def _words_of(date: str) -> str:
    try:
        return show(date) if date else ""
    except EDTFError:
        return date


def sides_of(statements: Iterable[Statement]) -> list[Side]:
    """The stances taken, with the parties of each; the first two even where nobody takes them."""
    sides = {str(stance): Side(str(stance), title) for stance, title in SIDES.items()}
    for statement in statements:
        side = sides[statement.line.side]
        side.count += 1
        side.parties[statement.line.party] = None
    return [side for side in sides.values() if side.count or side.stance in _ALWAYS]
