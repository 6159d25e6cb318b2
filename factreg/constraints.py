"""Whether a row keeps its check constraints, asked of the database once, where Django asks once for each."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import FieldError, ValidationError
from django.db import DatabaseError, models, router, transaction
from django.db.models import BooleanField, CheckConstraint, Q, UniqueConstraint, Value
from django.db.models.functions import Coalesce
from django.db.models.sql import Query
from django.db.models.sql.constants import SINGLE


class Checked(models.Model):
    """A model with check constraints.

    Django asks the database of each constraint in a savepoint of its own: three round trips for each of the six that
    a record has. Only where not all hold is each asked, for its message.
    """

    class Meta:
        abstract = True

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        using = router.db_for_write(type(self), instance=self)
        excluded = set(exclude or ())
        groups = self.get_constraints()
        if not all(self._hold(model, _checks(constraints), excluded, using) for model, constraints in groups):
            super().validate_constraints(exclude=exclude)
            return
        errors: dict[str, Any] = {}
        for model, constraints in groups:
            for constraint in constraints:
                if isinstance(constraint, CheckConstraint):
                    continue
                try:
                    constraint.validate(model, self, exclude=excluded, using=using)
                except ValidationError as error:
                    if (
                        error.code == "unique"
                        and isinstance(constraint, UniqueConstraint)
                        and len(constraint.fields) == 1
                    ):
                        errors.setdefault(constraint.fields[0], []).append(error)
                    else:
                        errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def _hold(self, model: type[models.Model], checks: list[CheckConstraint], excluded: set[str], using: str) -> bool:
        """Whether all hold, as `Q.check` asks it of one; not where the database can't say."""
        if not checks:
            return True
        query = Query(None)
        for name, value in self._get_field_expression_map(meta=model._meta, exclude=excluded).items():  # type: ignore[attr-defined]
            query.add_annotation(value, name, select=False)
        query.add_annotation(Value(1), "_check")
        for check in checks:
            try:
                query.add_q(Q(Coalesce(Q(check.condition), True, output_field=BooleanField())))
            except FieldError:
                # It is about a field that is excluded: Django, too, leaves it to the database.
                continue
        try:
            # An error must not spoil the transaction that we may be in.
            with transaction.atomic(using=using):
                return query.get_compiler(using=using).execute_sql(SINGLE) is not None
        except DatabaseError:
            return False


def _checks(constraints: Iterable[models.BaseConstraint]) -> list[CheckConstraint]:
    return [constraint for constraint in constraints if isinstance(constraint, CheckConstraint)]
