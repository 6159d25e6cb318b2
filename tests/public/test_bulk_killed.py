"""A build that is killed leaves what was there in place, and the next one goes on. All steps: `make torture`."""

from pathlib import Path

import pytest

from claims.ledger.publish import publish
from claims.public.bulk.building import build
from claims.public.reading import head
from tests.factories import make_claim
from tests.public.killing import build_killed_at, killed_everywhere, number_of_steps, seen

pytestmark = pytest.mark.usefixtures("real_role")


def test_killed_build_shows_the_old_set_or_the_new_one_whole(tmp_path: Path) -> None:
    for _set in range(2):
        publish(record=make_claim(statements=[{}]), by=None)
        build(tmp_path / "old")
    publish(record=make_claim(statements=[{}]), by=None)

    last = number_of_steps(tmp_path / "old", directory=tmp_path / "counted")

    # By the last steps the new set is in place, and the one before the last is taken away.
    steps = (1, last // 2, last - 40, last)
    killed, already = killed_everywhere(tmp_path / "old", directory=tmp_path / "built", steps=steps, new=head())

    assert killed == len(steps)
    assert 0 < already < killed


def test_killed_build_goes_on_with_what_was_done(tmp_path: Path) -> None:
    publish(record=make_claim(statements=[{}]), by=None)
    build_killed_at(120, tmp_path)
    done = {path.name: path.stat().st_mtime_ns for path in (tmp_path / ".building").glob("*.done")}
    written = {path.name: path.stat().st_mtime_ns for path in (tmp_path / ".building").glob("claims.*")}
    publish(record=make_claim(), by=None)

    found = build(tmp_path)

    assert "claims.done" in done
    now = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "current").glob("claims.*")}
    assert {name: now[name] for name in written if name in now} == {
        name: at for name, at in written.items() if name in now
    }
    assert found.position < head()
    assert seen(tmp_path) == found.position
