"""The way round: a registry that is filled, dumped and empty again, and the file of it loaded into the empty one."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import zip_longest

from django.db import models, transaction

from claims.ledger.publish import publish_many
from claims.registry_file.dumper import dump
from claims.registry_file.loader import load
from claims.registry_file.reader import read_stream
from claims.registry_file.shape import SECTIONS, KeptParts, Part, Parts, Rows
from claims.registry_file.states import to_publish
from tests.claims.test_registry_file_dump import LEFT_OUT

FORMATS = ("yaml", "json")


@contextmanager
def emptied() -> Iterator[None]:
    """What is stored within is gone afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def dump_in(format_: str) -> str:
    return "".join(dump(format=format_))


def load_again(text: str, format_: str) -> None:
    """As `load --publish` does it."""
    document = read_stream(io.BytesIO(text.encode()), format=format_)
    loading = load(document=document, by=None, publishing=True)
    assert not loading.report.failed, loading.report.refusals[:3]
    publish_many(records=list(to_publish(loading.entries)), by=None)


def same(before: str, after: str) -> bool:
    """Whether they are; where not, told by the first line that differs, for the texts are long."""
    if before != after:
        lines = enumerate(zip_longest(before.split("\n"), after.split("\n")), 1)
        number, pair = next((number, pair) for number, pair in lines if pair[0] != pair[1])
        raise AssertionError(f"line {number}: {pair[0]!r:.500} became {pair[1]!r:.500}")
    return True


def not_set() -> list[str]:
    """Fields of the file that are at their default in all rows that are stored, and choices that no row makes."""
    return [name for section in SECTIONS for rows in _rows_of(section) for name in _not_set(rows.model)]


def _rows_of(rows: Rows) -> Iterator[Rows]:
    yield rows
    for key in rows.keys:
        if isinstance(key, Part | Parts | KeptParts) and key.rows:
            yield from _rows_of(key.rows)


def _not_set(model: type[models.Model]) -> Iterator[str]:
    for field in model._meta.concrete_fields:
        if field.name in LEFT_OUT or field.name.endswith(("_earliest", "_latest", "_sort")):
            continue
        found = set(map(str, model._default_manager.values_list(field.attname, flat=True)))
        if not found - {str(field.get_default()), "", "None", "[]"}:
            yield f"{model.__name__}.{field.name}"
        if field.choices and field.name not in ("public_state", "work_state"):
            missing = {value for value, _ in field.flatchoices} - found
            yield from (f"{model.__name__}.{field.name}: {value}" for value in sorted(missing))
