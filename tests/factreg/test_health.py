"""Alive, ready, and what a request gets while the database is away."""

import json

import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError, connections
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from factreg import health
from factreg.health import UnavailableMiddleware, unapplied_migrations


def test_healthz_answers_without_a_query(client: Client, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        response = client.get("/healthz")

    assert response.json() == {"alive": True}


def test_readyz_is_ready_when_both_connections_answer(client: Client) -> None:
    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (200, {"ready": True, "problem": None})
    assert "no-store" in response.headers["Cache-Control"]


def test_readyz_names_a_migration_that_is_missing(client: Client) -> None:
    MigrationRecorder.Migration.objects.filter(app="sessions").delete()

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["problem"] == "migrations not applied: sessions.0001_initial"
    assert unapplied_migrations() == ["sessions.0001_initial"]


def test_readyz_tells_what_else_stands_against_serving(client: Client, settings) -> None:
    settings.READINESS = ["tests.factreg.test_health.nothing", "tests.factreg.test_health.something"]

    response = client.get("/readyz")

    assert (response.status_code, response.json()["problem"]) == (503, "Something.")


def nothing() -> None:
    return None


def something() -> str:
    return "Something."


@pytest.mark.parametrize("alias", ["default", "public"])
def test_readyz_names_the_connection_that_does_not_answer(client: Client, monkeypatch, alias: str) -> None:
    away = type(connections[alias])({**connections[alias].settings_dict, "HOST": "/nowhere"}, alias)
    known = {known: connections[known] for known in connections}
    monkeypatch.setattr(health, "connections", {**known, alias: away})

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["problem"] == f"database '{alias}' does not answer"


@pytest.mark.no_database
@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
@pytest.mark.parametrize("path", ["/", "/api/v1/claims/"])
def test_request_without_database_is_asked_to_come_again(rf: RequestFactory, error: type[Exception], path: str) -> None:
    response = middleware().process_exception(rf.get(path), error("gone"))

    assert response is not None
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "2"
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.no_database
def test_api_without_database_answers_a_problem_document(rf: RequestFactory) -> None:
    response = middleware().process_exception(rf.get("/api/v1/claims/"), OperationalError("gone"))

    assert response is not None
    assert response.headers["Content-Type"] == "application/problem+json"
    assert json.loads(response.content)["status"] == 503


@pytest.mark.no_database
def test_faults_of_the_code_are_not_blamed_on_the_database(rf: RequestFactory) -> None:
    assert middleware().process_exception(rf.get("/"), ProgrammingError("a bug")) is None
    assert middleware().process_exception(rf.get("/"), ValueError("a bug")) is None


def middleware() -> UnavailableMiddleware:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    return UnavailableMiddleware(view)
