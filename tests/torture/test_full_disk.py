"""A disk that is full under everything: database, its log of writes, public log, bulk files and list of takedowns.

What is written meanwhile is refused, not half done; pages are served or say 503; and once there is room, all goes on
with no program of factreg started anew. PostgreSQL itself may give up, and is started as systemd would.

Needs the right to mount: `sudo make torture ARGS="-s -k full_disk"`.
"""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg
import pytest

from claims.ledger.takedown_list import standing
from factreg.embedded import BASE_DIR
from tests.admin.forms import FormReader
from tests.torture.own_servers import (
    Registry,
    Server,
    ask,
    editing,
    has,
    last_told_by,
    next_told_by,
    paused,
)
from tests.torture.processes import HOST, PATIENCE
from tests.torture.taking_down import REFUSED

pytestmark = [
    pytest.mark.no_database,
    pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk needs root"),
]

ROUNDS = int(os.environ.get("FULL_DISKS", "5"))
MEGABYTES = 1024
# Seconds that the disk stays full.
FULL = 20.0
TAKEN_DOWN = "foreign-fighter-reports"
SAYS = "The test date is wrong."


def test_full_disk_loses_nothing_and_all_goes_on_when_there_is_room(settings: Any) -> None:
    seen: Counter[int] = Counter()
    reports: Counter[int] = Counter()
    down, given_up = False, 0
    with small_disk() as disk:
        registry = Registry(disk)
        place = registry.first.socket_directory
        variables = registry.environment(place)
        settings.TAKEDOWN_LIST = variables["TAKEDOWN_LIST"]
        server = Server(variables)
        try:
            registry.start()
            server.start()
            with editing(variables) as editors:
                acknowledged = [next_told_by(editor) for editor in editors]
                server.wait_for_page(seen)
                for _ in range(ROUNDS):
                    form = form_of_a_report(server)
                    with filled(disk) as fill_again:
                        wait_until_writes_fail(place)
                        ends = time.monotonic() + FULL
                        while time.monotonic() < ends:
                            fill_again()
                            seen[server.ask()] += 1
                            time.sleep(0.1)
                        fill_again()
                        reports[send(server, form)] += 1
                        down = down or take_down(variables)
                        assert bool(standing()) is down
                    if not registry.first.is_running():
                        given_up += 1
                    registry.first.ensure_running()
                    server.wait_for_page(seen)
                    head = position(place)
                    for editor in editors:
                        while (edit := next_told_by(editor))[0] <= head:
                            acknowledged.append(edit)
                        acknowledged.append(edit)
                    assert send(server, form) == 303
                    assert (requested(server, "GET", f"/claims/{TAKEN_DOWN}/")[0] == 200) is not down
                    with paused(editors):
                        assert ask(place, "SELECT count(*) = max(seq) FROM ledger_entry") == (True,)
                        registry.manage("check_registry", on=place)
                acknowledged += [edit for editor in editors for edit in last_told_by(editor)]
            lost = [edit for edit in acknowledged if not has(place, edit)]
            kept = ask(place, "SELECT count(*) FROM inbox_report WHERE text = %s", SAYS)
            assert down or take_down(variables)
            wait_for_log(registry)
            registry.manage("verify_log", on=place)
        finally:
            server.kill()
            registry.stop()

    # The figures are what the proof is run for (pytest -s).
    print(  # noqa: T201
        f"\n{ROUNDS} times full, {len(acknowledged)} edits acknowledged, {len(lost)} lost; meanwhile pages"
        f" {dict(seen)}, reports {dict(reports)}; PostgreSQL gave up {given_up} times"
    )
    assert lost == []
    # A form that is sent twice is one report.
    assert kept == (ROUNDS,)
    assert set(seen) <= {200, 503}
    # What PostgreSQL had reserved may still do for one.
    assert set(reports) <= {303, 503}
    assert reports[503] > 0


@contextmanager
def small_disk() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="torture-", dir="/tmp") as directory:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m,mode=0700", "tmpfs", directory], check=True)
        try:
            yield Path(directory)
        finally:
            subprocess.run(["umount", "--lazy", directory], check=True)


@contextmanager
def filled(disk: Path) -> Iterator[Callable[[], None]]:
    """Not one byte is left; gives what takes those that others free meanwhile, as PostgreSQL does when it recovers."""
    ballast = disk / "ballast"
    file = os.open(ballast, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    try:
        fill(file)
        yield lambda: fill(file)
    finally:
        os.close(file)
        ballast.unlink()


def fill(file: int) -> None:
    for size in (2**20, 2**12, 1):
        with suppress(OSError):
            while True:
                os.write(file, b"x" * size)


def wait_until_writes_fail(place: Path) -> None:
    """PostgreSQL goes on in what it had reserved, until that is full too."""
    deadline = time.monotonic() + PATIENCE
    with suppress(psycopg.OperationalError):
        ask(place, "CREATE TABLE IF NOT EXISTS ballast (words text)")
        while time.monotonic() < deadline:
            ask(place, "INSERT INTO ballast SELECT repeat('x', 1000) FROM generate_series(1, 1000)")
        pytest.fail("the disk is not full")


def position(place: Path) -> int:
    (seq,) = ask(place, "SELECT max(seq) FROM ledger_entry")
    return int(seq)


def take_down(variables: dict[str, str]) -> bool:
    """Whether that was done; else it was refused, and any other end is a fault."""
    command = [sys.executable, "-m", "tests.torture.taking_down", TAKEN_DOWN]
    ended = subprocess.run(command, cwd=BASE_DIR, env={**os.environ, **variables}, check=False).returncode
    assert ended in (0, REFUSED)
    return ended == 0


def form_of_a_report(server: Server) -> dict[str, str]:
    """What a browser would send of the form, once it is filled in."""
    status, page = requested(server, "GET", "/report/")
    assert status == 200
    form = FormReader()
    form.feed(page)
    return {**{name: values[-1] for name, values in form.values.items()}, "kind": "error", "text": SAYS}


def send(server: Server, form: dict[str, str]) -> int:
    return requested(server, "POST", "/report/", urlencode(form))[0]


def requested(server: Server, method: str, path: str, body: str = "") -> tuple[int, str]:
    connection = http.client.HTTPConnection(HOST, server.port, timeout=60)
    with closing(connection):
        connection.request(method, path, body, {"Content-Type": "application/x-www-form-urlencoded"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def wait_for_log(registry: Registry) -> None:
    """Until the public log is as long as the ledger, by the process that could not write it."""
    head = position(registry.first.socket_directory)
    deadline = time.monotonic() + PATIENCE
    # The size is a checkpoint's second line.
    while int((registry.directory / "log_dir" / "checkpoint").read_text().splitlines()[1]) < head:
        assert time.monotonic() < deadline, "the public log is not written"
        time.sleep(1)
