"""Reports of what the policy stopped: taken in either shape, cleaned, limited, and logged without saying of whom."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from django.test import Client

from factreg import policy_reports
from factreg.limits import Counts

PATH = policy_reports.PATH
OLD, NEW = "application/csp-report", "application/reports+json"


@pytest.fixture(autouse=True)
def nothing_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    policy_reports.counted.clear()
    monkeypatch.setattr(policy_reports, "_counts", Counts())


def send(body: Any, *, content_type: str = OLD) -> int:
    client = Client(enforce_csrf_checks=True)
    return client.post(
        PATH, body if isinstance(body, bytes) else json.dumps(body), content_type=content_type
    ).status_code


def old(directive: str = "script-src-elem", blocked: str = "inline", document: str = "") -> dict[str, Any]:
    return {
        "csp-report": {
            "violated-directive": directive,
            "blocked-uri": blocked,
            "document-uri": document or "http://127.0.0.1:8000/search/?q=a+private+question",
            "script-sample": "a private word",
        }
    }


def test_both_shapes_are_counted_by_directive_thing_and_sort_of_page(caplog: pytest.LogCaptureFixture) -> None:
    new = [
        {
            "type": "csp-violation",
            "body": {
                "effectiveDirective": "img-src",
                "blockedURL": "https://tracker.example/x?id=7",
                "documentURL": "http://127.0.0.1:8000/claims/a-claim/",
            },
        },
        {"type": "deprecation", "body": {}},
    ]
    with caplog.at_level(logging.WARNING):
        assert [send(old()), send(old()), send(new, content_type=NEW)] == [204] * 3

    assert dict(policy_reports.counted) == {
        ("script-src-elem", "inline", "search"): 2,
        ("img-src", "https", "claim"): 1,
    }
    assert [record.getMessage() for record in caplog.records] == [
        "The policy stopped script-src-elem (inline) on search, 1 times",
        "The policy stopped img-src (https) on claim, 1 times",
    ]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (old(blocked="chrome-extension://someid/x.js"), ("script-src-elem", "chrome-extension", "search")),
        (old(blocked="weird:thing"), ("script-src-elem", "other", "search")),
        (old(blocked="http://[broken"), ("script-src-elem", "other", "search")),
        (old(document="http://127.0.0.1:8000/nowhere/at/all"), ("script-src-elem", "inline", "elsewhere")),
        (old(document="about"), ("script-src-elem", "inline", "elsewhere")),
        (old(directive="script-src 'self'"), ("script-src", "inline", "search")),
        (old(directive="a private\nline"), None),
        (old(directive=""), None),
        ({}, None),
        ([], None),
    ],
)
def test_nothing_is_kept_but_known_words(sent: Any, kept: Any) -> None:
    assert send(sent) == 204
    assert list(policy_reports.counted) == ([kept] if kept else [])


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"no json", OLD, 400),
        (b"[" * 9_000, NEW, 400),
        (b"7", NEW, 400),
        (b'["x"]', NEW, 400),
        (b'{"csp-report": []}', OLD, 400),
        (b"{}", "application/json", 415),
        (b" " * 20_000, OLD, 413),
    ],
)
def test_what_is_no_report_is_refused(body: bytes, content_type: str, status: int) -> None:
    assert send(body, content_type=content_type) == status
    assert Client().get(PATH).status_code == 405
    assert not policy_reports.counted


def test_flood_of_one_network_is_let_fall_and_makes_few_lines(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert {send(old()) for _ in range(40)} == {204}

    assert sum(policy_reports.counted.values()) == policy_reports.FROM_ONE.quota
    assert len(caplog.records) == 2


def test_kinds_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy_reports, "MOST_KINDS", 2)
    for blocked in ("inline", "eval", "data", "inline"):
        send(old(blocked=blocked))

    assert sorted(policy_reports.counted.values()) == [1, 2]


def test_answers_say_where_to_report(client: Client) -> None:
    headers = client.get("/healthz").headers

    assert headers["Reporting-Endpoints"] == f'policy="{PATH}"'
    assert headers["Content-Security-Policy"].split("; ")[-4:-2] == ["report-to policy", f"report-uri {PATH}"]
