"""A form without scripts: another row, a search that keeps what was typed, a choice; and names to confirm."""

from __future__ import annotations

import pytest

from claims.models import Actor, Claim
from tests.admin.forms import Desk, Page
from tests.factories import make_actor, make_claim, make_event, make_source

pytestmark = pytest.mark.django_db

ACTOR = "claims.statement.actor:statements-0-actor"


def press(page: Page, name: str, value: str, **typed: str) -> Page:
    response = page.desk.client.post(page.url, {**page.values, name: value, **typed})
    return Page(page.desk, page.url, response)


def test_another_row_keeps_what_was_typed_and_saves_nothing(annotator: Desk) -> None:
    page = annotator.add(Claim).type(text="Half a claim.")

    page = press(page, "_more", "statements")

    assert page.values["text"] == ["Half a claim."]
    assert page.values["statements-TOTAL_FORMS"] == ["1"]
    assert "Nothing is saved yet." in page.text
    assert "errorlist" not in page.text
    assert not Claim.objects.exists()


def test_search_finds_by_alias_and_the_choice_comes_back_with_what_was_typed(annotator: Desk) -> None:
    actor = make_actor(name="Testland", aliases=[("Тестия", "ru")])
    make_actor(name="Elsewhere")
    page = press(annotator.add(Claim).type(text="Half a claim."), "_more", "statements")

    found = press(page, "_find", ACTOR, _term="тестия")
    chosen = press(found, "_pick", f"{ACTOR}:{actor.pk}")

    assert "Testland" in found.text
    assert "Elsewhere" not in found.text
    assert chosen.values["statements-0-actor"] == [str(actor.pk)]
    assert chosen.values["text"] == ["Half a claim."]
    assert not Claim.objects.exists()


def test_claim_is_entered_with_searches_alone(annotator: Desk) -> None:
    event, actor, source = make_event(), make_actor(), make_source()
    page = annotator.add(Claim).type(text="A test bridge fell.", kind="attack", slug="bridge")
    page = press(page, "_more", "statements")
    for field, chosen in (("claims.claim.event:event", event), (ACTOR, actor)):
        page = press(press(page, "_find", field), "_pick", f"{field}:{chosen.pk}")
    page = press(page, "_pick", f"claims.statement.source:statements-0-source:{source.pk}")

    saved = page.type(**{"statements-0-stance": "asserts"}).send()

    assert saved.saved, saved.text
    assert Claim.objects.get().statements.get().actor == actor


def test_stored_claim_is_not_locked_or_changed_by_a_search(editor: Desk) -> None:
    claim = make_claim(text="As stored.", statements=[{}])
    page = editor.edit(claim).type(text="As typed.")

    page = press(press(page, "_find", ACTOR), "_pick", f"{ACTOR}:")
    assert page.values["text"] == ["As typed."]
    assert page.values["started_from"] == [str(claim.revision)]
    claim.refresh_from_db()
    assert (claim.text, claim.revision) == ("As stored.", page.response.context["original"].revision)

    assert page.send().saved


@pytest.mark.parametrize("asked", ["", "x", "claims.statement.actor", "auth.user.password:x", "claims.claim.text:text"])
def test_search_that_no_page_asks_for_is_refused(annotator: Desk, asked: str) -> None:
    assert press(annotator.add(Claim), "_find", asked).response.status_code == 403


def test_search_without_the_right_to_see_is_refused(editor: Desk) -> None:
    editor.user.groups.clear()

    assert editor.client.post("/admin/claims/claim/add/", {"_find": ACTOR}).status_code == 403


def test_look_alike_letters_are_confirmed_before_they_are_saved(annotator: Desk) -> None:
    page = annotator.add(Actor).type(name="\u0410rmenia", slug="look-alike", kind="state")

    asked = page.send()
    assert not asked.saved
    assert "CYRILLIC CAPITAL LETTER A" in asked.text
    confirmed = page.type(_as_typed=asked.response.context["faults"][0].confirm).send()

    assert confirmed.saved
    assert Actor.objects.get().name == "\u0410rmenia"


def test_confirming_one_name_confirms_no_other(annotator: Desk) -> None:
    page = annotator.add(Actor).type(name="\u0410rmenia", slug="look-alike", kind="state")
    confirm = page.send().response.context["faults"][0].confirm

    assert not page.type(name="\u0410zerbaijan", _as_typed=confirm).send().saved


def test_faults_are_listed_with_links_to_their_fields(editor: Desk) -> None:
    claim = make_claim(statements=[{"actor": make_actor(name="Testland")}])

    page = editor.edit(claim).type(text="", **{"statements-0-said": "yesterday"}).send()

    faults = page.response.context["faults"]
    assert [(fault.label, fault.anchor) for fault in faults] == [
        ("Text", "id_text"),
        ("Statement of Testland: Said", "id_statements-0-said"),
    ]
    assert all(f'href="#{fault.anchor}"' in page.text and f'id="{fault.anchor}"' in page.text for fault in faults)
