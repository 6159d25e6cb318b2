"""Similar claims beside the claim's form: shown, told apart and led on from, with and without JavaScript."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from claims.models import Claim, Contradiction, DifferentPair
from tests.admin.forms import Desk, admin_url
from tests.factories import make_actor, make_claim, make_event

SCRIPT = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}
TEXT = "Testland shelled the school in Qaradash."


@pytest.fixture
def twin() -> Claim:
    return make_claim(slug="twin", text="The school at Garadash came under Testland's artillery fire.")


def ask(desk: Desk, **typed: Any) -> Any:
    return desk.client.post(reverse("admin:claims_claim_similar"), typed, **SCRIPT)


def test_claim_that_says_the_same_is_shown_while_one_is_typed(annotator: Desk, twin: Claim) -> None:
    make_claim(text="Sylvanora closed a bridge to aid convoys.")

    answer = ask(annotator, text=TEXT).content.decode()

    assert twin.text in answer.replace("&#x27;", "'")
    assert "aid convoys" not in answer
    assert "<html" not in answer


def test_saved_claim_offers_what_can_be_said_of_the_two(editor: Desk, twin: Claim) -> None:
    claim = make_claim(text=TEXT)

    page = editor.open(admin_url(claim, "change"), similar="1").text

    assert f"{admin_url(claim, 'merge')}?with={twin.pk}" in page
    assert f"first_claim={claim.pk}&amp;second_claim={twin.pk}" in page
    assert "Different claim" in page


def test_contradiction_opens_with_both_claims_filled_in(editor: Desk, twin: Claim) -> None:
    claim = make_claim(text=TEXT)
    url = f"{reverse('admin:claims_contradiction_add')}?first_claim={claim.pk}&second_claim={twin.pk}"

    sent = editor.open(url).type(kind="contrary", reason="Both can't be.").send()

    assert sent.saved, sent.text
    assert (Contradiction.objects.get().first_claim, Contradiction.objects.get().second_claim) == (claim, twin)


def test_different_claim_is_remembered_with_who_said_so_and_not_shown_again(annotator: Desk, twin: Claim) -> None:
    claim = make_claim(text=TEXT)

    annotator.client.post(reverse("admin:claims_claim_different", args=[claim.pk]), {"other": twin.pk})

    pair = DifferentPair.objects.get()
    assert pair.said_by == annotator.user
    assert twin.text not in ask(annotator, text=TEXT, claim=claim.pk).content.decode().replace("&#x27;", "'")
    assert claim.text not in ask(annotator, text=twin.text, claim=twin.pk).content.decode()


def test_different_is_remembered_once(annotator: Desk, twin: Claim) -> None:
    claim = make_claim(text=TEXT)

    for one, other in ((claim, twin), (twin, claim)):
        annotator.client.post(reverse("admin:claims_claim_different", args=[one.pk]), {"other": other.pk})

    assert DifferentPair.objects.count() == 1


def test_page_after_save_and_continue_shows_similar_claims(annotator: Desk, twin: Claim) -> None:
    page = annotator.add(Claim).type(text=TEXT, kind="attack", event=make_event().pk, slug="new", language="en")

    sent = page.send("_continue")

    assert sent.saved, sent.text
    assert sent.response["Location"].endswith("?similar=1")
    shown = annotator.client.get(sent.response["Location"]).content.decode()
    assert twin.text in shown.replace("&#x27;", "'")


def test_form_that_is_sent_whole_by_the_button_is_looked_through(annotator: Desk, twin: Claim) -> None:
    page = annotator.add(Claim).type(text=TEXT)

    answer = annotator.client.post(reverse("admin:claims_claim_similar"), page.values)

    assert twin.text in answer.content.decode().replace("&#x27;", "'")
    assert Claim.objects.count() == 1


@pytest.mark.parametrize(
    "typed",
    [
        {"text": "\x00"},
        {"text": "x" * 1_000_000},
        {"text": "\ud83d"},
        {"text": TEXT, "event": "no", "claim": "9" * 40, "figure-0-low": "many"},
        {"text": "مدرسة"},
        {},
    ],
    ids=["NUL", "a megabyte", "surrogate", "no numbers", "right to left", "nothing"],
)
def test_whatever_is_typed_gets_an_answer(annotator: Desk, typed: dict[str, str]) -> None:
    typed = {name: value.encode("utf-8", "replace").decode() for name, value in typed.items()}

    assert ask(annotator, **typed).status_code == 200


def test_claims_about_the_same_actors_come_first(annotator: Desk) -> None:
    actor = make_actor(name="Testland")
    without = make_claim(slug="without", text="A school was shelled in Qaradash.")
    wanted = make_claim(slug="with", text="A school was shelled in Qaradash.", about=[actor])

    answer = ask(annotator, text=TEXT, **{"about_set-0-actor": actor.pk}).content.decode()

    places = [answer.index(admin_url(claim, "change")) for claim in (wanted, without)]
    assert places == sorted(places)


@pytest.mark.parametrize("claims", [1, 30])
def test_panel_asks_as_much_for_many_claims_as_for_one(
    annotator: Desk, claims: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(claims):
        make_claim(text=TEXT)
    claim = make_claim(text=TEXT)

    with django_assert_max_num_queries(12):
        ask(annotator, text=TEXT, claim=claim.pk, event=claim.event_id)
