"""Who says what of which claim: columns, cells, and that table, CSV and JSON say the same. No database."""

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest

from claims.public.pages.matrix import matrix_data, matrix_header, matrix_lines, matrix_of, matrix_view
from claims.public.pages.serving import rendered
from tests.public.documents import claim_document, exchanged, statement_document, three_sides

pytestmark = pytest.mark.no_database

Document = dict[str, Any]


def spokeswoman(number: int, stance: str, name: str, party: str, **more: Any) -> Document:
    said = statement_document(number, stance, party, **more)
    return said | {"actor": {"id": name.lower(), "name": name, "role": None, "kind": "person"}}


def two_claims() -> list[Document]:
    return [
        claim_document(
            spokeswoman(1, "asserts", "Zoe", "Zeta"), statement_document(2, "denies", "Alpha", elements=["agent"])
        ),
        claim_document(statement_document(1, "asserts", "Alpha"), id="other", question=None),
    ]


def test_columns_are_parties_by_first_appearance():
    matrix = matrix_of(two_claims())

    assert matrix_header(matrix)[6:] == ["zeta", "alpha"]
    assert [line[0:1] + line[6:] for line in matrix_lines(matrix)] == [
        ["a-claim", "asserts", "denies (agent)"],
        ["other", "", "asserts"],
    ]


def test_columns_can_be_actors_each_with_its_party():
    view = matrix_view(matrix_of(two_claims(), by="actors"))

    assert view["columns"] == [
        {"name": "Zoe", "party": "Zeta", "url": "/actors/zoe/"},
        {"name": "Alpha", "party": "", "url": "/actors/alpha/"},
    ]


@pytest.mark.parametrize(
    ("statements", "code", "words"),
    [
        ([], "", []),
        ([statement_document(1, "asserts", "A")], "asserts", [("asserts", False)]),
        ([statement_document(1, "declines", "A")], "declines", [("declines", False)]),
        (
            [
                statement_document(1, "asserts", "A", elements=["occurrence"]),
                statement_document(2, "denies", "A", elements=["agent", "means"]),
            ],
            "asserts (occurrence); denies (agent, means)",
            [("asserts (occurrence)", False), ("denies (agent and means)", False)],
        ),
        (
            [statement_document(1, "asserts", "A", stands=False), statement_document(2, "denies", "A")],
            "denies; earlier asserts",
            [("denies", False), ("asserts", True)],
        ),
        (
            [statement_document(1, "asserts", "A", stands=False), statement_document(2, "withdraws", "A")],
            "withdraws; earlier asserts",
            [("withdrew", False), ("asserts", True)],
        ),
        (
            [statement_document(1, "asserts", "A", stands=False), statement_document(2, "asserts", "A")],
            "asserts",
            [("asserts", False)],
        ),
    ],
)
def test_a_cell_says_what_stands_and_what_stood_before(statements, code, words):
    matrix = matrix_of([claim_document(*statements), claim_document(statement_document(1, "asserts", "A"))])

    cell = matrix_view(matrix)["rows"][0]["cells"][0]
    assert matrix_lines(matrix)[0][6] == code
    assert [(word["words"], word["earlier"]) for word in cell["words"]] == words


def test_what_is_said_twice_stands_once_and_leads_to_both():
    twice = claim_document(statement_document(1, "asserts", "A"), statement_document(2, "asserts", "A"))

    (word,) = matrix_view(matrix_of([twice]))["rows"][0]["cells"][0]["words"]

    assert (word["url"], word["again"]) == ("/claims/a-claim/#statement-1", ["/claims/a-claim/#statement-2"])


class Cells(HTMLParser):
    """The text of each cell of the body, row by row."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in {"th", "td"}:
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data


def html(claims: list[Document]) -> str:
    return rendered("public/matrix.html", {}, matrix=matrix_view(matrix_of(claims)))


def test_the_table_says_what_the_csv_and_the_json_say():
    claims = [three_sides(), *two_claims()]
    matrix = matrix_of(claims)
    cells = Cells()
    cells.feed(html(claims))
    table = [
        [
            re.sub(r"\s+", " ", cell).strip().replace("nothing on record", "").replace("withdrew", "withdraws")
            for cell in row[1:]
        ]
        for row in cells.rows[1:]
    ]

    assert table == [
        [code.replace(", ", " and ").replace("; earlier", " Changed; earlier:") for code in line[6:]]
        for line in matrix_lines(matrix)
    ]
    assert [
        [row["cells"].get(column["id"], {"code": ""})["code"] for column in matrix_data(matrix)["columns"]]
        for row in matrix_data(matrix)["rows"]
    ] == [line[6:] for line in matrix_lines(matrix)]


def test_swapping_two_parties_changes_nothing_but_their_names():
    swapped = [
        claim_document(
            spokeswoman(1, "asserts", "Zoe", "Alpha"), statement_document(2, "denies", "Zeta", elements=["agent"])
        ),
        claim_document(statement_document(1, "asserts", "Zeta"), id="other", question=None),
    ]

    assert html(two_claims()) == exchanged(html(swapped), "Zeta", "Alpha")


def test_hostile_names_are_shown_and_do_nothing():
    hostile = '<script>alert(1)</script>" onclick="x" שלום'

    page = html([claim_document(statement_document(1, "asserts", hostile), question=hostile)])

    assert "<script" not in page
    assert '" onclick="' not in page
    assert unescape(page).count(hostile) == 3


def test_no_claim_is_an_empty_table():
    assert (matrix_header(matrix_of([]))[6:], matrix_lines(matrix_of([]))) == ([], [])
