"""A thousand tamperings of a registry's ledger, log and files, all found by docs/examples/verify.py; and none in a
thousand registries that nobody touched. `make torture ARGS="-s -k log_tampering"`; FACTREG_TAMPERINGS=100 for fewer.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from claims.ledger.models import Entry
from claims.ledger.rebuild import rebuild_published
from claims.log import building
from claims.log.ledger import StoredLedger
from tests import databases
from tests.ledger.walk import WIDE, Walk
from tests.log import ledger_tampering
from tests.log.logs import KEYS, SIGNER
from tests.log.tampering import SORTS
from tests.log.verifying import RIGHT, WRONG, Published, publish_all, verify, write_feed

TAMPERINGS = int(os.environ.get("FACTREG_TAMPERINGS", "1000"))
OF_THE_LEDGER = TAMPERINGS // 10
STEPS = 600


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "say", lambda text: None)


def test_what_nobody_touched_is_right(tmp_path: Path, settings: Any) -> None:
    """At a thousand sizes of the ledger, or as many as set, on the way of a walk: log, feed, and now and then the
    bulk files; each consistent with all that was kept before.
    """
    settings.LOG_KEY = [SIGNER.secret()]
    walk, checked, alarms, step = Walk(seed=61, terrain=WIDE), 0, [], 0
    published = Published(tmp_path)
    while checked < TAMPERINGS:
        step += 1
        walk.step()
        if step % 20 == 1:
            shutil.rmtree(tmp_path / "exports", ignore_errors=True)
            shutil.rmtree(published.bulk, ignore_errors=True)
            again = publish_all(tmp_path, settings)
            codes = [again.check("bulk"), again.check_kept()]
        else:
            building.publish(published.log, KEYS, StoredLedger())
            write_feed(published.feed)
            codes = [published.check("log", "--kept", str(tmp_path / "kept")), published.check("feed")]
        checked += len(codes)
        if codes != [RIGHT, RIGHT]:
            alarms.append((step, codes, walk.log[-5:]))

    print(f"\n{checked} untouched, {len(alarms)} alarms, {Entry.objects.count()} entries at the end")  # noqa: T201
    assert alarms == []


# After the test above: the registry of this one stays until the module ends.
@pytest.fixture(scope="module")
def downloaded(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Published]:
    """What a registry has published after a long random walk: several tiles, takedowns, merges."""
    place = tmp_path_factory.mktemp("published")
    published: list[Published] = []

    def publish() -> None:
        walk = Walk(seed=60, terrain=WIDE)
        for _step in range(STEPS):
            walk.step()
        published.append(publish_all(place, django_settings))

    with django_db_blocker.unblock(), databases.starting_with(publish):
        yield published[0]


def test_all_tamperings_of_what_is_published_are_found(downloaded: Published, tmp_path: Path) -> None:
    wanted = TAMPERINGS - OF_THE_LEDGER
    ways = [(sort, name) for sort, (tamperings, _) in SORTS.items() for name in tamperings]
    found: Counter[str] = Counter()
    missed, turn = [], 0
    for sort, name in cycle(ways):
        if found.total() + len(missed) == wanted:
            break
        turn += 1
        published = copied(downloaded, tmp_path / "tampered")
        tamperings, how = SORTS[sort]
        said = tamperings[name](Random(turn), published)
        if said is None or same(downloaded.place, published.place):
            continue
        code = published.check_kept() if how == "kept" else published.check(how)
        if code == WRONG:
            found[sort] += 1
        else:
            missed.append((turn, name, said, code))

    print(f"\nfound: {found.total()} of {wanted} ({dict(found)})")  # noqa: T201
    assert missed == []


@pytest.mark.django_db(transaction=True)
def test_all_tamperings_of_the_ledger_are_found(downloaded: Published, tmp_path: Path, settings: Any) -> None:
    """By the owner of the data, who then has the published tables made anew; and, each second time, the log as well,
    signed by the right key: that shows to who kept a checkpoint. `verify_log` finds all of them, `verify.py` all that
    comes to be published.
    """
    settings.LOG_DIR, settings.LOG_KEY = downloaded.log, [SIGNER.secret()]
    found, refused, missed = 0, 0, []
    for turn, name in enumerate(islice(cycle(ledger_tampering.LEDGER), OF_THE_LEDGER)):
        published = copied(downloaded, tmp_path / "tampered")
        with transaction.atomic():
            said = ledger_tampering.LEDGER[name](Random(turn))
            called = verified_by_command()
            made = made_anew()
            write_feed(published.feed)
            code = published.check("feed")
            if code == WRONG and turn % 2:
                shutil.rmtree(published.log)
                building.publish(published.log, KEYS, StoredLedger())
                code = published.check_kept("feed")
            transaction.set_rollback(True)
        # Or what was rolled back would make each turn slower than the last.
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
        # Of what no tables can be made nothing is published: only who has the ledger can see it.
        if called and code == (WRONG if made else RIGHT):
            found += 1
            refused += not made
        else:
            missed.append((turn, name, said, code, called))

    print(f"\nfound: {found} of {OF_THE_LEDGER} of the ledger; {refused} of these can't be published")  # noqa: T201
    assert missed == []


def made_anew() -> bool:
    """Whether published tables can be made of the ledger as it is now; else those of before stay."""
    try:
        rebuild_published()
    except IntegrityError:
        return False
    return True


def verified_by_command() -> str:
    """What `verify_log` complains of."""
    try:
        call_command("verify_log", verbosity=0)
    except CommandError as error:
        return str(error)
    return ""


def copied(downloaded: Published, place: Path) -> Published:
    shutil.rmtree(place, ignore_errors=True)
    for name in ("log", "bulk"):
        shutil.copytree(downloaded.place / name, place / name)
    for name in ("feed.jsonl", "kept"):
        shutil.copy(downloaded.place / name, place / name)
    return Published(place)


def same(one: Path, other: Path) -> bool:
    """Whether nothing was changed after all."""
    return all(
        (other / path.relative_to(one)).exists() and (other / path.relative_to(one)).read_bytes() == path.read_bytes()
        for name in ("log", "bulk", "feed.jsonl")
        for path in ((one / name).rglob("*") if (one / name).is_dir() else [one / name])
        if path.is_file()
    )
