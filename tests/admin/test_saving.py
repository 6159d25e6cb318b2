"""Records are added and changed in the admin, and what is refused is said beside its field."""

from __future__ import annotations

from typing import Any

import pytest

from claims.ledger.publish import publish
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
    page.add_row(
        "figure",
        measure="aircraft_lost",
        population="unspecified",
        low="1",
        high="1",
        quantifier="exactly",
        basis="unstated",
    )
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


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"slug": "Not An Address"}, "slug", "Use lower-case Latin letters"),
        ({"text": ""}, "text", "This field is required"),
        ({"text": "NUL \x00 byte"}, "text", "Null characters are not allowed"),
        ({"text": "A \u202e override"}, "text", "U+202E"),
        ({"question": "A \u2066 isolate"}, "question", "U+2066"),
        ({"text": "x" * 1_000_000}, "text", "at most"),
        ({"occurred": "yesterday"}, "occurred", "2020-09-29"),
        ({"occurred": "2020-13-45"}, "occurred", "2020-13-45"),
        ({"language": "e n"}, "language", "BCP 47"),
        ({"event": "999999"}, "event", "Select a valid choice"),
        ({"event": "9" * 30}, "event", "Select a valid choice"),
        ({"event": "no-number"}, "event", "Select a valid choice"),
    ],
)
def test_what_is_refused_is_said_at_its_field_and_what_was_typed_stays(
    editor: Desk, typed: dict[str, str], field: str, words: str
) -> None:
    claim = make_claim(text="As it was.")
    page = editor.edit(claim).type(note="Typed as well.", **typed)

    refused = page.send()

    errors = refused.response.context["adminform"].form.errors
    assert list(errors) == [field]
    assert words in errors[field][0]
    assert refused.values["note"] == ["Typed as well."]
    if field != "event":
        assert refused.response.context["adminform"].form[field].value() == typed[field]


def test_lone_surrogate_is_a_form_error(editor: Desk) -> None:
    """Half of a pair can't be written in UTF-8: it comes as bytes that are no text, and is read as U+FFFD."""
    page = editor.edit(make_claim())
    body = "&".join(f"{name}={each}" for name, values in page.values.items() for each in values if name != "text")
    response = editor.client.post(
        page.url, body + "&text=%ED%A0%80&_save=yes", content_type="application/x-www-form-urlencoded"
    )

    assert response.status_code in (200, 302)


@pytest.mark.parametrize(
    ("prefix", "row", "field", "words"),
    [
        ("figure", {"measure": "killed", "low": 5, "high": 2}, "low", "Must not be above high."),
        ("figure", {"measure": "killed"}, "low", "Give a bound"),
        ("figure", {"measure": "killed", "low": -1, "high": 2}, "low", "A count is not negative."),
        ("figure", {"measure": "killed", "low": 9**25, "high": 9**25}, "low", "less than or equal"),
        ("statements", {"stance": "asserts", "quote_language": "en"}, "quote", "Give the words"),
        ("statements", {"stance": "asserts", "elements": ["colour"]}, "elements", "not one of the available choices"),
        ("assessments", {"rating": "False", "url": "javascript:alert(1)"}, "url", "http"),
    ],
)
def test_constraint_of_a_part_is_said_at_its_field(
    editor: Desk, prefix: str, row: dict[str, Any], field: str, words: str
) -> None:
    claim = make_claim()
    page = editor.edit(claim)
    page.add_row(prefix, **_filled(prefix, row))

    refused = page.send()

    (form,) = next(
        shown.formset.forms
        for shown in refused.response.context["inline_admin_formsets"]
        if shown.formset.prefix == prefix
    )
    assert field in form.errors, form.errors
    assert words in form.errors[field][0]


def _filled(prefix: str, row: dict[str, Any]) -> dict[str, Any]:
    if prefix == "figure":
        return {"population": "mixed", "quantifier": "exactly", "basis": "unstated", **row}
    if prefix == "statements":
        return {"actor": make_actor().pk, "source": make_source().pk, **row}
    return {"organisation": make_publisher().pk, **row}


def test_what_only_a_trigger_can_refuse_is_said_at_its_field(editor: Desk) -> None:
    state = make_actor(name="State")
    spokesman = make_actor(name="Spokesman", speaks_for=state)

    refused = editor.edit(state).type(speaks_for=spokesman.pk, role="Still typed").send()

    assert "back to the record itself" in refused.response.context["adminform"].form.errors["speaks_for"][0]
    assert refused.values["role"] == ["Still typed"]


def test_joined_pair_of_claims_is_refused_in_words(editor: Desk) -> None:
    first, second = make_claim(), make_claim()
    for each in ((first, second), (second, first)):
        page = editor.add(Contradiction).type(
            first_claim=each[0].pk, second_claim=each[1].pk, kind="contrary", reason="Not both."
        )
        sent = page.send()

    assert "joined already" in sent.response.context["adminform"].form.errors["second_claim"][0]


def test_choice_that_was_deleted_meanwhile_is_refused_in_words(editor: Desk) -> None:
    actor = make_actor()
    page = editor.add(Actor).type(slug="voice", name="Voice", kind="person", speaks_for=actor.pk)
    actor.delete()

    refused = page.send()

    assert "Select a valid choice" in refused.response.context["adminform"].form.errors["speaks_for"][0]


def test_records_are_chosen_by_their_slug_without_javascript(annotator: Desk) -> None:
    event = make_event(slug="war-of-2020")
    page = annotator.add(Claim).type(slug="typed", text="Typed.", kind="attack")

    wrong = page.type(**{"event-typed": "war-of-2021"}).send()
    right = page.type(**{"event-typed": "war-of-2020"}).send()

    assert "Select a valid choice" in wrong.response.context["adminform"].form.errors["event"][0]
    assert right.saved
    assert Claim.objects.get(slug="typed").event == event


def test_every_kind_of_record_is_added_and_changed(annotator: Desk) -> None:
    first, second = make_claim(), make_claim()
    added = {
        Publisher: {"slug": "outlet", "name": "Outlet", "kind": "outlet"},
        Source: {"slug": "live", "title": "Live blog", "kind": "live_blog", "publisher": make_publisher().pk},
        Actor: {"slug": "turkey", "name": "Turkey", "kind": "state"},
        Place: {"slug": "agdere", "latitude": "40.1", "longitude": "46.8", "precision_km": "5"},
        RejectedPair: {"first_claim": first.pk, "second_claim": second.pk, "reason": "Labels."},
        Denial: {"claim": first.pk, "actor": make_actor().pk, "source": make_source().pk, "elements": ["agent"]},
    }
    for model, values in added.items():
        sent = annotator.add(model).type(**values).send()
        assert sent.saved, (model, sent.text)
        stored = model.objects.order_by("pk").last()
        if model is not RejectedPair:
            assert annotator.edit(stored).send().saved, model

    assert Denial.objects.get().elements == ["agent"]


def test_changing_nothing_changes_nothing_but_the_revision(editor: Desk) -> None:
    source = make_source(retrieved_at="2020-09-29T10:00:00.123456Z", published="2020-09")
    page = editor.edit(source)

    assert page.send().saved
    before, after = source, Source.objects.get(pk=source.pk)
    fields = [field.attname for field in Source._meta.concrete_fields if field.name not in ("revision", "edited_by")]
    before.refresh_from_db()
    assert {name: getattr(before, name) for name in fields} == {name: getattr(after, name) for name in fields}
    assert after.retrieved_at.microsecond == 123456


def test_capture_is_added_on_its_sources_page_and_read_on_its_own(annotator: Desk) -> None:
    source = make_source()
    page = annotator.edit(source)
    page.add_row("captures", text="The words as read.", retrieved_at="2020-09-29 10:00")

    assert page.send().saved
    capture = Capture.objects.get(source=source)
    assert f"/admin/sources/capture/{capture.pk}/change/" in annotator.edit(source).text
    assert "The words as read." in annotator.edit(capture).text
    assert "The words as read." not in annotator.edit(source).text
    assert annotator.edit(capture).send().response.status_code == 403


def test_denial_made_to_assert_is_no_denial_any_more(annotator: Desk) -> None:
    denial = make_denial()

    assert annotator.edit(denial.claim).type(statements__0__stance="asserts").send().saved

    assert not Denial.objects.exists()
    assert Statement.objects.get().stance == Stance.ASSERTS


def test_words_without_a_language_are_in_that_of_their_source(editor: Desk) -> None:
    claim = make_claim()
    page = editor.edit(claim)
    for language in ("hy", "und"):
        page.add_row(
            "statements",
            actor=make_actor().pk,
            stance="denies",
            source=make_source(language=language).pk,
            quote="Never.",
        )

    assert page.send().saved

    assert list(claim.statements.values_list("quote_language", flat=True)) == ["hy", ""]


def test_language_that_came_with_a_quote_goes_with_it(editor: Desk) -> None:
    claim = make_claim(statements=[{"quote": "As said.", "quote_language": "en", "quote_wording": "original"}])

    sent = editor.edit(claim).type(statements__0__quote="").send()

    assert sent.saved, sent.text
    statement = claim.statements.get()
    assert (statement.quote, statement.quote_language, statement.quote_wording) == ("", "", "")


def test_save_of_what_is_stored_already_is_no_edit(editor: Desk, annotator: Desk) -> None:
    claim = make_claim(statements=[{"quote": "As said.", "quote_language": "en"}])
    publish(record=claim, by=None, as_operator=True)
    before = Claim.objects.values("revision", "work_state", "editors").get()
    open_elsewhere = annotator.edit(claim).type(text="As edited elsewhere.")

    saved = editor.edit(claim).send()

    assert saved.saved
    assert Claim.objects.values("revision", "work_state", "editors").get() == before
    assert open_elsewhere.send().saved


def test_save_of_a_denial_as_it_is_stored_is_no_edit(editor: Desk) -> None:
    denial = make_denial()
    revision = denial.claim.revision

    assert editor.edit(Denial.objects.get(pk=denial.pk)).send().saved
    assert Claim.objects.get().revision == revision
