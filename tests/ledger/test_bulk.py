"""What the database does aside: that its error is told, and not what followed from it."""

from __future__ import annotations

import threading

import pytest
from django.db import DataError, connection, transaction

from claims.ledger.bulk import meanwhile


def test_error_of_what_runs_aside_is_told() -> None:
    with (
        pytest.raises(DataError, match="division by zero"),
        transaction.atomic(),
        meanwhile("SELECT 1 / 0", []),
        connection.cursor() as cursor,
    ):
        # Refused as well, for the transaction is spoiled.
        cursor.execute("SELECT 1")


def test_error_of_the_block_is_told_where_it_came_first(monkeypatch: pytest.MonkeyPatch) -> None:
    failed = threading.Event()
    connection.ensure_connection()
    execute = type(connection.connection).execute

    def late(self: object, statement: str, params: list[object]) -> object:
        failed.wait(10)
        return execute(self, statement, params)

    @transaction.atomic
    def act() -> None:
        with meanwhile("SELECT 1", []), connection.cursor() as cursor:
            try:
                cursor.execute("SELECT 1 / 0")
            finally:
                failed.set()

    monkeypatch.setattr(type(connection.connection), "execute", late)
    with pytest.raises(DataError, match="division by zero"):
        act()


def test_error_of_the_block_is_told_where_what_runs_aside_succeeds() -> None:
    with pytest.raises(ValueError, match="of the block"), transaction.atomic(), meanwhile("SELECT 1", []):
        raise ValueError("of the block")
