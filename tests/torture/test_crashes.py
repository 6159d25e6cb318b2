"""PostgreSQL and the web server killed again and again, in turn, while editors publish what they edit.

After each: no gap in the ledger, the published tables equal to it (`check_registry`), pages served again by themselves.
"""

from __future__ import annotations

import os
import signal
import time
from collections import Counter

import pytest

from tests.torture.own_servers import (
    CLAIMS,
    Registry,
    Server,
    ask,
    below_tmp,
    editing,
    has,
    last_told_by,
    next_told_by,
    paused,
)

pytestmark = pytest.mark.no_database

KILLS = int(os.environ.get("KILLS", "50"))


def test_nothing_acknowledged_is_lost_and_nothing_half_done_by_kills() -> None:
    seen: Counter[int] = Counter()
    with below_tmp(Registry) as registry:
        place = registry.first.socket_directory
        server = Server(registry.environment(place))
        try:
            server.start()
            # Four who write, and one more who publishes.
            with editing(registry.environment(place), [*CLAIMS, "foreign-fighter-reports"]) as editors:
                acknowledged = [next_told_by(editor) for editor in editors]
                server.wait_for_page(seen)
                for number in range(KILLS):
                    if number % 2:
                        server.kill()
                        server.start()
                    else:
                        kill_postgres(registry)
                        seen[server.ask()] += 1
                        registry.first.ensure_running()
                    server.wait_for_page(seen)
                    acknowledged += [next_told_by(editor) for editor in editors]
                    with paused(editors):
                        assert ask(place, "SELECT count(*) = max(seq) FROM ledger_entry") == (True,)
                        registry.manage("check_registry", on=place)
                acknowledged += [edit for editor in editors for edit in last_told_by(editor)]
            lost = [edit for edit in acknowledged if not has(place, edit)]
        finally:
            server.kill()

    # The figures are what the proof is run for (pytest -s).
    print(f"\n{KILLS} kills, {len(acknowledged)} edits acknowledged, {len(lost)} lost; answers meanwhile {dict(seen)}")  # noqa: T201
    assert lost == []
    assert set(seen) <= {200, 503}


def kill_postgres(registry: Registry) -> None:
    pid = int((registry.first.data / "postmaster.pid").read_text().split()[0])
    os.killpg(os.getpgid(pid), signal.SIGKILL)
    while registry.first.is_running():
        time.sleep(0.05)
