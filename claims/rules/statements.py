"""Which statements on a claim stand, and in what order they are told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from claims.vocabulary import Element, Stance
from factreg.edtf_dates import Span

ALL_ELEMENTS = frozenset(Element)

_FIRST = datetime.min.replace(tzinfo=UTC)
_LAST = datetime.max.replace(tzinfo=UTC)

Moment = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Said:
    """One statement on one claim, as the rules see it.

    ``chain`` is the actor's slug, then whom it speaks for, up to its party. No ``elements`` means the whole claim.
    ``published`` is the date of the source, which orders the statement where ``said`` is not known. ``recorded`` is
    its place in the order of recording.
    """

    id: str
    chain: tuple[str, ...]
    stance: Stance
    elements: frozenset[Element]
    said: Span | None
    published: Span | None
    recorded: int

    @property
    def actor(self) -> str:
        return self.chain[0]

    @property
    def party(self) -> str:
        return self.chain[-1]

    @property
    def covers(self) -> frozenset[Element]:
        return self.elements or ALL_ELEMENTS

    @property
    def asserts_whole(self) -> bool:
        return self.stance == Stance.ASSERTS and not self.elements


@dataclass(frozen=True, slots=True)
class Stands:
    """What of a statement still stands: all eight elements, some, or none.

    ``order_unknown``: it stands beside another of its actor or of one that speaks for it, with a different stance, and
    which of the two came later can't be known. ``replaced_by`` is the first later statement that took any element.
    """

    id: str
    elements: frozenset[Element]
    order_unknown: bool
    replaced_by: str | None

    @property
    def stands(self) -> bool:
        return bool(self.elements)

    @property
    def whole(self) -> bool:
        return self.elements == ALL_ELEMENTS


def in_order(statements: Iterable[Said]) -> list[Said]:
    """The statements in document order: by said, then source date, then order of recording; undated ones last.

    Dates are taken as in ``standing_statements``, so that what replaces stands below what it replaces.
    """
    return sorted(statements, key=lambda said: (_date_key(said), _moment(said.published), said.recorded))


def standing_statements(statements: Iterable[Said]) -> dict[str, Stands]:
    """What of each statement stands, by its id.

    - Later is: the latest possible moment (an open end is later than any), then the earliest, then the order of
      recording. The date is ``said``, else that of the source.
    - A later statement takes from an earlier one the elements that both cover, if its actor is the earlier one's or
      one that the earlier one's speaks for. A superior's or a sibling's statement is never replaced.
    - A later statement of the *same* stance confirms: both stand. Any other stance replaces, ``declines`` and
      ``withdraws`` too; a withdrawal stands itself, and shows as one, until a later stance replaces it.
    - Where one of two such statements has no date at all their order can't be known: both stand and are flagged.
    """
    by_time = sorted(statements, key=_replacing_key)
    left, replaced_by = _replacements(by_time)
    flagged = {
        said.id
        for undated in by_time
        if _date(undated) is None
        for other in by_time
        if _clash(undated, other) and left[undated.id] & left[other.id]
        for said in (undated, other)
    }
    return {said.id: Stands(said.id, left[said.id], said.id in flagged, replaced_by.get(said.id)) for said in by_time}


def standing_assertions(statements: Iterable[Said]) -> tuple[str, ...]:
    """The parties with a standing assertion of the whole claim, in document order."""
    ordered = in_order(statements)
    stands = standing_statements(ordered)
    return parties(said for said in ordered if said.asserts_whole and stands[said.id].whole)


def replaces(later: Said, earlier: Said) -> bool:
    """Whether ``later`` takes from ``earlier`` what both cover."""
    speaks_over = later.actor in earlier.chain
    return speaks_over and later.stance != earlier.stance and is_later(later, earlier)


def is_later(one: Said, other: Said) -> bool:
    """Whether ``one`` is known to come after ``other``."""
    return _both_dated(one, other) and _replacing_key(one) > _replacing_key(other)


def parties(statements: Iterable[Said]) -> tuple[str, ...]:
    """The parties of the statements, each once, in the order given."""
    return tuple(dict.fromkeys(said.party for said in statements))


def _replacements(by_time: Sequence[Said]) -> tuple[dict[str, frozenset[Element]], dict[str, str]]:
    """What later statements leave of each, and which was the first to take from it."""
    by_actor: dict[str, list[Said]] = {}
    for said in by_time:
        by_actor.setdefault(said.actor, []).append(said)
    left: dict[str, frozenset[Element]] = {}
    replaced_by: dict[str, str] = {}
    for earlier in by_time:
        left[earlier.id] = earlier.covers
        speaking_for_it = [said for actor in earlier.chain for said in by_actor.get(actor, ())]
        for later in sorted(speaking_for_it, key=_replacing_key):
            if replaces(later, earlier) and later.covers & earlier.covers:
                left[earlier.id] -= later.covers
                replaced_by.setdefault(earlier.id, later.id)
    return left, replaced_by


def _clash(one: Said, other: Said) -> bool:
    related = one.actor in other.chain or other.actor in one.chain
    return related and one.stance != other.stance


def _both_dated(one: Said, other: Said) -> bool:
    return _date(one) is not None and _date(other) is not None


def _date(said: Said) -> Span | None:
    return said.said or said.published


def _moment(span: Span | None) -> Moment:
    """Sorts dates by latest possible moment, then earliest; no date comes last."""
    if span is None:
        return (_LAST, _LAST)
    return (span.latest or _LAST, span.earliest or _FIRST)


def _date_key(said: Said) -> tuple[bool, Moment]:
    return (_date(said) is None, _moment(_date(said)))


def _replacing_key(said: Said) -> tuple[tuple[bool, Moment], int]:
    return (_date_key(said), said.recorded)
