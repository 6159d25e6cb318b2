"""Webhooks are managed by whoever shows a key, each key its own, over a role that can't read a secret."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import orjson
import pytest
from django.db import ProgrammingError, connections
from django.test import Client
from django_tasks_db.models import DBTaskResult

from claims.ledger.publish import publish
from claims.public.api.documentation import openapi
from claims.webhooks.dispatching import dispatch
from claims.webhooks.models import Delivery, Endpoint, Secret
from tests.factories import make_actor
from tests.webhooks.receiving import Receiver, deliver_all, is_signed, make_key

URL = "https://receiver.example/hook"
AT = "/api/v1/webhooks/"


class Program:
    """A newsroom's program, with its key."""

    def __init__(self, key: str | None = None) -> None:
        shown = make_key()[1] if key is None else key
        self.client = Client(headers={"Authorization": f"Bearer {shown}"} if shown else {}, enforce_csrf_checks=True)

    def send(self, method: str, path: str = "", body: Any = None) -> Any:
        given = body if isinstance(body, bytes | str) else json.dumps(body or {})
        return self.client.generic(method, f"{AT}{path}", given, content_type="application/json")

    def make(self, **given: Any) -> dict[str, Any]:
        answer = self.send("POST", body={"url": URL, **given})
        assert answer.status_code == 201, answer.content
        made: dict[str, Any] = answer.json()
        return made


@pytest.fixture
def program(db: None) -> Program:
    return Program()


@pytest.mark.parametrize(("method", "rest"), [("PATCH", ""), ("DELETE", ""), ("POST", "secret/"), ("POST", "replay/")])
def test_what_is_no_id_of_an_endpoint_is_not_found(program: Program, method: str, rest: str) -> None:
    answer = program.send(method, f"0/{rest}")

    assert (answer.status_code, answer.json()["type"]) == (404, "/developers/errors/not-found")


def test_endpoint_is_made_told_changed_and_removed(program: Program, receiver: Receiver) -> None:
    made = program.make(url=receiver.url, types=["actor.*"], description="Test desk")
    secret = made.pop("secret")
    publish(record=make_actor(slug="first"), by=None)
    deliver_all()

    assert is_signed(receiver.server.asked[0], secret)
    shown = program.send("GET", f"{made['id']}/").json()
    assert shown == {**made, "position": shown["position"]}
    assert shown["position"] > made["position"]
    assert program.send("GET").json() == {"results": [shown]}
    deliveries = program.send("GET", f"{made['id']}/deliveries/").json()["results"]
    assert [(one["state"], one["attempts"], one["status"]) for one in deliveries] == [("delivered", 1, 200)]

    changed = program.send("PATCH", f"{made['id']}/", {"state": "disabled", "types": ["claim.updated"]}).json()
    assert (changed["state"], changed["types"]) == ("disabled", ["claim.updated"])

    assert program.send("DELETE", f"{made['id']}/").status_code == 204
    assert program.send("GET", f"{made['id']}/").status_code == 404
    dispatch()
    assert Endpoint.objects.count() == 0


def test_secret_is_rotated_and_messages_are_replayed(program: Program, receiver: Receiver) -> None:
    made = program.make(url=receiver.url)
    publish(record=make_actor(slug="first"), by=None)
    deliver_all()

    rotated = program.send("POST", f"{made['id']}/secret/", {"overlap_hours": 1})
    replayed = program.send("POST", f"{made['id']}/replay/", {"after": 0})
    deliver_all()

    assert (rotated.status_code, replayed.status_code) == (201, 202)
    assert len(receiver.server.asked) == 2
    for secret in (made["secret"], rotated.json()["secret"]):
        assert is_signed(receiver.server.asked[1], secret)


@pytest.mark.parametrize(("key", "problem"), [("", "key-required"), ("fr_wrong", "wrong-key")])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_without_a_right_key_there_is_nothing(db: None, key: str, problem: str, method: str) -> None:
    answer = Program(key).send(method)

    assert (answer.status_code, answer.json()["type"]) == (401, f"/developers/errors/{problem}")
    assert "WWW-Authenticate" in answer.headers


def test_each_key_has_its_own_endpoints_alone(program: Program) -> None:
    made = program.make()
    other = Program()

    assert other.send("GET").json() == {"results": []}
    for method, path in (
        ("GET", ""),
        ("PATCH", ""),
        ("DELETE", ""),
        ("POST", "secret/"),
        ("POST", "replay/"),
        ("GET", "deliveries/"),
    ):
        body = {"after": 0} if path == "replay/" else None
        assert other.send(method, f"{made['id']}/{path}", body).status_code == 404, (method, path)
    assert Endpoint.objects.get().state == "active"


@pytest.mark.parametrize(
    ("body", "parameter"),
    [
        ({"url": "http://127.0.0.1/hook"}, "url"),
        ({"url": "http://169.254.169.254/latest/"}, "url"),
        ({"url": "http://localhost/"}, "url"),
        ({"url": "ftp://receiver.example/"}, "url"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": 1}, "url"),
        ({}, "url"),
        ({"url": URL, "types": []}, "types"),
        ({"url": URL, "types": ["claims.updated"]}, "types"),
        ({"url": URL, "types": ["claim.updated", 3]}, "types"),
        ({"url": URL, "types": ["*"] * 51}, "types"),
        ({"url": URL, "description": "x" * 201}, "description"),
        ({"url": URL, "secret": "whsec_mine"}, "secret"),
    ],
)
def test_what_can_not_be_is_a_problem_that_names_it(program: Program, body: Any, parameter: str) -> None:
    answer = program.send("POST", body=body)

    assert (answer.status_code, answer.json().get("parameter")) == (400, parameter), answer.content
    assert Endpoint.objects.count() == 0


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"\xff", b"[" * 200_000, b'{"url":"' + b"x" * 70_000 + b'"}', b"null"]
)
def test_body_that_is_no_object_is_refused(program: Program, body: bytes) -> None:
    answer = program.send("POST", body=body)

    assert answer.status_code == 400
    assert answer.json()["type"] in ("/developers/errors/malformed-body", "/developers/errors/malformed-parameter")


@pytest.mark.parametrize(
    ("path", "body", "parameter"),
    [
        ("replay/", {}, "after"),
        ("replay/", {"after": 10**6}, "after"),
        ("replay/", {"after": -1}, "after"),
        ("replay/", {"after": True}, "after"),
        ("replay/", {"after": 0, "upto": 0}, "upto"),
        ("secret/", {"overlap_hours": 169}, "overlap_hours"),
    ],
)
def test_deed_that_can_not_be_is_a_problem_that_names_it(
    program: Program, path: str, body: Any, parameter: str
) -> None:
    answer = program.send("POST", f"{program.make()['id']}/{path}", body)

    assert (answer.status_code, answer.json()["parameter"]) == (400, parameter)


def test_other_methods_are_refused_with_what_there_is(program: Program) -> None:
    answer = program.send("PUT")

    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS, POST")


def test_every_answer_is_what_the_schema_says(program: Program, receiver: Receiver) -> None:
    schema = orjson.loads(openapi())
    made = program.make(url=receiver.url)
    publish(record=make_actor(), by=None)
    deliver_all()
    one = "/api/v1/webhooks/{endpoint}/"

    answers = [
        (AT, "get", "200", program.send("GET").json()),
        (AT, "post", "201", made),
        (one, "get", "200", program.send("GET", f"{made['id']}/").json()),
        (f"{one}deliveries/", "get", "200", program.send("GET", f"{made['id']}/deliveries/").json()),
        (f"{one}secret/", "post", "201", program.send("POST", f"{made['id']}/secret/").json()),
        (f"{one}replay/", "post", "202", program.send("POST", f"{made['id']}/replay/", {"after": 0}).json()),
    ]

    for path, method, status, document in answers:
        sent = schema["paths"][path][method]["responses"][status]["content"]["application/json"]["schema"]
        jsonschema.Draft202012Validator({**sent, "components": schema["components"]}).validate(document)
    message = {**schema["components"]["schemas"]["WebhookMessage"], "components": schema["components"]}
    jsonschema.Draft202012Validator(message).validate(receiver.messages[0])


def test_public_role_manages_endpoints_and_reads_no_secret(real_role: None) -> None:
    program = Program()
    made = program.make()
    assert program.send("PATCH", f"{made['id']}/", {"state": "active"}).status_code == 200
    assert program.send("POST", f"{made['id']}/secret/").status_code == 201
    assert program.send("POST", f"{made['id']}/replay/", {"after": 0}).status_code == 202
    assert program.send("GET", f"{made['id']}/deliveries/").status_code == 200
    assert program.send("DELETE", f"{made['id']}/").status_code == 204

    asked = {
        "SELECT secret FROM webhooks_secret",
        "UPDATE webhooks_secret SET secret = 'whsec_mine'",
        "DELETE FROM webhooks_endpoint",
        "UPDATE webhooks_endpoint SET key_id = 1",
        "UPDATE webhooks_endpoint SET position = 0",
        "INSERT INTO webhooks_delivery (seq) VALUES (1)",
        "UPDATE webhooks_delivery SET seq = 1",
        f"SELECT 1 FROM {DBTaskResult._meta.db_table}",
    }
    assert {statement for statement in asked if _is_refused(statement)} == asked
    assert (Secret.objects.count(), Delivery.objects.count()) == (2, 0)


def _is_refused(statement: str) -> bool:
    with connections["public"].cursor() as cursor:
        try:
            cursor.execute(statement)
        except ProgrammingError as error:
            return "permission denied" in str(error)
    return False
