"""What the database does aside: that its error is told, and not what followed from it."""

from __future__ import annotations

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


def test_error_of_the_block_is_told_where_what_runs_aside_succeeds() -> None:
    with pytest.raises(ValueError, match="of the block"), transaction.atomic(), meanwhile("SELECT 1", []):
        raise ValueError("of the block")
