"""Every type of error that can be raised has its page, every page its error; the examples are what comes back."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory
from psycopg.errors import QueryCanceled

from claims.access.keys import issue
from claims.access.middleware import too_many
from claims.ledger.publish import publish
from claims.ledger.takedown import quarantine, withdraw
from claims.public.api.bulk import withheld
from claims.public.api.feed import cannot_wait
from claims.public.developers.errors import ERRORS
from factreg import downloads
from factreg.downloads import place_for
from factreg.limits import Allowance, Policy
from factreg.problems import ERRORS_PATH, TITLES
from factreg.rest import problem_of
from tests.factories import make_claim

ROOT = Path(__file__).parents[2]
# What no request to the demo brings about; and what a record has to be taken down for.
INWARD = {"too-slow": OperationalError(), "server-error": RuntimeError()}
INWARD["too-slow"].__cause__ = QueryCanceled()
APART = {
    "gone",
    "unavailable-for-legal-reasons",
    "malformed-body",
    "too-many-requests",
    "too-many-downloads",
    "cannot-wait",
    "withheld",
}


def raised() -> Iterator[str]:
    """The types that the code names where it makes a problem."""
    for room in ("factreg", "claims"):
        for path in (ROOT / room).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            for node in ast.walk(ast.parse(text)) if "problems import" in text or path.name == "problems.py" else ():
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Problem" and len(node.args) > 1:
                    code = node.args[1]
                    assert isinstance(code, ast.Constant), f"{path}: name the type of a problem where it is made"
                    yield str(code.value)


def answered(client: Client, code: str) -> tuple[int, object]:
    """The answer to the example, asked for as its page says."""
    example = ERRORS[code].example
    headers = dict(re.findall(r"-H '([^:]+): ([^']+)'", example.options))
    method = (re.findall(r"-X (\w+)", example.options) or ["GET"])[0]
    response = client.generic(method, example.path, headers=headers)
    return response.status_code, response.json()


@pytest.mark.no_database
def test_every_type_that_is_raised_has_a_page_and_the_reverse() -> None:
    assert set(raised()) == set(TITLES)
    assert set(ERRORS) == set(TITLES), "claims/public/developers/errors.py tells of each type of problem"


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("code", sorted(set(ERRORS) - set(INWARD) - APART))
def test_the_example_of_a_type_is_what_comes_back(client: Client, code: str) -> None:
    expected = ERRORS[code].example.document(code)

    assert answered(client, code) == (expected["status"], expected)


@pytest.mark.parametrize(
    ("code", "take_down", "status"),
    [("gone", withdraw, 410), ("unavailable-for-legal-reasons", quarantine, 451)],
)
def test_the_example_of_what_is_gone_is_what_comes_back(
    client: Client, code: str, take_down: Callable[..., object], status: int
) -> None:
    expected = ERRORS[code].example.document(code)
    stub = expected["record"]
    claim = make_claim(slug=stub["id"])
    publish(record=claim, by=None)
    claim.refresh_from_db()
    take_down(record=claim, by=None, reason=stub["reason"], legal_basis=stub.get("legal_basis", ""))

    found, answer = answered(client, code)

    assert isinstance(answer, dict)
    answer["record"]["at"] = stub["at"]
    assert (found, answer) == (status, expected)


def test_the_example_of_one_download_too_many_is_what_comes_back(client: Client) -> None:
    expected = ERRORS["too-many-downloads"].example.document("too-many-downloads")
    with place_for(RequestFactory().get("/")) as held:
        downloads.PLACES.for_one = 1
        assert answered(client, "too-many-downloads") == (expected["status"], expected)
    held.close()


def test_the_example_of_a_malformed_body_is_what_comes_back(client: Client) -> None:
    example = ERRORS["malformed-body"].example
    _, key = issue(name="Test newsroom", contact="desk@example.org", by=None)

    answer = client.post(example.path, "[]", "application/json", headers={"Authorization": f"Bearer {key}"})

    assert answer.json() == example.document("malformed-body")


@pytest.mark.no_database
def test_the_example_of_too_many_requests_is_what_is_sent() -> None:
    expected = ERRORS["too-many-requests"].example.document("too-many-requests")
    policy = Policy.read("address", "3000/60")
    assert policy

    assert too_many(Allowance(policy, left=0, seconds=42, admitted=False)).document() == expected


@pytest.mark.no_database
def test_the_example_of_a_client_that_cannot_wait_is_what_is_sent() -> None:
    expected = ERRORS["cannot-wait"].example.document("cannot-wait")

    assert cannot_wait("As many clients wait as this registry has room for.").document() == expected


@pytest.mark.no_database
def test_the_example_of_what_is_withheld_is_what_is_sent() -> None:
    assert withheld().document() == ERRORS["withheld"].example.document("withheld")


@pytest.mark.no_database
@pytest.mark.parametrize("code", sorted(INWARD))
def test_the_example_of_what_goes_wrong_within_is_what_is_sent(code: str) -> None:
    problem = problem_of(INWARD[code], RequestFactory().get(ERRORS[code].example.path))

    assert problem.document() == ERRORS[code].example.document(code)


@pytest.mark.no_database
@pytest.mark.parametrize("code", sorted(ERRORS))
def test_the_type_of_a_problem_leads_to_its_page(client: Client, code: str) -> None:
    page = client.get(f"{ERRORS_PATH}{code}", follow=True)

    assert page.status_code == 200
    assert page.redirect_chain == [(f"{ERRORS_PATH}{code}/", 301)]
    assert f"<h1>{TITLES[code]}</h1>" in unescape(page.content.decode())


@pytest.mark.no_database
def test_every_type_stands_on_the_page_of_all(client: Client) -> None:
    page = client.get(ERRORS_PATH).content.decode()

    assert re.findall(rf'href="{ERRORS_PATH}([\w-]+)/"', page) == list(TITLES)


@pytest.mark.no_database
def test_there_is_no_page_of_a_type_that_there_is_not(client: Client) -> None:
    assert client.get(f"{ERRORS_PATH}no-such-type/").status_code == 404
