"""Saves that reach the database at the very same time, from two processes of the server."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import psycopg
import pytest
from django.db import connections

from claims.models import Claim, Contradiction, RejectedPair
from tests.admin.forms import Desk, Page
from tests.factories import make_actor, make_claim, make_proposal, make_source

pytestmark = pytest.mark.django_db(transaction=True)


def send_together(pages: list[Page]) -> list[Page]:
    ready = Barrier(len(pages))

    def send(page: Page) -> Page:
        ready.wait()
        try:
            return page.send()
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(len(pages)) as pool:
        return list(pool.map(send, pages))


def test_of_four_saves_at_once_one_is_stored_and_the_others_are_shown_what_it_stored(desk: Callable[..., Desk]) -> None:
    claim = make_claim()
    pages = [desk(name=name).edit(claim).type(text=f"As {name} has it.") for name in ("ann", "bob", "eve", "joe")]
    for page in pages:
        page.add_row("statements", actor=make_actor().pk, stance="denies", source=make_source().pk)

    sent = send_together(pages)

    (stored,) = [page for page in sent if page.saved]
    claim.refresh_from_db()
    assert claim.text == pages[sent.index(stored)].values["text"][0]
    assert claim.statements.count() == 1
    assert all(claim.text in page.text for page in sent if page is not stored)


def test_who_waits_too_long_for_another_is_told_and_keeps_what_was_typed(editor: Desk) -> None:
    claim = make_claim()
    page = editor.edit(claim).type(text="As the editor has it.")
    place = connections["default"].get_connection_params()
    with psycopg.connect(host=place["host"], user=place["user"], dbname=place["dbname"]) as other:
        other.execute("SELECT 1 FROM claims_claim WHERE id = %s FOR UPDATE", [claim.pk])
        with connections["default"].cursor() as cursor:
            cursor.execute("SET lock_timeout = '50ms'")
        refused = page.send()

    assert (refused.response.status_code, refused.saved) == (200, False)
    assert "Someone else has been changing the same for a while; nothing was saved." in refused.text
    assert refused.values["text"] == ["As the editor has it."]
    assert refused.send().saved


def test_pairs_added_at_once_from_both_their_claims_wait_for_nobody(desk: Callable[..., Desk]) -> None:
    first, second, third = make_claim(), make_claim(), make_claim()
    pages: list[Any] = []
    for name, claim, other in (("ann", first, second), ("bob", second, third), ("eve", third, first)):
        pages.append(desk(name=name).edit(claim))
        pages[-1].add_row("contradiction", second_claim=other.pk, kind="contrary", reason="Not both.")

    sent = send_together(pages)

    assert [page.saved for page in sent] == [True, True, True], [
        page.response.context["errors"] for page in sent if not page.saved
    ]
    assert Contradiction.objects.count() == 3
    assert {claim.edited_by.username for claim in Claim.objects.all()} == {"ann", "bob", "eve"}


def test_of_four_decisions_at_once_on_a_proposal_one_holds(desk: Callable[..., Desk]) -> None:
    proposal = make_proposal()
    pages = [desk(name=name).edit(proposal) for name in ("ann", "bob", "eve", "joe")]
    for page in pages:
        page.values |= {"decision": ["reject"], "reject-note": [f"As {page.desk.user.username} has it."]}

    sent = send_together(pages)

    (stored,) = [page for page in sent if page.saved]
    winner = pages[sent.index(stored)].desk.user
    assert RejectedPair.objects.get().reason == f"As {winner.username} has it."
    assert all(f"rejected by {winner.username}" in page.text for page in sent if page is not stored)
