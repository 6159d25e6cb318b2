"""A receiver of webhooks on this machine, which checks what it gets as a newsroom would."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from claims.access.keys import issue
from claims.access.models import Key
from claims.webhooks import managing
from claims.webhooks.delivering import deliver
from claims.webhooks.dispatching import dispatch
from claims.webhooks.models import Endpoint
from sources import fetching
from tests.sources.servers import Server, answer, serving

# A name that nobody has; the tests' resolver knows it.
HOST = "receiver.example"


@dataclass
class Receiver:
    """Answers as it is told, `200 OK` unless told; what it got is in `asked`."""

    server: Server
    statuses: list[bytes | Callable[[], Iterator[bytes]]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.server.url("/hook", host=HOST)

    @property
    def messages(self) -> list[dict[str, Any]]:
        return [json.loads(body_of(request)) for request in self.server.asked]

    @property
    def told(self) -> list[str]:
        return [f"{message['type']} {message['data']['id']}" for message in self.messages]

    def answers(self, *statuses: str) -> None:
        self.statuses += [answer(b"", status=status) for status in statuses]


@contextmanager
def receiving(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Receiver]:
    """A receiver that may be sent to, although it is on this machine: by an explicit setting, for its port alone."""
    statuses: list[Any] = []

    def next_answer(path: str) -> Any:
        given = statuses.pop(0) if statuses else answer(b"")
        return given() if callable(given) else given

    with serving(next_answer) as server:
        monkeypatch.setattr(fetching, "resolve", lambda host, port: [("127.0.0.1", port)])
        settings.WEBHOOK_ALLOWED = [*settings.WEBHOOK_ALLOWED, server.address]
        yield Receiver(server, statuses)


def head_of(request: str) -> dict[str, str]:
    lines = request.split("\r\n\r\n", maxsplit=1)[0].split("\r\n")[1:]
    return {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}


def body_of(request: str) -> str:
    return request.split("\r\n\r\n", 1)[1]


def is_signed(request: str, secret: str) -> bool:
    """As the specification says, with nothing of ours."""
    head = head_of(request)
    signed = f"{head['webhook-id']}.{head['webhook-timestamp']}.{body_of(request)}"
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, signed.encode(), hashlib.sha256).digest()).decode()
    return f"v1,{expected}" in head["webhook-signature"].split(" ")


def make_key(name: str = "Test newsroom") -> tuple[Key, str]:
    return issue(name=name, contact="desk@example.org", by=None)


def make_endpoint(url: str, **given: Any) -> tuple[Endpoint, str]:
    key = given.pop("key", None) or make_key()[0].pk
    return managing.make(key=key, url=url, **given)


def deliver_all() -> None:
    """What the worker does in a round: dispatch, and work off what was handed out."""
    dispatch()
    for endpoint in Endpoint.objects.exclude(queued_at=None):
        deliver(endpoint.pk)
