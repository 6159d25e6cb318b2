"""TextChoices that carry a public definition beside their label, and the constraint that keeps them."""

from __future__ import annotations

from typing import Self, cast

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

    @classmethod
    def member_of(cls, value: str | None) -> Self | None:
        """The member with the value; None for what no member is, such as a word of an older format.

        Asked many times a page, where Django's `values` is a new list each time.
        """
        return cast("Self | None", cls._value2member_map_.get(value))


def one_of(field: str, choices: type[models.TextChoices], *, name: str, blank: bool = False) -> models.CheckConstraint:
    """The constraint that a column holds one of the choices, or nothing where ``blank``."""
    allowed = [*choices.values, ""] if blank else choices.values
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__in": allowed}),
        name=name,
        violation_error_message=f"{field}: choose one of {', '.join(choices.values)}.",
    )
