"""The field by which claims that say the same are found: the terms of other fields of the row."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from claims.rules.terms import terms_of
from factreg.door_setting import DOOR_SETTING


class TermsField(ArrayField):
    """The terms of other text fields of the row (claims/rules/terms.py), computed at each save."""

    def __init__(self, base_field: Any = None, *, of: Sequence[str] = (), **kwargs: Any) -> None:
        self.of = tuple(of)
        kwargs.update(blank=True, default=list, editable=False)
        kwargs.setdefault("help_text", "Derived, private: what it is about, as claims that say the same are found.")
        super().__init__(base_field or models.TextField(), **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def pre_save(self, instance: models.Model, add: bool) -> list[str]:
        terms = terms_of(*(getattr(instance, name) for name in self.of))
        setattr(instance, self.attname, terms)
        return terms


def find_terms_anew(model: type[models.Model]) -> None:
    """Compute the terms of every row of a table: for migrations, when what they are has changed. Counts as no edit."""
    field: Any = next(field for field in model._meta.concrete_fields if isinstance(field, TermsField))
    rows = model._base_manager.only("pk", *field.of).order_by("pk").iterator(chunk_size=2000)
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL {DOOR_SETTING} = 'open'")
        while some := list(islice(rows, 500)):
            for row in some:
                field.pre_save(row, add=False)
            model._base_manager.bulk_update(some, [field.name])
        cursor.execute(f"SET LOCAL {DOOR_SETTING} = ''")
