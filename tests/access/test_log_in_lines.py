"""What the log says of tries to get in."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from claims.access.guesses import hashed_name
from tests.access.test_guesses import log_in
from tests.access.test_limits import Clock
from tests.access.test_second_factor import RIGHT, clock, code_of, enrolled, give, owner

__all__ = ["clock", "enrolled", "owner"]


def test_each_try_is_a_line_without_what_was_typed(
    enrolled: tuple[str, list[str]], owner: User, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "claims.access.telling")
    client = Client()
    log_in(client, "no such password", name="a password typed above")
    log_in(client, "no such password")
    log_in(client, RIGHT)
    give(client, "000000")
    give(client, code_of(enrolled[0], clock))

    lines = [(line.levelname, line.facts) for line in caplog.records if line.name == "claims.access.telling"]  # type: ignore[attr-defined]

    told = [(level, facts["shown"], facts["right"], facts["account"]) for level, facts in lines]
    assert told == [
        ("WARNING", "password", False, None),
        ("WARNING", "password", False, None),
        ("INFO", "password", True, owner.pk),
        ("WARNING", "code", False, owner.pk),
        ("INFO", "code", True, owner.pk),
    ]
    assert [facts["name"] for _, facts in lines[1:]] == [hashed_name("owner")] * 4
    assert {facts["client"].endswith("/24") for _, facts in lines} == {True}
    assert "typed above" not in str(lines)
    assert RIGHT not in str(lines)
