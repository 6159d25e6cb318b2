"""How a set of bulk files comes to be: aside, step by step, and in place by one rename when it is whole.

`current` is a link to the set in place, `sets/<name>/` each whole set: that one, and the one before for those who are
still loading it. `.building/` is the next: `work.json` says of which state, `<step>.done` what is finished; who does
a step holds its `<step>.lock`. Whatever is interrupted, a later call goes on. Only one builds at a time, with helpers
that do steps beside it (helping.py).
"""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import IO, Any

import orjson
from django.conf import settings
from django.utils import timezone

from claims.ledger.published import PublishedEntry
from claims.public.bulk import storing
from claims.public.bulk.contents import Progress, Step, Work, changes_name, steps
from claims.public.bulk.helping import Helpers
from claims.public.bulk.outputs import Facts, measured
from claims.public.bulk.package import NAME as PACKAGE
from claims.public.bulk.package import package
from claims.public.bulk.shelf import (
    CURRENT,
    DAILY,
    INDEX,
    SETS,
    Changes,
    Set,
    current,
    kept,
    may_be_served,
    still_holds,
)
from factreg.http import rfc3339
from factreg.whole_files import sync, write_whole

BUILDING, LOCK, TRASH, NEXT = ".building", ".lock", ".trash", ".next"
WORK, DONE, HELD = "work.json", ".done", ".lock"
CHECKSUMS = "checksums.txt"
# Of how many sets before, one after another, the changes since are told.
MOST_EARLIER = 7
# How often it begins anew because something was taken down meanwhile.
MOST_ATTEMPTS = 5


class Busy(Exception):
    """Another process builds in the same directory."""


class NeverStill(Exception):
    """Something was taken down during every attempt."""


class _TakenDown(Exception):
    """What is being built may not be told any more."""


# Makes a signed note of a position and the SHA-256 of each file by its name.
Certify = Callable[[int, Mapping[str, str]], str]


def build(
    directory: Path, *, progress: Progress = lambda rows: None, certify: Certify | None = None, helpers: int = 0
) -> Set:
    """Build a set of the registry as it is, unless the one in place is that, and put it in place.

    Helpers are processes that do a part of the steps.
    """
    directory.mkdir(parents=True, exist_ok=True)
    with _alone(directory) as lock:
        _put_away(directory)
        for _attempt in range(MOST_ATTEMPTS):
            position, at = _end_of_the_ledger()
            found = current(directory)
            if found and not may_be_served(found) and _is_served(directory):
                storing.take_away_all_but(set())
            if found and (found.position, found.at, found.release) == (position, at, settings.RELEASE):
                # Who put it in place may have been killed before that was done.
                _clear(directory, found, before=_newest_beside(directory, found))
                return found
            try:
                return _built(directory, progress, certify, Helpers(directory, helpers, lock=lock))
            except _TakenDown:
                _remove(directory, directory / BUILDING)
        raise NeverStill


def help_building(directory: Path) -> None:
    """Do steps of the build that another process has begun in a directory, until none is left."""
    begun = _begun(directory)
    if begun:
        work = _restored(directory, begun, progress=lambda rows: None)
        # The large ones come first: from the other end the two meet last.
        for step in reversed(steps(work)):
            _done_if_free(work, step)


@contextmanager
def _alone(directory: Path) -> Iterator[IO[str]]:
    with (directory / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy from None
        yield lock


def _end_of_the_ledger() -> tuple[int, datetime]:
    last = PublishedEntry.objects.using("public").order_by("-seq").values_list("seq", "at").first()
    return last or (0, datetime.fromtimestamp(0, UTC))


def _built(directory: Path, progress: Progress, certify: Certify | None, helpers: Helpers) -> Set:
    work = _work(directory, progress)
    with helpers:
        for step in steps(work):
            _done_if_free(work, step)
            if not still_holds(work.position, work.at):
                raise _TakenDown
        made = {step.name: _done(work, step) for step in steps(work)}
    if not still_holds(work.position, work.at):
        raise _TakenDown
    return _put_in_place(directory, _finished(directory, work, made, certify))


def _work(directory: Path, progress: Progress) -> Work:
    """What was begun and can be gone on with, or all anew."""
    building = directory / BUILDING
    begun = _begun(directory)
    if begun and begun["release"] == settings.RELEASE:
        work = _restored(directory, begun, progress)
        if timezone.now() - datetime.fromisoformat(begun["begun_at"]) < DAILY and still_holds(work.position, work.at):
            return work
    _remove(directory, building)
    building.mkdir()
    position, at = _end_of_the_ledger()
    earlier = _earlier(directory)
    begun = {
        "position": position,
        "at": rfc3339(at),
        "earlier": earlier,
        "release": settings.RELEASE,
        "begun_at": rfc3339(timezone.now()),
    }
    write_whole(building / WORK, orjson.dumps(begun))
    return Work(building, position, at, earlier, progress)


def _begun(directory: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = orjson.loads((directory / BUILDING / WORK).read_bytes())
    except FileNotFoundError:
        return None
    return found


def _restored(directory: Path, begun: Mapping[str, Any], progress: Progress) -> Work:
    at = datetime.fromisoformat(begun["at"])
    return Work(directory / BUILDING, begun["position"], at, begun["earlier"], progress)


def _earlier(directory: Path) -> list[int]:
    """The positions of earlier sets of this ledger from which changes are told, one after another."""
    found = current(directory)
    if found is None or not _is_of_this_ledger(found):
        return []
    return [*(one.after for one in found.changes), found.position][-MOST_EARLIER:]


def _is_of_this_ledger(found: Set) -> bool:
    return PublishedEntry.objects.using("public").filter(seq=found.position, at=found.at).exists()


def _done_if_free(work: Work, step: Step) -> None:
    """Do a step, unless it is done or another process is at it."""
    with (work.directory / f"{step.name}{HELD}").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        _written(work, step)


def _done(work: Work, step: Step) -> list[Facts]:
    """What a step wrote. It is waited for, and done now unless it was before."""
    with (work.directory / f"{step.name}{HELD}").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _written(work, step)


def _written(work: Work, step: Step) -> list[Facts]:
    path = work.directory / f"{step.name}{DONE}"
    try:
        return [Facts.read(one) for one in orjson.loads(path.read_bytes())]
    except FileNotFoundError:
        made = step.build(work)
        write_whole(path, orjson.dumps([one.document() for one in made]))
        return made


def _finished(directory: Path, work: Work, made: dict[str, list[Facts]], certify: Certify | None) -> Set:
    """Write what tells of the files, and leave nothing but these."""
    changes, files = [], []
    for facts in made.values():
        for one in facts:
            (changes if one.path.startswith("changes-") else files).append(one)
    now = timezone.now()
    described = package(position=work.position, created=rfc3339(now), files=files)
    write_whole(work.directory / PACKAGE, described)
    files.append(measured(work.directory / PACKAGE, rows=None))
    if certify:
        write_whole(work.directory / CHECKSUMS, certify(work.position, _digests([*files, *changes])).encode())
        files.append(measured(work.directory / CHECKSUMS, rows=None))
    bounds = [*work.earlier, work.position]
    by_name = {one.path: one for one in changes}
    found = Set(
        name=_free_name(directory, work.position),
        position=work.position,
        at=work.at,
        built_at=now,
        release=settings.RELEASE,
        files=tuple(files),
        changes=tuple(Changes(after, upto, by_name[changes_name(after, upto)]) for after, upto in pairwise(bounds)),
    )
    write_whole(work.directory / INDEX, orjson.dumps(found.document(), option=orjson.OPT_INDENT_2))
    return found


def _digests(files: Iterable[Facts]) -> dict[str, str]:
    """Of files and their compressed copies, by name."""
    return {one.path: one.sha256 for file in files for one in (file, *file.compressed.values())}


def _free_name(directory: Path, position: int) -> str:
    """The position; with a number, should there be a set of it already."""
    name, number = str(position), 1
    while (directory / SETS / name).exists():
        number += 1
        name = f"{position}-{number}"
    return name


def _put_in_place(directory: Path, found: Set) -> Set:
    """From here on, readers see the new set, whole."""
    place = directory / SETS / found.name
    place.parent.mkdir(exist_ok=True)
    building = directory / BUILDING
    for aid in (*building.glob(f"*{DONE}"), *building.glob(f"*{HELD}")):
        aid.unlink()
    (building / WORK).unlink()
    building.rename(place)
    sync(place.parent)
    before = current(directory)
    if _is_served(directory):
        storing.put(place, found)
    _point(directory, found.name)
    _clear(directory, found, before=before)
    return found


def _clear(directory: Path, found: Set, *, before: Set | None) -> None:
    """Keep the set in place, and the one before it, which somebody may be reading, where it may still be served."""
    keep = {found.name, *({before.name} if before and may_be_served(before) else ())}
    _prune(directory, keep=keep)
    if _is_served(directory):
        storing.take_away_all_but(keep)


def _newest_beside(directory: Path, found: Set) -> Set | None:
    others = [one for name in _sets(directory) if name != found.name and (one := kept(directory, name))]
    return max(others, key=lambda one: one.position, default=None)


def _is_served(directory: Path) -> bool:
    """Whether the API, and so the object store, has its files from there."""
    return directory.resolve() == settings.EXPORT_DIR.resolve()


def _point(directory: Path, name: str) -> None:
    link = directory / NEXT
    link.unlink(missing_ok=True)
    link.symlink_to(Path(SETS) / name)
    link.rename(directory / CURRENT)
    sync(directory)


def _put_away(directory: Path) -> None:
    """Rubbish that an interrupted call had not thrown away yet. A set that never came into place goes with the next."""
    shutil.rmtree(directory / TRASH, ignore_errors=True)
    (directory / NEXT).unlink(missing_ok=True)


def _prune(directory: Path, *, keep: Iterable[str]) -> None:
    for name in _sets(directory):
        if name not in keep:
            _remove(directory, directory / SETS / name)


def _sets(directory: Path) -> list[str]:
    place = directory / SETS
    return sorted(path.name for path in place.iterdir()) if place.exists() else []


def _remove(directory: Path, path: Path) -> None:
    """Out of sight at once, then piece by piece."""
    if not path.exists():
        return
    trash = directory / TRASH
    shutil.rmtree(trash, ignore_errors=True)
    path.rename(trash)
    shutil.rmtree(trash)
