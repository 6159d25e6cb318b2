"""/metrics: for those allowed alone; what was answered, how far everything is."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from claims.ledger.models import Head
from claims.ledger.publish import publish
from factreg.metrics import part_of
from tests.factories import make_claim
from tests.inbox.reports import make_report

TOKEN = "a-token-for-the-tests"
WITH_TOKEN = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def allowed(settings: Any, tmp_path: Path) -> None:
    settings.METRICS, settings.METRICS_TOKEN = True, TOKEN
    settings.LOG_DIR, settings.EXPORT_DIR = tmp_path / "log", tmp_path / "exports"


def read(client: Client) -> dict[tuple[str, ...], float]:
    """Each sample by its name and labels, these by their names."""
    answer = client.get("/metrics", headers=WITH_TOKEN)
    assert (answer.status_code, answer.headers["Content-Type"].split(";")[0]) == (200, "text/plain")
    assert "no-store" in answer.headers["Cache-Control"]
    families = text_string_to_metric_families(answer.content.decode())
    return {
        (one.name, *(value for _, value in sorted(one.labels.items()))): one.value
        for family in families
        for one in family.samples
    }


def test_nobody_may_read_unless_told(client: Client, settings: Any) -> None:
    answers = [client.get("/metrics"), client.get("/metrics", headers=WITH_TOKEN)]

    assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.usefixtures("allowed")
@pytest.mark.parametrize(
    ("shown", "address", "status"),
    [
        (f"Bearer {TOKEN}", "203.0.113.9", 200),
        (f"Bearer {TOKEN}x", "203.0.113.9", 404),
        ("", "203.0.113.9", 404),
        ("", "192.0.2.7", 200),
        ("", "2001:db8::1", 404),
        ("", "", 404),
    ],
)
def test_token_or_network_opens(client: Client, settings: Any, shown: str, address: str, status: int) -> None:
    settings.METRICS_NETWORKS = [ip_network("192.0.2.0/28")]

    answer = client.get("/metrics", headers={"Authorization": shown}, REMOTE_ADDR=address)

    assert answer.status_code == status


@pytest.mark.usefixtures("allowed")
def test_requests_are_counted_by_part_method_and_status(client: Client) -> None:
    before = read(client)
    for path in ("/claims/", "/claims/nothing/", "/api/v1/claims/", "/admin/", "/nothing/at/all"):
        client.get(path)
    client.post("/api/v1/claims/")

    after = read(client)

    asked = {name: value - before.get(name, 0) for name, value in after.items() if name[0] == "factreg_requests_total"}
    assert {name[1:]: value for name, value in asked.items() if value} == {
        ("GET", "pages", "200"): 1,
        ("GET", "pages", "404"): 1,
        ("GET", "api", "200"): 1,
        ("POST", "api", "405"): 1,
        ("GET", "workbench", "302"): 1,
        ("GET", "none", "404"): 1,
        ("GET", "operation", "200"): 1,
    }
    seconds = ("factreg_request_seconds_count", "pages")
    assert after[seconds] - before.get(seconds, 0) == 2


@pytest.mark.usefixtures("allowed")
def test_gauges_tell_how_far_the_registry_is(client: Client, django_assert_num_queries: Any) -> None:
    publish(record=make_claim(), by=None)
    make_report()

    with django_assert_num_queries(8):
        found = read(client)

    position = Head.objects.get().seq
    expected = {
        "factreg_ledger_position": position,
        "factreg_log_position": 0,
        "factreg_log_behind_entries": position,
        "factreg_recompositions_pending": 0,
        "factreg_takedowns_unapplied": 0,
        "factreg_webhooks_pending": 0,
        "factreg_webhooks_late_seconds": 0,
        "factreg_reports_waiting": 1,
        "factreg_gauges_failed": 0,
    }
    assert {name: found[name,] for name in expected} == expected
    assert found["factreg_log_behind_seconds",] > 0
    assert found["factreg_database_connections", "factreg", "active"] >= 1
    assert ("factreg_bulk_age_seconds",) not in found


@pytest.mark.usefixtures("allowed")
def test_what_cannot_be_read_is_left_out_and_told(client: Client, settings: Any) -> None:
    settings.METRICS_GAUGES = ["tests.factreg.test_metrics.broken"]

    assert read(client)["factreg_gauges_failed",] == 1


def broken() -> None:
    raise OperationalError("the database is away")


@pytest.mark.no_database
def test_every_route_belongs_to_a_part() -> None:
    routes = (
        "/admin/x",
        "/api/v1/exports/",
        "/api/v1/changes/",
        "/api/v1/claims/",
        "/log/checkpoint",
        "/static/...",
        "/metrics",
        "-",
    )
    parts = ["workbench", "bulk", "feed", "api", "log", "static", "operation", "none"]

    assert [part_of(route) for route in (*routes, "/")] == [*parts, "pages"]
