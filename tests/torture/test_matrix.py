"""Every address of the workbench as every role by GET and POST, against docs/security/roles.md: 4,800 requests.

With `WRITE_MATRIX=1` the table is written anew: read the difference.
"""

from __future__ import annotations

import os

from django.test import Client

from tests.access import matrix
from tests.access.matrix import METHODS, REFUSED, ROLES, Address, is_refused
from tests.access.test_matrix import clients, unrendered, workbench

__all__ = ["clients", "unrendered", "workbench"]


def test_every_address_answers_every_role_as_it_is_written(
    clients: dict[str, Client], workbench: list[Address], unrendered: None
) -> None:
    found = {
        name: tuple(
            " ".join(method for method in METHODS if not is_refused(clients[role], method, path)) or REFUSED
            for role in ROLES
        )
        for name, path in workbench
    }
    if os.environ.get("WRITE_MATRIX"):
        matrix.write(found)

    assert found == matrix.written()
