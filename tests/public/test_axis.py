"""Where a moment or a number lies on a chart, and which ticks stand below it."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from claims.public.pages.axis import number_ticks, round_up, ticks_between, time_axis
from factreg.edtf_dates import parse

pytestmark = pytest.mark.no_database


def moment(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("earliest", "latest", "words"),
    [
        (
            moment(2020, 9, 29, 14, 10),
            moment(2020, 9, 29, 14, 50),
            ["29 Sep, 14:15", "14:30", "14:45"],
        ),
        (
            moment(2020, 9, 28, 12),
            moment(2020, 9, 29, 13),
            ["28 Sep, 12:00", "18:00", "29 Sep, 00:00", "06:00", "12:00"],
        ),
        (moment(2020, 9, 27), moment(2020, 9, 30), ["27 Sep 2020", "28 Sep", "29 Sep"]),
        (moment(2020, 12, 29), moment(2021, 1, 3), ["29 Dec 2020", "30 Dec", "31 Dec", "1 Jan 2021", "2 Jan"]),
        (moment(2020, 9, 27), moment(2020, 11, 11), ["5 Oct 2020", "19 Oct", "2 Nov"]),
        (moment(2020, 8, 15), moment(2021, 5, 2), ["Oct 2020", "Jan 2021", "Apr 2021"]),
        (moment(2016, 4, 1), moment(2021, 1, 1), ["2017", "2018", "2019", "2020"]),
        (moment(1, 1, 1), moment(9999, 12, 31), ["1", "2000", "4000", "6000", "8000"]),
    ],
)
def test_ticks_are_round_and_say_nothing_twice(earliest, latest, words):
    by_day = earliest.hour == latest.hour == 0

    assert [tick for _moment, tick in ticks_between(earliest, latest, most=6, by_day=by_day)] == words


def test_dates_that_are_no_finer_than_days_have_no_ticks_that_are():
    axis = time_axis([parse("2020-09-29")])

    assert axis is not None
    assert [tick.words for tick in axis.ticks] == ["29 Sep 2020"]


def test_a_stretch_of_days_has_no_hours_though_another_has_times():
    axis = time_axis(map(parse, ["2020-09-29T06:00:00Z", "2020-09-29T18:00:00Z", "2026-11-22"]), cuts=1)

    assert axis is not None
    assert [tick.words for tick in axis.ticks] == ["29 Sep, 00:00", "12:00", "22 Nov 2026"]


def test_ticks_are_in_the_language_of_the_page():
    with translation.override("tr"):
        words = [tick for _moment, tick in ticks_between(moment(2020, 9, 27), moment(2020, 9, 29), most=6, by_day=True)]

    assert words == ["27 Eyl 2020", "28 Eyl"]


@pytest.mark.parametrize(
    ("dates", "span", "between"),
    [
        (["2020-09-27", "2020-09-30"], "2020-09-28", (26.0, 50.0)),
        (["2020-09-27", "2020-09-30"], "2020-09-28/..", (26.0, 98.0)),
        (["2020-09-27", "2020-09-30"], "../2020-09-28", (2.0, 50.0)),
        (["2020-09-27", "2020-09-30"], "2020", (2.0, 98.0)),
        (["2020-09-29T12:00:00Z", "2020-09-29T14:00:00Z"], "2020-09-29T13:00:00.000000Z", (34.0, 34.0)),
    ],
)
def test_a_span_lies_from_its_earliest_to_its_latest_moment(dates, span, between):
    axis = time_axis(map(parse, dates))

    assert axis is not None
    assert axis.between(parse(span)) == between


def test_a_mirrored_axis_runs_from_the_right():
    axis = time_axis(map(parse, ["2020-09-27", "2020-09-30"]), mirrored=True)

    assert axis is not None
    assert axis.between(parse("2020-09-28")) == (50.0, 74.0)
    assert [(tick.at, tick.anchor) for tick in axis.ticks] == [
        (98.0, "start"),
        (74.0, "middle"),
        (50.0, "middle"),
        (26.0, "middle"),
    ]


def test_a_gap_that_is_longer_than_all_else_is_cut_out():
    dates = ["2020-09-27/2020-09-29", "2026-11-22"]

    axis = time_axis(map(parse, dates), cuts=1)

    assert axis is not None
    assert [(stretch.earliest, stretch.latest) for stretch in axis.stretches] == [
        (moment(2020, 9, 27), moment(2020, 9, 30)),
        (moment(2026, 11, 22), moment(2026, 11, 23)),
    ]
    assert len(axis.cuts) == 1
    assert [tick.words for tick in axis.ticks] == ["27 Sep 2020", "28 Sep", "29 Sep", "22 Nov 2026"]


def test_without_a_cut_the_axis_is_whole():
    axis = time_axis(map(parse, ["2020-09-27/2020-09-29", "2026-11-22"]))

    assert axis is not None
    assert len(axis.stretches) == 1
    assert axis.cuts == []


def test_no_date_is_no_axis():
    assert time_axis([]) is None


@pytest.mark.parametrize(
    ("number", "above", "ticks"),
    [
        (0, 1, [0, 1]),
        (1, 1, [0, 1]),
        (2, 2, [0, 1, 2]),
        (11, 20, [0, 5, 10, 15, 20]),
        (84, 100, [0, 20, 40, 60, 80, 100]),
        (4000, 4000, [0, 1000, 2000, 3000, 4000]),
        (4401, 5000, [0, 1000, 2000, 3000, 4000, 5000]),
    ],
)
def test_numbers_stand_on_round_lines(number, above, ticks):
    assert (round_up(number), number_ticks(round_up(number))) == (above, ticks)
