"""Files that are under their name whole or not at all, and on the disk once they are."""

from __future__ import annotations

import os
from pathlib import Path


def write_whole(path: Path, data: bytes) -> None:
    """Under its name once it is on the disk, complete; and the disk knows the name."""
    write_aside(path, data)
    sync(path.parent)


def write_aside(path: Path, data: bytes) -> None:
    """The same, but that the disk may not know the name yet: `sync` its directory."""
    beside = path.with_name(f".{path.name}")
    with beside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def sync(directory: Path) -> None:
    """Have the disk know the names in a directory."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
