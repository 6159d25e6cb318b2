"""Erasing: the words are in no table any more, public or private, and the ledger is as whole as before."""

import hashlib
import re
from typing import Any

import orjson
import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.http import QueryDict

from claims.desk import typed
from claims.ledger.apply import all_tables
from claims.ledger.cleansing import EMPTIED
from claims.ledger.erasing import erase, would_destroy
from claims.ledger.freeze import RECORDS
from claims.ledger.merge import merge
from claims.ledger.models import Entry, EntryAuthor
from claims.ledger.publish import publish, publish_many
from claims.ledger.published import PublishedClaim, PublishedRecord, PublishedStatement
from claims.ledger.takedown import NotTakenDown, quarantine, restore, withdraw
from claims.models import Claim
from claims.review import comment
from sources.models import Capture
from tests.factories import (
    make_actor,
    make_claim,
    make_contradiction,
    make_denial,
    make_event,
    make_source,
    make_statement,
)
from tests.ledger.invariants import check_documents_are_up_to_date, check_rebuilding_changes_nothing
from tests.ledger.reading import document, edit

WORD = "zqsecretzq"


def people() -> tuple[User, User]:
    return tuple(User.objects.get_or_create(username=name)[0] for name in ("asking", "confirming"))  # type: ignore[return-value]


def erased(record: Any, **given: Any) -> Entry:
    by, approved_by = people()
    record.refresh_from_db()
    return erase(record=record, **{"by": by, "approved_by": approved_by, "reason": "A test court said so.", **given})


def tables_with(word: str = WORD) -> list[str]:
    """Every table of the database that holds a word anywhere."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models():
            table = model._meta.db_table
            cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}" AS row WHERE row::text ILIKE %s)', [f"%{word}%"])
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def leaves() -> list[bytes]:
    return [bytes(leaf) for leaf in Entry.objects.order_by("seq").values_list("leaf", flat=True)]


@pytest.fixture
def claim() -> Claim:
    """A public claim, twice published, that says the word wherever it can, and one that contradicts it."""
    found = make_claim(slug="claim", text=f"A {WORD}.", note=f"{WORD} noted", internal_notes=WORD, question=f"{WORD}?")
    make_statement(claim=found, actor=make_actor(slug="one"), quote=WORD)
    make_denial(claim=found, actor=make_actor(slug="other"))
    publish(record=found, by=None)
    rival = make_claim(slug="rival", statements=[{}])
    publish(record=rival, by=None)
    pair = make_contradiction(slug="pair", first_claim=found, second_claim=rival, reason=f"{WORD} there")
    publish(record=pair, by=None)
    edit(found, note="")
    publish(record=found, by=None, reason=f"{WORD} was not to be named")
    return found


def test_erased_words_are_in_no_table_at_all(claim: Claim) -> None:
    user = people()[0]
    comment(record=claim, by=user, text=WORD)
    typed.keep(user=user, form=f"claims.claim/{claim.pk}", token=typed.new_token(), values=QueryDict(f"text={WORD}"))
    assert len(tables_with()) > 8

    erased(claim)

    assert tables_with() == []


def test_ledger_is_as_whole_as_before(claim: Claim) -> None:
    before = leaves()

    erased(claim)

    after = leaves()
    assert after[: len(before)] == before
    assert [orjson.loads(leaf)["seq"] for leaf in after] == list(range(1, len(after) + 1))
    for entry in Entry.objects.exclude(document=None):
        commitment = orjson.loads(bytes(entry.leaf))["commitment"]
        assert hashlib.sha256(bytes(entry.nonce) + entry.document.encode()).hexdigest() == commitment
    assert not Entry.objects.filter(document=None, nonce__isnull=False).exists()


def test_tables_can_be_made_anew_of_what_is_left(claim: Claim) -> None:
    erased(claim)

    check_documents_are_up_to_date()
    check_rebuilding_changes_nothing()


def test_neighbours_say_at_once_what_they_say_without_it(claim: Claim) -> None:
    erased(claim)

    rival = document("claim", "rival")
    assert (rival["contradicts"], rival["version"]) == ([], 3)
    assert not PublishedClaim.objects.filter(slug="rival", version=2).exists()


def test_record_is_erased_and_so_is_the_pair_that_joined_it(claim: Claim) -> None:
    entry = erased(claim)

    states = dict(PublishedRecord.objects.filter(slug__in=["claim", "pair"]).values_list("slug", "public_state"))
    assert states == {"claim": "erased", "pair": "erased"}
    assert PublishedRecord.objects.get(slug="claim").reason == "A test court said so."
    assert Entry.objects.get(slug="pair", action="erased").cause == entry.seq
    author = EntryAuthor.objects.get(entry=entry)
    assert (author.user.username, author.approved_by.username) == ("asking", "confirming")


def test_nothing_brings_it_back_and_its_address_is_never_given_again(claim: Claim) -> None:
    erased(claim)

    claim.refresh_from_db()
    for bring_back in (restore, publish, erase):
        with pytest.raises(Exception, match="erased"):
            bring_back(record=claim, by=None, reason="Again", **({"as_operator": True} if bring_back is erase else {}))
    with pytest.raises(IntegrityError, match="erased"), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(note="Again")
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.filter(pk=make_claim(slug="another").pk).update(slug="claim")


def test_what_is_written_once_loses_no_word_but_by_the_door(claim: Claim) -> None:
    erased(claim)

    for change in (
        "UPDATE history_change SET before = NULL",
        "UPDATE ledger_entry SET document = 'other' WHERE seq = 1",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


def test_claims_that_name_an_erased_actor_stay_without_its_name() -> None:
    actor = make_actor(slug="actor", name=WORD)
    voice = make_actor(slug="voice", speaks_for=actor)
    publish(record=make_claim(slug="claim", statements=[{"actor": voice}]), by=None)
    edit(actor, role="Renamed")
    publish(record=actor, by=None)

    erased(actor)

    assert tables_with() == []
    assert document("claim", "claim")["statements"][0]["party"] == {"id": "actor", "name": None}
    check_documents_are_up_to_date()
    check_rebuilding_changes_nothing()


def test_erased_source_takes_its_captures_along() -> None:
    source = make_source(slug="source", title=f"{WORD} title", url=f"https://example.org/{WORD}")
    Capture.objects.create(source=source, text=f"So said {WORD}.", retrieved_at="2020-09-29T10:00:00Z")
    claim = make_claim(slug="claim", statements=[{"source": source}])
    publish(record=claim, by=None)

    erased(source)

    assert tables_with() == []
    assert document("claim", "claim")["statements"][0]["source"]["title"] is None
    check_documents_are_up_to_date()


def test_parts_of_an_erased_event_stand_alone() -> None:
    whole = make_event(slug="whole")
    middle = make_event(slug="middle", title=WORD, part_of=whole)
    part = make_event(slug="part", part_of=middle)
    publish_many(
        records=[make_claim(slug=f"of-{event.slug}", event=event, statements=[{}]) for event in (whole, middle, part)],
        by=None,
    )

    erased(middle)

    assert tables_with() == []
    check_documents_are_up_to_date()
    check_rebuilding_changes_nothing()


@pytest.mark.parametrize("take_down", [withdraw, quarantine])
def test_neighbour_that_was_taken_down_before_can_come_back(take_down: Any) -> None:
    actor = make_actor(slug="actor", name=WORD)
    claim = make_claim(slug="claim", text="Kept.", statements=[{"actor": actor}])
    publish(record=claim, by=None)
    take_down(record=claim, by=None, reason="Taken down")

    erased(actor)
    restore(record=claim, by=None, reason="Restored")

    restored = document("claim", "claim")
    assert (restored["text"], restored["statements"][0]["actor"]["name"]) == ("Kept.", None)
    assert tables_with() == []
    check_rebuilding_changes_nothing()


def test_what_was_merged_into_it_goes_with_it() -> None:
    actor, twin = make_actor(slug="actor"), make_actor(slug="twin", name=WORD)
    publish(record=make_claim(slug="claim", statements=[{"actor": twin}]), by=None)
    publish(record=actor, by=None)
    merge(record=twin, into=actor, by=None, reason=f"{WORD} is the same")

    erased(actor)

    assert tables_with() == []
    check_documents_are_up_to_date()
    check_rebuilding_changes_nothing()


# Versions


def test_chosen_versions_are_destroyed_and_what_is_public_now_stays() -> None:
    actor = make_actor(slug="actor", name=f"{WORD} name")
    claim = make_claim(slug="claim", statements=[{"actor": actor}])
    publish(record=claim, by=None)
    edit(actor, name="Another name")
    publish(record=actor, by=None, reason=f"It was never called {WORD}")
    edit(actor, name="A better name")
    publish(record=actor, by=None)
    before = document("actor", "actor"), document("claim", "claim")

    erased(actor, versions=[1])

    assert (document("actor", "actor"), document("claim", "claim")) == before
    assert list(PublishedClaim.objects.filter(slug="claim").values_list("version", flat=True)) == [2, 3]
    assert PublishedRecord.objects.get(slug="actor").public_state == "published"
    public = {model.__name__ for model in all_tables() if re.search(WORD, str(list(model.objects.values())))}
    assert public == {"PublishedEntry"}  # the reason of version 2, which was not chosen
    first = PublishedStatement.objects.order_by("seq").first()
    assert first is not None
    assert first.first_seq == first.seq
    check_documents_are_up_to_date()
    check_rebuilding_changes_nothing()


def test_all_versions_with_the_same_words_go_together() -> None:
    event = make_event(slug="event", title="Before")
    claim = make_claim(slug="claim", text=WORD, event=event)
    publish(record=claim, by=None)
    edit(event, title="After")
    publish(record=event, by=None)
    edit(claim, text="Corrected.")
    publish(record=claim, by=None)

    entry = erased(claim, versions=[2])

    assert list(Entry.objects.filter(action="erased").values_list("version", "cause")) == [(1, None), (2, entry.seq)]
    assert "ledger_entry" not in tables_with()
    check_rebuilding_changes_nothing()


def test_words_that_are_public_now_are_not_erased_alone(claim: Claim) -> None:
    for versions, why in (([3], "publish a correction first"), ([9], "nothing to erase"), ([], "nothing to erase")):
        with pytest.raises(NotTakenDown, match=why):
            erased(claim, versions=versions)


# Who may


def test_one_person_alone_erases_nothing(claim: Claim, settings: Any) -> None:
    one = people()[0]
    for approved_by in (None, one):
        with pytest.raises(NotTakenDown, match="two people"):
            erase(record=claim, by=one, approved_by=approved_by, reason="Alone")

    settings.TAKEDOWN_BY_SECOND_PERSON = False
    assert erase(record=claim, by=one, reason="A registry of one").action == "erased"


def test_what_would_be_destroyed_is_told_before(claim: Claim) -> None:
    told = would_destroy(record=claim)

    assert (told.own, told.others, told.pairs) == (3, (("claim", "rival", 1),), (("contradiction", "pair"),))
    erased(claim)
    assert set(Entry.objects.filter(seq__in=told.seqs, document__isnull=False)) == set()


@pytest.mark.no_database
def test_every_text_of_a_record_is_emptied() -> None:
    """A field that is forgotten here would keep what was erased."""
    kept = {"slug", "kind", "event", "publisher", "about", "rests_on", "first_claim", "second_claim"}
    derived = ("folded", "url_key", "terms", "numbers_given", "_earliest", "_latest", "_sort")
    states = {"id", "key", "public_state", "work_state", "revision", "edited_by", "editors"}
    for type_, model in RECORDS.items():
        fields = {each.name for each in model._meta.concrete_fields if not each.name.endswith(derived)}
        assert fields - kept - states - set(EMPTIED[type_]) == set(), type_
