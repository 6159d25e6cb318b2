"""All editorial records but captures as a registry file, from one moment of the database.

Canonical: lists by slug, keys in the order of shape.py. Keys of the ledger and who edited or looked stay out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection, models, transaction
from django.db.models.functions import Collate

from claims.registry_file.shape import (
    CLAIMS,
    REDIRECTS,
    SECTION_OF,
    SECTIONS,
    Section,
)
from claims.registry_file.stored import PREFETCHED
from claims.registry_file.values import Slugs, as_filed
from claims.registry_file.writing import as_json, as_yaml
from factreg.records import PublicState, Record
from sources.models import Slug

FETCHED = 500
Progress = Callable[[int], None]


def dump(*, format: str, progress: Progress | None = None) -> Iterator[str]:  # noqa: A002 - the command's option
    """The registry file in pieces of text; `format` is yaml or json. `progress` is told of each record written."""
    with transaction.atomic():
        _hold_the_moment()
        dumper = _Dumper(progress or (lambda done: None))
        yield from (as_json if format == "json" else as_yaml)(dumper.sections())


def _hold_the_moment() -> None:
    # Inside a transaction that has begun, as in a test, its moment is as good as any.
    if len(connection.savepoint_ids) == 0:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


class _Dumper:
    def __init__(self, progress: Progress) -> None:
        self.slugs = Slugs()
        self.progress = progress

    def sections(self) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
        for section in SECTIONS:
            yield section.name, self._records(section)
        yield REDIRECTS, self._redirects()

    def _records(self, section: Section) -> Iterator[dict[str, Any]]:
        if not section.address:
            pairs = [as_filed(row, section, self.slugs) for row in section.model._default_manager.all()]
            yield from sorted(pairs, key=lambda pair: pair["claims"])
            return
        for row in _by_slug(section):
            yield {section.address: row.slug, **as_filed(row, section, self.slugs)}
            self.progress(1)

    def _redirects(self) -> Iterator[dict[str, Any]]:
        merged = Slug.objects.exclude(merged_into=None).order_by("type", Collate("slug", "C"))
        survivors: dict[str, dict[Any, str]] = defaultdict(dict)
        for type_ in set(merged.values_list("type", flat=True)):
            model: Any = SECTION_OF[type_].model
            keys = merged.filter(type=type_).values("merged_into")
            survivors[type_] = dict(model.objects.filter(key__in=keys).values_list("key", "slug"))
        for slug in merged:
            into = survivors[slug.type].get(slug.merged_into)
            if into:
                yield {"type": slug.type, "slug": slug.slug, "into": into}


def _by_slug(section: Section) -> Iterator[Any]:
    """The records in the order of their slugs, the same under every collation; merged ones are redirects."""
    rows: models.QuerySet[Any] = section.model._default_manager.order_by(Collate("slug", "C"))
    if issubclass(section.model, Record):
        rows = rows.exclude(public_state=PublicState.MERGED)
    if section is CLAIMS:
        rows = rows.select_related("figure")
    return rows.prefetch_related(*PREFETCHED.get(section.type, ())).iterator(chunk_size=FETCHED)
