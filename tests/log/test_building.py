"""The log grows and never changes: whatever is interrupted, the old checkpoint or the new one is right."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from claims.log.building import Keys, Refused, publish
from claims.log.files import Damaged, LogFiles, bundle, tile_path, unbundled
from claims.log.notes import Checkpoint, NotANote, opened
from tests.log.logs import KEYS, NEXT_SIGNER, SIGNER, ListedLedger, ledger_of, read_back
from tests.public.killing import KILLED, in_a_process_of_its_own

pytestmark = pytest.mark.no_database

_CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir"}


def files_of(directory: Path) -> dict[str, bytes]:
    return {str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("index", "path"),
    [(0, "tile/0/000"), (999, "tile/0/999"), (1000, "tile/0/x001/000"), (1234067, "tile/0/x001/x234/067")],
)
def test_paths_are_those_of_the_specification(index: int, path: str) -> None:
    assert tile_path(0, index) == path
    assert tile_path(0, index, 8) == f"{path}.p/8"
    assert tile_path("entries", index, 255) == f"{path.replace('tile/0', 'tile/entries')}.p/255"


def test_bundle_is_read_as_it_was_written() -> None:
    assert bundle([b"ab", b""]) == b"\x00\x02ab\x00\x00"
    assert list(unbundled(b"\x00\x02ab\x00\x00")) == [b"ab", b""]
    with pytest.raises(Damaged):
        list(unbundled(b"\x00\x03ab"))


def test_log_grown_in_steps_is_the_one_grown_at_once(tmp_path: Path) -> None:
    sizes = [0, 0, 1, 3, 255, 256, 257, 600, 768, 1000]
    for size in sizes:
        assert publish(tmp_path / "steps", KEYS, ledger_of(size)).size == size
        assert read_back(tmp_path / "steps") == ledger_of(size).entries
    publish(tmp_path / "once", KEYS, ledger_of(1000))

    at_once = files_of(tmp_path / "once")
    assert {name: data for name, data in files_of(tmp_path / "steps").items() if name in at_once} == at_once


def test_partial_tiles_stay_until_the_full_one_is_there(tmp_path: Path) -> None:
    for size in (3, 5, 300):
        publish(tmp_path, KEYS, ledger_of(size))
        paths = {name for name in files_of(tmp_path) if ".p/" in name and "/0/" in name}
        expected = {"tile/0/000.p/3", "tile/0/000.p/5"} if size < 256 else {"tile/0/001.p/44"}
        assert paths == {path for path in expected if size != 3 or path.endswith("/3")}
    assert len(LogFiles(tmp_path).hashes(0, 0, 3)) == 3


def test_what_a_checkpoint_covers_is_never_written_again(tmp_path: Path) -> None:
    publish(tmp_path, KEYS, ledger_of(600))
    times = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("tile/*/00[01]")}

    publish(tmp_path, KEYS, ledger_of(1000))

    assert len(times) == 4
    assert {path: path.stat().st_mtime_ns for path in times} == times


def test_ledger_that_is_behind_is_not_signed(tmp_path: Path) -> None:
    publish(tmp_path, KEYS, ledger_of(600))
    before = files_of(tmp_path)

    with pytest.raises(Refused, match="behind what was signed"):
        publish(tmp_path, KEYS, ledger_of(599))

    assert files_of(tmp_path) == before


def test_ledger_that_ends_otherwise_is_not_signed(tmp_path: Path) -> None:
    publish(tmp_path, KEYS, ledger_of(600))
    other = ListedLedger([*ledger_of(599).entries, b"other", b"more"])

    with pytest.raises(Refused, match="not those that were signed"):
        publish(tmp_path, KEYS, other)


@pytest.mark.parametrize("path", ["tile/0/002.p/88", "tile/1/000.p/2"])
@pytest.mark.parametrize("how", ["changed", "cut", "gone"])
def test_tiles_that_were_changed_are_not_signed(tmp_path: Path, path: str, how: str) -> None:
    publish(tmp_path, KEYS, ledger_of(600))
    data = (tmp_path / path).read_bytes()
    if how == "gone":
        (tmp_path / path).unlink()
    else:
        (tmp_path / path).write_bytes(bytes(32) + data[32:] if how == "changed" else data[:-32])

    with pytest.raises(Damaged):
        publish(tmp_path, KEYS, ledger_of(601))


def test_log_of_another_key_is_left_alone(tmp_path: Path) -> None:
    publish(tmp_path, KEYS, ledger_of(3))

    with pytest.raises(Refused):
        publish(tmp_path, Keys([NEXT_SIGNER]), ledger_of(4))


def test_keys_are_changed_one_after_another(tmp_path: Path) -> None:
    """Readers of the old key verify until it is retired, those of the new one from when both sign."""
    stages = [Keys([SIGNER]), Keys([NEXT_SIGNER, SIGNER]), Keys([NEXT_SIGNER], retired=[SIGNER.verifier])]
    verified = []
    for keys in stages:
        publish(tmp_path, keys, ledger_of(3))
        note = LogFiles(tmp_path).checkpoint() or ""
        verified.append([_opens(note, signer) for signer in (SIGNER, NEXT_SIGNER)])
        listed = (tmp_path / "keys").read_text()
        assert [str(key) in listed for key in keys.verifiers] == [True] * len(keys.verifiers)

    assert verified == [[True, False], [True, True], [False, True]]


def _opens(note: str, signer: Any) -> bool:
    try:
        return Checkpoint.read(opened(note, [signer.verifier])).size == 3
    except NotANote:
        return False


def test_killed_at_any_step_leaves_the_old_log_or_the_new_one(tmp_path: Path) -> None:
    old, new = ledger_of(250), ledger_of(270)
    publish(tmp_path / "old", KEYS, old)
    seen = set()
    for number in count(1):
        directory = tmp_path / str(number)
        shutil.copytree(tmp_path / "old", directory)
        ended = in_a_process_of_its_own(lambda at=number, directory=directory: _publish_killed_at(at, directory))
        found = read_back(directory)
        seen.add(len(found))
        assert found in (old.entries, new.entries)
        if ended == 0:
            break
        assert ended == KILLED
        publish(directory, KEYS, new)
        assert read_back(directory) == new.entries
    assert seen == {250, 270}
    assert number > 20


def _publish_killed_at(number: int, directory: Path) -> None:
    """A step is all that changes the disk."""
    steps = count(1)

    def heard(event: str, arguments: tuple[Any, ...]) -> None:
        writing = event == "open" and (arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR)
        if (event in _CHANGES or writing) and next(steps) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(heard)
    publish(directory, KEYS, ledger_of(270))
