"""Records are added and changed in the admin, and what is refused is said beside its field."""

from __future__ import annotations

from typing import Any

import pytest

from claims.models import Actor, Claim, Contradiction, Denial, Place, RejectedPair, Statement
from claims.vocabulary import Stance
from factreg.records import PublicState
from sources.models import Capture, Publisher, Source
from tests.admin.forms import Desk
from tests.factories import make_actor, make_claim, make_denial, make_event, make_publisher, make_source


def test_claim_is_added_with_all_its_parts_on_one_page(annotator: Desk) -> None:
    event, armenia, turkey, source = make_event(), make_actor(name="Armenia"), make_actor(name="Turkey"), make_source()
    rival = make_claim(slug="rival")

    page = annotator.add(Claim).type(slug="su-25-downing", text="A jet was shot down.", kind="attack", event=event.pk)
    page.add_row("about_set", actor=turkey.pk, capacity="agent")
    page.add_row("rests_set", rests_on=rival.pk)
    page.add_row("statements", actor=armenia.pk, stance="asserts", source=source.pk, said="2020-09-29")
    page.add_row("statements", actor=turkey.pk, stance="denies", elements=["agent", "means"], source=source.pk)
    page.add_row("figure", measure="aircraft_lost", population="unspecified", low="1", high="1", quantifier="exactly", basis="unstated")
    page.add_row("response_searches", actor=turkey.pk, searched_in="the ministry's site", searched="2020-10-01")
    page.add_row("contradiction", second_claim=rival.pk, kind="contrary", reason="Not both.")
    saved = page.send()

    assert saved.saved, saved.text
    claim = Claim.objects.with_parts().get(slug="su-25-downing")
    assert [(each.actor, each.stance, each.elements) for each in claim.statements.all()] == [
        (armenia, Stance.ASSERTS, []),
        (turkey, Stance.DENIES, ["agent", "means"]),
    ]
    assert claim.figure.low == 1
    assert claim.rests_set.get().rests_on == rival
    assert claim.response_searches.get().searched_by == annotator.user
    assert claim.edited_by == annotator.user
    assert claim.public_state == PublicState.NEVER
    assert Contradiction.objects.get().slug == "su-25-downing--rival"


def test_pair_is_shown_on_the_pages_of_both_its_claims(editor: Desk) -> None:
    pair = Contradiction(first_claim=make_claim(), second_claim=make_claim(), slug="a--b", kind="contrary", reason="R.")
    pair.full_clean()
    pair.save()

    pages = [editor.edit(claim).text for claim in (pair.first_claim, pair.second_claim)]

    assert all(f"/admin/claims/contradiction/{pair.pk}/change/" in page for page in pages)
