"""Bringing others' data in: everything stored or named, a second time nothing, and never over an editor's edit."""

from __future__ import annotations

from claims.actions import save
from claims.ledger.models import Entry
from claims.models import Actor, Assessment, Claim, Import, Statement
from claims.registry_file.report import Outcome
from sources.models import Source
from tests.claims.registry_files import dumped
from tests.factories import make_source
from tests.imports.rows import averitec_claim, bring, google_claim, left_out, liar_row


def outcomes(brought) -> dict[str, int]:
    return {name: number for name, number in brought.loading.report.counts().items() if number}


def test_second_import_changes_nothing() -> None:
    rows = f"{liar_row()}\n{liar_row(id='2.json', speaker='chain-email')}"
    bring("liar", rows)
    before = dumped()

    again = bring("liar", rows)

    assert dumped() == before
    assert outcomes(again) == {"unchanged": 7, "noted": 1}
    assert Import.objects.count() == 1


def test_dry_run_leaves_nothing_behind() -> None:
    brought = bring("liar", liar_row(), dry_run=True)

    assert outcomes(brought) == {"created": 5}
    assert not Claim.objects.exists()
    assert not Import.objects.exists()


def test_import_enters_nothing_in_the_ledger() -> None:
    bring("liar", liar_row())

    assert not Entry.objects.exists()


def test_row_that_the_registry_refuses_is_left_out_and_the_rest_is_stored() -> None:
    wrong = averitec_claim(claim="Another claim.", speaker="x" * 501)

    brought = bring("averitec", [averitec_claim(), wrong])

    assert [message for _, message in left_out(brought)] == ["speaker: has 501 characters; at most 500 can be stored"]
    assert Claim.objects.count() == 1


def test_editors_edit_stays_when_the_file_is_imported_again() -> None:
    bring("liar", liar_row())
    claim = Claim.objects.get()
    claim.text = "Reworded by an editor."
    save(record=claim, by=None)

    again = bring("liar", liar_row())

    claim.refresh_from_db()
    assert claim.text == "Reworded by an editor."
    assert outcomes(again) == {"unchanged": 5}


def test_renamed_record_is_known_again() -> None:
    bring("liar", liar_row())
    claim = Claim.objects.get()
    claim.slug = "test-bridge-price"
    save(record=claim, by=None)

    bring("liar", liar_row())

    assert Claim.objects.get().slug == "test-bridge-price"


def test_deleted_statement_does_not_come_back() -> None:
    bring("liar", liar_row())
    claim = Claim.objects.get()
    save(record=claim, by=None, removed=list(claim.statements.all()))

    bring("liar", liar_row())

    assert not Statement.objects.exists()


def test_deleted_claim_does_not_come_back() -> None:
    bring("liar", liar_row())
    Claim.objects.get().delete()

    again = bring("liar", liar_row())

    assert not Claim.objects.exists()
    assert "deleted here since" in left_out(again)[0][1]


def test_new_review_of_a_known_claim_is_added() -> None:
    first = google_claim()
    second = first["claimReview"][0] | {
        "publisher": {"name": "Other checks", "site": "other.example"},
        "url": "https://other.example/tower",
        "textualRating": "Half right",
    }
    bring("google", {"claims": [first]})

    again = bring("google", {"claims": [{**first, "claimReview": [*first["claimReview"], second]}]})

    assert sorted(Assessment.objects.values_list("rating", flat=True)) == ["Half right", "Wrong"]
    assert outcomes(again)["changed"] == 1


def test_stored_source_of_the_same_address_is_used() -> None:
    stored = make_source(slug="known", url="https://checks.example/tower")

    brought = bring("google", {"claims": [google_claim()]})

    assert list(Source.objects.filter(url=stored.url)) == [stored]
    assert Statement.objects.get().source == stored
    assert any(row.outcome is Outcome.NOTED and "stored already" in row.message for row in brought.loading.report.rows)


def test_curated_actor_is_not_overwritten() -> None:
    bring("liar", liar_row())
    actor = Actor.objects.get()
    actor.role = "Judge"
    save(record=actor, by=None)

    bring("liar", f"{liar_row()}\n{liar_row(id='2.json')}")

    assert Actor.objects.get().role == "Judge"
    assert Claim.objects.count() == 2
