"""Readers who keep asking a served registry for every kind of address, and what they saw of words that are going.

Nothing here knows how something is taken down; the words are told, and when each was committed to be gone.
"""

from __future__ import annotations

import http.client
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from urllib.parse import quote

from tests.torture.processes import HOST

WORD = re.compile(rb"zqdown(\d+)zq")
# Of one record: `{slug}`, and `{word}` that it says. What was withdrawn may still be read in the second kind.
NOW = (
    "/claims/{slug}/",
    "/ar/claims/{slug}/",
    "/claims/{slug}.json",
    "/claims/{slug}.jsonld",
    "/claims/{slug}.atom",
    "/claims/{slug}/cite/",
    "/embed/claims/{slug}/",
    "/oembed?url=http%3A//127.0.0.1%3A8000/claims/{slug}/",
    "/api/v1/claims/{slug}/",
    "/api/v1/claims/{slug}.csv",
    "/api/v1/claims/{slug}/statements/",
    "/api/v1/claims/?q={word}",
    "/search/?q={word}",
    "/search/suggest?q={word}",
)
THEN = (
    "/claims/{slug}/history/",
    "/claims/{slug}/versions/1/",
    "/api/v1/claims/{slug}/versions/1/",
    "/claims/{slug}/?as_of={as_of}",
)
EVERYWHERE_NOW = (
    "/",
    "/claims/",
    "/ru/claims/",
    "/claims.json",
    "/claims.csv",
    "/claims.atom",
    "/disputes/",
    "/changes/",
    "/takedowns/",
    "/feeds/changes.atom",
    "/feeds/disputes.atom",
    "/events/whole/",
    "/events/whole/matrix/",
    "/events/whole/timeline/",
    "/actors/one/",
    "/actors/one.atom",
    "/sitemaps/claims-0.xml",
    "/api/v1/claims/?page_size=100",
    "/api/v1/claims.jsonl",
    "/api/v1/claims.csv",
    "/api/v1/statements/?page_size=100",
    "/api/v1/contradictions/",
)
EVERYWHERE_THEN = ("/api/v1/changes/?after=0&limit=1000",)
BULK = "/api/v1/exports/claims.jsonl"


@dataclass(slots=True)
class Answer:
    """When it was asked for, and the words that were in it."""

    path: str
    asked: float
    status: int
    words: frozenset[int]


@dataclass
class Readers:
    """Several threads, each with a connection of its own."""

    port: int
    slugs: Sequence[str]
    as_of: str
    readers: int = 4
    answers: list[Answer] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        for seed in range(self.readers):
            thread = threading.Thread(target=self._read, args=(random.Random(seed),), daemon=True)
            thread.start()
            self._threads.append(thread)
        thread = threading.Thread(target=self._read_bulk, daemon=True)
        thread.start()
        self._threads.append(thread)

    def stop(self) -> list[Answer]:
        self._stop.set()
        for thread in self._threads:
            thread.join(60)
        return self.answers

    def ask_all(self) -> list[Answer]:
        """Every address of every record, once."""
        with closing(http.client.HTTPConnection(HOST, self.port, timeout=60)) as connection:
            for number in range(len(self.slugs)):
                for path in (*NOW, *THEN):
                    self.ask(connection, self._filled(path, number))
            for path in (*EVERYWHERE_NOW, *EVERYWHERE_THEN, BULK):
                self.ask(connection, path)
        return self.answers

    def _filled(self, path: str, number: int) -> str:
        # What is asked for by a word tells it back; that is no text of ours.
        return path.format(slug=self.slugs[number], word=quote(f"zqdown{number}"), as_of=self.as_of)

    def ask(self, connection: http.client.HTTPConnection, path: str) -> Answer:
        asked = time.monotonic()
        connection.request("GET", path, headers={"Accept-Encoding": "identity"})
        answer = connection.getresponse()
        words = frozenset(int(number) for number in WORD.findall(answer.read()))
        found = Answer(path, asked, answer.status, words)
        self.answers.append(found)
        return found

    def _read(self, chance: random.Random) -> None:
        with closing(http.client.HTTPConnection(HOST, self.port, timeout=60)) as connection:
            while not self._stop.is_set():
                number = chance.randrange(len(self.slugs))
                path = chance.choice([*NOW, *THEN, *EVERYWHERE_NOW, *EVERYWHERE_THEN])
                self._try(connection, self._filled(path, number))

    def _read_bulk(self) -> None:
        with closing(http.client.HTTPConnection(HOST, self.port, timeout=60)) as connection:
            while not self._stop.wait(0.5):
                self._try(connection, BULK)

    def _try(self, connection: http.client.HTTPConnection, path: str) -> None:
        try:
            self.ask(connection, path)
        except (OSError, http.client.HTTPException):
            connection.close()


def shows_the_past(path: str) -> bool:
    """Whether an address is of older versions, in which what was withdrawn may still be read."""
    return "/history/" in path or "/versions/" in path or "as_of=" in path or path.startswith("/api/v1/changes/")


def too_late(
    answers: Sequence[Answer], *, gone: dict[int, float], withdrawn: frozenset[int], within: float
) -> tuple[list[tuple[str, int, float]], float, Counter[int]]:
    """Answers with a word that was asked for later than allowed; the longest that any was seen; statuses."""
    late, longest = [], 0.0
    for answer in answers:
        for number in answer.words:
            if number not in gone or (number in withdrawn and shows_the_past(answer.path)):
                continue
            after = answer.asked - gone[number]
            longest = max(longest, after)
            if after > within:
                late.append((answer.path, number, after))
    return late, longest, Counter(answer.status for answer in answers)
