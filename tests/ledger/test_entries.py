"""What is entered, in which order, when and why; and what entering it must not touch."""

import pytest
from django.db import IntegrityError, connection, transaction

from claims.actions import save
from claims.ledger.documents import PASSAGE_LENGTH
from claims.ledger.door import LONGEST_REASON
from claims.ledger.models import Entry, Head, PendingRecomposition
from claims.ledger.publish import NotPublishable, publish, publish_many
from claims.ledger.published import PublishedClaim, PublishedRecord
from claims.ledger.takedown import quarantine, restore, withdraw
from claims.models import ClaimRest
from factreg.text import TextError
from tests.factories import make_actor, make_claim, make_contradiction, make_event, make_source, make_statement
from tests.ledger.reading import document, edit

# Order


def test_what_is_named_is_entered_before_what_names_it_within_a_type():
    # Made after what names them, so that the order of recording would have it wrong.
    speaker, reprint, part, claim = (
        make_actor(slug="speaker"),
        make_source(slug="reprint"),
        make_event(slug="part"),
        make_claim(slug="claim"),
    )
    edit(speaker, speaks_for=make_actor(slug="state"))
    edit(reprint, derived_from=make_source(slug="original"))
    edit(part, part_of=make_event(slug="whole"))
    ground = make_claim(slug="ground", event=part, statements=[{"actor": speaker, "source": reprint}])
    save(record=claim, by=None, parts=[ClaimRest(claim=claim, rests_on=ground)])

    publish(record=claim, by=None)

    order = list(Entry.objects.values_list("slug", flat=True))
    for named, naming in (("state", "speaker"), ("original", "reprint"), ("whole", "part"), ("ground", "claim")):
        assert order.index(named) < order.index(naming)


def test_claim_published_with_one_that_it_rests_on_is_folded_into_it():
    asserting, denying = make_actor(), make_actor()
    rival = make_claim(slug="rival", statements=[{}])
    publish(record=rival, by=None)
    ground = make_claim(slug="ground", statements=[{"actor": asserting}])
    claim = make_claim(
        slug="claim",
        rests_on=[ground],
        statements=[{"actor": asserting}, {"actor": denying, "stance": "denies"}],
    )
    publish(record=claim, by=None)

    publish(record=make_contradiction(first_claim=ground, second_claim=rival), by=None)

    assert document("claim", "ground")["standing"]["value"] == "disputed"
    assert document("claim", "claim")["standing"]["folded_into"] == "ground"


# Cause


def test_entry_with_a_cause_touches_no_updated_at():
    actor = make_actor(slug="actor", name="Old name")
    publish(record=make_claim(slug="claim", statements=[{"actor": actor}]), by=None)
    before = document("claim", "claim")

    edit(actor, name="New name")
    entry = publish(record=actor, by=None)

    after = document("claim", "claim")
    assert entry is not None
    assert Entry.objects.get(key=after["key"], version=2).cause == entry.seq
    assert (after["version"], after["updated_at"]) == (2, before["updated_at"])
    assert PublishedRecord.objects.get(slug="claim").updated_seq == PublishedClaim.objects.current().get().first_seq


@pytest.mark.parametrize("take_down", [withdraw, quarantine])
def test_neighbours_were_not_updated_by_a_takedown_and_a_restoration(take_down):
    actor = make_actor(slug="actor")
    publish(record=make_claim(slug="claim", statements=[{"actor": actor}]), by=None)
    before = document("claim", "claim")

    take_down(record=actor, by=None, reason="Taken down")
    restore(record=actor, by=None, reason="Restored")

    after = document("claim", "claim")
    assert (after["version"], after["updated_at"]) == (3, before["updated_at"])


def test_restored_record_itself_was_updated_by_its_restoration():
    claim = make_claim(slug="claim")
    publish(record=claim, by=None)
    withdraw(record=claim, by=None, reason="Withdrawn")

    entry = restore(record=claim, by=None, reason="Restored")

    assert PublishedRecord.objects.get(slug="claim").updated_seq == entry.seq


def test_withdrawn_reason_and_time_of_a_pair_are_those_of_its_claims_withdrawal_in_the_feed():
    """The pair's entry has no words of its own: its cause says why."""
    first, second = make_claim(slug="first"), make_claim(slug="second")
    publish_many(records=[first, second], by=None)
    pair = make_contradiction(first_claim=first, second_claim=second)
    publish(record=pair, by=None, reason="Found to contradict")

    entry = withdraw(record=first, by=None, reason="Withdrawn")

    followed = Entry.objects.filter(key=pair.key).latest("seq")
    assert (followed.action, followed.cause, followed.reason) == ("withdrawn", entry.seq, None)


# Batches


def test_what_shows_a_published_record_is_up_to_date_though_a_later_batch_was_refused():
    actor, withdrawn = make_actor(slug="actor", name="Old name"), make_claim(slug="withdrawn")
    publish_many(records=[make_claim(slug="claim", statements=[{"actor": actor}]), withdrawn], by=None)
    withdraw(record=withdrawn, by=None, reason="Withdrawn")
    edit(actor, name="New name")

    with pytest.raises(NotPublishable):
        publish_many(records=[actor, withdrawn], by=None)

    assert document("claim", "claim")["statements"][0]["actor"]["name"] == "New name"
    assert not PendingRecomposition.objects.exists()


# Edits under way


def test_edit_that_was_begun_before_publication_can_be_saved_after_it():
    claim = make_claim(slug="claim", statements=[{}])
    begun = type(claim).objects.get(pk=claim.pk)

    publish(record=claim, by=None)
    begun.text = "Corrected."
    save(record=begun, by=None)

    begun.refresh_from_db()
    assert (begun.text, begun.work_state, begun.public_state) == ("Corrected.", "draft", "published")


def test_publication_of_a_new_statement_counts_no_revision():
    claim = make_claim(slug="claim", statements=[{}])
    publish(record=claim, by=None)
    make_statement(claim=claim)
    claim.refresh_from_db()
    revision = claim.revision

    publish(record=claim, by=None)

    claim.refresh_from_db()
    assert claim.revision == revision


# Time


def insert_entry_after_head(*, later_by: str) -> None:
    """An entry by SQL, at the head's time and an interval."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO ledger_entry (seq, at, action, type, key, version, leaf)
            SELECT seq + 1, at + %s::interval, 'published', 'claim', gen_random_uuid(), 1, '' FROM ledger_head
            """,
            [later_by],
        )


@pytest.mark.parametrize("later_by", ["0", "-1 microsecond", "-27 years"])
def test_database_refuses_an_entry_that_is_not_later_than_the_one_before(later_by):
    publish(record=make_claim(), by=None)
    head = Head.objects.get()

    with pytest.raises(IntegrityError, match="each entry is later than the one before"):
        insert_entry_after_head(later_by=later_by)

    after = Head.objects.get()
    assert (after.seq, after.at) == (head.seq, head.at)


def test_database_takes_an_entry_that_is_a_microsecond_later():
    publish(record=make_claim(), by=None)
    seq = Head.objects.get().seq

    insert_entry_after_head(later_by="1 microsecond")

    assert Head.objects.get().seq == seq + 1


# What is private, and reasons


@pytest.mark.parametrize("long", ["passage", "passage_translation"])
def test_long_passage_is_private_with_its_translation(long):
    short = {"passage": "Said.", "passage_translation": "Said."}
    claim = make_claim(slug="claim", statements=[{**short, long: "x" * (PASSAGE_LENGTH + 1)}])

    publish(record=claim, by=None)

    (statement,) = document("claim", "claim")["statements"]
    assert (statement["passage"], statement["passage_translation"]) == (None, None)


def test_short_passage_is_public_with_its_translation():
    longest = "x" * PASSAGE_LENGTH
    claim = make_claim(slug="claim", statements=[{"passage": longest, "passage_translation": longest}])

    publish(record=claim, by=None)

    (statement,) = document("claim", "claim")["statements"]
    assert (statement["passage"], statement["passage_translation"]) == (longest, longest)


def test_reason_is_cleaned():
    entry = publish(record=make_claim(), by=None, reason="  Cafe\u0301\r\nopened \n")

    assert entry is not None
    assert entry.reason == "Caf\u00e9\nopened"


@pytest.mark.parametrize("reason", ["\ud800", "a\x00b", "\u202eabc"])
def test_reason_with_characters_that_no_honest_text_needs_is_refused(reason):
    claim = make_claim()
    publish(record=claim, by=None)
    entries = Entry.objects.count()

    for act in (publish, withdraw, quarantine):
        with pytest.raises(TextError):
            act(record=claim, by=None, reason=reason)
    with pytest.raises(TextError):
        publish_many(records=[claim], by=None, reason=reason)

    assert Entry.objects.count() == entries


def test_reason_is_limited():
    claim = make_claim()
    longest = "x" * LONGEST_REASON

    with pytest.raises(ValueError, match="2000"):
        publish(record=claim, by=None, reason=longest + "x")
    entry = publish(record=claim, by=None, reason=longest)

    assert entry is not None
    assert entry.reason == longest


def test_reason_of_white_space_is_none():
    claim = make_claim()
    publish(record=claim, by=None)

    with pytest.raises(ValueError, match="why it is withdrawn"):
        withdraw(record=claim, by=None, reason=" \n ")
