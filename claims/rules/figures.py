"""Whether two figures can be compared, and whether they contradict. Figures are never added up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from claims.vocabulary import Basis, Measure, Population, Quantifier
from factreg.edtf_dates import Span, parse
from factreg.text import fold

Interval = tuple[int | None, int | None]

_DAY = timedelta(days=1)


class Verdict(StrEnum):
    """What comes of comparing two figures. Only a person makes a contradiction of it."""

    COMPATIBLE = "compatible"
    NOT_COMPARABLE = "not_comparable"
    CONTRADICTION = "contradiction"
    UNDECIDED = "undecided"


class _Order(StrEnum):
    """How the date of one figure lies to that of the other."""

    SAME = "same"
    BEFORE = "before"
    AFTER = "after"
    UNCLEAR = "unclear"
    UNSTATED = "unstated"


_APART = {_Order.BEFORE: _Order.AFTER, _Order.AFTER: _Order.BEFORE}


@dataclass(frozen=True, slots=True)
class FigureView:
    """A claim's figure with what a comparison needs of its claim.

    ``side`` is an actor's slug or ``all``; ``area`` and the dates (EDTF) are as typed; ``parties`` are those that
    assert the claim. None, ``unspecified`` and ``unstated`` are what the source does not say.
    """

    measure: Measure
    population: Population
    side: str | None
    area: str | None
    low: int | None
    high: int | None
    quantifier: Quantifier
    basis: Basis
    counted_from: str | None
    as_of: str | None
    event: str | None
    parties: frozenset[str]


@dataclass(frozen=True, slots=True)
class FigureJudgement:
    """The verdict on two figures with its reason, a sentence for editors.

    Where a person has to decide, ``conflict`` is what of the reason is no question, and ``to_settle`` the rest.
    """

    verdict: Verdict
    reason: str
    conflict: str = ""
    to_settle: str = ""


def compare_figures(a: FigureView, b: FigureView) -> FigureJudgement:
    """Whether two figures contradict each other; the order of the two makes no difference.

    What is stated and differs makes them not comparable. Then, supposing that all that is unstated agrees: if both can
    hold, they are compatible (a toll that grows is an update); if not, they contradict where all was stated, and where
    something was not, or one party gave both on one day, a person has to decide.
    """
    if difference := _difference(a, b):
        return FigureJudgement(Verdict.NOT_COMPARABLE, f"They differ in {difference}.")
    outcomes = [_outcome(a, b, basis) for basis in _possible_bases(a, b)]
    conflicts = [outcome for outcome in outcomes if outcome.verdict == Verdict.CONTRADICTION]
    if not conflicts:
        fitting = [outcome for outcome in outcomes if outcome.verdict == Verdict.COMPATIBLE]
        return (fitting or outcomes)[0]
    if open_points := _open_points(a, b):
        conflict, points = conflicts[0].reason, _and(open_points)
        return FigureJudgement(Verdict.UNDECIDED, f"{conflict} But {points}.", conflict, f"{_capital(points)}.")
    return conflicts[0]


def interval(figure: FigureView) -> Interval:
    """The numbers that a figure allows, lowest and highest; None is unbounded. "About" is 10 % either way, outward."""
    low, high = figure.low, figure.high
    match figure.quantifier:
        case Quantifier.ABOUT:
            return (None if low is None else low * 9 // 10, None if high is None else -(-high * 11 // 10))
        case Quantifier.AT_LEAST:
            return (_either(low, high), None)
        case Quantifier.AT_MOST:
            return (None, _either(high, low))
        case Quantifier.MORE_THAN:
            return (_plus(_either(low, high), 1), None)
        case Quantifier.FEWER_THAN:
            return (None, _plus(_either(high, low), -1))
        case _:
            return (low, high)


def _difference(a: FigureView, b: FigureView) -> str:
    """What both state, and state differently; or what one counts by area and the other by side."""
    for aspect, one, other in (
        ("measure", a.measure, b.measure),
        ("population", _population(a), _population(b)),
        ("side", a.side, b.side),
        ("area", fold(a.area or ""), fold(b.area or "")),
        ("basis", _basis(a), _basis(b)),
    ):
        if one and other and one != other:
            return f"{aspect} ({getattr(a, aspect)} and {getattr(b, aspect)})"
    counted_by = {(bool(a.area), bool(a.side)), (bool(b.area), bool(b.side))}
    if counted_by == {(True, False), (False, True)}:
        return "what they count by: one by area, the other by side"
    return ""


def _possible_bases(a: FigureView, b: FigureView) -> list[Basis]:
    stated = _basis(a) or _basis(b)
    return [stated] if stated else [Basis.CUMULATIVE, Basis.SINGLE_EVENT, Basis.INCREMENT]


def _outcome(a: FigureView, b: FigureView, basis: Basis) -> FigureJudgement:
    """The verdict if both figures had this basis and agreed in all that is not stated."""
    as_of, start = _as_of_order(a, b), _order(a.counted_from, b.counted_from)
    if basis == Basis.SINGLE_EVENT and a.event and b.event and a.event != b.event:
        return FigureJudgement(Verdict.NOT_COMPARABLE, f"They are of different events ({a.event} and {b.event}).")
    if basis == Basis.INCREMENT and (start in _APART or as_of in _APART):
        return FigureJudgement(Verdict.NOT_COMPARABLE, "They are increments of different periods.")
    if basis == Basis.CUMULATIVE and start in _APART:
        if as_of in (_Order.SAME, start):
            return FigureJudgement(
                Verdict.NOT_COMPARABLE, "They are totals from different starts, the later one's no earlier."
            )
        as_of = _APART[start]
    if as_of in _APART:
        return _later_against_earlier(*((a, b) if as_of == _Order.BEFORE else (b, a)))
    if _falls(a, b) or _falls(b, a):
        return FigureJudgement(Verdict.CONTRADICTION, f"{_capital(_range(a))} and {_range(b)} can't both hold.")
    return FigureJudgement(Verdict.COMPATIBLE, "Both can hold at once.")


def _later_against_earlier(earlier: FigureView, later: FigureView) -> FigureJudgement:
    if _falls(earlier, later):
        reason = f"{_capital(_range(later))} is given later and is less than {_range(earlier)}."
        return FigureJudgement(Verdict.CONTRADICTION, reason)
    return FigureJudgement(Verdict.COMPATIBLE, "The later figure need not be smaller than the earlier: an update.")


def _open_points(a: FigureView, b: FigureView) -> list[str]:
    """What a person has to settle before two figures that seem to conflict can be said to contradict."""
    as_of, start = _as_of_order(a, b), _order(a.counted_from, b.counted_from)
    of_one_event = Basis.SINGLE_EVENT in (a.basis, b.basis)
    missing = [aspect for aspect, stated in _needed(a, b, of_one_event=of_one_event) if not all(stated)]
    points = [f"not both state {_and(missing)}"] if missing else []
    if as_of == _Order.UNCLEAR:
        points.append("which of them is as of the later date can't be known")
    if start == _Order.UNCLEAR and not of_one_event:
        points.append("whether both count from the same moment can't be known")
    if of_one_event and as_of in _APART:
        points.append("the count of one event may have been corrected")
    if a.parties & b.parties and _share_a_day(a.as_of, b.as_of):
        points.append("one party gave both on one day")
    return points


def _needed(a: FigureView, b: FigureView, *, of_one_event: bool) -> list[tuple[str, tuple[object, object]]]:
    needed: list[tuple[str, tuple[object, object]]] = [
        ("measure", (a.measure != Measure.OTHER, b.measure != Measure.OTHER)),
        ("population", (_population(a), _population(b))),
        ("side", (a.side, b.side)),
        ("area", (a.area, b.area)),
        ("basis", (_basis(a), _basis(b))),
        ("as-of date", (a.as_of, b.as_of)),
    ]
    if of_one_event:
        return [*needed, ("event", (a.event, b.event))]
    return [*needed, ("start of counting", (a.counted_from, b.counted_from))]


def _population(figure: FigureView) -> Population | None:
    return None if figure.population == Population.UNSPECIFIED else figure.population


def _basis(figure: FigureView) -> Basis | None:
    return None if figure.basis == Basis.UNSTATED else figure.basis


def _as_of_order(a: FigureView, b: FigureView) -> _Order:
    """As ``_order``; but as of one and the same month is not as of one date."""
    order = _order(a.as_of, b.as_of)
    return _Order.UNCLEAR if order == _Order.SAME and not _within_a_day(parse(a.as_of or "")) else order


def _order(one: str | None, other: str | None) -> _Order:
    if not one or not other:
        return _Order.UNSTATED
    first, second = parse(one), parse(other)
    if first == second:
        return _Order.SAME
    if first.latest and second.earliest and first.latest < second.earliest:
        return _Order.BEFORE
    if second.latest and first.earliest and second.latest < first.earliest:
        return _Order.AFTER
    return _Order.UNCLEAR


def _within_a_day(span: Span) -> bool:
    return bool(span.earliest and span.latest and span.latest - span.earliest < _DAY)


def _share_a_day(one: str | None, other: str | None) -> bool:
    """Whether two dates, both stated, may fall on one UTC day."""
    if not one or not other:
        return False
    first, second = parse(one), parse(other)
    return not any(
        before.latest and after.earliest and before.latest.date() < after.earliest.date()
        for before, after in ((first, second), (second, first))
    )


def _falls(earlier: FigureView, later: FigureView) -> bool:
    low, high = interval(earlier)[0], interval(later)[1]
    return low is not None and high is not None and high < low


def _range(figure: FigureView) -> str:
    low, high = interval(figure)
    if low == high:
        return str(low)
    if low is None:
        return f"at most {high}"
    return f"at least {low}" if high is None else f"{low} to {high}"


def _either(first: int | None, second: int | None) -> int | None:
    return second if first is None else first


def _plus(number: int | None, step: int) -> int | None:
    return None if number is None else number + step


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _and(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
