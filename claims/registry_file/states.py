"""The two states in a file: what a load takes from them, and which of its records `--publish` publishes.

`public_state` is told, never stored: the ledger's door alone writes it (docs/decisions/0010-states-in-a-file.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from claims.registry_file.checking import Entry
from claims.registry_file.directory import CHUNK, batches
from claims.registry_file.shape import SECTIONS
from factreg.records import PublicState, Record, WorkState

_DOWN = (PublicState.WITHDRAWN, PublicState.QUARANTINED, PublicState.ERASED, PublicState.MERGED)


def taken_down(entry: Entry, record: Any) -> str:
    """Why a stored record takes nothing from the file, or nothing. A file that says the same state may have it."""
    state = getattr(record, "public_state", None)
    if state not in _DOWN or entry.state("public_state") == state:
        return ""
    return f"is {PublicState(state).label} and takes nothing from a file; restore it first"


def edit_work_state(entry: Entry, record: Any) -> list[str]:
    """Take the editors' state from the file. *Clean* is the door's word for what it has published."""
    given = entry.state("work_state")
    if not isinstance(record, Record) or given in (None, WorkState.CLEAN, record.work_state):
        return []
    record.work_state = given
    return ["work_state"]


def state_notes(entry: Entry, record: Any, *, publishing: bool) -> Iterator[str]:
    """What of the file's states this registry does not share."""
    given = entry.state("public_state")
    stored = getattr(record, "public_state", None)
    if given is None or given == stored:
        return
    if not is_to_publish(entry):
        yield f"stays {PublicState(str(stored)).label}; the file says {given}"
    elif stored == PublicState.NEVER and not publishing:
        yield "a draft until it is published"


def is_to_publish(entry: Entry) -> bool:
    """Whether `--publish` is meant for the record.

    A record without states is. One with states, as in a dump, where the file says that it is published; but not where
    the file holds an edit of it that was never published, and never where it was taken down.
    """
    state, work = entry.state("public_state"), entry.state("work_state")
    if state is None:
        return work in (None, WorkState.READY, WorkState.CLEAN)
    return state == PublicState.PUBLISHED and work in (None, WorkState.CLEAN)


def to_publish(entries: dict[str, list[Entry]]) -> Iterator[Record]:
    """The stored records that the file means to be public and that are not, in the order of the door."""
    for section in SECTIONS:
        model: Any = section.model
        if issubclass(model, Record):
            rows = [entry.pk for entry in entries[section.name] if is_to_publish(entry)]
            for chunk in batches(rows, CHUNK):
                found = model.objects.with_unpublished_edits().only("slug", "key", "public_state").in_bulk(chunk)
                yield from (found[row] for row in chunk if row in found)
