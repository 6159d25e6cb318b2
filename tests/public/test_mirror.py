"""The reference client ends with exactly the registry, wherever it began and whatever happens to it."""

import hashlib
from pathlib import Path
from random import Random

import orjson
import pytest
from django.http import HttpResponse
from django.test import Client

from claims.ledger.merge import merge
from claims.ledger.publish import publish
from claims.ledger.takedown import quarantine, withdraw
from claims.models import Actor
from claims.public.changes import TABLES
from tests.factories import make_actor, make_claim
from tests.ledger.walk import WIDE, Walk
from tests.public.mirroring import Network, mirror, mirrored, published, run

pytestmark = pytest.mark.usefixtures("network")


def record(path: Path, key: object) -> tuple[object, ...]:
    database = mirror.sqlite3.connect(path)
    query = "SELECT id, action, reason, merged_into, document IS NULL FROM records WHERE key = ?"
    found: tuple[object, ...] = database.execute(query, [str(key)]).fetchone()
    database.close()
    return found


def test_it_lists_every_type_of_record_with_a_list_of_its_own() -> None:
    assert sorted(mirror.LISTS.values()) == sorted(TABLES)


def test_lists_or_feed_and_then_the_feed_give_the_registry_byte_for_byte(client: Client, tmp_path: Path) -> None:
    walk, random = Walk(seed=3, terrain=WIDE), Random(3)
    begun: list[Path] = []

    for step in range(12):
        walk.step()
        if step % 3 == 0:
            begun.append(tmp_path / f"{step}.sqlite")
            assert run(begun[-1], *random.choice([[], ["--from-zero"]])) == 0
        following = random.choice(begun)
        assert run(following) == 0
        assert mirrored(following) == published(client), walk.log

    for path in begun:
        assert run(path) == 0
        assert mirrored(path) == published(client), walk.log


def test_lists_that_show_different_positions_are_brought_to_one(
    client: Client, network: Network, tmp_path: Path
) -> None:
    walk = Walk(seed=4, terrain=WIDE)
    network.before = lambda path: walk.step() if ".jsonl" in path else None

    assert run(tmp_path / "mirror.sqlite") == 0

    assert mirrored(tmp_path / "mirror.sqlite") == published(client)


def test_bulk_files_are_begun_with_where_there_are_any(client: Client, network: Network, tmp_path: Path) -> None:
    publish(record=make_claim(slug="in-the-file"), by=None)
    files = {f"/files/{name}.jsonl": content for name, content in published(client).items()}
    index = {
        "position": len(client.get("/api/v1/changes/").json()["results"]),
        "withheld": False,
        "files": [
            {"path": path.removeprefix("/files/"), "url": path, "sha256": hashlib.sha256(content).hexdigest()}
            for path, content in files.items()
        ],
    }
    publish(record=make_claim(slug="in-the-feed"), by=None)
    files["/api/v1/exports/"] = orjson.dumps(index)
    network.before = lambda path: HttpResponse(files[path]) if path in files else None

    assert run(tmp_path / "mirror.sqlite") == 0

    assert set(files) < set(network.asked)
    assert not [path for path in network.asked if path == "/api/v1/claims.jsonl"]
    assert mirrored(tmp_path / "mirror.sqlite") == published(client)


def test_what_is_gone_is_told_with_its_reason(tmp_path: Path) -> None:
    kept, merged, gone, hidden = (make_actor(slug=slug) for slug in ("kept", "merged", "gone", "hidden"))
    for actor in (kept, merged, gone, hidden):
        publish(record=actor, by=None)
    path = tmp_path / "mirror.sqlite"
    run(path)

    withdraw(record=gone, by=None, reason="It was a mistake.")
    quarantine(record=hidden, by=None)
    merge(record=merged, into=kept, by=None, reason="The same.")
    run(path)

    assert record(path, gone.key) == ("gone", "withdrawn", "It was a mistake.", None, 1)
    assert record(path, hidden.key) == ("hidden", "quarantined", None, None, 1)
    assert record(path, merged.key) == ("merged", "merged", "The same.", "kept", 1)
    assert record(path, kept.key)[-1] == 0


def test_hidden_words_are_nowhere_in_the_file(tmp_path: Path) -> None:
    actor = make_actor(slug="hidden", name="Words to hide")
    publish(record=make_claim(about=[(actor, "agent")]), by=None)
    path = tmp_path / "mirror.sqlite"
    run(path)
    assert b"Words to hide" in b"".join(file.read_bytes() for file in tmp_path.iterdir())

    quarantine(record=Actor.objects.get(slug="hidden"), by=None)
    run(path)

    assert b"Words to hide" not in b"".join(file.read_bytes() for file in tmp_path.iterdir())


def test_entries_of_one_cause_are_there_together(
    network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = make_actor(slug="renamed", name="Before")
    for number in range(5):
        publish(record=make_claim(slug=f"c{number}", about=[(actor, "agent")]), by=None)
    path = tmp_path / "mirror.sqlite"
    run(path)
    before = mirrored(path)
    actor.refresh_from_db()
    actor.name = "After"
    actor.save()
    publish(record=actor, by=None)
    seen = []
    network.before = lambda asked: seen.append(mirrored(path))
    monkeypatch.setattr(mirror, "PAGE", 2)

    run(path)

    assert len(seen) == 3
    assert all(one == before for one in seen)
    assert mirrored(path) != before


def test_what_breaks_off_leaves_the_mirror_as_it_was(network: Network, tmp_path: Path, client: Client) -> None:
    publish(record=make_claim(slug="first"), by=None)
    path = tmp_path / "mirror.sqlite"
    run(path)
    before = mirrored(path)
    publish(record=make_claim(slug="second"), by=None)
    network.before = lambda asked: HttpResponse(b'{"results":[{', headers={"Content-Type": "application/json"})

    assert run(path, "--patience=-1") == 1

    assert mirrored(path) == before


def test_a_document_that_was_tampered_with_is_refused(network: Network, tmp_path: Path, client: Client) -> None:
    publish(record=make_claim(slug="honest", text="What was entered."), by=None)
    page = client.get("/api/v1/changes/").content
    network.before = lambda asked: HttpResponse(page.replace(b"What was entered.", b"What was not."))

    assert run(tmp_path / "mirror.sqlite", "--from-zero") == 1

    assert mirrored(tmp_path / "mirror.sqlite")["claims"] == b""


def test_it_waits_as_long_as_it_is_told_to(network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(mirror.time, "sleep", pauses.append)
    busy = [
        HttpResponse(status=429, headers={"Retry-After": "7"}),
        HttpResponse(status=503, headers={"Retry-After": "8"}),
    ]
    network.before = lambda asked: busy.pop(0) if busy else None

    assert run(tmp_path / "mirror.sqlite") == 0

    assert pauses == [7, 8]


def test_it_asks_for_nothing_that_it_has(network: Network, tmp_path: Path) -> None:
    publish(record=make_claim(), by=None)
    registry = mirror.Registry("http://testserver", patience=0)
    first = registry.changes(after=0)

    assert registry.changes(after=0) is None
    publish(record=make_claim(slug="new"), by=None)
    assert len(registry.changes(after=0)["results"]) > len(first["results"])


def test_another_ledger_is_refused(network: Network, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = {"results": [{"seq": 7}], "head": 7, "next_after": 7}
    network.before = lambda asked: HttpResponse(orjson.dumps(page)) if asked.startswith("/api/v1/changes/") else None
    assert run(tmp_path / "mirror.sqlite") == 1
    assert "Entries 7 to 7 do not follow position 0." in capsys.readouterr().err

    assert mirror.main(["http://elsewhere", str(tmp_path / "mirror.sqlite")]) == 1
    assert "mirrors http://testserver, not http://elsewhere" in capsys.readouterr().err
