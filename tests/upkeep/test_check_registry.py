"""`check_registry`: a sound registry passes, and each kind of damage is named with its record and the way out."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from claims.ledger.models import Entry
from claims.ledger.publish import publish
from claims.ledger.published import PublishedClaim
from claims.ledger.takedown import quarantine
from claims.upkeep import finding
from claims.upkeep.checks import CHECKS
from sources.models import Capture
from tests.factories import make_claim, make_contradiction, make_source
from tests.ledger.walk import SCORCHED, Walk
from tests.log.logs import SIGNER


@pytest.fixture(autouse=True)
def kept(settings: Any, tmp_path: Path) -> None:
    settings.LOG_DIR, settings.LOG_KEY = tmp_path / "log", [SIGNER.secret()]
    settings.TAKEDOWN_LIST = str(tmp_path / "takedowns.jsonl")


@pytest.fixture
def registry() -> None:
    """Two claims that contradict each other, a captured source; all of it signed."""
    one, other = (make_claim(slug=slug, statements=[{}]) for slug in ("one", "other"))
    publish(record=one, by=None)
    publish(record=other, by=None)
    publish(record=make_contradiction(first_claim=one, second_claim=other, slug="pair"), by=None)
    Capture.objects.create(source=make_source(slug="read"), text="Words.", retrieved_at="2020-09-29T10:00:00Z")
    call_command("publish_log", once=True, verbosity=0)
    check_deferred()


def check_deferred() -> None:
    """What is checked at the commit, now: tables with such checks pending can't be altered."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def as_owner(*statements: str) -> None:
    """What triggers and references refuse, and the owner of the data can do all the same."""
    with connection.cursor() as cursor:
        for statement in ("SET LOCAL session_replication_role = replica", *statements):
            cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = origin")


def found(*only: str) -> list[str]:
    """What the command prints; it ends with 1 exactly if that is anything."""
    told, ended = io.StringIO(), ""
    try:
        call_command("check_registry", only=list(only) or None, stdout=told, verbosity=0)
    except CommandError as error:
        ended = str(error)
    lines = told.getvalue().splitlines()
    assert ended == (f"{len(lines)} findings." if lines else "")
    return lines


def test_sound_registry_passes_and_is_left_as_it_was(registry: None) -> None:
    before = list(PublishedClaim.objects.values())

    assert found() == []
    assert list(PublishedClaim.objects.values()) == before


def test_registry_in_which_everything_was_done_passes() -> None:
    walk = Walk(seed=3, terrain=SCORCHED)
    for _ in range(20):
        walk.step()

    assert found() == []


REBUILD = "`manage.py rebuild_published` makes the published tables anew, once `verify_log` finds the ledger right."
ROW = "Mend the row as the database's owner, or restore a backup of before."
STATE = (
    "The ledger is what the world was told: put the row right as the database's owner, or restore a backup of before."
)
CAPTURE = "The text was changed past its trigger: restore this row from a backup of before."
LEDGER = "It was changed past the door: restore a backup of before, and replay the write-ahead log to its end."

# What is done to the registry, and all that is found then, with the words for what differs from run to run.
DAMAGES: dict[str, tuple[str, list[str]]] = {
    "published row changed": (
        "UPDATE ledger_publishedclaim SET standing = 'accepted' WHERE slug = 'one' AND to_seq IS NULL",
        [f"published: published claim one, entry <one>: is not what the ledger says (standing). {REBUILD}"],
    ),
    "published document changed": (
        "UPDATE ledger_publishedclaim SET document = '{}' WHERE slug = 'one' AND to_seq IS NULL",
        [f"published: published claim one, entry <one>: is not what the ledger says (document). {REBUILD}"],
    ),
    "published row gone": (
        "DELETE FROM ledger_publishedcontradiction",
        [f"published: published contradiction pair, entry <pair>: is missing; by the ledger it is there. {REBUILD}"],
    ),
    "published row invented": (
        "INSERT INTO ledger_publishedword VALUES ('invented', false, '{}')",
        [f"published: published word invented: is there; by the ledger it is not. {REBUILD}"],
    ),
    "public state changed": (
        "UPDATE claims_claim SET public_state = 'withdrawn' WHERE slug = 'one'",
        [f"states: claim one: is withdrawn for editors, and published by the ledger. {STATE}"],
    ),
    "record put public past the door": (
        "UPDATE sources_source SET public_state = 'published' WHERE slug = 'read'",
        [f"states: source read: is published for editors, and not in the ledger. {STATE}"],
    ),
    "address given to nobody": (
        "DELETE FROM sources_slug WHERE slug = 'pair'",
        [f"addresses: contradiction pair: its address is not in the register of addresses. {STATE}"],
    ),
    "address leads elsewhere": (
        "UPDATE sources_slug SET merged_into = (SELECT key FROM claims_claim WHERE slug = 'other') WHERE slug = 'one'",
        [f"addresses: claim one: its address leads to other, and by the ledger to itself. {STATE}"],
    ),
    "captured text changed": (
        "UPDATE sources_capture SET text = 'Other words.'",
        [f"captures: source read, capture <capture>: its text is not the one whose SHA-256 is kept. {CAPTURE}"],
    ),
    "reference to a row that is gone": (
        "DELETE FROM claims_figure; UPDATE sources_capture SET source_id = 987654321",
        [
            (
                "constraints: capture <capture>: names a row of sources_source that is not there "
                f"(sources_capture_source_id_<hash>). {ROW}"
            )
        ],
    ),
}


def told(expected: str) -> str:
    seqs = dict(Entry.objects.filter(slug__in=["one", "pair"]).order_by("seq").values_list("slug", "seq"))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'f' AND conrelid = 'sources_capture'::regclass"
        )
        (name,) = cursor.fetchone()
    words = {
        "<one>": str(seqs["one"]),
        "<pair>": str(seqs["pair"]),
        "<capture>": str(Capture.objects.get().pk),
        "sources_capture_source_id_<hash>": name,
    }
    for word, meant in words.items():
        expected = expected.replace(word, meant)
    return expected


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_named(registry: None, damage: str) -> None:
    statements, expected = DAMAGES[damage]
    expected = [told(line) for line in expected]
    as_owner(*statements.split("; "))

    assert found(expected[0].partition(":")[0]) == expected


def change_document() -> None:
    entry = Entry.objects.filter(slug="one").latest("seq")
    document = orjson.loads(entry.document or "") | {"note": "Never said."}
    text = orjson.dumps(document).decode().replace("'", "''")
    as_owner(f"UPDATE ledger_entry SET document = '{text}' WHERE seq = {entry.seq}")


def test_changed_entry_is_named_and_so_is_what_follows_from_it(registry: None) -> None:
    change_document()
    seq = Entry.objects.filter(slug="one").latest("seq").seq

    assert found("log", "published") == [
        f"log: ledger, entry {seq}: its document is not the one that was entered. {LEDGER}",
        (
            f"published: published claim one, entry {seq}: is not what the ledger says (document, folded, search). "
            f"{REBUILD}"
        ),
        f"published: published word never: is missing; by the ledger it is there. {REBUILD}",
        f"published: published word said: is missing; by the ledger it is there. {REBUILD}",
    ]


def test_missing_entry_is_named(registry: None) -> None:
    as_owner("DELETE FROM ledger_entryauthor", "DELETE FROM ledger_entry WHERE seq = 2")

    assert found("log") == [f"log: ledger, entry 2: is missing. {LEDGER}"]


def test_ledger_that_cannot_be_applied_is_told(registry: None) -> None:
    seq = Entry.objects.filter(slug="one").latest("seq").seq
    as_owner(f"UPDATE ledger_entry SET document = '{{' WHERE seq = {seq}")

    (line,) = found("published")
    assert line.startswith("published: the ledger: can't be applied any more (unexpected end of data")


def test_unsigned_log_and_damaged_files_are_told(registry: None, settings: Any) -> None:
    (tile,) = (settings.LOG_DIR / "tile/0").glob("000.p/*")
    tile.write_bytes(bytes(tile.stat().st_size))
    damaged = found("log")
    settings.LOG_KEY, settings.EMBEDDED_POSTGRES = [], False

    assert damaged == [
        (
            f"log: public log in {settings.LOG_DIR}: The tiles at the log's end have not the root that was signed. "
            "Restore these files from a backup, or `manage.py publish_log` into a new LOG_DIR."
        )
    ]
    assert found("log") == [
        (
            "log: public log: can't be checked. Set LOG_KEY to a key that signs the public log: `manage.py log_key` "
            "makes one."
        )
    ]


def test_takedown_that_was_forgotten_is_told(registry: None) -> None:
    claim = make_claim(slug="down")
    publish(record=claim, by=None)
    quarantine(record=claim, by=None)
    last = Entry.objects.filter(action="quarantined").latest("seq")
    as_owner(f"UPDATE ledger_entry SET at = at + interval '1 microsecond' WHERE seq = {last.seq}")

    assert found("takedowns") == [
        (
            f"takedowns: claim {claim.key}: was quarantined by the list of takedowns at position {last.seq}, which the "
            "ledger has not. `manage.py apply_takedowns` takes it down again; what the database does not hold at all "
            "stays listed."
        )
    ]


def one_row(query: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return str(cursor.fetchone()[0])


def never_deleted() -> str:
    return one_row(
        "SELECT tgname FROM pg_trigger WHERE tgrelid = 'ledger_entry'::regclass AND tgname LIKE '%never_deleted%'"
    )


def without_trigger() -> list[str]:
    as_owner(f"DROP TRIGGER {never_deleted()} ON ledger_entry")
    return [
        (
            "constraints: table ledger_entry: its trigger never_deleted is missing. `manage.py migrate` where a "
            "migration is missing; else `manage.py pgtrigger install`."
        )
    ]


def trigger_switched_off() -> list[str]:
    as_owner(f"ALTER TABLE ledger_entry DISABLE TRIGGER {never_deleted()}")
    return [
        (
            f"constraints: table ledger_entry: its trigger {never_deleted()} is switched off. ALTER TABLE ledger_entry "
            "ENABLE TRIGGER ALL"
        )
    ]


def without_constraint() -> list[str]:
    as_owner("ALTER TABLE sources_source DROP CONSTRAINT sources_source_url_is_http")
    return [
        (
            "constraints: table sources_source: its constraint sources_source_url_is_http is missing or not valid. "
            "Add it again as its migration does, or restore a backup of before."
        )
    ]


def check_broken() -> list[str]:
    """As if the constraint had been switched off for a while."""
    name = "sources_source_language_is_a_tag"
    check = one_row(f"SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = '{name}'")
    as_owner(
        f"ALTER TABLE sources_source DROP CONSTRAINT {name}",
        "UPDATE sources_source SET language = '!' WHERE slug = 'read'",
        f"ALTER TABLE sources_source ADD CONSTRAINT {name} {check} NOT VALID",
        f"UPDATE pg_constraint SET convalidated = true WHERE conname = '{name}'",
    )
    return [f"constraints: source read: breaks {name}. {ROW}"]


def address_twice() -> list[str]:
    """As after an index that lost its order."""
    index = one_row("SELECT indexrelid::regclass FROM pg_index WHERE indexrelid = 'sources_source_slug_key'::regclass")
    as_owner(
        f"UPDATE pg_index SET indisready = false WHERE indexrelid = '{index}'::regclass",
        "UPDATE sources_source SET slug = 'twice' WHERE id IN (SELECT id FROM sources_source ORDER BY id LIMIT 2)",
        f"UPDATE pg_index SET indisready = true WHERE indexrelid = '{index}'::regclass",
    )
    return [f"constraints: source twice: is there 2 times, against {index}. {ROW}"]


@pytest.mark.parametrize(
    "damage", [without_trigger, trigger_switched_off, without_constraint, check_broken, address_twice]
)
def test_constraints_are_there_and_hold_of_every_row(registry: None, damage: Callable[[], list[str]]) -> None:
    make_source()
    check_deferred()
    expected = damage()

    assert found("constraints") == expected


def test_of_one_sort_the_first_hundred_are_listed(registry: None, monkeypatch: pytest.MonkeyPatch) -> None:
    as_owner("INSERT INTO ledger_publishedword SELECT 'word' || n, false, '{}' FROM generate_series(1, 150) AS n")

    lines = found("published")

    assert len(lines) == finding.MOST + 1
    assert "And others: the first 100 are listed." in lines[-1]


def test_checks_can_be_chosen(capsys: Any) -> None:
    call_command("check_registry", "--only", "captures", "--only", "states")

    assert capsys.readouterr().out == "Nothing is wrong (captures, states).\n"
    assert set(CHECKS) == {"constraints", "states", "addresses", "captures", "takedowns", "log", "published"}
