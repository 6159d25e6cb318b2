"""Lists, search boxes and pages of the admin: what they find, and as many queries for ten rows as for one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.actions import save
from claims.ledger.holds import hold
from claims.ledger.merge import merge
from claims.ledger.models import Entry
from claims.ledger.publish import publish
from claims.models import (
    Actor,
    Claim,
    Contradiction,
    CounterAccusation,
    Denial,
    DifferentPair,
    Event,
    Import,
    Label,
    LegalHold,
    Merge,
    Place,
    Proposal,
    RejectedPair,
    Takedown,
    WorkItem,
)
from claims.review import take
from sources.models import Capture, Publisher, Source
from tests.admin.forms import Desk, list_url
from tests.factories import (
    make_actor,
    make_assessment,
    make_claim,
    make_contradiction,
    make_counter_accusation,
    make_denial,
    make_different_pair,
    make_event,
    make_place,
    make_proposal,
    make_publisher,
    make_rejected_pair,
    make_response_search,
    make_source,
    make_statement,
)


def make_capture() -> Capture:
    return Capture.objects.create(source=make_source(), text="Words.", retrieved_at="2020-09-29T10:00:00Z")


def make_entry() -> Entry:
    return publish(record=make_publisher(), by=None)


# Each fills every column that its list shows.
FULL: dict[Any, Callable[[], Any]] = {
    Publisher: make_publisher,
    Source: lambda: make_source(derived_from=make_source()),
    Capture: make_capture,
    Actor: lambda: make_actor(speaks_for=make_actor(), part_of=make_actor(), aliases=[("Other", "en")]),
    Place: make_place,
    Event: lambda: make_event(place=make_place(), part_of=make_event()),
    Claim: make_claim,
    Denial: lambda: make_denial(primary_source=make_source()),
    Contradiction: make_contradiction,
    CounterAccusation: make_counter_accusation,
    Proposal: make_proposal,
    RejectedPair: make_rejected_pair,
    DifferentPair: make_different_pair,
    Merge: lambda: merge(record=make_actor(), into=make_actor(), by=None),
    Import: lambda: Import.objects.create(name="rows.csv", format="csv", by=User.objects.get()),
    Label: lambda: Label.objects.create(name=f"label {Label.objects.count()}"),
    WorkItem: lambda: take(record=make_claim(), by=User.objects.get()),
    Takedown: lambda: Takedown.objects.create(
        kind="withdraw", type="claim", key=make_claim().key, reason="A test.", requested_by=User.objects.get()
    ),
    LegalHold: lambda: hold(record=make_claim(), by=User.objects.get(), reason="A test case."),
    Entry: make_entry,
}


def queries(desk: Desk, url: str) -> int:
    desk.client.get(url)  # Warms what Django remembers of content types and permissions.
    with CaptureQueriesContext(connection) as asked:
        assert desk.client.get(url).status_code == 200
    return len(asked)


def test_every_registered_model_of_ours_has_a_maker_here() -> None:
    ours = {model for model in admin.site._registry if model._meta.app_label in ("sources", "claims", "ledger")}

    assert ours == set(FULL)


@pytest.mark.parametrize("model", FULL, ids=lambda model: model.__name__)
def test_list_asks_as_often_for_ten_rows_as_for_one(editor: Desk, model: Any) -> None:
    FULL[model]()
    for_one = queries(editor, list_url(model))
    for _ in range(9):
        FULL[model]()

    assert queries(editor, list_url(model)) == for_one


BOXES: dict[Any, tuple[str, str]] = {
    Actor: ("claims.actor", "speaks_for"),
    Claim: ("claims.claimrest", "rests_on"),
    Event: ("claims.event", "part_of"),
    Place: ("claims.event", "place"),
    Publisher: ("sources.source", "publisher"),
    Source: ("sources.source", "derived_from"),
}


@pytest.mark.parametrize("model", BOXES, ids=lambda model: model.__name__)
def test_search_box_asks_as_often_for_ten_rows_as_for_one(editor: Desk, model: Any) -> None:
    holder, field = BOXES[model]
    app, name = holder.split(".")
    url = f"{reverse('admin:autocomplete')}?app_label={app}&model_name={name}&field_name={field}&term="
    FULL[model]()
    for_one = queries(editor, url)
    for _ in range(9):
        FULL[model]()

    assert queries(editor, url) == for_one


def test_claims_page_asks_as_often_for_ten_of_each_part_as_for_one(editor: Desk) -> None:
    claim = make_claim(
        about=[make_actor(speaks_for=make_actor())],
        rests_on=[make_claim()],
        figure={"side": make_actor()},
    )
    fill(claim, rows=1)
    url = reverse("admin:claims_claim_change", args=[claim.pk])
    for_one = queries(editor, url)
    fill(claim, rows=9)

    assert queries(editor, url) == for_one
    assert for_one <= 12


def fill(claim: Claim, *, rows: int) -> None:
    for _ in range(rows):
        make_statement(claim=claim, primary_source=make_source())
        make_response_search(claim=claim)
        make_assessment(claim=claim)
        make_contradiction(first_claim=claim, second_claim=make_claim())
        make_counter_accusation(first_claim=make_claim(), second_claim=claim)


FOUND = {
    Claim: ({"q": "Su-25"}, lambda: make_claim(text="A Su-25 was shot down.")),
    Actor: ({"q": "Erdogan"}, lambda: make_actor(name="The president", aliases=[("Erdogan", "en")])),
    Source: ({"q": "Bloomberg"}, lambda: make_source(publisher=make_publisher(name="Bloomberg"))),
    Place: ({"q": "Martakert"}, lambda: make_place(names=[("Agdere", "az"), ("Martakert", "hy")])),
    Event: ({"q": "Martakert"}, lambda: make_event(place=make_place(names=[("Martakert", "hy")]))),
    Denial: ({"q": "Never"}, lambda: make_denial(quote="Never.")),
    Contradiction: ({"q": "su-25-down"}, lambda: make_contradiction(first_claim=make_claim(slug="su-25-downing"))),
}


@pytest.mark.parametrize("model", FOUND, ids=lambda model: model.__name__)
def test_list_finds_by_what_one_remembers(editor: Desk, model: Any) -> None:
    query, make = FOUND[model]
    wanted = make()
    FULL[model]()

    shown = editor.open(list_url(model), **query).response.context["cl"]

    assert list(shown.result_list) == [wanted]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"element": "agent"}, "agent"),
        ({"element": "whole"}, "whole"),
        ({"quoted": "yes"}, "agent"),
        ({"quoted": "no"}, "whole"),
        ({"claim__kind__exact": "casualties"}, "whole"),
        ({"claim__public_state__exact": "published"}, "agent"),
    ],
)
def test_denials_are_filtered(editor: Desk, query: dict[str, str], found: str) -> None:
    denials = {
        "agent": make_denial(elements=["agent"], quote="Not we."),
        "whole": make_denial(claim=make_claim(kind="casualties")),
    }
    publish(record=denials["agent"].claim, by=None)

    shown = editor.open(list_url(Denial), **query).response.context["cl"]

    assert list(shown.result_list) == [denials[found]]


def test_list_is_sorted_by_no_column_that_does_not_offer_it(editor: Desk) -> None:
    first, second = make_claim(kind="attack"), make_claim(kind="other")

    by_kind = editor.open(list_url(Claim), o="3").response.context["cl"]

    assert list(by_kind.result_list) == [second, first]


def test_claims_are_filtered_by_what_there_is_to_publish(editor: Desk) -> None:
    draft, public, edited = make_claim(), make_claim(), make_claim()
    for claim in (public, edited):
        publish(record=claim, by=None)
        claim.refresh_from_db()
    save(record=edited, by=None)

    found = {
        value: set(editor.open(list_url(Claim), publication=value).response.context["cl"].result_list)
        for value in ("never", "published", "edited")
    }

    assert found == {"never": {draft}, "published": {public, edited}, "edited": {edited}}
    assert "published, edited since" in editor.open(list_url(Claim)).text


def test_private_words_stay_out_of_lists_and_ledger(editor: Desk) -> None:
    claim = make_claim(internal_notes="Between us.")
    publish(record=claim, by=None)
    entry = Entry.objects.get(key=claim.key)

    page = editor.open(reverse("admin:ledger_entry_change", args=[entry.pk]))

    assert claim.text in page.text
    assert "Between us." not in page.text
    assert "Between us." in editor.edit(claim).text
