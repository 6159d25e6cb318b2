"""The reference client, docs/examples/mirror.py, reading from Django's test client instead of the network."""

from __future__ import annotations

import importlib.util
import io
import sqlite3
import sys
from collections.abc import Callable
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request

import pytest
from django.test import Client

from factreg.embedded import BASE_DIR
from tests.public.api import body

EXAMPLE = BASE_DIR / "docs" / "examples" / "mirror.py"
ADDRESS = "http://testserver"


def load_example() -> Any:
    """The example as a module; it is in no package, since others copy it."""
    spec = importlib.util.spec_from_file_location("mirror_example", EXAMPLE)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


mirror = load_example()


class Network:
    """Answers the example's requests, and remembers them; `before` may answer, or do something first."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.asked: list[str] = []
        self.before: Callable[[str], Any] = lambda path: None

    def urlopen(self, request: Request, timeout: float) -> Any:
        path = request.full_url.removeprefix(ADDRESS)
        self.asked.append(path)
        response = self.before(path) or self.client.get(path, headers=dict(request.header_items()))
        headers = Message()
        for name, value in response.items():
            headers[name] = value
        sent = io.BytesIO(body(response))
        if response.status_code >= 300:
            raise HTTPError(request.full_url, response.status_code, response.reason_phrase, headers, sent)
        sent.headers = headers  # type: ignore[attr-defined]
        return sent


@pytest.fixture
def network(client: Client, monkeypatch: pytest.MonkeyPatch) -> Network:
    found = Network(client)
    monkeypatch.setattr(mirror.urllib.request, "urlopen", found.urlopen)
    return found


def run(path: Path, *options: str) -> int:
    """The example's exit code, called as from the command line."""
    code: int = mirror.main([ADDRESS, str(path), *options])
    return code


def mirrored(path: Path) -> dict[str, bytes]:
    """What each list's download has to be, by what is in the mirror."""
    database = sqlite3.connect(path)
    found = {}
    for name, type_ in mirror.LISTS.items():
        rows = database.execute("SELECT document FROM documents WHERE type = ? ORDER BY id", [type_])
        found[name] = b"".join(f"{document}\n".encode() for (document,) in rows)
    database.close()
    return found


def published(client: Client) -> dict[str, bytes]:
    """What each list's download is."""
    return {name: body(client.get(f"/api/v1/{name}.jsonl")) for name in mirror.LISTS}
