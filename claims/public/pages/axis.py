"""Axes of charts: where a moment or a number lies, and which ticks the axis carries. Pure; every moment is in UTC.

Moments lie at per cents of a chart's width, so that a chart fits any screen with its letters unshrunk.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import floor, log10

from django.utils.formats import date_format

from factreg.edtf_dates import Span

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_MICROSECOND = timedelta(microseconds=1)
_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)

# (unit, how many of it) between two ticks, finest first.
_STEPS = [
    *(("minute", number) for number in (1, 5, 15, 30)),
    *(("hour", number) for number in (1, 3, 6, 12)),
    *(("day", number) for number in (1, 2, 7, 14)),
    *(("month", number) for number in (1, 3, 6)),
    *(("year", number) for number in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)),
]
_BY_DAY = _STEPS.index(("day", 1))
# A gap is cut out where it is this many times as long as all that remains.
_CUT = 3
# What a cut takes of the width, and what a stretch takes at least.
_CUT_WIDTH, _LEAST_WIDTH = 6.0, 22.0
# Nearer to an edge than this, the words of a tick are not centred on it.
_EDGE = 10


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of an axis, with its words held so that they stay within the chart.

    Every second one is `minor`: it goes where there is no room for all.
    """

    at: float
    words: str
    anchor: str = "middle"
    minor: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of time that the axis shows without a gap, between two per cents of the width.

    `by_day`: no tick is finer than a day, for no date in it is.
    """

    earliest: datetime
    latest: datetime
    start: float
    end: float
    by_day: bool = True

    def at(self, moment: datetime) -> float:
        share = (moment - self.earliest) / (self.latest - self.earliest)
        return self.start + (self.end - self.start) * min(max(share, 0.0), 1.0)


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """Stretches of time from the first to the last moment of a chart, with cuts between them where nothing is for long.

    `mirrored` runs from the right, as right-to-left pages read.
    """

    stretches: tuple[Stretch, ...]
    mirrored: bool = False
    most_ticks: int = 6

    def x(self, moment: datetime) -> float:
        """Per cent of the width; a moment beyond the axis lies at its end, one within a cut at the nearest edge."""
        found = self.stretches[0]
        for stretch in self.stretches:
            if moment >= stretch.earliest:
                found = stretch
        return self._turned(found.at(moment))

    def between(self, span: Span) -> tuple[float, float]:
        """The two ends of a span, the lesser first. An open end reaches to the end of the axis."""
        first = self.x(span.earliest) if span.earliest else self._turned(self.stretches[0].start)
        last = self.x(_after(span.latest)) if span.latest else self._turned(self.stretches[-1].end)
        return (min(first, last), max(first, last))

    @property
    def cuts(self) -> list[float]:
        """The middle of every cut."""
        pairs = pairwise(self.stretches)
        return [self._turned((before.end + after.start) / 2) for before, after in pairs]

    @property
    def ticks(self) -> list[Tick]:
        """The ticks of all stretches, in order of time."""
        whole = sum(stretch.end - stretch.start for stretch in self.stretches)
        found: list[Tick] = []
        few = self.most_ticks // 2
        for stretch in self.stretches:
            share = (stretch.end - stretch.start) / whole
            most = max(round(self.most_ticks * share), 1)
            marks = ticks_between(stretch.earliest, stretch.latest, most=most, by_day=stretch.by_day)
            found += [
                Tick(
                    at := self._turned(stretch.at(moment)),
                    words,
                    # Behind a cut, words centred on the first tick would reach into it.
                    "start" if not number and stretch is not self.stretches[0] else self._anchor(at),
                    minor=bool(number % 2) and len(marks) > few,
                )
                for number, (moment, words) in enumerate(marks)
            ]
        return found

    def _anchor(self, at: float) -> str:
        """The start and end of words change places with the direction of reading."""
        if _EDGE <= at <= 100 - _EDGE:
            return "middle"
        return "start" if (at < _EDGE) != self.mirrored else "end"

    def _turned(self, at: float) -> float:
        return round(100 - at if self.mirrored else at, 2)


def time_axis(
    spans: Iterable[Span],
    *,
    start: float = 2.0,
    end: float = 98.0,
    cuts: int = 0,
    mirrored: bool = False,
) -> TimeAxis | None:
    """An axis that shows all the spans, with at most so many cuts; None if none has any bound."""
    spans = list(spans)
    covered = _covered(spans)
    if not covered:
        return None
    pieces = [_rounded(*piece) for piece in _pieces(covered, cuts)]
    # By their squares, so that the many days of one stretch are not pressed by the one day of another.
    lengths = [((latest - earliest) / _HOUR) ** 2 for earliest, latest in pieces]
    room = end - start - _CUT_WIDTH * (len(pieces) - 1)
    spare = room - _LEAST_WIDTH * len(pieces) if len(pieces) > 1 else room
    finer = [bound for span in spans for bound in _within_days(span)]
    stretches = []
    for (earliest, latest), length in zip(pieces, lengths, strict=True):
        width = spare * length / sum(lengths) + (_LEAST_WIDTH if len(pieces) > 1 else 0)
        by_day = not any(earliest <= bound <= latest for bound in finer)
        stretches.append(Stretch(earliest, latest, start, start + width, by_day))
        start += width + _CUT_WIDTH
    return TimeAxis(tuple(stretches), mirrored)


def _within_days(span: Span) -> list[datetime]:
    """The ends of a span that are no midnights."""
    ends = (span.earliest, _after(span.latest) if span.latest else None)
    return [end for end in ends if end and end != _floor(end, "day", 1)]


def _after(moment: datetime) -> datetime:
    """The end of a span whose last microsecond is given."""
    return moment if moment > _LAST - _MICROSECOND else moment + _MICROSECOND


def _covered(spans: Iterable[Span]) -> list[tuple[datetime, datetime]]:
    """The times that the spans cover, merged, in order; one with an open end covers its other end alone."""
    bounds = []
    for span in spans:
        start, end = span.earliest or span.latest, span.latest or span.earliest
        if start and end:
            bounds.append((start, _after(end)))
    covered: list[tuple[datetime, datetime]] = []
    for earliest, latest in sorted(bounds):
        if covered and earliest <= covered[-1][1]:
            covered[-1] = (covered[-1][0], max(covered[-1][1], latest))
        else:
            covered.append((earliest, latest))
    return covered


def _pieces(covered: Sequence[tuple[datetime, datetime]], cuts: int) -> list[tuple[datetime, datetime]]:
    """What is left of the whole time once its longest gaps are cut out."""
    gaps = [(after[0] - before[1], index) for index, (before, after) in enumerate(pairwise(covered))]
    remaining = covered[-1][1] - covered[0][0]
    cut_at = []
    for gap, index in sorted(gaps, key=lambda one: (-one[0], one[1]))[:cuts]:
        if gap < _DAY or gap < _CUT * (remaining - gap):
            break
        remaining -= gap
        cut_at.append(index)
    pieces, begun = [], 0
    for index in sorted(cut_at):
        pieces.append((covered[begun][0], covered[index][1]))
        begun = index + 1
    return [*pieces, (covered[begun][0], covered[-1][1])]


def _rounded(earliest: datetime, latest: datetime) -> tuple[datetime, datetime]:
    """The same to whole days outward, or to whole hours where all lies within half a day."""
    unit = "hour" if latest - earliest < _DAY / 2 and latest - earliest > timedelta() else "day"
    start, end = _floor(earliest, unit, 1), _floor(latest, unit, 1)
    if end < latest or end == start:
        end = _next(end, unit, 1)
    return start, end


def ticks_between(
    earliest: datetime, latest: datetime, *, most: int, by_day: bool = False
) -> list[tuple[datetime, str]]:
    """Round moments from `earliest` to `latest` and their words, at most `most`, but one at least.

    The year stands with the first day and with each that begins another, the day with the first hour and each midnight.
    """
    moments: list[datetime] = []
    unit = ""
    for unit, number in _STEPS[_BY_DAY:] if by_day else _STEPS:
        moments = list(_moments(earliest, latest, unit, number, most))
        if len(moments) <= most:
            break
    moments = moments[:most] or [earliest]
    befores = [None, *moments]
    return [(moment, _words(moment, before, unit)) for before, moment in zip(befores, moments, strict=False)]


def _moments(earliest: datetime, latest: datetime, unit: str, number: int, most: int) -> Iterator[datetime]:
    """The round moments, though no more than one too many: too fine a step is not walked to its end."""
    moment = _floor(earliest, unit, number)
    if moment < earliest:
        moment = _next(moment, unit, number)
    for _ in range(most + 1):
        # A tick at the very end of a stretch would have its words outside.
        if moment >= latest or moment < earliest:
            return
        yield moment
        moment = _next(moment, unit, number)


def _floor(moment: datetime, unit: str, number: int) -> datetime:
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    match unit:
        case "minute":
            return midnight + timedelta(minutes=(moment.hour * 60 + moment.minute) // number * number)
        case "hour":
            return midnight + timedelta(hours=moment.hour // number * number)
        case "day":
            return max(midnight - ((midnight.toordinal() - 1) % number) * _DAY, _FIRST)
        case "month":
            return midnight.replace(month=(moment.month - 1) // number * number + 1, day=1)
        case _:
            return midnight.replace(year=max(moment.year // number * number, 1), month=1, day=1)


def _next(moment: datetime, unit: str, number: int) -> datetime:
    try:
        match unit:
            case "minute":
                return moment + timedelta(minutes=number)
            case "hour":
                return moment + timedelta(hours=number)
            case "day":
                return moment + number * _DAY
            case "month":
                months = moment.year * 12 + moment.month - 1 + number
                return moment.replace(year=months // 12, month=months % 12 + 1)
            case _:
                return moment.replace(year=moment.year // number * number + number)
    except (OverflowError, ValueError):
        return _LAST


def _words(moment: datetime, before: datetime | None, unit: str) -> str:
    """A tick's words in the reader's language, not saying again what the one before it has said."""
    if unit in ("minute", "hour"):
        new_day = before is None or before.date() != moment.date()
        return date_format(moment, "j M, H:i" if new_day else "H:i")
    if unit == "day":
        return date_format(moment, "j M Y" if before is None or before.year != moment.year else "j M")
    if unit == "month":
        return date_format(moment, "M Y")
    return str(moment.year)


def round_up(number: int) -> int:
    """The least round number that is no less: 1, 2, 4, 5 or 8 with noughts behind it.

    >>> round_up(84)
    100
    """
    if number <= 1:
        return 1
    ten = 10 ** floor(log10(number))
    return next(round_ for factor in (1, 2, 4, 5, 8, 10, 20) if (round_ := factor * ten) >= number)


def number_ticks(highest: int) -> list[int]:
    """Whole numbers from nought to a round highest one, fifths, quarters or halves of it.

    >>> number_ticks(20)
    [0, 5, 10, 15, 20]
    """
    fifths = str(highest)[0] in "15"
    for parts in (5, 2, 1) if fifths else (4, 2, 1):
        if highest % parts == 0:
            return [highest // parts * step for step in range(parts + 1)]
    return [0, highest]
