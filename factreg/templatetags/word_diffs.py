"""The tag by which pages show what changed in a text. What changed is found by factreg.word_diff."""

from __future__ import annotations

from typing import Any

from django import template

from factreg.word_diff import word_diff

register = template.Library()


@register.inclusion_tag("factreg/word_diff.html", name="word_diff")
def show_word_diff(before: Any, after: Any) -> dict[str, Any]:
    """`{% word_diff before after %}`: the text with what was removed struck out and what was added underlined."""
    return {"pieces": word_diff(_text(before), _text(after))}


def _text(value: Any) -> str:
    return "" if value is None else str(value)
