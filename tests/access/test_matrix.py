"""Every address of the workbench before every role, against docs/security/roles.md; the public ones before everybody.

Where it is red and the change is meant, tests/torture/test_matrix.py writes the table anew.
"""

from __future__ import annotations

from itertools import pairwise

import pytest
from django.contrib.auth.models import Group, User
from django.template.response import SimpleTemplateResponse
from django.test import Client

from claims.access.keys import issue
from claims.access.second_factor import GIVEN
from claims.roles import ROLES as PERMISSIONS
from tests.access import matrix
from tests.access.matrix import METHODS, REFUSED, ROLES, SAMPLES, Address, addresses, is_refused
from tests.test_completeness import MAKERS

# What the stock admin asks for at these addresses of a model: any of them.
ASKED = {"changelist": ("view", "change"), "add": ("add",), "change": ("view", "change"), "delete": ("delete",)}
# Public addresses at which something is sent.
TAKES_POSTS = {"report", "policy-reports"}
OTHERS = ("PUT", "PATCH", "DELETE", "TRACE")


@pytest.fixture
def clients(db: None) -> dict[str, Client]:
    _, key = issue(name="Test newsroom", contact="desk@example.org", by=None)
    found = {"nobody": Client(), "key": Client(headers={"Authorization": f"Bearer {key}"})}
    for role in ROLES[2:]:
        user = User.objects.create_user(role, is_staff=True, is_superuser=role == "superuser")
        user.groups.set(Group.objects.filter(name=role))
        found[role] = Client()
        found[role].force_login(user)
    return found


@pytest.fixture
def workbench(db: None) -> list[Address]:
    """Its addresses, those of an object with one that is there."""
    made = {
        f"admin/{model._meta.app_label}/{model._meta.model_name}/": str(make().pk) for model, make in MAKERS.items()
    }
    of_objects = {
        prefix: dict(addresses({**SAMPLES, **dict.fromkeys(("object_id", "pk"), number)}))
        for prefix, number in made.items()
    }
    return [
        Address(name, next((of[name] for prefix, of in of_objects.items() if path.startswith(f"/{prefix}")), path))
        for name, path in addresses()
        if path.startswith("/admin/")
    ]


@pytest.fixture
def unrendered(monkeypatch: pytest.MonkeyPatch) -> None:
    """What pages look like is for other tests, and would be most of the time."""
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")


def test_every_address_of_the_workbench_has_a_row_and_every_row_an_address(workbench: list[Address]) -> None:
    assert {name for name, _ in workbench} == set(matrix.written())


def test_every_address_answers_at_the_border_of_what_is_written(
    clients: dict[str, Client], workbench: list[Address], unrendered: None
) -> None:
    """The most that is refused, and the least that is answered the last method; tests/torture asks as all of them."""
    written, wrong = matrix.written(), []
    for name, path in workbench:
        for method in METHODS:
            allowed = [role for role, cell in zip(ROLES, written[name], strict=True) if method in cell.split()]
            refused = [role for role in ROLES if role not in allowed]
            # Whoever may send a form may open it; pages are opened in other tests.
            least = allowed[:1] if method == METHODS[-1] or "POST" not in " ".join(written[name]) else []
            asked = {role: clients[role] for role in (*least, *refused[:1], *refused[-1:])}
            found = {role: not is_refused(one, method, path) for role, one in asked.items()}
            wrong += [(name, method, role) for role, answered in found.items() if answered != (role in allowed)]

    assert wrong == []


@pytest.mark.no_database
def test_each_role_may_what_the_one_below_it_may() -> None:
    """So that the borders tell the rest. Logging out is for a form, by POST, once one is logged in."""
    falling = {
        name
        for name, cells in matrix.written().items()
        for below, above in pairwise(cells[2:])
        if not set(below.split()) - {REFUSED} <= set(above.split())
    }

    assert falling == set()


@pytest.mark.no_database
def test_matrix_is_what_the_roles_say() -> None:
    """Who is shown a model's list, its form to add or to delete, or a page, has a permission for it in claims.roles."""
    written, wrong = matrix.written(), []
    for model in MAKERS:
        app, name = model._meta.app_label, model._meta.model_name
        for deed, verbs in ASKED.items():
            cells = dict(zip(ROLES, written[f"admin:{app}_{name}_{deed}"], strict=True))
            wrong += [
                (role, app, name, deed)
                for role, held in PERMISSIONS.items()
                if cells[role] != REFUSED and not {f"{app}.{verb}_{name}" for verb in verbs} & held
            ]
            wrong += [(role, app, name, deed) for role in ("nobody", "key", "no role") if cells[role] != REFUSED]

    assert wrong == []


def test_password_alone_opens_nothing_but_the_way_to_the_second_factor(workbench: list[Address]) -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    session = client.session
    del session[GIVEN]
    session.save()

    opened = {name for name, path in workbench for method in METHODS if not is_refused(client, method, path)}

    ways = ("login", "logout", "jsi18n", "second_factor", "second_factor_enrol", "set_password")
    assert opened == {f"admin:{way}" for way in ways}


def test_workbench_has_no_other_methods(clients: dict[str, Client], workbench: list[Address]) -> None:
    superuser = clients["superuser"]

    assert {superuser.generic(method, path).status_code for _, path in workbench for method in OTHERS} == {405}


def test_public_side_takes_nothing_but_what_is_written(client: Client) -> None:
    """Of whomever: it knows no sessions (tests/factreg/test_headers.py)."""
    taken = {
        (name, method)
        for name, path in addresses()
        if not path.startswith("/admin/")
        for method in ("POST", *OTHERS)
        if client.generic(method, path).status_code not in (401, 403, 404, 405)
    }

    assert taken == {(name, "POST") for name in TAKES_POSTS}
