"""Processes of their own on the test's database: publishers, and the web server that the project ships."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import connections

from factreg.embedded import BASE_DIR, VAR_DIR

HOST = "127.0.0.1"
PATIENCE = 300


def environment() -> dict[str, str]:
    """What makes a process use the database of this test, committed, under the two real roles.

    What is taken down there is listed nowhere: a server of another test would take its own claims of that name down.
    """
    owner, reader = (_url(settings.DATABASES[alias]) for alias in ("default", "public"))
    exports = str(VAR_DIR / "test-exports" / connections["default"].settings_dict["NAME"])
    urls = {"DATABASE_URL": owner, "PUBLIC_DATABASE_URL": reader}
    return {**os.environ, **urls, "SECRET_KEY": settings.SECRET_KEY, "EXPORT_DIR": exports, "TAKEDOWN_LIST": ""}


def _url(database: dict[str, Any]) -> str:
    user = quote(database["USER"]) + (f":{quote(database['PASSWORD'])}" if database.get("PASSWORD") else "")
    where = {name.lower(): database[name] for name in ("HOST", "PORT") if database.get(name)}
    name = connections["default"].settings_dict["NAME"]
    return f"postgresql://{user}@/{name}?{urlencode(where)}"


def start_publisher(**task: Any) -> subprocess.Popen[str]:
    """A process that does a task of tests/torture/publisher.py."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.torture.publisher", json.dumps(task)],
        cwd=BASE_DIR,
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
    )


def start_writers(**task: Any) -> subprocess.Popen[bytes]:
    """A process that does a task of tests/torture/writers.py."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.torture.writers", json.dumps(task)], cwd=BASE_DIR, env=environment()
    )


def all_done(publishers: Sequence[subprocess.Popen[str]], *, timeout: float) -> Counter[str]:
    """How often the publishers did what, once all are through; none outlives this, and an error of one is one here."""
    done: Counter[str] = Counter()
    try:
        for publisher in publishers:
            printed, _ = publisher.communicate(timeout=timeout)
            assert publisher.returncode == 0, f"a publisher ended with {publisher.returncode}"
            done.update(json.loads(printed))
    finally:
        for publisher in publishers:
            publisher.kill()
            publisher.communicate()
    return done


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


@cache
def collected() -> str:
    """A directory of static files, which `serve` asks for; compressed once, by whichever process comes first."""
    directory = str(VAR_DIR / "test-static")
    collect = "import django; django.setup(); from factreg.static_files import collect_changed; collect_changed()"
    command = [sys.executable, "-c", collect]
    subprocess.run(command, cwd=BASE_DIR, env={**environment(), "STATIC_ROOT": directory}, check=True)
    return directory


@contextmanager
def serving(*, workbench_port: int | None = None, stream_port: int | None = None, **variables: str) -> Iterator[int]:
    """The web server on a free port of this machine, as `manage.py serve` starts it; gives the port.

    With a port for the workbench, that has a process of its own there. Whoever waits for changes goes past proxies.
    """
    port, stream_port = free_port(), stream_port or free_port()
    given = {**environment(), "STREAM_URL": f"http://{HOST}:{stream_port}", "STATIC_ROOT": collected(), **variables}
    command = [sys.executable, "manage.py", "serve", "--host", HOST, "--port", str(port)]
    if workbench_port:
        command += ["--workbench-port", str(workbench_port)]
    server = subprocess.Popen(
        [*command, "--stream-port", str(stream_port)],
        cwd=BASE_DIR,
        env=given,
        stdout=subprocess.DEVNULL,
    )
    try:
        await_answer(server, port)
        await_answer(server, stream_port)
        if workbench_port:
            await_answer(server, workbench_port)
        yield port
    finally:
        server.terminate()
        server.wait(PATIENCE)


def await_answer(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, f"{process.args} ended"
        with socket.socket() as client:
            if client.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"{process.args} does not answer")
