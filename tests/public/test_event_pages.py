"""An event's page and its matrix, figures and timeline on pages of their own and as files."""

import csv
import io
from typing import Any

import pytest
from django.test import Client

from claims.ledger.publish import publish
from claims.ledger.takedown import withdraw
from claims.models import Claim, Event
from claims.public.pages import event as event_page
from tests.factories import make_actor, make_claim, make_event
from tests.public.test_pages import page, queries, words

PARTS = ["matrix/", "figures/", "timeline/", "matrix.csv", "matrix.json", "figures.csv", "figures.json"]


@pytest.fixture
def war() -> Event:
    return make_event(slug="war", title="Reported war", occurred="2020-09-27/..")


def publish_claims(number: int, event: Event, *, first: int = 1) -> list[Claim]:
    """Of an event within the event, each asserted by one and denied by another, with a figure."""
    asserting, denying = make_actor(name="Zeta"), make_actor(name="Alpha")
    claims = [
        make_claim(
            slug=f"claim-{place}",
            text=f"Test claim {place}.",
            event=make_event(part_of=event),
            occurred="2020-09-28",
            figure={"low": place, "high": place, "as_of": f"2020-09-{10 + place}", "basis": "cumulative"},
            statements=[{"actor": asserting, "said": "2020-09-29"}, {"actor": denying, "stance": "denies"}],
        )
        for place in range(first, first + number)
    ]
    for claim in claims:
        publish(record=claim, by=None)
    return claims


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_event_page_has_disputes_matrix_figures_timeline_and_parts(client: Client, war: Event) -> None:
    publish_claims(2, war)

    html = page(client, "/events/war/")

    places = [html.index(f'<h2 id="{part}"') for part in ("disputes", "matrix", "figures", "timeline", "parts")]
    assert places == sorted(places)
    assert "Test claim 1. Disputed asserts denies" in words(html)


def test_an_event_with_one_claim_of_one_party_has_a_list_instead_of_a_matrix(client: Client, war: Event) -> None:
    claim = make_claim(slug="only", text="Test claim.", event=war, statements=[{"actor": make_actor(name="Zeta")}])
    publish(record=claim, by=None)

    html = page(client, "/events/war/")

    assert 'id="matrix"' not in html
    assert "Claimed by Zeta" in words(html)


def test_an_event_without_claims_says_so(client: Client, war: Event) -> None:
    publish(record=war, by=None)

    assert "Nothing on record refers to it yet." in words(page(client, "/events/war/"))


def test_the_files_say_what_the_pages_say(client: Client, war: Event) -> None:
    publish_claims(2, war)

    matrix = rows(page(client, "/events/war/matrix.csv"))
    figures = rows(page(client, "/events/war/figures.csv"))
    as_json = client.get("/events/war/matrix.json").json()
    figures_json = client.get("/events/war/figures.json").json()

    assert [[row[0], *row[6:]] for row in matrix[1:]] == [
        ["claim-1", "asserts", "denies"],
        ["claim-2", "asserts", "denies"],
    ]
    assert [[row[0], *row[9:11]] for row in figures[1:]] == [["claim-1", "1", "1"], ["claim-2", "2", "2"]]
    assert as_json["event"] == {"id": "war", "title": "Reported war", "url": "/events/war/"}
    assert [row["claim"]["id"] for row in as_json["rows"]] == ["claim-1", "claim-2"]
    assert [row["figure"]["low"] for row in figures_json["figures"]] == [1, 2]


def test_a_long_matrix_goes_on_where_a_page_ends(client: Client, war: Event, monkeypatch: Any) -> None:
    publish_claims(3, war)
    monkeypatch.setattr(event_page, "MATRIX_PAGE", 2)

    first = page(client, "/events/war/matrix/")
    rest = first.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
    second = page(client, f"/events/war/matrix/{rest}")

    assert ["Test claim 1." in first, "Test claim 2." in first, "Test claim 3." in first] == [True, True, False]
    assert ["Test claim 1." in second, "Test claim 2." in second, "Test claim 3." in second] == [False, False, True]
    assert 'rel="next"' not in second


def test_parts_show_what_was_known_and_nothing_withdrawn(client: Client, war: Event) -> None:
    _kept, gone = publish_claims(2, war)
    gone.refresh_from_db()
    withdraw(record=gone, by=None, reason="Recorded by mistake.")

    for part in PARTS:
        text = page(client, f"/events/war/{part}")

        assert ("Test claim 1." in text, "Test claim 2." in text) == (True, False), part
        page(client, f"/events/war/{part}?as_of=2020-01-01", status=404)


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("matrix/?columns=names", "columns"),
        ("matrix/?after=first", "after"),
        ("figures/?measure=kiled", "measure"),
        ("matrix.csv?dialect=odd", "dialect"),
        ("figures.json?as_of=never", "as_of"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(client: Client, war: Event, path: str, named: str) -> None:
    publish(record=war, by=None)

    assert named in words(page(client, f"/events/war/{path}", status=400))


def test_there_are_no_parts_of_what_is_no_event(client: Client) -> None:
    for part in PARTS:
        page(client, f"/events/none/{part}", status=404)


def test_cells_that_a_spreadsheet_might_run_are_guarded(client: Client, war: Event) -> None:
    claim = make_claim(slug="formula", text="=1+1", event=war, statements=[{"actor": make_actor()}])
    publish(record=claim, by=None)

    assert rows(page(client, "/events/war/matrix.csv"))[1][1] == "'=1+1"
    assert rows(page(client, "/events/war/matrix.csv?dialect=raw"))[1][1] == "=1+1"


def test_as_many_queries_for_ten_claims_as_for_one(client: Client, war: Event) -> None:
    asked = {"": 6, "matrix/": 4, "figures/": 4, "timeline/": 5, "matrix.csv": 4, "figures.json": 4}

    publish_claims(1, war)
    one = {part: queries(client, f"/events/war/{part}") for part in asked}
    publish_claims(9, war, first=2)

    assert one == asked
    assert {part: queries(client, f"/events/war/{part}") for part in asked} == asked
