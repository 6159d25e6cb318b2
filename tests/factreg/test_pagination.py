"""Cursors: only those that the list itself made are taken; pages know what lies around them."""

import base64
from datetime import UTC, datetime

import orjson
import pytest

from factreg.ordering import Key, Order
from factreg.pagination import Cursor, PageRequest, link_header, list_digest, page_of
from factreg.problems import Problem

pytestmark = pytest.mark.no_database

NOON = datetime(2020, 9, 29, 12, tzinfo=UTC)
BY_SEQ = Order("-published", (Key("first_seq", descending=True),), "")
BY_DATE = Order("-occurred", (Key("occurred_sort", kind=datetime), Key("first_seq")), "", last_from=NOON)


@pytest.mark.parametrize(
    ("order", "cursor"),
    [
        (BY_SEQ, Cursor(7, (3,))),
        (BY_SEQ, Cursor(7, (3,), backward=True)),
        (BY_DATE, Cursor(0, (True, NOON, 12))),
    ],
)
def test_cursor_comes_back_as_it_was(order: Order, cursor: Cursor) -> None:
    assert Cursor.decode(cursor.encode("digest"), digest="digest", order=order) == cursor


@pytest.mark.parametrize(
    "made",
    [
        b"",
        b"p=100",
        b"[]",
        b"{}",
        b"7",
        b"null",
        b'["digest",7,false]',
        b'["digest",7,false,3,4]',
        b'["digest",7,false,"3"]',
        b'["digest",7,false,true]',
        b'["digest",7,false,-3]',
        b'["digest",7,false,3.0]',
        b'["digest",7,0,3]',
        b'["digest","7",false,3]',
        b'["digest",-7,false,3]',
        b'["digest",9223372036854775808,false,3]',
        b'["another",7,false,3]',
        b'["digest", 7, false, 3]',
        b"[" * 5000,
        b"\xff\xfe",
    ],
)
def test_foreign_cursor_is_refused(made: bytes) -> None:
    text = base64.urlsafe_b64encode(made).decode().rstrip("=")

    with pytest.raises(Problem) as refused:
        Cursor.decode(text, digest="digest", order=BY_SEQ)

    assert refused.value.document()["parameter"] == "cursor"


@pytest.mark.parametrize("text", ["é", "a", "====", "a b", "W10=W10"])
def test_cursor_that_is_no_base64_is_refused(text: str) -> None:
    with pytest.raises(Problem):
        Cursor.decode(text, digest="digest", order=BY_SEQ)


@pytest.mark.parametrize("moment", ["2020-09-29T12:00:00", "soon", "", 5])
def test_moment_of_a_cursor_has_to_be_one(moment: object) -> None:
    made = orjson.dumps(["digest", 7, False, False, moment, 1])

    with pytest.raises(Problem):
        Cursor.decode(base64.urlsafe_b64encode(made).decode().rstrip("="), digest="digest", order=BY_DATE)


def test_digest_depends_on_list_filters_and_order_alone() -> None:
    first = list_digest("/claims/", {"kind": ["attack", "other"], "page_size": ["5"]})

    assert list_digest("/claims/", {"page_size": ["9"], "cursor": ["x"], "kind": ["other", "attack"]}) == first
    assert list_digest("/claims/", {"kind": ["attack"]}) != first
    assert list_digest("/actors/", {"kind": ["attack", "other"]}) != first
    assert list_digest("/claims/", {"kind": ["attack", "other"], "ordering": ["updated"]}) != first


def request(cursor: Cursor | None = None) -> PageRequest:
    return PageRequest(BY_SEQ, 2, cursor, "digest")


@pytest.mark.parametrize(
    ("cursor", "found", "rows", "has_next", "has_previous"),
    [
        (None, [9, 8, 7], [9, 8], True, False),
        (None, [9, 8], [9, 8], False, False),
        (None, [], [], False, False),
        (Cursor(5, (9,)), [8, 7, 6], [8, 7], True, True),
        (Cursor(5, (9,)), [8], [8], False, True),
        (Cursor(5, (7,), backward=True), [8, 9, 10], [9, 8], True, True),
        (Cursor(5, (7,), backward=True), [8, 9], [9, 8], True, False),
        (Cursor(5, (9,)), [], [], False, False),
    ],
)
def test_page_knows_what_lies_around_it(
    cursor: Cursor | None, found: list[int], rows: list[int], has_next: bool, has_previous: bool
) -> None:
    page = page_of([(b"document %d" % seq, seq) for seq in found], request=request(cursor), position=5)

    assert page.documents == [b"document %d" % seq for seq in rows]
    assert (page.next is not None, page.previous is not None) == (has_next, has_previous)


def test_cursors_of_a_page_begin_behind_its_last_and_before_its_first_row() -> None:
    page = page_of([("a", 9), ("b", 8), ("c", 7)], request=request(Cursor(5, (10,))), position=5)

    assert page.next == Cursor(5, (8,)).encode("digest")
    assert page.previous == Cursor(5, (9,), backward=True).encode("digest")


def test_links_that_there_are_stand_in_the_header() -> None:
    assert link_header([("next", "/b"), ("prev", None)]) == '</b>; rel="next"'
    assert link_header([("next", None), ("prev", None)]) == ""
