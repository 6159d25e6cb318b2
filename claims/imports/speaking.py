"""Speakers that a data set names in free words: an actor each, none where the words name no one."""

from __future__ import annotations

from claims.imports.foreign import Row, mark, one_line
from claims.rules.speakers import names_no_one
from factreg.text import fold


def add_speaker(row: Row, name: str, *, kind: str = "", role: str = "") -> str | None:
    """Add the actor of that name; its slug, or None where nobody is named.

    The slug tells no name: whether someone is a private person is not for a reader to know.
    """
    name = one_line(name, "speaker")
    if names_no_one(name):
        row.remark(f"speaker: {name or 'empty'!r} names no one; stored without a statement")
        return None
    if not kind:
        row.remark(f"speaker: {name!r} is put down as a person, since the file does not say what it is")
    return row.add("actors", f"speaker-{mark(fold(name))}", name=name, kind=kind or "person", role=role)
