"""Messages go to the public internet alone, whatever a name says, and to where it was checked."""

from __future__ import annotations

from typing import Any

import pytest

from claims.webhooks import sending
from tests.webhooks.receiving import HOST, Receiver


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.1", "192.168.1.1", "169.254.169.254", "::1", "fd00::1", "fe80::1", "::ffff:127.0.0.1"],
)
def test_name_that_leads_into_our_network_is_not_connected_to(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch, settings: Any, address: str
) -> None:
    settings.WEBHOOK_ALLOWED = []
    monkeypatch.setattr("sources.fetching.resolve", lambda host, port: [(address, port)])

    outcome = sending.send(receiver.url, body=b"{}", headers={})

    assert (outcome.status, receiver.server.accepted) == (None, 0)
    assert "no address of the public internet" in outcome.error


def test_name_that_changes_its_mind_is_resolved_once_and_connected_to_where_it_was_checked(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """DNS rebinding: the second answer, inside our network, is never asked for."""
    settings.WEBHOOK_ALLOWED = []
    answers = iter([[("192.0.2.1", 80)], [("127.0.0.1", receiver.server.port)]])
    asked, connected = [], []
    monkeypatch.setattr("sources.fetching.is_routable", lambda address: address == "192.0.2.1")

    def resolve(host: str, port: int) -> Any:
        asked.append(host)
        return next(answers)

    def connect(address: Any, timeout: float) -> Any:
        connected.append(address)
        raise OSError("nobody there")

    monkeypatch.setattr("sources.fetching.resolve", resolve)
    monkeypatch.setattr("sources.fetching.socket.create_connection", connect)

    outcome = sending.send(f"http://{HOST}/hook", body=b"{}", headers={})

    assert (asked, connected, outcome.status) == ([HOST], [("192.0.2.1", 80)], None)
