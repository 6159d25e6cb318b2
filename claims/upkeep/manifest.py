"""What a backup says of itself: when and of what it was made, and the SHA-256 of each of its files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

FORMAT = 1
MANIFEST, DATABASE, LOG, TAKEDOWNS = "manifest.json", "database.dump", "log", "takedowns.jsonl"
# What a backup must not hold: who has it beside the database can sign and log in as anybody.
LEFT_OUT = (
    "SECRET_KEY",
    "LOG_KEY",
    "passwords of the databases",
    "sessions of who is logged in",
    "bulk files and static files, which are made anew",
)
_BLOCK = 1 << 20


class NotABackup(Exception):
    """What stands for a backup is none, is not whole, or was changed; it says in what."""


@dataclass(frozen=True, slots=True)
class Signed:
    """The checkpoint of the log in a backup."""

    origin: str
    size: int
    root: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """`position`: where the ledger ends; `last_leaf`: SHA-256 of its last leaf, empty for an empty ledger."""

    made_at: str
    release: str
    postgres: str
    migrations: list[str]
    position: int
    last_leaf: str
    signed: Signed | None
    files: dict[str, dict[str, Any]]
    left_out: list[str]
    format: int = FORMAT

    def dumped(self) -> bytes:
        return orjson.dumps(asdict(self), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n"


def files_in(directory: Path) -> dict[str, dict[str, Any]]:
    """Size and SHA-256 of every file but the manifest, by its path."""
    found = sorted(path for path in directory.rglob("*") if path.is_file() and path != directory / MANIFEST)
    return {str(path.relative_to(directory)): measured(path) for path in found}


def measured(path: Path) -> dict[str, Any]:
    digest, size = sha256(), 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            size += len(block)
    return {"bytes": size, "sha256": digest.hexdigest()}


def read_manifest(directory: Path) -> Manifest:
    """Raises NotABackup."""
    try:
        told = orjson.loads((directory / MANIFEST).read_bytes())
        signed = told.pop("signed")
        found = Manifest(**told, signed=Signed(**signed) if signed else None)
    except FileNotFoundError:
        raise NotABackup(f"{directory} is no backup, or one that was not finished: it has no {MANIFEST}.") from None
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise NotABackup(f"{directory / MANIFEST} is not as it was written: {error}.") from None
    if found.format != FORMAT:
        raise NotABackup(f"{directory} is a backup of format {found.format}, which this release does not know.")
    return found


def changes(directory: Path, manifest: Manifest) -> Iterator[str]:
    """What is not as the manifest says, file by file. Reads all there is."""
    there = files_in(directory)
    for path in sorted(manifest.files.keys() | there.keys()):
        if path not in there:
            yield f"{path} is missing."
        elif path not in manifest.files:
            yield f"{path} does not belong to it."
        elif there[path] != manifest.files[path]:
            sizes = there[path]["bytes"], manifest.files[path]["bytes"]
            yield f"{path} is another: it has {sizes[0]} bytes, {sizes[1]} by the manifest."


def verified(directory: Path) -> Manifest:
    """The manifest of a backup whose files are all as they were written. Raises NotABackup."""
    manifest = read_manifest(directory)
    if wrong := list(changes(directory, manifest)):
        more = f" And {len(wrong) - 10} more." if len(wrong) > 10 else ""
        raise NotABackup(f"{directory} is not as it was made: {' '.join(wrong[:10])}{more}")
    return manifest
