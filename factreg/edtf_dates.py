"""EDTF dates, levels 0 and 1, and date-times with an offset: what they span, and how a reader is told of them.

The grammar is small and read here in full. The `edtf` library serves as the yardstick in the tests only: it raises on
`../1985`, gives an unknown end ten years, takes date-times for whole days and seasons for northern ones, and lets an
interval end before it starts.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from factreg.date_words import ENGLISH, DateWords

# Longer than any date of the grammar; what is longer is refused unread and never quoted back.
LONGEST = 64

# Where a date without any bound sorts: behind everything that has one.
UNDATED = datetime.max.replace(tzinfo=UTC)

_MICROSECOND = timedelta(microseconds=1)
_FOREIGN = re.compile(r"[^0-9A-Za-z.:/?~%+-]")
_DATE = re.compile(r"(\d\d(?:\d\d|\dX|XX))(?:-(\d\d|XX)(?:-(\d\d|XX))?)?([?~%]?)", re.ASCII)
_TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?(Z|[+-]\d\d(?::\d\d)?)?", re.ASCII)
_OTHER_LEVEL = re.compile(r"[?~%][-\d]|-[?~%]|XXX|X\d|S\d")
_OTHER_YEAR = re.compile(r"-\d{4}|Y-?\d|\d+E\d|\d{5,}-")

_SEASONS = (21, 22, 23, 24)


class EDTFError(ValueError):
    """Not a date that the registry can read. The message says why and shows a right example."""


@dataclass(frozen=True, slots=True)
class Span:
    """The earliest and the latest moment that a date allows, in UTC; days are UTC days.

    ``latest`` is inclusive: the last microsecond of the day, month or year. ``None`` is an open or unknown end, which
    is not the same as an early or late one: a filter has to take it as "any".
    """

    earliest: datetime | None
    latest: datetime | None

    @property
    def sort_key(self) -> datetime:
        """The earliest moment, else the latest, else ``UNDATED``, which sorts behind everything; never empty."""
        return self.earliest or self.latest or UNDATED


@lru_cache(maxsize=16_384)
def parse(text: str) -> Span:
    """The span of a date as typed; ``EDTFError`` where it is none.

    Qualifiers (``?``, ``~``, ``%``) widen nothing: "about 2020" spans 2020. An ``X`` stands for every digit.

    >>> parse("2020-09").latest.isoformat()
    '2020-09-30T23:59:59.999999+00:00'
    """
    start, slash, end = _legible(text).partition("/")
    if not slash:
        return _time_span(text) if "T" in text else _read(text).span
    if "/" in end:
        raise _wrong(text, "has more than one slash", "2020-09-28/2020-09-29")
    if "T" in text:
        raise _wrong(text, "is an interval of times, which EDTF does not have; give the days", "2020-09-28/2020-09-29")
    if start in ("", "..") and end in ("", ".."):
        raise _wrong(text, "names no day on either side; leave the date empty, or", "2020-09-27/..")
    earliest = None if start in ("", "..") else _read(start, in_interval=True).span.earliest
    latest = None if end in ("", "..") else _read(end, in_interval=True).span.latest
    if earliest and latest and latest < earliest:
        raise _wrong(text, "ends before it starts", "2020-09-28/2020-09-29")
    return Span(earliest, latest)


def show(text: str, words: DateWords = ENGLISH) -> str:
    """The date in words, never more precise than typed; ``EDTFError`` where it is none.

    >>> show("2020-09-28/2020-09-29")
    '28 to 29 September 2020'
    """
    parse(text)
    if "T" in text:
        return _time_in_words(text, words)
    start, slash, end = text.partition("/")
    if not slash:
        return _read(start).told(words)
    if start in ("", ".."):
        return (words.until if start else words.until_start_unknown).format(date=_read(end).told(words))
    if end in ("", ".."):
        return (words.since if end else words.since_end_unknown).format(date=_read(start).told(words))
    return _between(_read(start), _read(end), words)


def show_when(text: str) -> str:
    """The date in words with its preposition: "on 29 September 2020", "in September 2020", "about 2020"."""
    words = show(text)
    start, slash, end = text.partition("/")
    if start == end:
        return show_when(start)
    if slash:
        return words if words.startswith(("from", "until")) else f"from {words}"
    if text[-1] in "?~%" or "X" in start[:4]:
        return words
    by_day = "T" in text or len(text) == len("2020-09-29") or "day" in words
    return f"{'on' if by_day else 'in'} {words}"


@dataclass(frozen=True, slots=True)
class _Date:
    """One calendar date, whole or in part, as typed: `2020`, `202X`, `2020-XX`, `2020-22`, `2020-09-29?`."""

    year: str
    month: str
    day: str
    qualifier: str
    span: Span

    def told(self, words: DateWords) -> str:
        bare = self._bare(words)
        return words.qualified[self.qualifier].format(date=bare) if self.qualifier else bare

    def _bare(self, words: DateWords) -> str:
        if "X" in self.year:
            first, last = (int(self.year.replace("X", digit)) for digit in "09")
            return words.between_years.format(first=first, last=last)
        year = str(int(self.year))
        if not self.month:
            return year
        if self.month == "XX":
            return words.some_day.format(period=year) if self.day else words.some_month.format(year=year)
        if self.is_season:
            return words.season.format(season=words.seasons[int(self.month)], year=year)
        if self.day and self.day != "XX":
            month = words.months_with_day[int(self.month) - 1]
            return words.day.format(day=int(self.day), month=month, year=year)
        month = words.month.format(month=words.months[int(self.month) - 1], year=year)
        return words.some_day.format(period=month) if self.day else month

    @property
    def is_season(self) -> bool:
        return bool(self.month) and self.month != "XX" and int(self.month) in _SEASONS


def _legible(text: str) -> str:
    """The text, if it is short and of the characters of a date, so that a message may quote it."""
    if len(text) > LONGEST:
        raise EDTFError(f"The date is {len(text)} characters long, which no date is; write it like 2020-09-29.")
    if not text:
        raise EDTFError("The date is empty; write it like 2020-09-29.")
    if foreign := _FOREIGN.search(text):
        code = ord(foreign.group())
        raise EDTFError(f"The date holds a character (U+{code:04X}) that no date has; write it like 2020-09-29.")
    return text


def _wrong(text: str, why: str, example: str) -> EDTFError:
    return EDTFError(f"“{text}” {why}; write it like {example}.")


def _read(text: str, *, in_interval: bool = False) -> _Date:
    match = _DATE.fullmatch(text)
    if not match:
        if _OTHER_YEAR.match(text):
            raise _wrong(text, "reaches beyond the years 0001 to 9999", "2020")
        if _OTHER_LEVEL.search(text):
            raise _wrong(text, "is beyond EDTF level 1", "2020-09-29?, 202X or 2020-09-XX")
        raise _wrong(text, "is no EDTF date", "2020, 2020-09, 2020-09-29 or 2020-09-29T14:30:00Z")
    year, month, day, qualifier = (part or "" for part in match.groups())
    if "X" in text and in_interval:
        raise _wrong(text, "has an X inside an interval, which is beyond EDTF level 1", "2020-09/2020-10")
    return _Date(year, month, day, qualifier, _date_span(text, year, month, day))


def _date_span(text: str, year: str, month: str, day: str) -> Span:
    if "X" in year:
        if month:
            raise _wrong(text, "leaves digits of the year open and names a month", "202X")
        return _days(text, (int(year.replace("X", "0")), 1, 1), (int(year.replace("X", "9")), 12, 31))
    number = int(year)
    if month == "XX" and day not in ("", "XX"):
        raise _wrong(text, "names a day of an open month, which is beyond EDTF level 1", "2020-XX")
    if month in ("", "XX"):
        return _days(text, (number, 1, 1), (number, 12, 31))
    if int(month) in _SEASONS:
        return _season_span(text, number, int(month), day)
    if not 1 <= int(month) <= 12:
        raise _wrong(text, f"has a month {month}", "2020-09, or 2020-21 to 2020-24 for the seasons")
    if day in ("", "XX"):
        return _days(text, (number, int(month), 1), (number, int(month), monthrange(number or 4, int(month))[1]))
    return _days(text, (number, int(month), int(day)), (number, int(month), int(day)))


def _season_span(text: str, year: int, season: int, day: str) -> Span:
    """All that a season of a year can be. Seasons name no hemisphere: `2020-21` is March here and September there.

    Summer and winter straddle the turn of the year in one of the two, and usage differs on which year they then belong
    to; so theirs begins in the December before and ends in the March after.
    """
    if day:
        raise _wrong(text, "names a day of a season", "2020-22")
    if season in (21, 23):
        return _days(text, (year, 1, 1), (year, 12, 31))
    return _days(text, (year - 1, 12, 1), (year + 1, 3, 31))


def _days(text: str, first: tuple[int, int, int], last: tuple[int, int, int]) -> Span:
    if first[0] < 1 or last[0] > 9999:
        raise _wrong(text, "reaches beyond the years 0001 to 9999", "2020")
    try:
        start, end = datetime(*first, tzinfo=UTC), datetime(*last, tzinfo=UTC)
    except ValueError:
        raise _wrong(text, "names a day that the calendar does not have", "2020-09-29") from None
    return Span(start, end + (timedelta(days=1) - _MICROSECOND))


def _time_span(text: str) -> Span:
    match = _TIME.fullmatch(text)
    if not match:
        raise _wrong(text, "is no date-time of EDTF", "2020-09-29T14:30:00Z or 2020-09-29T18:30:00+04:00")
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    if not offset:
        raise _wrong(text, "is a time without an offset; add Z for UTC", f"{text}Z or {text}+04:00")
    ahead = _offset(text, offset)
    try:
        local = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second or 0), tzinfo=UTC)
        start = local + timedelta(microseconds=int((fraction or "0").ljust(6, "0"))) - ahead
        return Span(start, start + (_unit(second, fraction) - _MICROSECOND))
    except OverflowError:
        raise _wrong(text, "reaches beyond the years 0001 to 9999", "2020-09-29T14:30:00Z") from None
    except ValueError:
        raise _wrong(text, "names a moment that does not exist", "2020-09-29T23:59:59Z") from None


def _unit(second: str | None, fraction: str | None) -> timedelta:
    """The length of the last unit typed: a minute, a second, a millisecond..."""
    if not second:
        return timedelta(minutes=1)
    return timedelta(microseconds=10 ** (6 - len(fraction or "")))


def _offset(text: str, offset: str) -> timedelta:
    """What is ahead of UTC, from -12:00 to +14:00 as clocks are set anywhere."""
    if offset == "Z":
        return timedelta()
    hours, minutes = int(offset[1:3]), int(offset[4:] or 0)
    ahead = timedelta(hours=hours, minutes=minutes) * (-1 if offset[0] == "-" else 1)
    if minutes > 59 or not timedelta(hours=-12) <= ahead <= timedelta(hours=14):
        raise _wrong(text, "has an offset beyond -12:00 to +14:00", "2020-09-29T18:30:00+04:00")
    if offset[0] == "-" and not ahead:
        raise _wrong(text, "has an offset of minus nothing; Z is UTC", "2020-09-29T14:30:00Z")
    return ahead


def _time_in_words(text: str, words: DateWords) -> str:
    date, _, clock = text.partition("T")
    time, sign, offset = re.split(r"(?=[Z+-])()", clock, maxsplit=1)
    return words.moment.format(date=_read(date).told(words), time=time, offset=sign + offset.removeprefix("Z"))


def _between(start: _Date, end: _Date, words: DateWords) -> str:
    """Two dates with the month and year that they share said once."""
    if start == end:
        return start.told(words)
    plain = not (start.qualifier or end.qualifier) and all(date.month and not date.is_season for date in (start, end))
    if not plain or start.year != end.year or bool(start.day) != bool(end.day):
        return words.interval.format(first=start.told(words), last=end.told(words))
    months = words.months_with_day if start.day else words.months
    first_month, last_month = (months[int(date.month) - 1] for date in (start, end))
    year = int(start.year)
    if not start.day:
        return words.months_of_a_year.format(first_month=first_month, last_month=last_month, year=year)
    first, last = int(start.day), int(end.day)
    if start.month == end.month:
        return words.days_of_a_month.format(first=first, last=last, month=last_month, year=year)
    return words.days_of_a_year.format(
        first=first, first_month=first_month, last=last, last_month=last_month, year=year
    )
