"""A stranger that follows the change feed over HTTP, and what it can make of it alone."""

from __future__ import annotations

import hashlib
import http.client
import threading
from collections.abc import Iterable
from typing import Any

import orjson

from tests.torture.processes import HOST

Change = dict[str, Any]


class Follower:
    """Polls `/api/v1/changes/` on one connection and keeps every entry that it is sent, as sent."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection(HOST, port, timeout=60)
        self._enough = threading.Event()
        self._thread: threading.Thread | None = None
        self._failure: BaseException | None = None
        self.after = 0
        self.changes: list[Change] = []

    def poll(self) -> int:
        """Ask once; how many entries came."""
        answer = orjson.loads(self.get(f"/api/v1/changes/?after={self.after}&limit=1000"))
        self.changes += answer["results"]
        self.after = answer["next_after"]
        return len(answer["results"])

    def get(self, path: str) -> bytes:
        try:
            response = self._asked(path)
        except (http.client.RemoteDisconnected, ConnectionError):
            # A server closes what has been idle for a while; http.client connects anew.
            self._connection.close()
            response = self._asked(path)
        body = response.read()
        assert response.status == 200, f"{path}: {response.status} {body[:300]!r}"
        return body

    def _asked(self, path: str) -> http.client.HTTPResponse:
        self._connection.request("GET", path)
        return self._connection.getresponse()

    def close(self) -> None:
        self._connection.close()

    def start(self) -> None:
        """Poll in the background until `finish`."""
        self._thread = threading.Thread(target=self._follow)
        self._thread.start()

    def finish(self) -> list[Change]:
        """The entries, once nothing more comes. To be called when nobody publishes any more."""
        assert self._thread is not None
        self._enough.set()
        self._thread.join()
        if self._failure:
            raise self._failure
        return self.changes

    def _follow(self) -> None:
        try:
            while self.poll() or not self._enough.wait(0.02):
                pass
            while self.poll():
                pass
        except (AssertionError, OSError, http.client.HTTPException) as failure:
            self._failure = failure


def replay(changes: Iterable[Change]) -> dict[str, bytes]:
    """The documents of the claims that are public after all changes, by public id."""
    claims: dict[str, tuple[str, bytes]] = {}
    for change in changes:
        if change["type"] != "claim":
            continue
        if change["document"] is None:
            claims.pop(change["key"], None)
        else:
            claims[change["key"]] = (change["id"], orjson.dumps(change["document"], option=orjson.OPT_SORT_KEYS))
    return dict(claims.values())


def exported(claims: dict[str, bytes]) -> bytes:
    """What the JSON Lines export of these claims has to be."""
    return b"".join(claims[slug] + b"\n" for slug in sorted(claims))


def is_committed(change: Change) -> bool:
    """Whether the entry's commitment is that of the document and nonce that came with it."""
    if change["document"] is None:
        return change["commitment"] is None
    document = orjson.dumps(change["document"], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(bytes.fromhex(change["nonce"]) + document).hexdigest() == change["commitment"]
