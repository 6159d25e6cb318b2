"""TextChoices that carry a public definition beside their label, and the constraint that keeps them."""

from __future__ import annotations

from django.db import models


class DefinedChoices(models.TextChoices):
    """Choices declared as ``NAME = value, definition, label``.

    The definition is the public one: pages, the API's schema and the admin show it.
    """

    definition: str

    def __new__(cls, value: str, definition: str = "") -> DefinedChoices:
        member = str.__new__(cls, value)
        member._value_ = value
        member.definition = definition
        return member


def one_of(field: str, choices: type[models.TextChoices], *, name: str, blank: bool = False) -> models.CheckConstraint:
    """The constraint that a column holds one of the choices, or nothing where ``blank``."""
    allowed = [*choices.values, ""] if blank else choices.values
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__in": allowed}),
        name=name,
        violation_error_message=f"{field}: choose one of {', '.join(choices.values)}.",
    )
