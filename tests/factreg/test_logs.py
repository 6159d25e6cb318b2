"""What is logged has what an operator needs, and nothing of drafts, secrets, searches or whole addresses."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from django.conf import settings as ours
from django.contrib.auth.models import User
from django.db import IntegrityError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from factreg.logs import Lines, Plain, is_worth_a_line, redacted, shortened
from tests.factories import make_claim

CANARY = "zqcanaryzq"
KEY = f"fr_{CANARY}{'k' * 33}"


@pytest.fixture(params=[Lines, Plain])
def logged(request: Any, settings: Any) -> Iterator[io.StringIO]:
    """All that the process writes to its log, in one form or the other."""
    settings.LOG_REQUESTS = "all"
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(request.param())
    handler.addFilter(is_worth_a_line)
    root = logging.getLogger()
    root.addHandler(handler)
    level = root.level
    root.setLevel("DEBUG")
    yield written
    root.setLevel(level)
    root.removeHandler(handler)


def failing(request: HttpRequest, word: str) -> HttpResponse:
    """With a draft in its variables and in the messages of its errors."""
    draft = f"A draft {CANARY}."
    if word == "refused":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO auth_group (name) VALUES (%s), (%s)", [draft, draft])
    try:
        raise KeyError(draft)
    except KeyError as error:
        raise ValueError(f"can't read {draft} with {request.META.get('HTTP_AUTHORIZATION')}") from error


urlpatterns = [path("failing/<str:word>/", failing)]
FROM = {"REMOTE_ADDR": "203.0.113.77", "HTTP_AUTHORIZATION": f"Bearer {KEY}", "HTTP_COOKIE": f"session={CANARY}"}


def test_requests_and_errors_tell_no_draft_no_secret_and_no_whole_address(logged: io.StringIO, client: Client) -> None:
    client.raise_request_exception = False
    make_claim(slug=f"draft-{CANARY}", text=f"A draft {CANARY}.")
    User.objects.create_user("editor", password=CANARY, is_staff=True)
    client.get(f"/search/?q={CANARY}", **FROM)
    client.get(f"/api/v1/claims/?q={CANARY}&nothing={CANARY}", **FROM)
    client.get(f"/claims/draft-{CANARY}/", **FROM)
    client.get(f"/{CANARY}/?{CANARY}", REMOTE_ADDR="2001:db8:77:88::99")
    client.post("/admin/login/", {"username": CANARY, "password": CANARY}, **FROM)
    client.post("/admin/login/", {"username": "editor", "password": f"{CANARY}!"}, **FROM)
    client.post("/report/", {"text": f"{CANARY} is wrong", "contact": CANARY}, **FROM)
    Client(enforce_csrf_checks=True).post("/admin/login/", {"username": CANARY}, **FROM)
    with override_settings(ROOT_URLCONF=__name__):
        client.get(f"/failing/{CANARY}/?q={CANARY}", **FROM)
        with pytest.raises(IntegrityError):
            Client().get("/failing/refused/", **FROM)

    written = logged.getvalue()

    assert CANARY not in written
    assert "203.0.113.77" not in written
    assert "2001:db8:77:88" not in written
    for expected in (
        *("203.0.113.0/24", "2001:db8:77::/48", "/search/", "/api/...", "/failing/<str:word>/", "POST", "500"),
        *("builtins.ValueError", "builtins.KeyError", "tests/factreg/test_logs.py:", "23505", "auth_group_name"),
    ):
        assert expected in written


@pytest.mark.parametrize("logged", [Lines], indirect=True)
def test_line_of_a_request_is_an_object(logged: io.StringIO, client: Client) -> None:
    answer = client.get("/healthz?x=1", headers={"X-Request-Id": "from-the-proxy-1"}, REMOTE_ADDR="198.51.100.9")

    (line,) = (orjson.loads(text) for text in logged.getvalue().splitlines() if "factreg.requests" in text)

    assert {name: type(line.pop(name)) for name in ("at", "ms")} == {"at": str, "ms": float}
    assert line == {
        "level": "INFO",
        "logger": "factreg.requests",
        "request": "from-the-proxy-1",
        "method": "GET",
        "route": "/healthz",
        "status": 200,
        "client": "198.51.100.0/24",
        "message": "answered",
    }
    assert "X-Request-Id" not in answer.headers


@pytest.mark.parametrize("logged", [Lines], indirect=True)
def test_error_is_found_in_the_log_by_its_answer(logged: io.StringIO, client: Client, settings: Any) -> None:
    client.raise_request_exception = False
    settings.ROOT_URLCONF, settings.LOG_REQUESTS = __name__, "errors"

    answer = client.get("/failing/x/", headers={"X-Request-Id": "not a name"})
    client.get("/nothing/")

    lines = [orjson.loads(text) for text in logged.getvalue().splitlines()]
    told = [line for line in lines if line.get("request") == answer.headers["X-Request-Id"]]
    assert [(line["logger"], line["message"]) for line in told] == [
        ("django.request", "500 /failing/<str:word>/"),
        ("factreg.requests", "answered"),
    ]
    assert [line for line in lines if line["logger"] == "factreg.requests"] == told[1:]


@pytest.mark.no_database
@pytest.mark.parametrize(
    ("text", "written"),
    [
        (
            "from 203.0.113.77, 127.0.0.1 and 2001:db8:1:2::3 at 12:30:45",
            "from 203.0.113.0/24, 127.0.0.1 and 2001:db8:1::/48 at 12:30:45",
        ),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("postgresql://owner:secret@host/name", "postgresql://...@host/name"),
        (f"key {KEY} and PRIVATE+KEY+name+00+x=", "key fr_... and PRIVATE+KEY+..."),
        ("whsec_abc= GET /search/?q=words&page=2 done?", "whsec_... GET /search/?... done?"),
    ],
)
def test_what_looks_like_a_secret_or_an_address_is_cut(text: str, written: str) -> None:
    assert redacted(text) == written


@pytest.mark.no_database
def test_what_is_no_address_stays() -> None:
    assert [shortened(text) for text in ("", "unix:", "10.1.2.3", "::1")] == ["", "unix:", "10.1.2.0/24", "::1"]


@pytest.mark.no_database
def test_nothing_mails_errors_and_no_query_is_logged() -> None:
    loggers = ours.LOGGING["loggers"]

    assert loggers["django"]["handlers"] == []
    assert {loggers[name]["level"] for name in ("django", "django.db", "django.template")} == {"INFO"}
    assert [logging.getLogger(name).isEnabledFor(logging.DEBUG) for name in ("django.db.backends",)] == [False]
