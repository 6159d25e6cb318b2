"""Undoing an import: as if it had not been, but for what others have built on it since."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from claims.actions import save
from claims.ledger.publish import publish
from claims.models import Actor, Claim, Import, ImportState, Statement
from claims.registry_file.undoing import undo
from factreg.records import PublicState
from tests.claims.registry_files import dumped, load_base
from tests.factories import make_actor, make_claim, make_statement
from tests.imports.rows import bring, liar_row
from tests.imports.tables import imported, pasted


@pytest.fixture
def editor() -> User:
    load_base()
    return User.objects.create_superuser("editor")


def refused(undone) -> dict[str, str]:
    return {item.slug: reason for item, reason in undone.refused}


def test_undone_import_leaves_no_trace(editor: User) -> None:
    before = dumped()
    rows = [("The gate fell.", "armenia", "asserts", "article", ""), ("The wall fell.", "turkey", "denies", "post", "")]
    made, _ = imported(pasted(*rows), by=editor)

    undone = undo(of=made, by=editor)

    made.refresh_from_db()
    assert dumped() == before
    assert (undone.taken_back, undone.refused, made.state) == (2, [], ImportState.UNDONE)


def test_what_was_changed_is_as_before(editor: User) -> None:
    make_actor(slug="speaker", name="Speaker", role="Spokesman", aliases=[("Voice", "en"), ("Sprecher", "de")])
    before = dumped()
    data = pasted(
        ("speaker", "Loudspeaker", "Minister", "Other; Another"), headings=("slug", "name", "role", "aliases")
    )
    made, _ = imported(data, by=editor, section="actors")
    assert dumped() != before

    undo(of=made, by=editor)

    assert dumped() == before


def test_statement_that_was_added_to_a_stored_claim_goes_again(editor: User) -> None:
    claim = make_claim(slug="tower", text="The tower fell.")
    made, _ = imported(pasted(("The tower fell.", "armenia", "asserts", "article", "")), by=editor)
    assert claim.statements.count() == 1

    undo(of=made, by=editor)

    assert claim.statements.count() == 0


def test_record_that_was_edited_since_stays_and_is_named(editor: User) -> None:
    made, _ = imported(pasted(("The gate fell.", "armenia", "asserts", "article", "")), by=editor)
    claim = Claim.objects.get(text="The gate fell.")
    claim.note = "Read with care."
    save(record=claim, by=None)

    undone = undo(of=made, by=editor)

    assert Claim.objects.filter(pk=claim.pk).exists()
    assert "was edited since" in refused(undone)[claim.slug]


def test_record_that_was_published_since_stays_and_is_named(editor: User) -> None:
    made, _ = imported(pasted(("The gate fell.", "armenia", "asserts", "article", "")), by=editor)
    claim = Claim.objects.get(text="The gate fell.")
    publish(record=claim, by=None)

    undone = undo(of=made, by=editor)

    claim.refresh_from_db()
    assert claim.public_state == PublicState.PUBLISHED
    assert refused(undone)[claim.slug] == "is published by now"


def test_change_of_a_published_record_that_was_published_since_stays(editor: User) -> None:
    actor = Actor.objects.get(slug="armenia")
    publish(record=actor, by=None)
    made, _ = imported(pasted(("armenia", "Republic"), headings=("slug", "name")), by=editor, section="actors")
    publish(record=Actor.objects.get(slug="armenia"), by=None, reason="Renamed.")

    undone = undo(of=made, by=editor)

    assert Actor.objects.get(slug="armenia").name == "Republic"
    assert refused(undone) == {"armenia": "was published since"}


def test_record_that_others_use_by_now_stays_and_says_who(editor: User) -> None:
    bring("liar", liar_row())
    speaker = Actor.objects.get(slug="liar-ada-example")
    make_statement(claim=Claim.objects.get(slug="first"), actor=speaker)

    undone = undo(of=Import.objects.get(), by=editor)

    assert set(refused(undone)) == {"liar-ada-example"}
    assert "is in use: statement" in refused(undone)["liar-ada-example"]
    assert not Claim.objects.filter(slug="liar-1").exists()


def test_looking_at_what_an_undo_would_do_changes_nothing(editor: User) -> None:
    bring("liar", liar_row())
    before = dumped()

    undone = undo(of=Import.objects.get(), by=editor, dry_run=True)

    assert dumped() == before
    assert (undone.taken_back, Import.objects.get().state) == (5, ImportState.LOADED)


def test_import_that_was_undone_can_be_made_again(editor: User) -> None:
    bring("liar", liar_row())
    before = dumped()
    undo(of=Import.objects.get(), by=editor)

    bring("liar", liar_row())

    assert dumped() == before
    assert Statement.objects.count() == 1
