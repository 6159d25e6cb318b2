"""`manage.py run` in a new directory, as `make run` calls it, and what it survives."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.core.management import CommandError, call_command

from factreg.embedded import VAR_DIR

pytestmark = pytest.mark.no_database

ROOT = Path(__file__).resolve().parent.parent.parent
LONGEST_WAIT = 180
EXTERNAL = ("DATABASE_URL", "PUBLIC_DATABASE_URL", "SERVING", "STREAM_URL", "LOG_DIR", "LOG_KEY")


class Registry:
    """A registry that was made from nothing, served by `manage.py run`."""

    def __init__(self, directory: Path) -> None:
        self.postgres = directory / "postgres"
        self.log = directory / "log"
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                self.command("run", "--port", str(self.port)),
                env=self.environment(),
                stdout=log,
                stderr=log,
            )
        wait_for(self.is_ready, self.describe)

    def command(self, *words: str) -> list[str]:
        return [sys.executable, str(ROOT / "manage.py"), *words]

    def environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if name not in EXTERNAL}
        static = str(VAR_DIR / "test-static")
        exports = str(self.postgres.parent / "exports")
        return {**inherited, "POSTGRES_DIR": str(self.postgres), "STATIC_ROOT": static, "EXPORT_DIR": exports}

    @property
    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def is_ready(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.describe()
        return self.answer("/readyz") == {"ready": True, "problem": None}

    def answer(self, path: str) -> object:
        """The JSON that the server sends, or None while it sends none."""
        try:
            with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as response:
                return json.load(response)
        except (URLError, OSError):
            return None

    def describe(self) -> str:
        return self.log.read_text()

    def postmaster(self) -> int:
        return int((self.postgres / "data" / "postmaster.pid").read_text().split("\n")[0])

    def stop(self, number: int = signal.SIGTERM) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(LONGEST_WAIT)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(condition: Callable[[], bool], describe: Callable[[], str]) -> None:
    deadline = time.monotonic() + LONGEST_WAIT
    while not condition():
        assert time.monotonic() < deadline, describe()
        time.sleep(0.05)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """Made once: the first run loads the demo, which takes seconds."""
    made = Registry(tmp_path_factory.mktemp("registry"))
    yield made
    if made.runs:
        made.stop()


@pytest.fixture
def registry(made: Registry) -> Registry:
    """It runs; another start would take seconds, where the test before left it running."""
    if not made.runs:
        made.run()
    return made


def test_run_from_nothing_prints_addresses_and_demo_log_ins(registry: Registry) -> None:
    printed = registry.describe()

    address = f"http://127.0.0.1:{registry.port}"
    for path in ("/", "/api/v1/docs/", "/admin/"):
        assert re.search(rf"{re.escape(address + path)}$", printed, re.MULTILINE)
    assert "annotator, editor, admin; password demo" in printed


def test_clients_can_wait_for_changes(registry: Registry) -> None:
    head = registry.answer("/api/v1/changes/?limit=1")["head"]  # type: ignore[index]

    wait_for(lambda: registry.answer(f"/api/v1/changes/?after={head}&wait=1") is not None, registry.describe)

    waited = registry.answer(f"/api/v1/changes/?after={head}&wait=1")
    assert waited == {"results": [], "head": head, "next_after": head}


def test_second_server_on_the_port_is_refused_with_a_way_out(registry: Registry) -> None:
    with pytest.raises(CommandError, match="PORT="):
        call_command("serve", port=registry.port)


def test_registry_serves_again_after_kill_9_of_postgres(registry: Registry) -> None:
    killed = registry.postmaster()
    os.kill(killed, signal.SIGKILL)

    wait_for(lambda: "PostgreSQL runs again" in registry.describe(), registry.describe)
    wait_for(registry.is_ready, registry.describe)

    assert registry.postmaster() != killed


def test_stopping_the_server_stops_its_postgres(registry: Registry) -> None:
    code = registry.stop()

    assert code == 0
    assert not (registry.postgres / "data" / "postmaster.pid").exists()


def test_killed_server_leaves_no_worker_on_its_port(registry: Registry) -> None:
    registry.stop(signal.SIGKILL)
    wait_for(lambda: registry.answer("/healthz") is None, registry.describe)

    registry.run()

    assert registry.answer("/healthz") == {"alive": True}


def test_serve_refuses_to_serve_pages_without_their_files(settings: Any, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }

    with pytest.raises(CommandError, match=r"run `manage\.py collectstatic"):
        call_command("serve", port=free_port())


def test_serve_refuses_a_database_without_migrations(tmp_path: Path) -> None:
    empty = Registry(tmp_path)

    result = subprocess.run(
        empty.command("serve", "--port", str(empty.port)),
        check=False,
        env=empty.environment(),
        capture_output=True,
        text=True,
    )

    assert result.returncode == 1
    assert re.search(r"migrations are not applied, .*make run", result.stderr, re.DOTALL)
