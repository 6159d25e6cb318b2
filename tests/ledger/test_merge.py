"""Merging: what named the record names its survivor, inside and outside; the old address leads on; nothing is lost."""

from __future__ import annotations

from typing import Any

import pytest

from claims.ledger.merge import NotMerged, merge
from claims.ledger.models import Entry
from claims.ledger.publish import publish, publish_many
from claims.ledger.published import PublishedClaim, PublishedRecord
from claims.ledger.takedown import quarantine, restore, withdraw
from claims.ledger.unmerge import unmerge
from claims.models import ActorAlias, Claim, Contradiction, Merge, Statement
from factreg.records import PublicState
from sources.models import Slug
from tests.factories import (
    make_actor,
    make_claim,
    make_contradiction,
    make_denial,
    make_different_pair,
    make_event,
    make_publisher,
    make_source,
    make_statement,
)
from tests.ledger.invariants import (
    check_documents_are_up_to_date,
    check_rebuilding_changes_nothing,
    check_what_is_public,
)
from tests.ledger.reading import document, edit


def public(*records: Any) -> None:
    publish_many(records=records, by=None)
    for record in records:
        record.refresh_from_db()


def check() -> None:
    check_what_is_public()
    check_documents_are_up_to_date()
    check_rebuilding_changes_nothing()


def everything() -> dict[str, Any]:
    """All current documents, less what counts versions."""
    return {
        f"{record.type} {record.slug}": {
            name: value
            for name, value in document(record.type, record.slug).items()
            if name not in ("version", "updated_at")
        }
        for record in PublishedRecord.objects.filter(public_state="published")
    }


@pytest.fixture
def twins() -> tuple[Claim, Claim]:
    """Two public claims that say the same, each with statements; a third contradicts one, a fourth rests on it."""
    one = make_claim(slug="one", text="It happened.", statements=[{"actor": make_actor(name="Testland")}])
    two = make_claim(slug="two", text="It took place.", event=one.event, statements=[{}, {"stance": "denies"}])
    three = make_claim(slug="three", rests_on=[one])
    public(one, two, three)
    public(make_contradiction(slug="pair", first_claim=one, second_claim=make_claim(slug="rival")).first_claim)
    public(Claim.objects.get(slug="rival"))
    public(Contradiction.objects.get(slug="pair"))
    return one, two


def test_merged_claim_gives_its_statements_new_numbers_in_the_survivor(twins: tuple[Claim, Claim]) -> None:
    one, two = twins

    merge(record=one, into=two, by=None, reason="The same claim")

    assert [part["id"] for part in document("claim", "two")["statements"]] == ["two.1", "two.2", "two.3"]
    assert sorted(Statement.objects.filter(claim=two).values_list("number", flat=True)) == [1, 2, 3]
    check()


def test_merged_claim_leads_to_its_survivor_wherever_it_was_named(twins: tuple[Claim, Claim]) -> None:
    one, two = twins

    merge(record=one, into=two, by=None, reason="The same claim")

    assert [claim["id"] for claim in document("claim", "three")["rests_on"]] == ["two"]
    assert [claim["id"] for claim in document("contradiction", "pair")["claims"]] == ["two", "rival"]
    assert [claim["id"] for claim in document("claim", "two")["contradicts"]] == ["rival"]
    assert PublishedRecord.objects.get(slug="one").merged_into == "two"
    assert Slug.objects.get(slug="one").merged_into == two.key


def test_survivor_is_what_editors_have_so_that_publishing_it_again_appends_nothing(twins: tuple[Claim, Claim]) -> None:
    one, two = twins
    merge(record=one, into=two, by=None, reason="The same claim", keep=["text"])
    two.refresh_from_db()

    assert (two.text, two.work_state) == ("It happened.", "clean")
    assert document("claim", "two")["text"] == "It happened."
    assert publish(record=two, by=None) is None


def test_undone_merge_gives_back_every_document(twins: tuple[Claim, Claim]) -> None:
    one, two = twins
    before = everything()
    done = merge(record=one, into=two, by=None, reason="The same claim", keep=["text"])

    unmerge(merge=done, by=None, reason="They differ")

    assert everything() == before
    assert sorted(Statement.objects.values_list("claim__slug", "number")) == [("one", 1), ("two", 1), ("two", 2)]
    assert Slug.objects.get(slug="one").merged_into is None
    check()
    for claim in twins:
        claim.refresh_from_db()
        assert publish(record=claim, by=None) is None


def test_pairs_that_fall_together_become_one_and_come_apart_again(twins: tuple[Claim, Claim]) -> None:
    one, two = twins
    rival = Claim.objects.get(slug="rival")
    public(make_contradiction(slug="other", first_claim=rival, second_claim=two))
    before = everything()

    done = merge(record=one, into=two, by=None, reason="The same claim")

    assert [pair["contradiction"] for pair in document("claim", "two")["contradicts"]] == ["other"]
    assert PublishedRecord.objects.get(slug="pair").merged_into == "other"
    check()
    unmerge(merge=done, by=None, reason="They differ")
    assert everything() == before
    check()


def test_earlier_redirects_lead_to_the_last_survivor_and_back(twins: tuple[Claim, Claim]) -> None:
    one, two = twins
    last = make_claim(slug="last", event=one.event)
    public(last)
    merge(record=one, into=two, by=None, reason="The same")
    two.refresh_from_db()

    second = merge(record=two, into=last, by=None, reason="The same")

    assert set(Slug.objects.filter(slug__in=["one", "two"]).values_list("merged_into", flat=True)) == {last.key}
    assert set(PublishedRecord.objects.exclude(merged_into=None).values_list("slug", "merged_into")) == {
        ("one", "last"),
        ("two", "last"),
    }
    check()
    unmerge(merge=second, by=None, reason="Not the same")
    assert PublishedRecord.objects.get(slug="one").merged_into == "two"
    assert Slug.objects.get(slug="one").merged_into == two.key
    check()


def test_claims_joined_by_a_contradiction_are_not_merged(twins: tuple[Claim, Claim]) -> None:
    one, _ = twins

    with pytest.raises(NotMerged, match="contradiction pair says that they differ"):
        merge(record=one, into=Claim.objects.get(slug="rival"), by=None, reason="The same")

    assert not Merge.objects.exists()


@pytest.mark.parametrize("named", ["actor", "source", "publisher", "event"])
def test_merged_record_of_each_type_is_named_no_more_and_comes_back(named: str) -> None:
    publisher, other = make_publisher(slug="p"), make_publisher(slug="q")
    records = {
        "publisher": (publisher, other),
        "source": (make_source(slug="s", publisher=publisher), make_source(slug="t", publisher=other)),
        "event": (make_event(slug="e"), make_event(slug="f")),
        "actor": (make_actor(slug="a", aliases=[("A", "en")], publisher=publisher), make_actor(slug="b")),
    }
    for number in (0, 1):
        claim = make_claim(event=records["event"][number], about=[records["actor"][number]])
        make_denial(claim=claim, actor=records["actor"][number], source=records["source"][number])
        make_actor(slug=f"voice-{number}", speaks_for=records["actor"][number])
        public(claim, *(pair[number] for pair in records.values()))
    record, into = records[named]
    record.refresh_from_db()
    before = everything()

    done = merge(record=record, into=into, by=None, reason="The same")

    assert f'"id":"{record.slug}"' not in "".join(
        str(text).replace(" ", "").replace("'", '"') for text in everything().values()
    )
    check()
    unmerge(merge=done, by=None, reason="Not the same")
    assert everything() == before
    check()


def test_drafts_are_merged_without_an_entry_and_given_back() -> None:
    one, two = make_claim(slug="one", text="One."), make_claim(slug="two")
    make_statement(claim=one)
    seq = Entry.objects.count()

    done = merge(record=one, into=two, by=None)

    assert Statement.objects.get().claim == two
    assert Entry.objects.count() == seq
    unmerge(merge=done, by=None)
    assert Statement.objects.get().claim == one
    one.refresh_from_db()
    assert one.public_state == "never"
    assert publish(record=one, by=None)


def test_draft_merged_into_a_public_claim_stays_unpublished() -> None:
    one, two = make_claim(slug="one", statements=[{}]), make_claim(slug="two")
    public(two)
    one.refresh_from_db()

    merge(record=one, into=two, by=None)

    two.refresh_from_db()
    assert (document("claim", "two")["statements"], two.work_state) == ([], "draft")
    check()


def test_public_record_is_not_merged_into_a_draft_nor_one_that_is_taken_down() -> None:
    one, two, three = make_claim(slug="one"), make_claim(slug="two"), make_claim(slug="three")
    public(one, three)
    withdraw(record=three, by=None, reason="Wrong")

    with pytest.raises(NotMerged, match="two was never published: merge it into one instead"):
        merge(record=one, into=two, by=None, reason="The same")
    with pytest.raises(NotMerged, match="three is withdrawn; restore it first"):
        merge(record=one, into=three, by=None, reason="The same")


def test_public_merge_gives_its_reason(twins: tuple[Claim, Claim]) -> None:
    one, two = twins

    with pytest.raises(ValueError, match="say in public why"):
        merge(record=one, into=two, by=None)


def test_what_is_entered_after_a_merge_names_the_survivor() -> None:
    old, new = make_actor(slug="old"), make_actor(slug="new")
    merge(record=old, into=new, by=None)

    statement = make_statement(actor=old)
    claim = make_claim(about=[old])

    statement.refresh_from_db()
    assert statement.actor == new
    assert claim.about_set.get().actor == new


def test_merged_record_can_no_longer_be_edited() -> None:
    old, new = make_actor(slug="old"), make_actor(slug="new")
    merge(record=old, into=new, by=None)

    with pytest.raises(Exception, match="merged into another one"):
        edit(old, name="Changed")


def test_same_aliases_and_same_words_on_whom_a_claim_is_about_are_kept_once() -> None:
    old = make_actor(slug="old", aliases=[("Same", "en"), ("Own", "en")])
    new = make_actor(slug="new", aliases=[("Same", "en")])
    claim = make_claim(about=[old, new])
    public(claim)
    old.refresh_from_db()

    done = merge(record=old, into=new, by=None, reason="The same")

    assert sorted(new.aliases.values_list("name", flat=True)) == ["Own", "Same"]
    assert [actor["id"] for actor in document("claim", claim.slug)["about"]] == ["new"]
    assert [alias["name"] for alias in document("actor", "new")["aliases"]] == ["Own", "Same"]
    unmerge(merge=done, by=None, reason="Not the same")
    assert ActorAlias.objects.filter(actor=old).count() == 2
    assert claim.about_set.count() == 2
    check()


def test_undoing_is_refused_when_what_moved_was_changed_since(twins: tuple[Claim, Claim]) -> None:
    one, two = twins
    done = merge(record=one, into=two, by=None, reason="The same")
    statement = Statement.objects.get(claim=two, number=3)
    Statement.objects.filter(pk=statement.pk).update(locator="elsewhere")
    before = everything()

    with pytest.raises(NotMerged, match="changed since: statement"):
        unmerge(merge=done, by=None, reason="Not the same")

    one.refresh_from_db()
    assert (one.public_state, everything()) == (PublicState.MERGED, before)


def test_different_pair_of_the_two_goes_with_the_merge_and_comes_back() -> None:
    one, two = make_claim(slug="one"), make_claim(slug="two")
    pair = make_different_pair(first_claim=one, second_claim=two)

    done = merge(record=one, into=two, by=None)

    assert not type(pair).objects.exists()
    unmerge(merge=done, by=None)
    assert type(pair).objects.get().pk == pair.pk


def test_pair_does_not_come_back_from_a_merge_while_one_of_its_claims_is_down(twins: tuple[Claim, Claim]) -> None:
    _, two = twins
    rival, pair = Claim.objects.get(slug="rival"), Contradiction.objects.get(slug="pair")
    other = make_contradiction(slug="other", first_claim=two, second_claim=make_claim(slug="fifth"))
    public(other.second_claim, other)
    done = merge(record=pair, into=other, by=None, reason="One for both")
    withdraw(record=rival, by=None, reason="Wrong")

    with pytest.raises(NotMerged, match="joins claims that are not both public"):
        unmerge(merge=done, by=None, reason="Not one")


def test_what_is_quarantined_takes_the_words_of_what_was_merged_into_it_along(twins: tuple[Claim, Claim]) -> None:
    one, two = twins
    merge(record=one, into=two, by=None, reason="The same claim")
    two.refresh_from_db()

    quarantine(record=two, by=None)

    assert not PublishedClaim.objects.filter(slug="one", document__isnull=False).exists()
    restore(record=two, by=None, reason="Fine")
    assert PublishedClaim.objects.filter(slug="one", document__isnull=False).exists()
    check()
