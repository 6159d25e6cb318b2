"""Figures as their claimants state them: what stands together, what is drawn and what is only told. No database."""

from html import unescape
from typing import Any

import pytest

from claims.public.pages.figures import HEADER, figure_data, figure_lines, figure_rows, figures_view
from claims.public.pages.figures_chart import Point, figures_chart
from claims.public.pages.serving import rendered
from factreg.edtf_dates import parse
from tests.public.documents import claim_document, exchanged, other_claim, party, statement_document

pytestmark = pytest.mark.no_database

Document = dict[str, Any]


def counted(slug: str, speaker: str, number: int | None, **figure: Any) -> Document:
    """A claim of a number killed, asserted by one party."""
    return claim_document(
        statement_document(1, "asserts", speaker),
        id=slug,
        figure={
            "measure": "killed",
            "population": "civilian",
            "side": party("North"),
            "area": None,
            "low": number,
            "high": number,
            "quantifier": "exactly",
            "as_worded": None,
            "basis": "cumulative",
            "counted_from": "2020-09-27",
            "as_of": "2020-09-28",
            **figure,
        },
    )


def panels(*claims: Document) -> list[tuple[str, str, list[str]]]:
    """(measure, title, "who: number" of its rows) of each panel."""
    return [
        (measure["title"], panel["title"], [f"{row['party']}: {row['number']}" for row in panel["rows"]])
        for measure in figures_view(figure_rows(claims))
        for panel in measure["panels"]
    ]


def test_what_cannot_be_compared_stands_apart():
    assert panels(
        counted("a", "Zeta", 10),
        counted("b", "Alpha", 3, basis="increment"),
        counted("c", "Alpha", 12, as_of="2020-09-30"),
        counted("d", "Zeta", 11, as_of="2020-09-29"),
        counted("e", "Zeta", 5, population="military"),
        counted("f", "Zeta", 7, area="Testville", side=None),
        counted("g", "Zeta", 40, measure="wounded", basis="unstated"),
        claim_document(statement_document(1, "asserts", "Zeta")),
    ) == [
        ("People killed", "Civilians · running totals", ["Zeta: 10", "Zeta: 11", "Alpha: 12"]),
        ("People killed", "Civilians · added in a period", ["Alpha: 3"]),
        ("People killed", "Civilians · Testville · running totals", ["Zeta: 7"]),
        ("People killed", "Members of armed forces · running totals", ["Zeta: 5"]),
        ("People wounded", "Civilians · over what it counts is not stated", ["Zeta: 40"]),
    ]


def test_a_figure_of_several_parties_has_a_row_of_each_and_one_of_nobody_has_one():
    both = counted("both", "Zeta", 10)
    both["standing"]["asserted_by"] = [party("Zeta"), party("Alpha")]
    nobody = counted("nobody", "Zeta", 11)
    nobody["standing"] |= {"asserted_by": [], "denied_by": [party("Beta")]}

    rows = figure_data(figure_rows([both, nobody]))

    assert [(row["claim"]["id"], row["party"], row["denied_by"]) for row in rows] == [
        ("both", party("Zeta"), []),
        ("both", party("Alpha"), []),
        ("nobody", None, [party("Beta")]),
    ]


def test_a_figure_without_a_date_is_told_and_not_drawn():
    (measure,) = figures_view(
        figure_rows([counted("a", "A", 1), counted("b", "A", 2, as_of="2020-09-29"), counted("c", "A", 3, as_of=None)])
    )
    (panel,) = measure["panels"]

    assert [row["number"] for row in panel["rows"]] == ["1", "2", "3"]
    assert [mark["words"] for mark in panel["chart"]["marks"]] == ["1", "2"]
    assert panel["undated"]


def test_the_csv_has_every_figure_as_stated():
    rows = figure_lines(figure_rows([counted("a", "A", 24, high=None, quantifier="at_least", as_worded="dozens")]))

    assert [dict(zip(HEADER, row, strict=True)) for row in rows] == [
        {
            "claim": "a",
            "party": "a",
            "party_name": "A",
            "side": "north",
            "side_name": "North",
            "measure": "killed",
            "population": "civilian",
            "area": "",
            "basis": "cumulative",
            "low": "24",
            "high": "",
            "quantifier": "at_least",
            "as_worded": "dozens",
            "counted_from": "2020-09-27",
            "as_of": "2020-09-28",
            "standing": "disputed",
            "denied_by": "",
            "contradicted_by_claims": "",
            "text": "A jet was shot down.",
        }
    ]


def point(number: int | None = 10, *, line: int = 0, as_of: str | None = "2020-09-28", **more: Any) -> Point:
    given = {"claim": f"claim-{number}", "low": number, "high": number, "start": "2020-09-27", **more}
    return Point(line=line, as_of=parse(as_of) if as_of else None, **given)


def chart(*points: Point, joined: bool = True, mirrored: bool = False) -> Document:
    drawn = figures_chart(points, joined=joined, mirrored=mirrored)
    assert drawn is not None
    return drawn


@pytest.mark.parametrize(
    ("figure", "drawing"),
    [
        (point(10), {"words": "10", "y": 126.0, "top": 126.0, "open_up": None, "open_down": None, "about": False}),
        (
            point(10, quantifier="about"),
            {"words": "~10", "y": 126.0, "top": 126.0, "open_up": None, "open_down": None, "about": True},
        ),
        (
            point(10, high=15),
            {"words": "10–15", "y": 126.0, "top": 76.0, "open_up": None, "open_down": None, "about": False},  # noqa: RUF001
        ),
        (
            point(10, high=None, quantifier="at_least"),
            {"words": "≥10", "y": 126.0, "top": 126.0, "open_up": 12, "open_down": None, "about": False},
        ),
        (
            point(10, quantifier="fewer_than"),
            {"words": "<10", "y": 126.0, "top": 126.0, "open_up": None, "open_down": 226, "about": False},
        ),
    ],
)
def test_a_mark_is_as_high_as_its_number_is_open(figure, drawing):
    mark = chart(figure, point(20, line=1, as_of="2020-09-29"))["marks"][0]

    assert {name: mark[name] for name in drawing} == drawing


def test_a_mark_is_as_wide_as_its_date_is_open_and_each_line_has_a_place_in_it():
    marks = chart(point(10, as_of="2020-09-28/2020-09-29"), point(11, line=1, as_of="2020-09-29"))["marks"]

    assert [(mark["from"], mark["to"], mark["x"]) for mark in marks] == [(13.0, 94.0, 40.0), (53.5, 94.0, 80.5)]


def test_a_mirrored_chart_has_every_mark_on_the_other_side():
    marks = chart(point(10, as_of="2020-09-28/2020-09-29"), point(11, line=1, as_of="2020-09-29"), mirrored=True)[
        "marks"
    ]

    assert [(mark["from"], mark["to"], mark["x"]) for mark in marks] == [(6.0, 87.0, 60.0), (6.0, 46.5, 19.5)]


@pytest.mark.parametrize(
    ("first", "second", "joins"),
    [
        (point(10), point(20, as_of="2020-09-30"), [False]),
        (point(10, start=None), point(20, as_of="2020-09-30"), [True]),
        (point(10, high=15), point(20, as_of="2020-09-30"), [False, False]),
        (point(10), point(20), []),
        (point(10, start="2020-09-20"), point(20, as_of="2020-09-30"), []),
        (point(10), point(20, line=1, as_of="2020-09-30"), []),
    ],
)
def test_only_totals_of_one_claimant_from_no_other_start_are_joined(first, second, joins):
    assert [join["dashed"] for join in chart(first, second)["joins"]] == joins


def test_what_is_no_running_total_is_not_joined():
    assert chart(point(10), point(20, as_of="2020-09-30"), joined=False)["joins"] == []


def test_figures_that_contradict_each_other_are_marked():
    rivals = chart(point(10), point(20, line=1, contradicts=("claim-10",)), point(15, line=2))["rivals"]

    assert [(rival["y1"], rival["y2"]) for rival in rivals] == [(126.0, 26.0)]


@pytest.mark.parametrize("points", [[], [point(10)], [point(10), point(20, as_of=None)], [point(10), point(None)]])
def test_fewer_than_two_dated_numbers_are_told_by_the_table_alone(points):
    assert figures_chart(points, joined=True, mirrored=False) is None


def html(*claims: Document) -> str:
    return rendered("public/figures.html", {}, figures=figures_view(figure_rows(claims)))


def test_swapping_two_claimants_changes_nothing_but_their_names():
    def of(first: str, second: str) -> str:
        rival = {**other_claim("b"), "contradiction": "pair", "kind": "contrary", "reason": "…"}
        return html(counted("a", first, 10) | {"contradicts": [rival]}, counted("b", second, 12, as_of="2020-09-29"))

    assert of("Zeta", "Alpha") == exchanged(of("Alpha", "Zeta"), "Zeta", "Alpha")


def test_hostile_names_are_shown_and_do_nothing():
    hostile = '<script>alert(1)</script>" onclick="x" שלום'

    page = html(counted("a", hostile, 10, area=hostile), counted("b", hostile, 12, area=hostile, as_of="2020-09-29"))

    assert "<script" not in page
    assert '" onclick="' not in page
    assert hostile in unescape(page)
