"""Mirror a factreg registry into one SQLite file, and keep the mirror right for years.

    python3 mirror.py https://registry.example.org mirror.sqlite            # begin or catch up, and end
    python3 mirror.py https://registry.example.org mirror.sqlite --follow   # and stay up to date
    sqlite3 mirror.sqlite "SELECT id, document ->> '$.standing.label' FROM documents WHERE type = 'claim'"

Python 3.11 or newer and its standard library are all it needs. It may be killed at any moment: what entries of the
registry's ledger change is committed together with their position, and the next run goes on from there. A key, which
the registry needs for no more than a higher limit, is taken from the environment (FACTREG_KEY).
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import http.client
import io
import json
import os
import random
import sqlite3
import sys
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import IO, Any, TypeVar

Json = dict[str, Any]
Headers = dict[str, str]
T = TypeVar("T")

# The lists of records, with their types; the API's other lists hold parts of claims, or some of the claims.
LISTS = {
    "publishers": "publisher",
    "sources": "source",
    "actors": "actor",
    "events": "event",
    "claims": "claim",
    "contradictions": "contradiction",
    "counter-accusations": "counter-accusation",
}
PAGE = 1_000  # entries a request
MOST_AT_ONCE = 20_000  # entries a transaction: who is further behind catches up in parts
WAIT = 30  # seconds that the registry is asked to wait for something new
ASK_EVERY = 5.0  # seconds, where it can't wait
TIMEOUT = 2 * WAIT
LONGEST_PAUSE = 60.0
TRY_AGAIN = (429, 500, 502, 503, 504)


class MirrorError(Exception):
    """What asking again would not mend. The mirror is left as it was."""


class Unavailable(Exception):
    """The registry is away or busy; `pause` is the time that it asks for, in seconds."""

    def __init__(self, why: str, pause: float | None) -> None:
        super().__init__(why)
        self.pause = pause


# An answer that breaks off shows as one of these, since answers are compressed or tell their length.
BROKEN_OFF = (OSError, EOFError, zlib.error, http.client.HTTPException, json.JSONDecodeError)


class Registry:
    """The registry's API. Asks again where it is away, and not again for what it has."""

    def __init__(self, address: str, *, patience: float) -> None:
        self.address = address.rstrip("/")
        self.patience = patience  # seconds after which a registry that is away is given up
        self._headers = {"User-Agent": "factreg-mirror/1", "Accept-Encoding": "gzip"}
        if key := os.environ.get("FACTREG_KEY"):
            self._headers["Authorization"] = f"Bearer {key}"
        self._known = ("", "")  # the page of changes that came last: its path and its ETag

    def changes(self, *, after: int) -> Json | None:
        """The page of entries after a position; None if nothing has come since the same was asked for last."""
        return self._patiently(lambda: self._changes(after))

    def wait(self, *, after: int) -> None:
        """Return when there is an entry after the position, or when we have waited long enough. Asks only once."""
        with self._open(f"/api/v1/changes/?after={after}&limit=1&wait={WAIT}") as (_, body):
            body.read()

    def load(self, name: str, use: Callable[[int, Iterable[bytes]], None]) -> None:
        """Download a whole list, and use the ledger's position that it shows and its documents, one a line.

        The bulk file is taken where there is one, else the list as it is now. What `use` does is to be undone where it
        raises: the download may break off, and is begun anew then.
        """

        def attempt() -> None:
            if found := self._bulk_file(f"{name}.jsonl"):
                position, file = found
                with self._open(file["url"]) as (_, body):
                    use(position, whole(body, sha256=file["sha256"]))
            else:
                with self._open(f"/api/v1/{name}.jsonl") as (headers, body):
                    use(int(headers["Ledger-Position"]), body)

        self._patiently(attempt)

    def _bulk_file(self, path: str) -> tuple[int, Json] | None:
        """The position of the bulk files, and what their index says of one. None while there are none to be had."""
        try:
            with self._open("/api/v1/exports/") as (_, body):
                index = json.load(body)
        except NotThere:
            return None
        files = {} if index["withheld"] else {file["path"]: file for file in index["files"]}
        return (index["position"], files[path]) if path in files else None

    def _changes(self, after: int) -> Json | None:
        path = f"/api/v1/changes/?after={after}&limit={PAGE}"
        known = {"If-None-Match": self._known[1]} if self._known[0] == path else {}
        try:
            with self._open(path, known) as (headers, body):
                page: Json = json.load(body)
        except NotModified:
            return None
        self._known = (path, headers["ETag"] or "")
        return page

    @contextmanager
    def _open(self, path: str, headers: Headers | None = None) -> Iterator[tuple[Message, IO[bytes]]]:
        """The headers and the body of an answer, wherever the registry sends us for it."""
        request = urllib.request.Request(self.address + path, headers={**self._headers, **(headers or {})})
        try:
            answer = urllib.request.urlopen(request, timeout=TIMEOUT)
        except urllib.error.HTTPError as error:
            with error:
                raise refusal(error) from error
        with answer:
            compressed = answer.headers["Content-Encoding"] == "gzip"
            yield answer.headers, gzip.GzipFile(fileobj=answer) if compressed else io.BufferedReader(answer)

    def _patiently(self, ask: Callable[[], T]) -> T:
        """What `ask` returns, in the end: pauses double, unless the registry says how long they are to be."""
        began, pause = time.monotonic(), 1.0
        while True:
            try:
                return ask()
            except (Unavailable, *BROKEN_OFF) as error:
                if time.monotonic() - began > self.patience:
                    raise MirrorError(f"{self.address} can't be read: {error!r}") from error
                asked_for = getattr(error, "pause", None)
                # By chance longer, lest all mirrors come back at once.
                seconds = asked_for if asked_for is not None else pause * random.uniform(1, 1.5)
                say(f"{error!r}; asking again in {seconds:.0f} s")
                time.sleep(seconds)
                pause = min(2 * pause, LONGEST_PAUSE)


class NotThere(MirrorError):
    """There is nothing at an address."""


class NotModified(Exception):
    """The answer is still the one that came last."""


def refusal(error: urllib.error.HTTPError) -> Exception:
    """What an answer without success means. Its body is a problem document (RFC 9457), if it is the registry's own."""
    if error.code == 304:
        return NotModified()
    if error.code in TRY_AGAIN:
        return Unavailable(f"{error.code} {error.reason}", retry_after(error.headers["Retry-After"]))
    try:
        said = json.load(error)["detail"]
    except (ValueError, KeyError, TypeError):
        said = error.reason
    return (NotThere if error.code == 404 else MirrorError)(f"{error.url} answers {error.code}: {said}")


def whole(lines: Iterable[bytes], *, sha256: str) -> Iterator[bytes]:
    """The lines of a file, if it is the one that its index tells of: else what was made of them is to be undone."""
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line)
        yield line
    if digest.hexdigest() != sha256:
        raise Unavailable("a bulk file is not the one that its index tells of", None)


def retry_after(header: str | None) -> float | None:
    """The seconds that a Retry-After asks for, which gives their number or a date."""
    if not header:
        return None
    if header.strip().isdigit():
        return float(header)
    try:
        until = parsedate_to_datetime(header)
    except ValueError:
        return None
    return max(0.0, (until - datetime.now(UTC)).total_seconds())


SCHEMA = """
-- One row: which registry this is of, up to where, and whether all records are of that position.
CREATE TABLE IF NOT EXISTS mirror (registry TEXT NOT NULL, position INTEGER NOT NULL, whole INTEGER NOT NULL);
-- The positions of the lists that it began with: earlier entries on records of the type are in them already.
CREATE TABLE IF NOT EXISTS lists (type TEXT PRIMARY KEY, position INTEGER NOT NULL);
-- Every record, also those that were taken down, with the reason and, once merged, the public id of the survivor.
CREATE TABLE IF NOT EXISTS records (
    key TEXT PRIMARY KEY, type TEXT NOT NULL, id TEXT, version INTEGER NOT NULL,
    action TEXT, reason TEXT, merged_into TEXT, document TEXT
);
CREATE INDEX IF NOT EXISTS records_by_id ON records (type, id);
-- The registry as it is: every public document, byte for byte.
CREATE VIEW IF NOT EXISTS documents AS SELECT type, id, key, version, document FROM records WHERE document IS NOT NULL;
"""


class Mirror:
    """The SQLite file. What is written in `writing` is there whole or not at all, whenever we are killed."""

    def __init__(self, path: str, *, registry: str) -> None:
        self._db = sqlite3.connect(path, isolation_level=None, timeout=60)
        # Readers go on reading the last whole state while the next one is written.
        self._db.execute("PRAGMA journal_mode = WAL")
        # What was taken down is overwritten with zeros, not only forgotten.
        self._db.execute("PRAGMA secure_delete = ON")
        self._db.executescript(SCHEMA)
        with self.writing():
            if not self._one("SELECT count(*) FROM mirror"):
                self._db.execute("INSERT INTO mirror VALUES (?, 0, false)", [registry])
        if (mirrored := self._one("SELECT registry FROM mirror")) != registry:
            raise MirrorError(f"{path} mirrors {mirrored}, not {registry}.")

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    @property
    def position(self) -> int:
        """The position of the ledger up to which all is applied."""
        return int(self._one("SELECT position FROM mirror"))

    @property
    def is_whole(self) -> bool:
        """Whether it is the registry as it was at its position: not while it is made, or far behind."""
        return bool(self._one("SELECT whole FROM mirror"))

    def lacks(self, type_: str) -> bool:
        """Whether the list of these records has still to be loaded."""
        return not self._one("SELECT count(*) FROM lists WHERE type = ?", type_)

    def fill(self, type_: str, position: int, documents: Iterable[bytes]) -> None:
        """Put in all records of a type, as they were at a position."""
        with self.writing():
            for line in documents:
                text = line.decode().rstrip("\n")
                document = json.loads(text)
                named = [document[name] for name in ("key", "type", "id", "version")]
                self._db.execute(
                    "INSERT OR REPLACE INTO records (key, type, id, version, document) VALUES (?, ?, ?, ?, ?)",
                    [*named, text],
                )
            self._db.execute("INSERT INTO lists VALUES (?, ?)", [type_, position])

    def filled(self) -> None:
        """All lists are there: the feed is followed from the earliest of their positions."""
        with self.writing():
            self._db.execute(
                "UPDATE mirror SET (position, whole) = (SELECT min(position), min(position) = max(position) FROM lists)"
            )

    def apply(self, entries: Sequence[Json], *, whole: bool) -> None:
        """Bring the records up to the entries, which follow the position. To be called in `writing`.

        `whole`: with the last of them the mirror is as the registry was at that position.
        """
        self._move_on(entries)
        in_lists = dict(self._db.execute("SELECT type, position FROM lists"))
        for entry in entries:
            if entry["seq"] > in_lists.get(entry["type"], 0):
                self._set(entry, checked(entry))
        self._db.execute("UPDATE mirror SET whole = ?", [whole])

    def settle(self) -> None:
        """Leave nothing of what was written, or taken away, in the file beside."""
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _move_on(self, entries: Sequence[Json]) -> None:
        """Set the position to that of the last entry, if no entry is missing and no other process was quicker."""
        first, last = entries[0]["seq"], entries[-1]["seq"]
        moved = self._db.execute("UPDATE mirror SET position = ? WHERE position = ?", [last, first - 1])
        if moved.rowcount != 1 or last - first + 1 != len(entries):
            raise MirrorError(f"Entries {first} to {last} do not follow position {self.position}.")

    def _set(self, entry: Json, document: str | None) -> None:
        """An entry with a document sets its record: published, updated, restored, reformatted.

        One without takes it away: withdrawn, quarantined, merged, erased. So does an earlier entry whose document may
        no longer be served; an entry that comes later says what became of the record.
        """
        names = ("key", "type", "id", "version", "action", "reason", "merged_into")
        self._db.execute(
            "INSERT OR REPLACE INTO records (key, type, id, version, action, reason, merged_into, document)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [*(entry[name] for name in names), document],
        )

    def _one(self, query: str, *values: object) -> Any:
        return self._db.execute(query, values).fetchone()[0]


def checked(entry: Json) -> str | None:
    """The entry's document as it was stored, byte for byte, if its commitment holds.

    Documents are canonical JSON: sorted keys, no spaces, no fractions. The commitment is the SHA-256 of nonce and
    document, so what hashes to it is what was entered into the ledger.
    """
    if entry["document"] is None:
        return None
    text = json.dumps(entry["document"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    nonce, commitment = entry["nonce"], entry["commitment"]
    if nonce and commitment and hashlib.sha256(bytes.fromhex(nonce) + text.encode()).hexdigest() != commitment:
        raise MirrorError(f"The document of entry {entry['seq']} is not the one that its commitment is of.")
    return text


def begin(registry: Registry, mirror: Mirror) -> None:
    """Load the lists that a new mirror lacks; quicker than all entries since the first."""
    for name, type_ in LISTS.items():
        if mirror.lacks(type_):
            registry.load(name, lambda position, lines, of=type_: mirror.fill(of, position, lines))
    mirror.filled()


def catch_up(registry: Registry, mirror: Mirror) -> int:
    """Apply all entries up to the ledger's end as it stands when we begin; how many there were.

    Entries of one cause (an actor is renamed, and with it each claim that names it) are entered together, but may not
    stand on one page. So all up to the end are applied in one transaction, unless the mirror is new or far behind:
    then page by page, and it is not whole until it has arrived.
    """
    began = mirror.position
    page = registry.changes(after=began)
    if page is None or not page["results"]:
        return 0
    pages = _pages_up_to(page["head"], registry, page)
    in_parts = not mirror.is_whole or page["head"] - began > MOST_AT_ONCE
    for part in ([entries] for entries in pages) if in_parts else [pages]:
        with mirror.writing():
            for entries in part:
                mirror.apply(entries, whole=entries[-1]["seq"] == page["head"])
    mirror.settle()
    return mirror.position - began


def _pages_up_to(end: int, registry: Registry, page: Json | None) -> Iterator[list[Json]]:
    """The entries of a page and of those that follow it, none beyond a position."""
    while page is not None:
        yield [entry for entry in page["results"] if entry["seq"] <= end]
        after = page["next_after"]
        page = registry.changes(after=after) if after < end else None


def follow(registry: Registry, mirror: Mirror) -> None:
    """Stay up to date. The registry is asked to wait for what is new; while it can't, it is asked now and then."""
    while True:
        asked, pause = time.monotonic(), ASK_EVERY
        try:
            registry.wait(after=mirror.position)
        except (Unavailable, *BROKEN_OFF) as error:
            pause = getattr(error, "pause", None) or ASK_EVERY
        if not catch_up(registry, mirror) and time.monotonic() - asked < pause:
            time.sleep(pause)


def say(text: str) -> None:
    sys.stderr.write(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} {text}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Mirror a factreg registry into one SQLite file.")
    parser.add_argument("registry", help="its address, such as https://registry.example.org")
    parser.add_argument("file", help="the SQLite file; made if it is not there")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--once", action="store_true", help="catch up and end (unless told)")
    how.add_argument("--follow", action="store_true", help="catch up and stay up to date until stopped")
    parser.add_argument(
        "--from-zero", action="store_true", help="begin a new mirror with the first entry of the ledger"
    )
    parser.add_argument("--patience", type=float, default=600, help="seconds after which --once gives up (600)")
    told = parser.parse_args(arguments)
    try:
        registry = Registry(told.registry, patience=float("inf") if told.follow else told.patience)
        mirror = Mirror(told.file, registry=registry.address)
        if mirror.position == 0 and not told.from_zero:
            begin(registry, mirror)
        say(f"{catch_up(registry, mirror)} entries applied; at position {mirror.position}")
        if told.follow:
            follow(registry, mirror)
    except MirrorError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
