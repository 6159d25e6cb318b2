"""To whom weaknesses are reported is what the operator has set, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.no_database


def test_contact_is_told_until_when_it_holds(client: Client, settings: Any) -> None:
    settings.SECURITY_CONTACT = ["mailto:security@registry.example.org", "https://registry.example.org/report/"]
    settings.SITE_URL = "https://registry.example.org"

    answer = client.get("/.well-known/security.txt")

    contacts, until, *others = answer.content.decode().partition("\nExpires: ")[0::2]
    assert contacts == ("Contact: mailto:security@registry.example.org\nContact: https://registry.example.org/report/")
    expires, *lines = until.splitlines()
    assert 140 <= (datetime.fromisoformat(expires) - datetime.now(UTC)).days <= 180
    assert [*lines, *others] == [
        "Preferred-Languages: en",
        "Canonical: https://registry.example.org/.well-known/security.txt",
    ]
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"


def test_without_a_contact_there_is_none(client: Client) -> None:
    assert client.get("/.well-known/security.txt").status_code == 404
