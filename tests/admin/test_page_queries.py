"""Each page of a record asks the database as often for many rows as for a few, and seldom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.ledger.publish import publish
from claims.models import Claim, Denial
from tests.admin.forms import Desk, admin_url
from tests.admin.test_lists import fill, queries
from tests.factories import make_actor, make_claim, make_denial, make_source, make_statement

pytestmark = pytest.mark.django_db

MOST = 12
# A preview rehearses the publication itself, with all that the ledger asks; and Django asks each table that could name
# what is deleted.
_BEYOND = {"preview", "preview_page", "delete"}


def _filled(*, rows: int) -> Claim:
    claim = make_claim(
        about=[make_actor(speaks_for=make_actor()) for _ in range(rows)],
        rests_on=[make_claim()],
        figure={"side": make_actor()},
        text="A test bridge fell.",
    )
    fill(claim, rows=rows)
    return claim


VIEWS = ["change", "history", "review", "delete", "publish", "preview", "preview_page"]


def test_pages_of_a_draft_ask_as_often_for_ten_of_each_part_as_for_two(editor: Desk) -> None:
    few, many = _filled(rows=2), _filled(rows=10)

    assert _unlike(editor, few, many, VIEWS) == {}


def test_pages_of_a_public_claim_ask_as_often_for_ten_of_each_part_as_for_two(editor: Desk) -> None:
    few, many = _filled(rows=2), _filled(rows=10)
    publish(record=few, by=None)
    publish(record=many, by=None)

    assert _unlike(editor, few, many, [*VIEWS, "withdraw", "quarantine"]) == {}


def _unlike(desk: Desk, few: Claim, many: Claim, views: list[str]) -> dict[str, tuple[int, int]]:
    """How often the pages ask that ask more often for many rows, or too often."""
    asked = {view: (queries(desk, admin_url(few, view)), queries(desk, admin_url(many, view))) for view in views}
    return {
        view: (for_few, for_many)
        for view, (for_few, for_many) in asked.items()
        if for_many != for_few or (for_few > MOST and view not in _BEYOND)
    }


def _merge(one: Any, other: Any) -> str:
    return f"{admin_url(one, 'merge')}?with={other.pk}"


PAGES: dict[str, Callable[[Claim], str]] = {
    "merge of its source": lambda claim: _merge(claim.statements.first().source, make_source()),
    "merge of its event": lambda claim: _merge(claim.event, make_claim().event),
    "similar claims": lambda claim: f"{reverse('admin:claims_claim_similar')}?claim={claim.pk}&text=A+bridge",
    "a denial": lambda claim: admin_url(Denial.objects.filter(claim=claim)[0], "change"),
    "looking for contradictions": lambda claim: reverse("admin:claims_proposal_look", args=[claim.pk]),
}


def test_pages_beside_a_claim_ask_as_often_for_many_rows_as_for_few(editor: Desk) -> None:
    few, many = _filled(rows=2), _filled(rows=10)
    for claim, rows in ((few, 2), (many, 10)):
        source = claim.statements.all()[0].source
        for _ in range(rows):
            make_statement(source=source)
            make_denial(claim=claim)

    asked = {name: (queries(editor, page(few)), queries(editor, page(many))) for name, page in PAGES.items()}

    assert {name: both for name, both in asked.items() if both[0] != both[1] or both[0] > MOST} == {}


def test_deleting_what_many_rows_name_is_refused_with_their_number(editor: Desk) -> None:
    actor = make_actor()
    claim = make_claim()
    for _ in range(101):
        make_statement(claim=claim, actor=actor)

    page = editor.open(admin_url(actor, "delete"))

    assert "More than 100 statements name this" in page.text
    assert queries(editor, admin_url(actor, "delete")) <= MOST


def _refused(desk: Desk, claim: Claim, *, stale: bool) -> int:
    """How often the database is asked when a claim's form is sent, and refused."""
    page = desk.edit(claim)
    page.type(text="Another text." if stale else "")
    if stale:
        Claim.objects.filter(pk=claim.pk).update(note="Somebody else's.")
    with CaptureQueriesContext(connection) as asked:
        assert not page.send().saved
    return len(asked)


@pytest.mark.parametrize("stale", [False, True], ids=["for its faults", "for it is stale"])
def test_refused_form_asks_as_often_for_ten_of_each_part_as_for_two(editor: Desk, stale: bool) -> None:
    few, many = _filled(rows=2), _filled(rows=10)

    assert _refused(editor, many, stale=stale) == _refused(editor, few, stale=stale)
