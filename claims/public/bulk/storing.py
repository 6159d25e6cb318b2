"""The object store that finished sets are put on, where one is set (EXPORT_STORAGE): `<set>/<file>`, and `index.json`.

The index comes last, so that what it names is there.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage, storages

from claims.public.bulk.shelf import INDEX, Set

ALIAS = "exports"


def store() -> Storage | None:
    return storages[ALIAS] if ALIAS in settings.STORAGES else None


def address(found: Set, path: str) -> str | None:
    """Where the store has a file of a set; None where there is no store."""
    place = store()
    return place.url(f"{found.name}/{path}") if place else None


def put(directory: Path, found: Set) -> None:
    """Copy a whole set, then the index that names it."""
    if (place := store()) is None:
        return
    for path in sorted(directory.iterdir()):
        _save(place, f"{found.name}/{path.name}", path)
    _save(place, INDEX, directory / INDEX)


def take_away(name: str) -> None:
    """Delete the files of a set."""
    if (place := store()) is None:
        return
    for file in _files(place, name):
        place.delete(f"{name}/{file}")
    # A directory, where there are any.
    place.delete(name)


def take_away_all_but(names: set[str]) -> None:
    if (place := store()) is None:
        return
    for name in place.listdir("")[0]:
        if name not in names:
            take_away(name)


def _files(place: Storage, name: str) -> list[str]:
    try:
        return list(place.listdir(name)[1])
    except FileNotFoundError:
        return []


def _save(place: Storage, name: str, path: Path) -> None:
    """Over what may be there: an interrupted copy is made again."""
    place.delete(name)
    with path.open("rb") as file:
        place.save(name, File(file))
