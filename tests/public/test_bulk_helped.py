"""Builds with helpers: the same files as by one process alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from claims.ledger.publish import publish
from claims.public.bulk.building import build, help_building
from claims.public.bulk.package import NAME as PACKAGE
from claims.public.bulk.shelf import CURRENT, Set
from tests.factories import make_claim
from tests.public.killing import build_killed_at
from tests.torture.processes import environment

pytestmark = pytest.mark.usefixtures("real_role")


@pytest.fixture(autouse=True)
def _registry(real_role: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Helpers are processes of their own, which find the test's database where any would: in the environment."""
    for name, value in environment().items():
        monkeypatch.setenv(name, value)
    for slug in ("one", "two", "three"):
        publish(record=make_claim(slug=slug, statements=[{}, {"stance": "denies"}]), by=None)


def digests(directory: Path) -> dict[str, str]:
    """Of all files but the one that tells when they were built."""
    return {file.path: file.sha256 for file in Set.read(directory / CURRENT).files if file.path != PACKAGE}


def test_with_helpers_the_files_are_the_same(tmp_path: Path) -> None:
    build(tmp_path / "alone")

    build(tmp_path / "helped", helpers=2)

    assert digests(tmp_path / "helped") == digests(tmp_path / "alone")
    place = tmp_path / "helped" / CURRENT
    assert {path.name for path in place.iterdir()} == {path.name for path in (tmp_path / "alone" / CURRENT).iterdir()}


def test_helper_does_what_is_left_of_a_build_that_was_begun(tmp_path: Path) -> None:
    build(tmp_path / "alone")
    build_killed_at(60, tmp_path / "begun")
    building = tmp_path / "begun" / ".building"

    help_building(tmp_path / "begun")

    made = {path.name: path.stat().st_mtime_ns for path in building.glob("*.jsonl")}
    assert {"claims.jsonl", "statements.jsonl"} <= set(made)
    build(tmp_path / "begun")
    place = (tmp_path / "begun" / CURRENT).resolve()
    assert {path.name: path.stat().st_mtime_ns for path in place.glob("*.jsonl")} == made
    assert digests(tmp_path / "begun") == digests(tmp_path / "alone")


def test_helper_has_nothing_to_do_where_nothing_was_begun(tmp_path: Path) -> None:
    call_command("export", str(tmp_path), help_building=True, verbosity=0)

    assert list(tmp_path.iterdir()) == []


def test_number_of_processes_is_one_of_few(tmp_path: Path) -> None:
    for number in ("0", "5", "many"):
        with pytest.raises(CommandError, match="--processes: invalid"):
            call_command("export", str(tmp_path), f"--processes={number}")
