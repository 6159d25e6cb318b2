"""What a timeline tells of claims, in which order, and how exactly its marks are drawn; no database."""

import re
from html import unescape
from typing import Any

import pytest
from django.utils import translation

from claims.public.pages.serving import rendered
from claims.public.pages.timeline import timeline_view
from claims.public.pages.timeline_chart import Mark, lanes_chart
from factreg.edtf_dates import parse
from tests.public.documents import claim_document, exchanged, source_document, statement_document, three_sides

pytestmark = pytest.mark.no_database


def told(view: dict[str, Any]) -> list[tuple[int, str, str, str]]:
    """(number, lane, when, what) of each entry, the undated ones last."""
    return [
        (entry.number, entry.lane, entry.when, entry.text.replace("<bdi>", "").replace("</bdi>", ""))
        for entry in (*view["entries"], *view["undated"])
    ]


def event(**changes: Any) -> dict[str, Any]:
    return {"id": "jet", "title": "Reported loss of a jet", "occurred": "2020-09-29", **changes}


def test_what_happened_was_said_published_and_recorded_is_told_apart():
    assert told(timeline_view([three_sides() | {"occurred": "2020-09-28/2020-09-29"}])) == [
        (1, "happened", "28 to 29 September 2020", "What this claim is about"),
        (2, "said", "29 September 2020", "Շուշան Ստեփանյան asserts it"),
        (3, "said", "by 29 September 2020, when it was reported", "Egypt asserts it as to occurrence and place"),
        (4, "said", "by 29 September 2020, when it was reported", "Turkey denies it as to agent and means"),
        (5, "published", "29 September 2020", "Live blog"),
        (6, "said", "29 to 30 September 2020", "Azerbaijan denies it"),
        (7, "said", "1 October 2020", "Egypt takes its statement back"),
        (8, "said", "October 2020", "Russia neither confirms nor denies it"),
        (9, "recorded", "2 October 2020", "A response of Georgia was looked for; none found"),
        (10, "published", "November 2020", "Assessment by Checkers: “Unproven”"),
        (11, "recorded", "22 November 2026", "The claim was first published in this registry"),
        (12, "published", "", "Facebook post"),
    ]


def test_of_several_claims_each_source_stands_once_with_the_parties_read_in_it():
    first = claim_document(statement_document(1, "asserts", "A"), statement_document(2, "denies", "B"), id="first")
    second = claim_document(
        statement_document(1, "asserts", "B", said="2020-09-28"), id="second", occurred="2020-09-27", question=None
    )

    view = timeline_view([first, second], events=[event(), event(occurred=None)])

    assert told(view) == [
        (1, "happened", "27 September 2020", "A jet was shot down."),
        (2, "said", "28 September 2020", "B asserts it"),
        (3, "happened", "29 September 2020", "Reported loss of a jet"),
        (4, "published", "29 September 2020", "Live blog"),
        (5, "recorded", "22 November 2026", "2 of these claims were first published in this registry"),
    ]
    assert [entry.url for entry in view["entries"]] == [
        "/claims/second/",
        "/claims/second/#statement-1",
        "/events/jet/",
        "/sources/live-blog/",
        "",
    ]
    assert view["entries"][3].note == "with statements of <bdi>A</bdi> and <bdi>B</bdi>"


def test_a_claim_of_an_event_is_named_even_if_it_is_the_only_one():
    claim = claim_document(statement_document(1, "asserts", "A", said="2020-09-28"), occurred="2020-09-27")

    assert told(timeline_view([claim], events=[event()]))[:2] == [
        (1, "happened", "27 September 2020", "Was a jet shot down?"),
        (2, "said", "28 September 2020", "A asserts it"),
    ]


def test_what_is_not_shown_is_said():
    view = timeline_view([three_sides()], shown=3)

    assert [entry.number for entry in view["entries"]] == [1, 2, 3]
    assert (view["undated"], view["left"]) == ([], 8)


def test_a_date_that_cannot_be_read_is_not_drawn_but_told():
    claim = claim_document(statement_document(1, "asserts", "A", said="written otherwise once"))

    view = timeline_view([claim])

    assert (1, "said") not in [(entry.number, entry.lane) for entry in view["entries"]]
    assert [(entry.when, entry.text) for entry in view["undated"]] == [
        ("written otherwise once", "<bdi>A</bdi> asserts it")
    ]


def test_places_in_the_drawing_are_written_alike_in_every_language():
    claim = claim_document(statement_document(1, "asserts", "A", said="2020-09-28T12:00:00Z"))

    with translation.override("ru"):
        page = html(claim)

    assert re.findall(r' (?:x|y|width|x1)="[^"]*,[^"]*"', page) == []


def mark(date: str, *, shape: str = "said", number: int = 1, **more: Any) -> Mark:
    return Mark(number, parse(date), shape, **more)


def drawn(*marks: Mark, mirrored: bool = False) -> list[dict[str, Any]]:
    """The marks, in a lane between two days that hold the axis to 27 to 30 September."""
    ends = [mark("2020-09-27", number=8), mark("2020-09-30", number=9)]
    chart = lanes_chart([("Ends", ends), ("Lane", marks)], mirrored=mirrored)
    assert chart is not None
    return chart["lanes"][1]["marks"]


@pytest.mark.parametrize(
    ("date", "drawing"),
    [
        ("2020-09-28", {"x": 24.25, "width": 22.25, "point": False, "open_start": False, "open_end": False}),
        ("2020-09-28/2020-09-29", {"x": 24.25, "width": 44.5, "point": False, "open_start": False, "open_end": False}),
        ("2020-09-28/..", {"x": 24.25, "width": 66.75, "point": False, "open_start": False, "open_end": True}),
        ("../2020-09-28", {"x": 2.0, "width": 44.5, "point": False, "open_start": True, "open_end": False}),
        ("2020-09-28T12:00:00Z", {"x": 35.38, "width": 0.0, "point": True, "open_start": False, "open_end": False}),
    ],
)
def test_a_mark_is_as_wide_as_its_date_is_open(date, drawing):
    (found,) = drawn(mark(date))

    assert {name: found[name] for name in drawing} == drawing


def test_a_mirrored_timeline_has_every_mark_on_the_other_side():
    (found,) = drawn(mark("2020-09-28/.."), mirrored=True)

    assert (found["x"], found["width"], found["at"], found["to"]) == (9.0, 66.75, 75.75, 9.0)


def test_marks_that_would_cover_one_another_stand_in_rows():
    found = drawn(mark("2020-09-28"), mark("2020-09-28", number=2), mark("2020-09-29", number=3))
    first, second, third = (one["y"] for one in found)

    assert first == third < second


def test_a_lane_says_how_many_marks_it_has_no_room_for():
    chart = lanes_chart([("Lane", [mark("2020-09-28", number=number) for number in range(20)])], mirrored=False)

    assert chart is not None
    assert (len(chart["lanes"][0]["marks"]), chart["lanes"][0]["left"]) == (8, 12)


def test_swapping_two_actors_moves_no_mark():
    first = claim_document(statement_document(1, "asserts", "Zeta"), statement_document(2, "denies", "Alpha"))
    swapped = claim_document(statement_document(1, "asserts", "Alpha"), statement_document(2, "denies", "Zeta"))

    one, other = html(first), html(swapped)

    assert one != other
    assert one == exchanged(other, "Zeta", "Alpha")


def html(claim: dict[str, Any], **options: Any) -> str:
    return rendered("public/timeline.html", {}, timeline=timeline_view([claim], **options))


def test_hostile_names_are_shown_and_do_nothing():
    hostile = "<script>alert(1)</script>{0} %s שלום"
    claim = claim_document(
        statement_document(1, "asserts", hostile, source=source_document("Live", title=hostile), elements=["agent"]),
        id="hostile",
    )

    page = html(claim, mirrored=True)

    assert "<script" not in page
    assert unescape(page).count(hostile) == 3
