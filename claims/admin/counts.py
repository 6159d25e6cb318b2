"""A count as it is typed: a text box, since browsers drop what a number box can't read, without a word."""

from __future__ import annotations

import re
from typing import Any

from django import forms

_GROUPED = re.compile(r"[0-9]{1,3}(?:([ ,.'\u2019\u00a0\u2009\u202f])[0-9]{3})(?:\1[0-9]{3})*")


def ungrouped(text: str) -> str:
    """The digits of a whole number that is grouped in threes; any other text as it is.

    >>> ungrouped("4,000"), ungrouped("4,00")
    ('4000', '4,00')
    """
    text = text.strip()
    found = _GROUPED.fullmatch(text)
    return text.replace(found[1], "") if found else text


class CountField(forms.IntegerField):
    """A whole number of people or things, with its digits grouped or not."""

    default_error_messages = {"invalid": "Write a whole number in digits, as 4000 or 4,000."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["widget"] = forms.TextInput(attrs={"inputmode": "numeric", "class": "vBigIntegerField"})
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> int | None:
        given: int | None = super().to_python(ungrouped(value) if isinstance(value, str) else value)
        return given
