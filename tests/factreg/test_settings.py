"""The settings under different environments, each read in full; nothing is started."""

import re
import runpy
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from factreg import embedded
from factreg.checks import public_role_cannot_be_left
from factreg.database_urls import KNOWN_GONE
from factreg.postgres import socket_directory

pytestmark = pytest.mark.no_database

ROOT = Path(__file__).resolve().parent.parent.parent
PRODUCTION = {
    "DATABASE_URL": "postgresql://owner:secret@db.example.org:5432/registry",
    "PUBLIC_DATABASE_URL": "postgresql://reader:other@db.example.org:5432/registry",
    "SECRET_KEY": "k" * 60,
    "SITE_URL": "https://registry.example.org",
}
VARIABLE = re.compile(r'(?:env(?:\.\w+)?|required)\(\s*"([A-Z_]+)"')


@pytest.fixture
def read(monkeypatch):
    """Read the settings with these variables and no others of ours."""

    def read(**environment: str) -> dict[str, Any]:
        for name in VARIABLE.findall((ROOT / "factreg" / "settings.py").read_text()):
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOT / "factreg" / "settings.py"))

    return read


def test_without_variables_the_embedded_server_serves_both_connections(read) -> None:
    found = read()

    socket = str(socket_directory(ROOT / "var" / "postgres"))
    assert found["EMBEDDED_POSTGRES"]
    assert found["DATABASES"]["default"]["HOST"] == found["DATABASES"]["public"]["HOST"] == socket
    assert found["DATABASES"]["default"]["USER"] == "factreg"
    assert found["DATABASES"]["public"]["USER"] == found["PUBLIC_ROLE"] == "factreg_public"
    assert not found["DEBUG"]
    assert found["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "127.0.0.1", "[::1]"]


def test_copies_are_separated_by_what_no_address_holds(read) -> None:
    urls = "postgresql://reader@db2,db3/registry,postgresql://reader@db4/registry\n postgres://reader@db5/registry"
    found = read(**PRODUCTION, REPLICA_URL=urls)

    hosts = [found["DATABASES"][alias]["HOST"] for alias in found["REPLICAS"]]
    assert hosts == ["db2,db3", "db4", "db5"]
    assert [found["DATABASES"][alias]["OPTIONS"] for alias in found["REPLICAS"]] == [
        found["DATABASES"]["public"]["OPTIONS"]
    ] * 3


def test_of_several_hosts_the_one_that_takes_writes_is_used(read) -> None:
    url = "postgresql://owner:secret@db1:5432,db2:5433/registry?target_session_attrs=read-write"
    found = read(**{**PRODUCTION, "DATABASE_URL": url})["DATABASES"]["default"]

    assert (found["HOST"], found["PORT"]) == ("db1,db2", "5432,5433")
    assert found["OPTIONS"]["target_session_attrs"] == "read-write"


def test_other_postgres_dir_moves_the_socket(read, tmp_path: Path) -> None:
    found = read(POSTGRES_DIR=str(tmp_path))

    assert found["DATABASES"]["default"]["HOST"] == str(socket_directory(tmp_path))


def test_each_database_has_a_public_log_of_its_own(read, tmp_path: Path) -> None:
    places = [read(**given)["LOG_DIR"] for given in ({}, {"POSTGRES_DIR": str(tmp_path / "other")}, PRODUCTION)]

    assert places == [ROOT / "var" / "log", tmp_path / "other-log", ROOT / "var" / "log-registry"]
    assert not read(**PRODUCTION)["LOG_DIR_IS_SET"]
    assert read(LOG_DIR=str(tmp_path))["LOG_DIR_IS_SET"]


def test_public_url_brings_its_own_log_in_and_role(read) -> None:
    found = read(**PRODUCTION)

    public = found["DATABASES"]["public"]
    assert (public["USER"], public["PASSWORD"], public["PORT"]) == ("reader", "other", 5432)
    assert found["PUBLIC_ROLE"] == "reader"
    assert public["OPTIONS"] == {
        **KNOWN_GONE,
        "options": "-c statement_timeout=5s -c plan_cache_mode=force_custom_plan -c jit=off -c random_page_cost=1.1",
        "server_side_binding": True,
        "prepare_threshold": 0,
    }
    assert found["DATABASES"]["default"]["OPTIONS"] == {
        **KNOWN_GONE,
        "options": "-c pgtrigger.ignore={} -c jit=off",
    }


def test_the_workbench_waits_for_locks_and_queries_only_so_long_and_commands_for_all(read) -> None:
    served, command = (read(**PRODUCTION, **given)["DATABASES"]["default"] for given in ({"SERVING": "on"}, {}))

    limits = " -c statement_timeout=60s -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s"
    assert served["OPTIONS"]["options"] == command["OPTIONS"]["options"] + limits


def test_options_of_a_url_are_kept(read) -> None:
    url = PRODUCTION["DATABASE_URL"] + "?sslmode=require&options=-c%20work_mem%3D8MB"

    found = read(**{**PRODUCTION, "DATABASE_URL": url, "PUBLIC_DATABASE_URL": url})

    public = found["DATABASES"]["public"]["OPTIONS"]
    assert public["sslmode"] == "require"
    assert public["options"].startswith("-c work_mem=8MB -c statement_timeout=5s")


def test_database_url_alone_sets_the_role_and_is_refused_for_deployment(read, settings) -> None:
    found = read(**{**PRODUCTION, "PUBLIC_DATABASE_URL": ""})
    settings.PUBLIC_ROLE_IS_SET = found["PUBLIC_ROLE_IS_SET"]

    assert found["DATABASES"]["public"]["USER"] == "owner"
    assert "-c role=factreg_public" in found["DATABASES"]["public"]["OPTIONS"]["options"]
    assert [error.id for error in public_role_cannot_be_left()] == ["factreg.E001"]


def test_public_log_in_of_its_own_passes_the_check(read, settings) -> None:
    settings.PUBLIC_ROLE_IS_SET = read(**PRODUCTION)["PUBLIC_ROLE_IS_SET"]

    assert public_role_cannot_be_left() == []


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"SECRET_KEY": ""}, "Set SECRET_KEY: .*token_hex"),
        ({"DATABASE_URL": "sqlite:///x.db"}, "must be PostgreSQL"),
        ({"SITE_URL": "registry.example.org"}, "SITE_URL must be an address"),
    ],
)
def test_bad_configuration_says_what_to_set(read, changed: dict[str, str], complaint: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=complaint):
        read(**{**PRODUCTION, **changed})


@pytest.mark.parametrize(
    ("address", "secure"),
    [("https://registry.example.org", True), ("http://registry.example.org", False)],
)
def test_https_settings_follow_the_address(read, address: str, secure: bool) -> None:
    found = read(**{**PRODUCTION, "SITE_URL": address})

    assert found["SECURE_SSL_REDIRECT"] is secure
    assert found["SESSION_COOKIE_SECURE"] is found["CSRF_COOKIE_SECURE"] is secure
    assert (found["SECURE_HSTS_SECONDS"] > 0) is secure
    assert found["ALLOWED_HOSTS"] == ["registry.example.org", "localhost", "127.0.0.1", "[::1]"]


def test_only_the_serving_process_keeps_connections(read) -> None:
    command, serving = read(), read(SERVING="on")

    for alias in ("default", "public"):
        assert command["DATABASES"][alias]["CONN_MAX_AGE"] == 0
        assert serving["DATABASES"][alias]["CONN_MAX_AGE"] is None
        assert serving["DATABASES"][alias]["CONN_HEALTH_CHECKS"]


def test_policy_allows_nothing_from_elsewhere(read) -> None:
    directives = read()["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]

    assert directives["default-src"] == ["'none'"]
    sources = {name: words for name, words in directives.items() if not name.startswith("report-")}
    assert {word for words in sources.values() for word in words} == {"'none'", "'self'"}


def test_every_variable_is_documented() -> None:
    variables = set(VARIABLE.findall((ROOT / "factreg" / "settings.py").read_text()))
    documented = (ROOT / "docs" / "configuration.md").read_text()

    assert len(variables) > 10
    assert [name for name in sorted(variables) if f"`{name}`" not in documented] == []


def test_secret_key_is_made_once_and_for_the_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret_key"

    embedded.make_secret_key(path)
    first = path.read_text()
    embedded.make_secret_key(path)

    assert path.read_text() == first
    assert len(first) == 64
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"SECURITY_CONTACT": "security@registry.example.org"}, "SECURITY_CONTACT: mailto:"),
        ({"METRICS_TOKEN": "short"}, "METRICS_TOKEN: at least 20"),
        ({"METRICS_NETWORKS": "127.0.0.1/33"}, "METRICS_NETWORKS: .*write 127.0.0.1/32"),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT is one of plain, json"),
        ({"LOG_REQUESTS": "some"}, "LOG_REQUESTS is one of all, errors, off"),
    ],
)
def test_mistyped_settings_of_operations_are_refused(read, given: dict[str, str], told: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=told):
        read(**given)


def test_metrics_are_for_those_who_are_named(read) -> None:
    assert not read()["METRICS"]
    assert [str(each) for each in read(METRICS_NETWORKS="127.0.0.1/32,::1")["METRICS_NETWORKS"]] == [
        "127.0.0.1/32",
        "::1/128",
    ]
