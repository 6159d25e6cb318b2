"""What takes longer than it may ends alone: the connection goes on, and its own limit with it."""

import pytest
from django.db import connections

from factreg.patience import TooSlow, patience


def limit() -> str:
    with connections["public"].cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        return str(cursor.fetchone()[0])


def sleep(seconds: float) -> None:
    with connections["public"].cursor() as cursor:
        cursor.execute("SELECT pg_sleep(%s)", [seconds])


def test_slow_statement_ends_and_the_connection_goes_on() -> None:
    before = limit()

    with pytest.raises(TooSlow), patience(0.02, using="public"):
        sleep(5)

    assert limit() == before


def test_limit_ends_with_the_block() -> None:
    before = limit()

    with patience(3, using="public"):
        assert limit() == "3s"

    assert limit() == before


def test_every_statement_has_the_time_to_itself() -> None:
    with patience(1, using="public"):
        for _ in range(3):
            sleep(0.01)
