"""Restores: to a point in time from PostgreSQL's own archive, and of a backup that forgot what was taken down since.

`RESTORE_SECONDS=60 make torture ARGS="-k restore -s"` publishes that long.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from claims.log.notes import Signer
from factreg.embedded import BASE_DIR
from tests.log.logs import SIGNER
from tests.torture.archiving import PATIENCE, Cluster
from tests.torture.processes import HOST, free_port

pytestmark = pytest.mark.no_database
SECONDS = int(os.environ.get("RESTORE_SECONDS", "20"))
WRITERS = 2


def start_writers(primary: Cluster, directory: Path) -> list[subprocess.Popen[bytes]]:
    return [_start_writer(primary, directory, number) for number in range(WRITERS)]


def _start_writer(primary: Cluster, directory: Path, number: int) -> subprocess.Popen[bytes]:
    with (
        (directory / f"acknowledged-{number}").open("wb") as told,
        (directory / f"errors-{number}").open("wb") as errors,
    ):
        command = [sys.executable, "-m", "tests.torture.acknowledging"]
        return subprocess.Popen(command, cwd=BASE_DIR, env=primary.environment, stdout=told, stderr=errors)


def acknowledged(directory: Path) -> list[dict[str, Any]]:
    """What writers told; a last line that was cut off is not."""
    lines = [line for path in directory.glob("acknowledged-*") for line in path.read_text().splitlines()]
    return sorted((json.loads(line) for line in lines if line.endswith("}")), key=lambda told: told["seq"])


def wait_for_writers(directory: Path, *, number: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while len(acknowledged(directory)) < number:
        assert time.monotonic() < deadline, (directory / "errors-0").read_text()
        time.sleep(0.2)


def test_archive_restores_to_a_moment_and_to_the_end(tmp_path: Path) -> None:
    primary, archive, base = Cluster(tmp_path / "primary"), tmp_path / "archive", tmp_path / "base"
    primary.set_up(archive)
    writers = start_writers(primary, tmp_path)
    try:
        wait_for_writers(tmp_path, number=4)
        primary.base_backup(base)
        time.sleep(SECONDS / 2)
        moment = primary.asked("SELECT clock_timestamp()::text")
        time.sleep(SECONDS / 2)
        assert primary.manage("publish_log", "--once").returncode == 0
        wait_for_writers(tmp_path, number=len(acknowledged(tmp_path)) + WRITERS)
        primary.kill()
    finally:
        for writer in writers:
            writer.kill()
            writer.wait()
        primary.server.release()
    told = acknowledged(tmp_path)
    before = [one for one in told if one["at"] <= moment]
    for segment in (primary.server.data / "pg_wal").glob("0*[0-9A-F]"):
        if not (archive / segment.name).exists():
            shutil.copy(segment, archive)

    to_the_end = Cluster(tmp_path / "to_the_end")
    with to_the_end.recovered(base, archive):
        head = to_the_end.asked("SELECT seq FROM ledger_head")
        lost = [one for one in told if not to_the_end.asked(has_entry(one))]
        checked = to_the_end.manage("check_registry")
    assert (lost, checked.stdout.strip(), checked.returncode) == (
        [],
        "Nothing is wrong (constraints, states, addresses, captures, takedowns, log, published).",
        0,
    )

    to_a_moment = Cluster(tmp_path / "to_a_moment")
    with to_a_moment.recovered(base, archive, recovery_target_time=moment):
        ended = to_a_moment.asked("SELECT seq FROM ledger_head")
        late = to_a_moment.asked(f"SELECT count(*) FROM ledger_entry WHERE at > '{moment}'")
        lost = [one for one in before if not to_a_moment.asked(has_entry(one))]
        others = ("constraints", "states", "addresses", "captures", "takedowns", "published")
        checked = to_a_moment.manage("check_registry", *(word for name in others for word in ("--only", name)))
        refused = to_a_moment.manage("serve", "--port", str(free_port()))
    assert (late, lost, checked.returncode, checked.stdout.count("\n")) == (0, [], 0, 1)
    assert len(before) < len(told)
    assert before[-1]["seq"] <= ended < head
    assert refused.returncode == 1
    assert f"its ledger ends at {ended}, entries up to" in refused.stderr
    # The figures are what the proof is run for (pytest -s).
    print(  # noqa: T201
        f"\n{len(told)} publications acknowledged, ledger to {head}; to the end none lost; to {moment} {len(before)} "
        f"acknowledged before and none lost, ledger to {ended}, none later"
    )


def has_entry(one: dict[str, Any]) -> str:
    return f"SELECT true FROM ledger_entry WHERE seq = {one['seq']} AND slug = '{one['slug']}'"


DOWN = "su-25-downing"
WORDS = b"shot down by a Turkish F-16"
ADDRESSES = (
    f"/claims/{DOWN}/",
    f"/ru/claims/{DOWN}/",
    f"/claims/{DOWN}.json",
    f"/claims/{DOWN}/history/",
    f"/claims/{DOWN}/versions/1/",
    f"/embed/claims/{DOWN}/",
    f"/api/v1/claims/{DOWN}/",
    f"/api/v1/claims/{DOWN}/versions/1/",
    "/",
    "/claims/",
    "/claims.csv",
    "/disputes/",
    "/search/?q=Su-25",
    "/api/v1/claims.jsonl",
    "/api/v1/changes/?after=0&limit=1000",
    "/feeds/changes.atom",
    "/events/nagorno-karabakh-2020/",
    "/api/v1/exports/claims.jsonl",
)
TAKE_DOWN = (
    "from claims.ledger.takedown import quarantine; from claims.models import Claim; "
    f"quarantine(record=Claim.objects.get(slug='{DOWN}'), by=None)"
)


def test_restored_backup_never_serves_what_was_taken_down_since(tmp_path: Path) -> None:
    """Takedown, signed; origin killed; an older backup restored, which is refused first; served by the real server."""
    registry = Cluster(tmp_path / "registry")
    registry.server.start()
    for command in (("migrate", "--verbosity", "0"), ("sync_roles",), ("demo",), ("collectstatic", "--no-input")):
        assert registry.manage(*command).returncode == 0, command
    backup = registry.manage("backup", str(tmp_path / "backup"))
    assert backup.returncode == 0, backup.stderr
    shown = _served(registry, tmp_path, killed=True)
    position = registry.asked("SELECT seq FROM ledger_head")
    assert registry.manage("shell", "-c", TAKE_DOWN).returncode == 0
    assert registry.manage("publish_log", "--once").returncode == 0

    refused = registry.manage("restore", str(tmp_path / "backup"), "--replace")
    registry.environment["LOG_KEY"] = Signer(f"{SIGNER.name}-after-{position}", bytes(range(3, 35))).secret()
    restored = registry.manage("restore", str(tmp_path / "backup"), "--replace", "--begin-new-log")
    hidden = _served(registry, tmp_path, killed=False)
    checked = registry.manage("check_registry")
    registry.server.release()

    assert refused.returncode == 1
    assert f"This backup ends at entry {position}" in refused.stderr
    assert (restored.returncode, restored.stderr) == (0, "")
    assert "quarantined." in restored.stdout
    assert {path for path, (status, found) in shown.items() if status == 200 and found} > {f"/claims/{DOWN}/", "/"}
    assert {path: answer for path, answer in hidden.items() if answer[1]} == {}
    assert {status for status, _ in hidden.values()} <= {200, 404, 410, 503}
    assert hidden[f"/claims/{DOWN}/"][0] == 410
    assert checked.returncode == 0, checked.stdout


def _served(registry: Cluster, directory: Path, *, killed: bool) -> dict[str, tuple[int, bool]]:
    """What the real server answers: its status, and whether words of the claim are in it."""
    port = free_port()
    with (directory / "serve.log").open("ab") as log:
        server = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port), "--stream-port", str(free_port())],
            cwd=BASE_DIR,
            env={**registry.environment, "STATIC_ROOT": str(BASE_DIR / "var" / "static")},
            stdout=log,
            stderr=log,
        )
    try:
        deadline = time.monotonic() + PATIENCE
        while _asked(port, "/readyz")[0] != 200:
            assert server.poll() is None, (directory / "serve.log").read_text()[-3000:]
            assert time.monotonic() < deadline, (directory / "serve.log").read_text()[-3000:]
            time.sleep(0.1)
        return {path: _asked(port, path) for path in ADDRESSES}
    finally:
        server.send_signal(signal.SIGKILL if killed else signal.SIGTERM)
        server.wait(PATIENCE)


def _asked(port: int, path: str) -> tuple[int, bool]:
    try:
        with urlopen(f"http://{HOST}:{port}{path}", timeout=30) as answer:
            return answer.status, WORDS in answer.read()
    except HTTPError as refused:
        return refused.code, WORDS in refused.read()
    except OSError:
        return 0, False
