"""EDTF dates: what they span, what is refused and why, how a reader is told of them."""

from datetime import UTC, datetime, timedelta

import edtf
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from factreg.date_words import DateWords
from factreg.edtf_dates import LONGEST, UNDATED, EDTFError, Span, parse, show, show_when

pytestmark = pytest.mark.no_database

MICROSECOND = timedelta(microseconds=1)

# As typed: the first day, the last day ("-" is open), in words, with its preposition.
DATES = {
    "2020": ("2020-01-01", "2020-12-31", "2020", "in 2020"),
    "2020-09": ("2020-09-01", "2020-09-30", "September 2020", "in September 2020"),
    "2020-02": ("2020-02-01", "2020-02-29", "February 2020", "in February 2020"),
    "2020-09-29": ("2020-09-29", "2020-09-29", "29 September 2020", "on 29 September 2020"),
    "2020-09-02": ("2020-09-02", "2020-09-02", "2 September 2020", "on 2 September 2020"),
    "0001-01-01": ("0001-01-01", "0001-01-01", "1 January 1", "on 1 January 1"),
    "9999-12-31": ("9999-12-31", "9999-12-31", "31 December 9999", "on 31 December 9999"),
    # Qualifiers widen nothing.
    "2020?": ("2020-01-01", "2020-12-31", "possibly 2020", "possibly 2020"),
    "2020~": ("2020-01-01", "2020-12-31", "about 2020", "about 2020"),
    "2020-09%": ("2020-09-01", "2020-09-30", "possibly about September 2020", "possibly about September 2020"),
    "2020-09-29~": ("2020-09-29", "2020-09-29", "about 29 September 2020", "about 29 September 2020"),
    # An X is any digit.
    "202X": ("2020-01-01", "2029-12-31", "some time between 2020 and 2029", "some time between 2020 and 2029"),
    "20XX": ("2000-01-01", "2099-12-31", "some time between 2000 and 2099", "some time between 2000 and 2099"),
    "2020-XX": ("2020-01-01", "2020-12-31", "some month of 2020", "in some month of 2020"),
    "2020-09-XX": ("2020-09-01", "2020-09-30", "some day in September 2020", "on some day in September 2020"),
    "2020-XX-XX": ("2020-01-01", "2020-12-31", "some day in 2020", "on some day in 2020"),
    "2020-09-XX?": (
        "2020-09-01",
        "2020-09-30",
        "possibly some day in September 2020",
        "possibly some day in September 2020",
    ),
    # Seasons of no hemisphere.
    "2020-21": ("2020-01-01", "2020-12-31", "spring 2020", "in spring 2020"),
    "2020-22": ("2019-12-01", "2021-03-31", "summer 2020", "in summer 2020"),
    "2020-23": ("2020-01-01", "2020-12-31", "autumn 2020", "in autumn 2020"),
    "2020-24": ("2019-12-01", "2021-03-31", "winter 2020", "in winter 2020"),
    "2020-24~": ("2019-12-01", "2021-03-31", "about winter 2020", "about winter 2020"),
    # Intervals.
    "2020-09-28/2020-09-29": (
        "2020-09-28",
        "2020-09-29",
        "28 to 29 September 2020",
        "from 28 to 29 September 2020",
    ),
    "2020-09-28/2020-10-03": (
        "2020-09-28",
        "2020-10-03",
        "28 September to 3 October 2020",
        "from 28 September to 3 October 2020",
    ),
    "2019-12-28/2020-01-03": (
        "2019-12-28",
        "2020-01-03",
        "28 December 2019 to 3 January 2020",
        "from 28 December 2019 to 3 January 2020",
    ),
    "2020-09/2020-10": ("2020-09-01", "2020-10-31", "September to October 2020", "from September to October 2020"),
    "2019/2020": ("2019-01-01", "2020-12-31", "2019 to 2020", "from 2019 to 2020"),
    "2020-09/2020-10-03": (
        "2020-09-01",
        "2020-10-03",
        "September 2020 to 3 October 2020",
        "from September 2020 to 3 October 2020",
    ),
    "2020-09-15/2020-09": (
        "2020-09-15",
        "2020-09-30",
        "15 September 2020 to September 2020",
        "from 15 September 2020 to September 2020",
    ),
    "2020-09-29/2020-09-29": ("2020-09-29", "2020-09-29", "29 September 2020", "on 29 September 2020"),
    "2020-09-28~/2020-09-29?": (
        "2020-09-28",
        "2020-09-29",
        "about 28 September 2020 to possibly 29 September 2020",
        "from about 28 September 2020 to possibly 29 September 2020",
    ),
    "2020-21/2020-22": ("2020-01-01", "2021-03-31", "spring 2020 to summer 2020", "from spring 2020 to summer 2020"),
    # Open and unknown ends.
    "2020-09-27/..": ("2020-09-27", "-", "from 27 September 2020", "from 27 September 2020"),
    "2020-09-27/": ("2020-09-27", "-", "from 27 September 2020, end unknown", "from 27 September 2020, end unknown"),
    "../2020-09-29": ("-", "2020-09-29", "until 29 September 2020", "until 29 September 2020"),
    "../1985": ("-", "1985-12-31", "until 1985", "until 1985"),
    "/2020": ("-", "2020-12-31", "until 2020, start unknown", "until 2020, start unknown"),
}


@pytest.mark.parametrize(("text", "expected"), DATES.items(), ids=DATES)
def test_date_spans_whole_utc_days_and_is_shown_as_precisely_as_typed(
    text: str, expected: tuple[str, str, str, str]
) -> None:
    first, last, words, when = expected

    assert parse(text) == Span(_day(first), _end_of(_day(last)))
    assert show(text) == words
    assert show_when(text) == when


# As typed: the first moment in UTC, how long it lasts, in words.
TIMES = {
    "2020-09-29T14:30:05Z": ("2020-09-29T14:30:05", timedelta(seconds=1), "29 September 2020, 14:30:05 UTC"),
    "2020-09-29T14:30Z": ("2020-09-29T14:30:00", timedelta(minutes=1), "29 September 2020, 14:30 UTC"),
    "2020-09-29T18:30:05+04:00": (
        "2020-09-29T14:30:05",
        timedelta(seconds=1),
        "29 September 2020, 18:30:05 UTC+04:00",
    ),
    "2020-09-29T18:30:05+04": ("2020-09-29T14:30:05", timedelta(seconds=1), "29 September 2020, 18:30:05 UTC+04"),
    "2020-09-29T23:00:00-05:30": (
        "2020-09-30T04:30:00",
        timedelta(seconds=1),
        "29 September 2020, 23:00:00 UTC-05:30",
    ),
    "2020-09-29T14:30:05.123Z": (
        "2020-09-29T14:30:05.123",
        timedelta(milliseconds=1),
        "29 September 2020, 14:30:05.123 UTC",
    ),
    "2020-09-29T14:30:05.123456+00:00": (
        "2020-09-29T14:30:05.123456",
        MICROSECOND,
        "29 September 2020, 14:30:05.123456 UTC+00:00",
    ),
    "2020-09-29T00:00:00+14:00": ("2020-09-28T10:00:00", timedelta(seconds=1), "29 September 2020, 00:00:00 UTC+14:00"),
    "2020-09-29T00:00:00-12:00": ("2020-09-29T12:00:00", timedelta(seconds=1), "29 September 2020, 00:00:00 UTC-12:00"),
    "9999-12-31T23:59:59Z": ("9999-12-31T23:59:59", timedelta(seconds=1), "31 December 9999, 23:59:59 UTC"),
}


@pytest.mark.parametrize(("text", "expected"), TIMES.items(), ids=TIMES)
def test_time_spans_its_last_unit_and_is_shown_with_its_offset(text: str, expected: tuple[str, timedelta, str]) -> None:
    first, length, words = expected
    earliest = datetime.fromisoformat(first).replace(tzinfo=UTC)

    assert parse(text) == Span(earliest, earliest + (length - MICROSECOND))
    assert show(text) == words
    assert show_when(text) == f"on {words}"


# What is refused: a word of why, and the example that the message shows.
REFUSED = {
    "": ("is empty", "2020-09-29"),
    "29.09.2020": ("is no EDTF date", "2020-09-29"),
    "20200929": ("is no EDTF date", "2020-09-29"),
    "2020-9-1": ("is no EDTF date", "2020-09-29"),
    "202x": ("is no EDTF date", "2020-09-29"),
    "yesterday": ("is no EDTF date", "2020-09-29"),
    "2020-09-31": ("names a day that the calendar does not have", "2020-09-29"),
    "2021-02-29": ("names a day that the calendar does not have", "2020-09-29"),
    "2020-09-00": ("names a day that the calendar does not have", "2020-09-29"),
    "2020-13": ("has a month 13", "2020-09"),
    "2020-00": ("has a month 00", "2020-09"),
    "2020-34": ("has a month 34", "2020-21"),
    "2020-21-05": ("names a day of a season", "2020-22"),
    "2020-21-XX": ("names a day of a season", "2020-22"),
    "0000": ("beyond the years 0001 to 9999", "2020"),
    "00XX": ("beyond the years 0001 to 9999", "2020"),
    "0000-02-30": ("beyond the years 0001 to 9999", "2020"),
    "-0044": ("beyond the years 0001 to 9999", "2020"),
    "Y17000": ("beyond the years 0001 to 9999", "2020"),
    "Y-17000": ("beyond the years 0001 to 9999", "2020"),
    "0001-22": ("beyond the years 0001 to 9999", "2020"),
    "9999-24": ("beyond the years 0001 to 9999", "2020"),
    "2XXX": ("beyond EDTF level 1", "202X"),
    "XXXX": ("beyond EDTF level 1", "202X"),
    "2020-XX-29": ("beyond EDTF level 1", "2020-XX"),
    "202X-09": ("leaves digits of the year open", "202X"),
    "2020?-09": ("beyond EDTF level 1", "2020-09-29?"),
    "2020-09-XX/2020-10": ("an X inside an interval", "2020-09/2020-10"),
    "[2020,2021]": ("U+005B", "2020-09-29"),
    "2020-09-29/2020-09-28": ("ends before it starts", "2020-09-28/2020-09-29"),
    "2020-10/2020-09": ("ends before it starts", "2020-09-28/2020-09-29"),
    "2020/2021/2022": ("more than one slash", "2020-09-28/2020-09-29"),
    "/": ("names no day on either side", "2020-09-27/.."),
    "../..": ("names no day on either side", "2020-09-27/.."),
    "../": ("names no day on either side", "2020-09-27/.."),
    "2020-09-29T08:00:00Z/2020-09-29T10:00:00Z": ("is an interval of times", "2020-09-28/2020-09-29"),
    "2020-09-29T14:30:00": ("add Z", "2020-09-29T14:30:00Z"),
    "2020-09-29T14:30": ("add Z", "2020-09-29T14:30Z"),
    "2020-09-29T14": ("is no date-time", "2020-09-29T14:30:00Z"),
    "2020-09T14:30:00Z": ("is no date-time", "2020-09-29T14:30:00Z"),
    "2020-09-29T14:30:00Z?": ("is no date-time", "2020-09-29T14:30:00Z"),
    "2020-09-29 14:30:00Z": ("U+0020", "2020-09-29"),
    "2020-09-29T24:00:00Z": ("names a moment that does not exist", "T23:59:59Z"),
    "2020-09-29T23:60:00Z": ("names a moment that does not exist", "T23:59:59Z"),
    "2020-09-29T23:59:60Z": ("names a moment that does not exist", "T23:59:59Z"),
    "2020-09-31T10:00:00Z": ("names a moment that does not exist", "T23:59:59Z"),
    "0000-01-01T10:00:00Z": ("names a moment that does not exist", "T23:59:59Z"),
    "2020-09-29T14:30:00-18:54": ("offset beyond -12:00 to +14:00", "+04:00"),
    "2020-09-29T14:30:00+25:00": ("offset beyond -12:00 to +14:00", "+04:00"),
    "2020-09-29T14:30:00+14:01": ("offset beyond -12:00 to +14:00", "+04:00"),
    "2020-09-29T14:30:00+04:60": ("offset beyond -12:00 to +14:00", "+04:00"),
    "2020-09-29T14:30:00-00:00": ("Z is UTC", "2020-09-29T14:30:00Z"),
    "9999-12-31T23:59:59-05:00": ("beyond the years 0001 to 9999", "2020-09-29T14:30:00Z"),
    "0001-01-01T00:00:00+04:00": ("beyond the years 0001 to 9999", "2020-09-29T14:30:00Z"),
    " 2020": ("U+0020", "2020-09-29"),
    "2020\n": ("U+000A", "2020-09-29"),
    "2020\x00": ("U+0000", "2020-09-29"),
    "2020\u202e": ("U+202E", "2020-09-29"),
    "\ud800": ("U+D800", "2020-09-29"),
    "٢٠٢٠": ("U+0662", "2020-09-29"),
    "2020\u20132021": ("U+2013", "2020-09-29"),
}


@pytest.mark.parametrize(("text", "expected"), REFUSED.items(), ids=[ascii(text) for text in REFUSED])
def test_refusal_says_what_is_wrong_and_shows_a_right_example(text: str, expected: tuple[str, str]) -> None:
    why, right = expected

    with pytest.raises(EDTFError) as refusal:
        parse(text)

    message = str(refusal.value)
    assert why in message
    assert right in message.partition("write it like ")[2]
    with pytest.raises(EDTFError):
        show(text)


def test_overlong_text_is_refused_unread_and_not_quoted() -> None:
    with pytest.raises(EDTFError, match="100000 characters long") as refusal:
        parse("2" * 100_000)

    assert len(str(refusal.value)) < 200


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020-09-27/..", "2020-09-27T00:00:00+00:00"),
        ("../2020-09-29", "2020-09-29T23:59:59.999999+00:00"),
        ("2020-09", "2020-09-01T00:00:00+00:00"),
    ],
)
def test_sort_key_is_the_earliest_else_the_latest(text: str, expected: str) -> None:
    assert parse(text).sort_key.isoformat() == expected


def test_sort_key_of_no_bounds_sorts_behind_all() -> None:
    assert Span(None, None).sort_key == UNDATED
    assert parse("9999-12-31").sort_key < UNDATED


# Where the edtf library is right, the two agree.
AGREED = [
    text
    for text in DATES
    if "/" not in text and text[5:7] not in ("21", "22", "23", "24")  # the library's seasons are northern
]


@pytest.mark.parametrize("text", AGREED)
def test_days_agree_with_the_edtf_library(text: str) -> None:
    reference = edtf.parse_edtf(text)

    span = parse(text)

    assert span.earliest
    assert span.latest
    assert tuple(reference.lower_strict())[:3] == tuple(span.earliest.timetuple())[:3]
    assert tuple(reference.upper_strict())[:3] == tuple(span.latest.timetuple())[:3]


@settings(deadline=None)
@given(st.one_of(st.text(), st.text("0123456789X-/.T:Z+?~% ", max_size=LONGEST)))
@example("2020-09-29T14:30:00-18:54")
def test_any_text_is_a_span_or_an_edtf_error(text: str) -> None:
    try:
        span = parse(text)
    except EDTFError:
        return
    assert span.earliest or span.latest
    if span.earliest and span.latest:
        assert span.earliest <= span.latest
    assert show(text)
    assert show_when(text)


@settings(deadline=None)
@given(st.datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9998, 1, 1)), st.integers(-12 * 60, 14 * 60))  # noqa: DTZ001
def test_time_is_the_same_moment_at_any_offset(moment: datetime, minutes: int) -> None:
    utc = moment.replace(tzinfo=UTC, microsecond=0)
    local = utc + timedelta(minutes=minutes)
    sign = "-" if minutes < 0 else "+"
    offset = f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"

    span = parse(f"{local:%Y-%m-%dT%H:%M:%S}".rjust(19, "0") + offset)

    assert span.earliest == utc


def _day(text: str) -> datetime | None:
    return None if text == "-" else datetime.fromisoformat(text).replace(tzinfo=UTC)


def _end_of(day: datetime | None) -> datetime | None:
    return None if day is None else day + (timedelta(days=1) - MICROSECOND)


def test_dates_are_told_in_another_languages_order_and_endings() -> None:
    words = DateWords(
        months=("M",) * 12, months_with_day=("m",) * 12, day="{year}.{month}.{day}", interval="{first} - {last}"
    )

    assert [show(date, words) for date in ("2020-09-29", "2020-09", "2019-12-31/2020-01-01")] == [
        "2020.m.29",
        "M 2020",
        "2019.m.31 - 2020.m.1",
    ]
