"""What would be deleted with records, and what stands against it: as Django's own page has it, in as many queries
for many rows as for few. What is named by too many is told by number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib.admin.utils import NestedObjects, quote
from django.db import connection, models
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.text import capfirst

# Up to so many, the page lists each with a link.
MOST_LISTED = 100


def held_by_many(objs: Sequence[Any]) -> Iterator[str]:
    """Of each kind of rows that keep these objects and are too many to be listed, a sentence. One query."""
    relations = [one for one in objs[0]._meta.related_objects if one.on_delete is models.PROTECT] if objs else []
    if not relations:
        return
    first, *others = (
        relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": objs})
        .order_by()
        .values_list(models.Value(place))[: MOST_LISTED + 1]
        for place, relation in enumerate(relations)
    )
    found = Counter(place for (place,) in first.union(*others, all=True))
    for place, number in found.items():
        if number > MOST_LISTED:
            words = relations[place].related_model._meta.verbose_name_plural
            yield f"More than {MOST_LISTED} {words} name this: take it out of them, or merge it into another."


class _WithNamed(NestedObjects):
    """Rows with what they name, which stands in their words."""

    def related_objects(self, related_model: Any, related_fields: Any, objs: Any) -> Any:
        named = [one.name for one in related_model._meta.concrete_fields if one.is_relation]
        return super().related_objects(related_model, related_fields, objs).select_related(*named)


def deleted_with(objs: Sequence[Any], request: HttpRequest, admin_site: Any) -> tuple[Any, Any, set[str], list[Any]]:
    """As `django.contrib.admin.utils.get_deleted_objects`."""
    collector = _WithNamed(using=connection.alias, origin=objs)
    collector.collect(objs)
    lacking: set[str] = set()

    def worded(obj: Any) -> Any:
        name = capfirst(obj._meta.verbose_name)
        admin = admin_site._registry.get(type(obj))
        if admin is None:
            return f"{name}: {obj}"
        if not admin.has_delete_permission(request, obj):
            lacking.add(obj._meta.verbose_name)
        try:
            url = reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change", args=[quote(obj.pk)])
        except NoReverseMatch:
            return f"{name}: {obj}"
        return format_html('{}: <a href="{}">{}</a>', name, url, obj)

    counts = {model._meta.verbose_name_plural: len(rows) for model, rows in collector.model_objs.items()}
    return collector.nested(worded), counts, lacking, [worded(obj) for obj in collector.protected]
