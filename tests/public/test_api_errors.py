"""What is refused: always a problem document that names the parameter, and the nearest one there is."""

import base64
import logging
from typing import Any

import pytest
from django.db import OperationalError, connections, transaction
from django.test import Client
from psycopg.errors import QueryCanceled

from claims.ledger.publish import publish
from claims.ledger.takedown import quarantine, withdraw
from claims.public import lists, reading
from tests.factories import make_claim
from tests.public.api import get, refused

pytestmark = pytest.mark.usefixtures("demo")

BAD = [
    ("page_size=-1", "page_size"),
    ("page_size=0", "page_size"),
    ("page_size=201", "page_size"),
    ("page_size=abc", "page_size"),
    ("page_size=%D9%A3", "page_size"),
    ("page_size=5&page_size=6", "page_size"),
    ("cursor=cD0lMDA=", "cursor"),
    ("cursor=%00", "cursor"),
    ("cursor=W10", "cursor"),
    (f"cursor={base64.urlsafe_b64encode(b'[' * 900).decode()}", "cursor"),
    ("nonsense=1", "nonsense"),
    ("q=%00", "q"),
    ("q=a%00b", "q"),
    ("q=%ED%A0%80", "q"),
    ("q=%FF", "q"),
    ("q=%E2%80%AE", "q"),
    (f"q={'x' * 10_000}", "q"),
    (f"q={'%C5%9F' * 400}", "q"),
    ("q=%21%3F", "q"),
    ("q=", "q"),
    ("occurred_after=2020-02-30", "occurred_after"),
    ("occurred_after=2020-13-01", "occurred_after"),
    ("occurred_after=2020", "occurred_after"),
    ("occurred_after=tomorrow", "occurred_after"),
    ("occurred_after=2024-01-01T00:00:00-18:54", "occurred_after"),
    ("occurred_after=2024-01-01T00:00:00", "occurred_after"),
    ("occurred_after=0000-00-00", "occurred_after"),
    ("said_before=99999-01-01", "said_before"),
    ("updated_after=2020-01-01&updated_after=2021-01-01", "updated_after"),
    ("standing=disputd", "standing"),
    ("kind=%27%3B--", "kind"),
    ("has_contradiction=maybe", "has_contradiction"),
    ("undated=yes", "undated"),
    ("language=british_english", "language"),
    ("count=maybe", "count"),
    ("ordering=newest", "ordering"),
    ("ordering=relevance", "ordering"),
    ("as_of=2999-01-01", "as_of"),
    ("as_of=x", "as_of"),
    ("denied_by=Azerbaijan", "denied_by"),
    ("denied_by=../etc/passwd", "denied_by"),
    ("event=no-such-event", "event"),
    ("source=no-such-source", "source"),
    ("place=atlantis", "place"),
    ("&".join(f"kind=x{number}" for number in range(101)), "kind"),
]


@pytest.mark.parametrize(("query", "parameter"), BAD, ids=[query[:40] for query, _ in BAD])
def test_bad_parameter_is_a_problem_that_names_it(client: Client, query: str, parameter: str) -> None:
    problem = refused(client, f"claims/?{query}")

    assert problem["parameter"] == parameter
    assert problem["type"].startswith("/developers/errors/")
    assert problem["title"]
    assert problem["detail"].startswith(f"{parameter}:")


@pytest.mark.parametrize("path", ["statements/", "changes/", "claims.jsonl", "claims.csv", "claims/su-25-downing/", ""])
def test_every_address_refuses_what_it_does_not_know(client: Client, path: str) -> None:
    assert refused(client, f"{path}?utm_source=x")["parameter"] == "utm_source"


@pytest.mark.parametrize(
    ("query", "suggestion"),
    [
        ("pagesize=5", "page_size"),
        ("standings=disputed", "standing"),
        ("standing=disputd", "disputed"),
        ("denied_by=azerbaijn", "azerbaijan"),
        ("ordering=publish", "published"),
    ],
)
def test_nearest_valid_name_is_given(client: Client, query: str, suggestion: str) -> None:
    problem = refused(client, f"claims/?{query}")

    assert suggestion in problem["detail"]


def test_cursor_of_another_list_filter_or_order_is_refused(client: Client) -> None:
    cursor = get(client, "claims/?page_size=5")["next"].split("cursor=")[1].split("&")[0]

    for path in ("actors/?", "claims/?kind=attack&", "claims/?ordering=updated&", "claims/?as_of=2026-01-01&"):
        assert refused(client, f"{path}cursor={cursor}")["parameter"] == "cursor"


def test_cursor_of_a_position_that_is_not_reached_is_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    cursor = get(client, "claims/?page_size=5")["next"].split("cursor=")[1].split("&")[0]
    monkeypatch.setattr(reading, "head", lambda: 3)

    assert refused(client, f"claims/?cursor={cursor}")["parameter"] == "cursor"


def test_changes_refuse_a_position_behind_the_end(client: Client) -> None:
    head = get(client, "changes/?limit=1")["head"]

    assert get(client, f"changes/?after={head}") == {"results": [], "head": head, "next_after": head}
    for query in (f"after={head + 1}", "after=-1", "after=x", f"after={2**63}"):
        assert refused(client, f"changes/?{query}")["parameter"] == "after"
    for query in ("limit=0", "limit=1001"):
        assert refused(client, f"changes/?{query}")["parameter"] == "limit"


@pytest.mark.parametrize(
    "path",
    [
        "nothing/",
        "nothing",
        "claims/none/",
        "claims/A%00/",
        "claims/a/b/c",
        "claims/%ED%A0%80/",
        "claims/%0A%C2%85x/",
        "%0A",
    ],
)
def test_address_that_is_none_is_a_problem(client: Client, path: str) -> None:
    refused(client, path, status=404)


def test_address_without_its_slash_leads_to_it(client: Client) -> None:
    response = client.get("/api/v1/claims?kind=attack")

    assert (response.status_code, response.headers["Location"]) == (301, "/api/v1/claims/?kind=attack")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_writing_is_refused(client: Client, method: str) -> None:
    response = getattr(client, method)("/api/v1/claims/", data="[" * 200_000, content_type="application/json")

    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert response.json()["status"] == 405


def test_format_that_there_is_not_is_refused(client: Client) -> None:
    response = client.get("/api/v1/claims/", headers={"Accept": "application/xml"})

    assert response.status_code == 406
    assert response.headers["Content-Type"] == "application/problem+json"
    for accepted in ("application/json", "text/html,*/*;q=0.8", "application/*"):
        assert client.get("/api/v1/claims/", headers={"Accept": accepted}).status_code == 200


def test_error_of_ours_is_logged_and_told_as_a_problem(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(reading, "read_page", broken)

    with caplog.at_level(logging.ERROR, "factreg.rest"):
        problem = refused(client, "claims/", status=500)

    assert "secret" not in str(problem)
    assert "secret detail" in caplog.text


def test_query_that_takes_too_long_is_told_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("canceling statement") from QueryCanceled()

    monkeypatch.setattr(reading, "read_page", slow)

    problem = refused(client, "claims/?count=true&kind=attack", status=503)

    assert (problem["type"], problem["budget_seconds"]) == ("/developers/errors/too-slow", 5)
    assert problem["detail"] == (
        "It took longer than the 5 seconds that a query may take. To narrow it: leave out count=true; add a filter, "
        "such as event, about, asserted_by, denied_by; page by cursor, or take the bulk files, which are ready."
    )


def test_query_beyond_its_budget_is_stopped_by_the_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*args: Any, **kwargs: Any) -> None:
        with transaction.atomic(using="public"), connections["public"].cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '20ms'")
            cursor.execute("SELECT pg_sleep(30)")

    monkeypatch.setattr(reading, "read_page", slow)

    problem = refused(client, "claims/?kind=attack", status=503)

    assert "add a filter, such as event" in problem["detail"]


def test_words_that_are_not_found_in_time_are_told_with_how_to_narrow(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def slow(*args: Any, **kwargs: Any) -> None:
        with connections["public"].cursor() as cursor:
            tried.append([_setting(cursor, name) for name in ("statement_timeout", "enable_indexscan")])
        raise OperationalError("canceling statement") from QueryCanceled()

    monkeypatch.setattr(reading, "read_page", slow)

    problem = refused(client, 'claims/?q="common+words"', status=503)

    assert tried == [["300ms", "on"], ["500ms", "off"]]
    assert (problem["type"], problem["parameter"]) == ("/developers/errors/too-slow", "q")
    assert "narrow the list by event" in problem["detail"]


def test_words_are_found_by_the_indexes_where_the_first_way_is_too_slow(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for query in ("q=shelling", "q=shelling&ordering=relevance", "q=shelling&ordering=-occurred&kind=attack"):
        first_way = get(client, f"claims/?{query}&count=true")
        with monkeypatch.context() as changed:
            changed.setattr(lists, "WAYS", lists.WAYS[1:])
            assert get(client, f"claims/?{query}&count=true") == first_way


def _setting(cursor: Any, name: str) -> str:
    cursor.execute("SELECT current_setting(%s)", [name])
    return str(cursor.fetchone()[0])


def test_withdrawn_record_leaves_a_stub_with_the_reason(client: Client) -> None:
    claim = make_claim(slug="given-up", statements=[{}])
    publish(record=claim, by=None)
    withdraw(record=claim, by=None, reason="The source was misread.")

    for path in ("claims/given-up/", "statements/given-up.1/"):
        stub = refused(client, path, status=410)["record"]
        assert (stub["id"], stub["type"], stub["public_state"]) == ("given-up", "claim", "withdrawn")
        assert stub["reason"] == "The source was misread."


def test_quarantined_record_can_be_read_at_no_time(client: Client) -> None:
    claim = make_claim(slug="hidden-away", text="Words that are hidden.")
    publish(record=claim, by=None)
    known = get(client, "claims/hidden-away/")["updated_at"]
    quarantine(record=claim, by=None)

    for path in ("claims/hidden-away/", f"claims/hidden-away/?as_of={known}"):
        problem = refused(client, path, status=410)
        assert problem["record"]["public_state"] == "quarantined"
    for path in (
        "claims/?page_size=200",
        f"claims/?as_of={known}&page_size=200",
        "changes/?limit=1000",
        "claims.jsonl",
    ):
        response = client.get(f"/api/v1/{path}")
        sent = b"".join(response.streaming_content) if response.streaming else response.content
        assert b"Words that are hidden" not in sent
