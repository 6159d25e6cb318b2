"""The claim's page read as the public one: statements by stance and in its order, with their parties, and pairs."""

from __future__ import annotations

import pytest

from claims.admin.gathering import Gathered
from claims.admin.pairs import joined_to
from claims.admin.reading import in_reading_order, sides_of
from claims.models import Assessment, Claim, ClaimAbout, ClaimRest, Figure, ResponseSearch
from tests.admin.forms import Desk
from tests.factories import (
    make_actor,
    make_claim,
    make_contradiction,
    make_counter_accusation,
    make_rejected_pair,
    make_source,
)

pytestmark = pytest.mark.django_db


def test_statements_stand_by_stance_and_then_by_date() -> None:
    party = make_actor(name="Testland")
    voice = make_actor(name="A. Tester", role="Spokeswoman", speaks_for=make_actor(name="Ministry", speaks_for=party))
    source = make_source(title="Test bulletin", published="2020-01-05")
    claim = make_claim(
        statements=[
            {"actor": make_actor(name="Second"), "stance": "denies", "said": "2020-01-03", "elements": ["agent"]},
            {"actor": voice, "stance": "asserts", "source": source, "quote": "So it was."},
            {"actor": make_actor(name="First"), "stance": "denies", "said": "2020-01-02"},
        ]
    )

    shown = in_reading_order(claim.statements.all())

    assert [(one.line.side, one.line.party) for one in shown] == [
        ("asserts", "Testland"),
        ("denies", "First"),
        ("denies", "Second"),
    ]
    first, last = shown[0].line, shown[-1].line
    assert (first.speaker, first.when, first.words) == ("A. Tester, Spokeswoman", "5 January 2020", "So it was.")
    assert (last.elements, last.when) == ("agent", "3 January 2020")


def test_missing_denial_is_as_plain_as_a_denial() -> None:
    claim = make_claim(statements=[{"actor": make_actor(name="Testland")}])

    sides = sides_of(in_reading_order(claim.statements.all()))

    assert [(side.stance, side.count, list(side.parties)) for side in sides] == [
        ("asserts", 1, ["Testland"]),
        ("denies", 0, []),
    ]


def test_replaced_statement_says_so() -> None:
    actor = make_actor()
    claim = make_claim(
        statements=[
            {"actor": actor, "said": "2020-01-01"},
            {"actor": actor, "stance": "withdraws", "said": "2020-01-02"},
        ]
    )

    assert [one.line.flag for one in in_reading_order(claim.statements.all())] == [
        "no longer stands: a later one replaces it",
        "",
    ]


def test_pairs_show_both_ways_with_who_asserts_the_other() -> None:
    claim = make_claim()
    rival = make_claim(question="Was it so?", statements=[{"actor": make_actor(name="Testland")}])
    make_contradiction(first_claim=claim, second_claim=rival, reason="Not both.")
    make_counter_accusation(first_claim=make_claim(text="They did."), second_claim=claim)
    make_rejected_pair(first_claim=rival, second_claim=claim)

    joined = joined_to(claim)

    assert {name: [other.heading for other in others] for name, others in joined.items()} == {
        "contradiction": ["Was it so?"],
        "counteraccusation": ["They did."],
        "rejectedpair": ["Was it so?"],
    }
    assert joined["contradiction"][0].asserted_by == "Testland"
    assert [other.slug for other in joined_to(rival)["contradiction"]] == [claim.slug]


def test_statement_is_edited_under_its_line(editor: Desk) -> None:
    claim = make_claim(
        statements=[
            {"actor": make_actor(name="Later"), "stance": "denies", "said": "2020-01-02"},
            {"actor": make_actor(name="Earlier"), "stance": "denies", "said": "2020-01-01"},
        ]
    )

    page = editor.edit(claim).type(**{"statements-0-quote": "Never."}).send()

    assert page.saved
    assert Claim.objects.get().statements.get(quote="Never.").actor.name == "Earlier"


def test_line_of_a_statement_with_an_error_is_open(editor: Desk) -> None:
    claim = make_claim(statements=[{}, {}])

    page = editor.edit(claim).type(**{"statements-1-said": "yesterday"}).send()

    assert not page.saved
    assert page.text.count('<details class="statement" open>') == 1
    assert page.text.count('<details class="statement">') == 1


def test_parts_that_were_gathered_are_the_stored_ones() -> None:
    claim = make_claim(
        about=[make_actor(speaks_for=make_actor(name="Testland"))],
        rests_on=[make_claim()],
        figure={"side": make_actor(), "low": 3, "high": 4, "as_of": "2020-01-02"},
        response_searches=[{}, {"searched": "2020-01"}],
        assessments=[{}],
    )

    gathered = Gathered(claim)

    for model in (ClaimAbout, ClaimRest, Figure, ResponseSearch, Assessment):
        stored = list(model.objects.filter(claim=claim).order_by("pk"))
        columns = [field.attname for field in model._meta.concrete_fields]
        assert [[getattr(one, name) for name in columns] for one in gathered.of(model)] == [
            [getattr(one, name) for name in columns] for one in stored
        ]
    assert gathered.of(ClaimAbout)[0].actor.speaks_for.name == "Testland"
