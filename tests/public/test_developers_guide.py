"""Every example of the developers' guide is run as it stands there, before a live server with the demo on it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from claims.access.keys import issue
from claims.log.ledger import publish
from tests import databases
from tests.log.logs import SIGNER
from tests.public.conftest import DEMO

_BLOCK = re.compile(
    r'<pre><code class="language-(\w+)">(.*?)</code></pre>(?:\s*<pre class="prints"><samp>(.*?)</samp></pre>)?', re.S
)
_PATIENCE = 120


@pytest.fixture(scope="module", autouse=True)
def registry(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with (
        django_db_blocker.unblock(),
        databases.starting_with(lambda: call_command("load", str(DEMO), publish=True, verbosity=0)),
    ):
        yield


def blocks(page: str) -> list[tuple[str, str, str]]:
    """Language, code and what it prints, of each block; that without a language is none to run."""
    return [(language, unescape(code), unescape(printed)) for language, code, printed in _BLOCK.findall(page)]


def run(language: str, code: str, where: Path, *, key: str) -> subprocess.CompletedProcess[str]:
    """As a reader would, who would see an error that curl keeps to itself."""
    tools = where / "tools"
    if not tools.exists():
        tools.mkdir()
        (tools / "curl").write_text(f'#!/bin/sh\nexec {shutil.which("curl")} -sS --fail "$@"\n')
        (tools / "curl").chmod(0o755)
        (tools / "python3").symlink_to(sys.executable)
    program = ["bash", "-eu", "-o", "pipefail", "-c", code] if language == "shell" else [sys.executable, "-c", code]
    environment = {"PATH": f"{tools}:/usr/local/bin:/usr/bin:/bin", "HOME": str(where), "LC_ALL": "C.UTF-8"} | {
        "FACTREG_KEY": key
    }
    return subprocess.run(
        program, cwd=where, env=environment, capture_output=True, text=True, timeout=_PATIENCE, check=False
    )


def test_every_way_to_check_the_record_finds_it_right(
    live_server: Any, settings: Any, client: Client, tmp_path: Path
) -> None:
    settings.SITE_URL, settings.LOG_DIR, settings.LOG_KEY = live_server.url, tmp_path / "log", [SIGNER.secret()]
    publish()
    examples = blocks(client.get("/developers/verify/").content.decode())

    for language, code, _ in examples:
        done = run(language, code, tmp_path, key="")
        assert done.returncode == 0, f"{code}\n{done.stdout}{done.stderr}"
        assert done.stdout.splitlines()[-1].startswith(f"Right: {SIGNER.name}, "), code
    assert len(examples) == 3


def test_every_example_does_what_the_guide_says(
    live_server: Any, settings: Any, client: Client, tmp_path: Path
) -> None:
    settings.SITE_URL = live_server.url
    _, key = issue(name="Test newsroom", contact="test@example.org", by=None)
    examples = blocks(client.get("/developers/").content.decode())

    for language, code, printed in examples:
        if language in ("shell", "python"):
            done = run(language, code, tmp_path, key=key)
            assert done.returncode == 0, f"{code}\n{done.stderr}"
            assert not printed or done.stdout.strip("\n") == printed, code
            assert done.stdout or "-o " in code, code
        else:
            [address] = re.findall(rf'src="{live_server.url}([^"]+)"', code)
            assert client.get(address).status_code == 200
    assert len(examples) > 10
