"""Whose keys sign the log: those of LOG_KEY; on the embedded database without it, one that is made once.

Several sign side by side while readers change from one to the next; what signed before them is in LOG_RETIRED_KEYS.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from claims.log.notes import NotAKey, Signer, Verifier


class NoKey(Exception):
    """There is no key to sign the log with, or what is set is none."""


def signers() -> list[Signer]:
    """The keys that sign. Raises NoKey."""
    if settings.LOG_KEY:
        return _read(settings.LOG_KEY)
    if settings.EMBEDDED_POSTGRES:
        return [_made_once()]
    raise NoKey("Set LOG_KEY to a key that signs the public log: `manage.py log_key` makes one.")


def retired() -> list[Verifier]:
    """The keys that signed earlier. Raises NoKey where one is not written as a key."""
    try:
        return [Verifier.read(text) for text in settings.LOG_RETIRED_KEYS]
    except NotAKey as error:
        raise NoKey(f"LOG_RETIRED_KEYS: {error}") from error


def verifiers() -> list[Verifier]:
    """Of all keys that this log's checkpoints may be signed by. Raises NoKey."""
    return [*(signer.verifier for signer in signers()), *retired()]


def default_name() -> str:
    """The name of a log, unless told another: its address without https://."""
    return f"{urlsplit(settings.SITE_URL).netloc}/log"


def _read(texts: Sequence[str]) -> list[Signer]:
    try:
        found = [Signer.read(text) for text in texts]
    except NotAKey as error:
        raise NoKey(f"LOG_KEY: {error}") from error
    if len({signer.name for signer in found}) > 1:
        raise NoKey("LOG_KEY: the keys of one log have one name, which is the log's.")
    return found


def change_own_key(name: str) -> None:
    """On the embedded database: put the key that was made there aside and make one of that name, unless it has it."""
    path = settings.LOG_KEY_FILE
    if path.exists():
        if _made_once().name == name:
            return
        path.replace(path.with_name(f"{path.name}-before-{name.rpartition('/')[2]}"))
    _make(path, name)


def _made_once() -> Signer:
    path = settings.LOG_KEY_FILE
    if not path.exists():
        _make(path, default_name())
    return _read([path.read_text().strip()])[0]


def _make(path: Path, name: str) -> None:
    """Of two processes at once, one's key is kept whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(Signer.made(name).secret())
    try:
        os.link(unfinished, path)
    except FileExistsError:
        pass
    finally:
        unfinished.unlink()
