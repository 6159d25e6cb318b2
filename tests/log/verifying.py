"""docs/examples/verify.py as a stranger runs it, and all that a registry publishes to be checked by it."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from claims.log import building
from claims.log.ledger import StoredLedger, certified
from claims.public.bulk.building import build
from claims.public.changes import changes
from claims.public.reading import head
from factreg.embedded import BASE_DIR
from tests.log.logs import KEYS, SIGNER

EXAMPLE = BASE_DIR / "docs" / "examples" / "verify.py"
RIGHT, WRONG, NOT_CHECKED = 0, 1, 2


def load_example() -> Any:
    """The example as a module; it is in no package, since others copy it."""
    spec = importlib.util.spec_from_file_location("verify_example", EXAMPLE)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


verify = load_example()
KEY = ["--key", str(SIGNER.verifier)]


@dataclass(frozen=True, slots=True)
class Published:
    """What was downloaded: `log/`, `feed.jsonl`, `bulk/`; and `kept`, the checkpoint at the time, kept apart."""

    place: Path

    @property
    def log(self) -> Path:
        return self.place / "log"

    @property
    def feed(self) -> Path:
        return self.place / "feed.jsonl"

    @property
    def bulk(self) -> Path:
        return self.place / "bulk"

    def check(self, what: str, *more: str) -> int:
        """`log`, `feed` or `bulk` by the script, against the key that the reader has; the exit code."""
        places = {"log": [], "feed": [str(self.feed)], "bulk": [str(self.bulk)]}[what]
        return int(verify.main([what, *places, "--log", str(self.log), *KEY, *more]))

    def check_kept(self, what: str = "log") -> int:
        """The same, and that the log only grew since the checkpoint that was kept."""
        kept = self.place / "kept"
        before = kept.read_bytes()
        try:
            return self.check(what, "--kept", str(kept))
        finally:
            kept.write_bytes(before)


def publish_all(place: Path, settings: Any) -> Published:
    """Everything of the ledger as it stands."""
    settings.LOG_KEY = [SIGNER.secret()]
    published = Published(place)
    building.publish(published.log, KEYS, StoredLedger())
    write_feed(published.feed)
    build(place / "exports", certify=certified)
    shutil.copytree(place / "exports" / "current", published.bulk)
    shutil.copy(published.log / "checkpoint", place / "kept")
    return published


def write_feed(path: Path) -> None:
    """The change feed from the first entry on, one a line."""
    after, end = 0, head()
    with path.open("wb") as file:
        while after < end:
            found = changes(after=after, upto=end, limit=1_000)
            file.writelines(entry + b"\n" for entry in found.entries)
            after = found.next_after


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "say", lambda text: None)
